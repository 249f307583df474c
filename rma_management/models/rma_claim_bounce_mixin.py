# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

#: States in which a message that did not arrive is worth sending again by itself.
UNFINISHED_STATES = ("draft", "submitted", "open")


class RmaClaimBounceMixin(models.AbstractModel):
    """Which messages to the customer did not arrive, and who is told."""

    _name = "rma.claim.bounce.mixin"
    _description = "RMA Messages That Did Not Arrive"

    notice_failure = fields.Selection(
        selection=[
            ("missing", "No e-mail address"),
            ("address", "Address does not take it"),
            ("server", "Mail server did not send it"),
        ],
        string="Why the Message Did Not Arrive",
        readonly=True,
        copy=False,
    )
    notice_failed_email = fields.Char(
        string="Did Not Arrive At", readonly=True, copy=False
    )
    is_notice_bounced = fields.Boolean(
        string="Message Did Not Arrive",
        compute="_compute_is_notice_bounced",
        store=True,
    )
    notice_warning = fields.Char(
        string="What Is Wrong with the Messages", compute="_compute_notice_texts"
    )
    notice_hint = fields.Char(
        string="Which Messages the Customer Gets", compute="_compute_notice_texts"
    )
    is_resend_notice_allowed = fields.Boolean(compute="_compute_resend_notice_allowed")

    _bounced_idx = models.Index("(id) WHERE is_notice_bounced")

    @api.depends("notice_failure")
    def _compute_is_notice_bounced(self):
        for claim in self:
            claim.is_notice_bounced = bool(claim.notice_failure)

    @api.depends("notice_failure", "notice_failed_email")
    def _compute_notice_texts(self):
        for claim in self:
            claim.notice_warning = claim._get_notice_warning()
            claim.notice_hint = claim._get_notice_hint()

    @api.depends("notice_failure")
    def _compute_resend_notice_allowed(self):
        self._set_allowed("resend_notice")

    def _get_notice_warning(self):
        """Return what is wrong with the last message and how to mend it, or False."""
        self.ensure_one()
        values = {"customer": self.partner_id.name, "email": self.notice_failed_email}
        return {
            "missing": self.env._(
                "%(customer)s has no e-mail address, so no message arrives. Enter one "
                "in the contact: then the last message is sent by itself.",
                **values,
            ),
            "address": self.env._(
                "The last message did not arrive at %(email)s. Correct the address in "
                "the contact: then the message is sent by itself. If the address is "
                "right, send it again.",
                **values,
            ),
            "server": self.env._(
                "The last message to %(email)s has not left: the mail server did not "
                "take it. Send it again later, or ask your administrator.",
                **values,
            ),
        }.get(self.notice_failure, False)

    def _get_notice_hint(self):
        """Return which messages the customer does not want, or False."""
        self.ensure_one()
        values = {"customer": self.partner_id.name}
        return {
            "needed": self.env._(
                "%(customer)s wants only messages that ask for something, and the "
                "last one. The other steps are not told by e-mail.",
                **values,
            ),
            "none": self.env._(
                "%(customer)s wants no messages: only what must be said is sent, such "
                "as a rejection or the end of validity. Call when you need something.",
                **values,
            ),
        }.get(self.partner_id._get_rma_notice_level(), False)

    # -- what did not arrive --

    def _note_notice_failure(self, failure, email=False):
        """Show on the claims that a message did not arrive; a repeat does nothing.

        :param str failure: key of ``notice_failure``
        :param email: where it did not arrive
        """
        todo = self.filtered(
            lambda claim: (
                (claim.notice_failure, claim.notice_failed_email or False)
                != (failure, email)
            )
        )
        if not todo:
            return
        todo._write_axis({"notice_failure": failure, "notice_failed_email": email})
        if failure == "server":
            # nobody's fault at the customer's: all claims alike, one administrator
            return
        todo._log_event(
            "bounced",
            text=(
                email
                and self.env._("The message did not arrive at %(email)s.", email=email)
            )
            or self.env._("The customer has no e-mail address."),
        )
        if failure == "address":
            todo._schedule_bounce()

    def _schedule_bounce(self):
        """Ask the engineer once to find the right address."""
        type_xmlid = "rma_management.mail_activity_bounced"
        asked = self.activity_ids.filtered(
            lambda activity: activity.activity_type_id == self.env.ref(type_xmlid)
        )
        todo = self.browse(set(self.ids) - set(asked.mapped("res_id")))
        quiet = todo.with_context(mail_activity_quick_update=True)
        for user, claims in quiet.grouped("user_id").items():
            if user:
                claims.activity_schedule(type_xmlid, user_id=user.id)

    def _receive_bounce(self, email, partner):
        """Take note that a mail server has sent a message back.

        :param str email: the address that it was sent to
        :param partner: who has that address, as far as it is known
        """
        for claim in self:
            customer = claim.partner_id
            if customer in partner or (email and customer.email_normalized == email):
                claim._note_notice_failure(
                    "address", email or customer.email_normalized
                )

    def _follow_address(self):
        """Send again what did not arrive at the customer's former address.

        What is finished is only cleared: its news is old.
        """
        unfinished = self.filtered(lambda claim: claim.state in UNFINISHED_STATES)
        unfinished._resend_notice()
        (self - unfinished)._clear_notice_failure()

    def _clear_notice_failure(self):
        """Forget what did not arrive: it was sent again."""
        self.activity_unlink(["rma_management.mail_activity_bounced"])
        self._write_axis({"notice_failure": False, "notice_failed_email": False})

    # -- send it again --

    def _is_resend_notice_done(self):
        self.ensure_one()
        return not self.is_notice_bounced

    def _get_resend_notice_obstacle(self):
        self.ensure_one()
        if not self.partner_id.email_normalized:
            return self.env._(
                "%(customer)s has no e-mail address, or it is not a valid one. Enter "
                "it in the contact: then the last message is sent by itself.",
                customer=self.partner_id.display_name,
            )
        return False

    def _check_resend_notice_allowed(self):
        self._check_allowed("resend_notice")

    def action_resend_notice(self):
        """Send the last message of the last step again, to the present address.

        :raises odoo.exceptions.UserError: the customer has no e-mail address
        """
        todo = self._pass_gate("resend_notice")
        todo._resend_notice()
        return self._notify(
            self.env._("The message is sent again within a minute.")
            if todo
            else self.env._("Every message has arrived: nothing is to be sent again."),
            is_reloading=True,
        )

    def _resend_notice(self):
        """Put the last message that was told of each claim into the outbox again."""
        if not self:
            return
        self._clear_notice_failure()
        # sudo: the outbox is closed to users; the gate opens it for the last message
        rows = self.env["rma.claim.event"].sudo()
        told = rows.search(
            [("claim_id", "in", self.ids), ("notice_state", "=", "sent")],
            order="notice_date desc, id desc",
        )
        for events in told.grouped("claim_id").values():
            last = events[0]
            rows |= events.filtered(
                lambda e, last=last: (
                    (e.kind, e.notice_date) == (last.kind, last.notice_date)
                )
            )
        rows.write({"notice_state": "waiting", "notice_attempts": 0})
        rows._wake_notice_job()
