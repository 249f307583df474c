# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from .rma_standby_notice_mixin import TELLING_KINDS

#: What can happen to a loan, in words for people.
EVENT_KINDS = [
    ("requested", "Stand-by requested"),
    ("reserved", "Stand-by reserved"),
    ("released", "Reservation given back"),
    ("issuing", "Issue of the stand-by prepared"),
    ("issue_held", "Issue of the stand-by put off"),
    ("issued", "Stand-by issued"),
    ("signed", "Agreement signed"),
    ("fee_quoted", "Loan fee quoted"),
    ("fee_accepted", "Loan fee accepted"),
    ("deposit_drafted", "Invoice of the deposit drafted"),
    ("deposit_invoiced", "Deposit invoiced"),
    ("refund_drafted", "Refund of the deposit drafted"),
    ("deposit_refunded", "Deposit refunded"),
    ("deposit_kept", "Deposit kept"),
    ("waived", "Fee or deposit waived"),
    ("date_changed", "Return of the stand-by moved"),
    ("extended", "Loan extended"),
    ("due", "Stand-by due"),
    ("overdue", "Stand-by overdue"),
    ("reminded", "Reminded of the stand-by"),
    ("return_requested", "Return of the stand-by asked for"),
    ("return_withdrawn", "Stand-by is needed longer"),
    ("returned", "Stand-by returned"),
    ("came_along", "Stand-by came in another parcel"),
    ("discrepancy", "Another unit came back"),
    ("damaged", "Damage found on the stand-by"),
    ("damage_settled", "Damage settled"),
    ("swapped", "Stand-by swapped"),
    ("lost", "Stand-by lost"),
    ("found", "Stand-by found again"),
    ("sale_quoted", "Sale of the stand-by quoted"),
    ("charged", "Stand-by charged"),
    ("written_off", "Stand-by written off"),
    ("sold", "Stand-by sold to the customer"),
    ("taken_back", "Sale of the stand-by taken back"),
    ("cancelled", "Stand-by cancelled"),
]

#: What must be said whatever messages the customer chose; others belong to ``all``.
NOTICE_LEVELS = {"return_requested": "none", "return_withdrawn": "none"}


class RmaStandbyEvent(models.Model):
    """What happened to a loan: written by actions and transfers, never changed.

    Kinds that the customer hears of wait in the outbox until the job tells them.
    """

    _name = "rma.standby.event"
    _description = "RMA Stand-by Event"
    _inherit = "rma.outbox.mixin"
    _order = "date desc, id desc"
    _outbox_field = "loan_id"
    _outbox_job = "rma_standby.ir_cron_standby_notices"

    loan_id = fields.Many2one(
        "rma.standby.loan", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(selection=EVENT_KINDS, required=True, index=True)

    _notice_idx = models.Index("(loan_id) WHERE notice_state = 'waiting'")

    @api.model
    def _get_notice_templates(self):
        """Return {kind: mail template xmlid} of the kinds the customer hears of.

        A unit that is sold or charged is told by the quotation's own message.
        """
        return {
            "issued": "rma_standby.mail_template_issued",
            "extended": "rma_standby.mail_template_date_changed",
            "date_changed": "rma_standby.mail_template_date_changed",
            "return_requested": "rma_standby.mail_template_return_requested",
            "return_withdrawn": "rma_standby.mail_template_return_withdrawn",
            "returned": "rma_standby.mail_template_returned",
        }

    def _cron_send_notices(self):
        """Notice also the expected returns that have moved by themselves."""
        self.env["rma.standby.loan"]._log_untold_dates()
        return super()._cron_send_notices()

    def _send_notices(self):
        """Post the waiting messages of the loans in *self*; leave out what is moot."""
        templates = self._get_notice_templates()
        told = self.browse()
        for loan, events in self.grouped("loan_id").items():
            for kind, rows in loan._choose_notices(events).items():
                template = self.env.ref(templates[kind], raise_if_not_found=False)
                level = NOTICE_LEVELS.get(kind, "all")
                if template and loan.partner_id._wants_rma_notice(level):
                    loan._send_notice(template)
                if kind in TELLING_KINDS:
                    loan._note_date_told()
                told |= rows
        (self - told).write({"notice_state": "none"})
        return super(RmaStandbyEvent, told)._send_notices()
