# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.rma_management.tools.rma_mail import post_notice

#: Kinds of events whose message is about the expected return only.
DATE_KINDS = ("extended", "date_changed")
#: Kinds of events whose message names the expected return.
TELLING_KINDS = ("issued", "return_requested", "return_withdrawn", *DATE_KINDS)
#: How many moved dates one run of the job notices.
UNTOLD_BATCH = 500


class RmaStandbyNoticeMixin(models.AbstractModel):
    """What the customer is told of a loan, by the job and never while goods move.

    The expected return follows the customer's own unit without anybody's doing. The
    date that the customer knows is ``date_told``: whatever message names the date
    writes it, so that a date which moved several times is told once, as it is then,
    and one that moved back is not told at all.
    """

    _name = "rma.standby.notice.mixin"
    _description = "RMA Messages of a Loan"

    return_instruction = fields.Text(
        string="How to Send It Back", compute="_compute_return_instruction"
    )

    @api.depends("delivery_method", "courier_payer", "warehouse_id")
    @api.depends_context("lang")
    def _compute_return_instruction(self):
        for loan in self:
            loan.return_instruction = loan._get_return_instruction()

    def _get_return_instruction(self):
        """Return in whole sentences how the customer gives the unit back; a hook."""
        self.ensure_one()
        site = self.warehouse_id.partner_id or self.company_id.partner_id
        values = {
            "number": self.name,
            "site": site.contact_address_inline or site.display_name,
        }
        if self.delivery_method == "counter":
            return self.env._(
                "Please bring it with everything that came with it to %(site)s and "
                "give the number %(number)s.",
                **values,
            )
        if self.delivery_method == "pickup":
            return self.env._(
                "We pick it up where we have brought it. Please keep it ready, packed "
                "with everything that came with it and marked with the number "
                "%(number)s. Answer this message when a time does not suit you.",
                **values,
            )
        if self.courier_payer == "customer":
            return self.env._(
                "Please pack it with everything that came with it, put the return slip "
                "or a note with the number %(number)s inside, and send it to %(site)s.",
                **values,
            )
        return self.env._(
            "Please pack it with everything that came with it, put the return slip or "
            "a note with the number %(number)s inside, and hand it to the courier for "
            "%(site)s. We pay for the courier.",
            **values,
        )

    # -- the date that moved by itself --

    @api.model
    def _log_untold_dates(self):
        """Write down which expected returns have moved without anybody's doing.

        What waits in the outbox and names the date says it anyway.
        """
        waiting = [
            ("notice_state", "=", "waiting"),
            ("kind", "in", TELLING_KINDS),
        ]
        loans = self.search(
            [("is_date_untold", "=", True), ("event_ids", "not any", waiting)],
            limit=UNTOLD_BATCH,
        )
        # whoever changes one right now: the next run looks again
        loans = loans.try_lock_for_update(allow_referencing=True)
        for date, moved in loans.grouped("date_expected").items():
            moved._log_event("date_changed", text=format_date(self.env, date))

    # -- the messages --

    def _choose_notices(self, events):
        """Return {kind: events} of the messages that *events* of this loan still need.

        What has become moot since is left out: of a unit that is back nobody wants to
        hear until when it may be kept, and one message names the date once.
        """
        self.ensure_one()
        by_kind = events.sorted("id").grouped("kind")
        by_kind = {
            kind: told
            for kind, told in by_kind.items()
            if kind not in DATE_KINDS and self._is_notice_due(kind)
        }
        dates = events.filtered(lambda event: event.kind in DATE_KINDS)
        if dates and self.is_date_untold and not by_kind.keys() & set(TELLING_KINDS):
            by_kind["date_changed"] = dates
        return by_kind

    def _is_notice_due(self, kind):
        """Tell whether the message of *kind* is still true."""
        self.ensure_one()
        if kind == "returned":
            return self.state == "returned"
        if kind == "return_requested":
            return self._is_out() and self.is_return_requested
        if kind == "return_withdrawn":
            # who never heard of the request need not hear that it is off
            return (
                self._is_out()
                and not self.is_return_requested
                and any(
                    event.kind == "return_requested" and event.notice_state == "sent"
                    for event in self.event_ids
                )
            )
        return self._is_out()

    def _send_notice(self, template):
        """Post *template* to the customer."""
        self.ensure_one()
        post_notice(self, template, self.partner_id, "rma_standby.mt_standby_progress")

    def _get_notice_frame(self, group_name):
        """Return what the frame of a message shows; see the claim's method."""
        self.ensure_one()
        is_customer = group_name == "portal_customer"
        values = {"date": format_date(self.env, self.date_expected)}
        text = ""
        if self._is_out() and self.is_return_requested:
            text = self.env._("Please give it back by %(date)s.", **values)
        elif self._is_out():
            text = self.env._("You may keep it until %(date)s.", **values)
        return {
            "number": self.name,
            "title": self.env._("Your stand-by unit") if is_customer else self.name,
            "text": text,
            "button": self.env._("See your claim")
            if is_customer
            else self.env._("Open the loan"),
            "rates": [],
            "messages_url": is_customer and self.partner_id._get_rma_messages_url(),
        }

    def _get_customer_groups(self):
        """Return the receivers that get the link to the claim: the customer alone."""
        if not self:
            return []
        customer = self.partner_id
        # sudo: the claim is the customer's own; the message gives him its link
        claim_sudo = self.sudo().claim_id
        is_own = bool(claim_sudo) and claim_sudo.partner_id == customer
        button = {}
        if is_own:
            path = claim_sudo._get_share_url(redirect=True, pid=customer.id)
            button["url"] = claim_sudo.get_base_url() + path
        return [
            [
                "portal_customer",
                lambda data: data["id"] == customer.id,
                {
                    "active": True,
                    "has_button_access": is_own,
                    "button_access": button,
                },
            ]
        ]

    def _note_date_told(self):
        """Note that the customers know the expected return as it is now."""
        untold = self.filtered("is_date_untold")
        for date, loans in untold.grouped("date_expected").items():
            loans._write_axis({"date_told": date})
