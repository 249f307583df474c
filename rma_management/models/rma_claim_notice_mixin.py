# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.tools import formatLang

from ..tools.rma_mail import post_notice


class RmaClaimNoticeMixin(models.AbstractModel):
    """How customers and the head office are told what happened to a claim.

    The template says what happened; its frame, which is made for each receiver, says
    the number, where the claim stands and what is next. What only the customer may
    use (links that need no login) is in the frame alone, so that it is neither in
    the history of the claim nor in the copy of anybody else.
    """

    _name = "rma.claim.notice.mixin"
    _description = "RMA Messages of the Claim"

    def _send_notice(self, template, events, is_for_head_office):
        """Post *template* to the customer, and to the head office where it is told.

        Called by the notice job, never inside the transaction that moves goods.
        """
        self.ensure_one()
        partners = self._get_notice_partners(events, is_for_head_office)
        if not partners:
            return
        context = {
            "rma_line_ids": (events.line_id or self.line_ids).ids,
            # one question about many units is one sentence
            "rma_texts": list(dict.fromkeys(filter(None, events.mapped("text")))),
            "rma_details": self._get_notice_details(events),
            "rma_kinds": events.mapped("kind"),
        }
        post_notice(
            self.with_context(**context),
            template,
            partners,
            "rma_management.mt_rma_progress",
            # who wants no message gets none as a follower either
            notify_skip_followers=self.partner_id not in partners,
        )

    def _get_notice_partners(self, events, is_for_head_office):
        """Return who gets the message about *events*; a hook."""
        partners = self._get_notice_customer(events._get_notice_level())
        if is_for_head_office:
            partners |= self.company_id.rma_head_office_partner_ids
        return partners

    def _get_notice_customer(self, level):
        """Return the customer when he wants messages of *level* and can be reached.

        Who has no e-mail address is noted on the claim; the other messages go on.
        """
        self.ensure_one()
        customer = self.partner_id
        if not customer._wants_rma_notice(level):
            return customer.browse()
        if not customer.email_normalized:
            self._note_notice_failure("missing")
            return customer.browse()
        return customer

    def _get_notice_details(self, events):
        """Return what the message about *events* says besides, as a list of dicts.

        Keys: ``text`` (a sentence), ``url`` (a link on it, or False). Addons append.
        """
        notes = [e.document_id for e in events if e.kind == "credited"]
        lang = self.partner_id.lang or self.env.lang
        # sudo: the job tells the customer of the credit note, whoever may read it
        moves = self.env["account.move"].sudo().browse(notes).exists()
        return [
            {
                "text": self.with_context(lang=lang).env._(
                    "Credit note %(number)s: %(amount)s.",
                    number=move.name,
                    amount=formatLang(
                        move.with_context(lang=lang).env,
                        move.amount_total,
                        currency_obj=move.currency_id,
                    ),
                ),
                "url": False,
            }
            for move in moves
        ]

    # -- the frame --

    def _get_notice_frame(self, group_name):
        """Return what the frame of a message shows, in the language of its receivers.

        Keys: ``number``, ``title`` and ``text`` (where the claim stands, what is
        next), ``button`` (what the link says), ``rates`` (list of label, address and
        picture) and ``messages_url`` (which messages I get).

        :param str group_name: the group of receivers; only ``portal_customer`` gets
            links that need no login
        """
        self.ensure_one()
        is_customer = group_name == "portal_customer"
        status = self._get_customer_status()
        return {
            "number": self.display_name,
            "title": status["title"],
            "text": status["text"],
            "button": self._get_notice_button(is_customer),
            "rates": self._get_notice_rates() if is_customer else [],
            "messages_url": is_customer and self.partner_id._get_rma_messages_url(),
        }

    def _get_notice_button(self, is_customer):
        kinds = self.env.context.get("rma_kinds", [])
        if is_customer and "asked" in kinds:
            return self.env._("Answer the question")
        if is_customer and "delivered" in kinds:
            return self.env._("Tell us whether it works")
        return self.env._("See your claim") if is_customer else self.env._("Open claim")

    def _get_notice_rates(self):
        """Return the answers to "how was our service", at the end of a claim."""
        if "closed" not in self.env.context.get("rma_kinds", []):
            return []
        if self.state != "closed":
            return []
        base = self.get_base_url()
        token = self._rating_get_access_token()
        answers = (
            (5, self.env._("Very good")),
            (3, self.env._("All right")),
            (1, self.env._("Not good")),
        )
        return [
            {
                "label": label,
                "url": f"{base}/rate/{token}/{rate}",
                "image": f"{base}/rating/static/src/img/rating_{rate}.png",
            }
            for rate, label in answers
        ]
