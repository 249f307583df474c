# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from .rma_standby_customer_mixin import TOLD_STATES


class RmaClaim(models.Model):
    _inherit = "rma.claim"

    standby_loan_ids = fields.One2many(
        "rma.standby.loan", "claim_id", string="Stand-by Loans", copy=False
    )
    standby_origin_loan_id = fields.Many2one(
        "rma.standby.loan",
        string="Damaged On",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The loan from which the stand-by unit of this claim came back damaged.",
    )
    # the inverse of the damage's claim: without it, each change of any claim's state
    # would search the loans for it
    standby_damage_loan_ids = fields.One2many(
        "rma.standby.loan", "damage_claim_id", string="Loans of the Damage", copy=False
    )
    standby_loan_count = fields.Integer(compute="_compute_standby")
    is_standby_late = fields.Boolean(
        string="Stand-by Overdue", compute="_compute_standby"
    )
    standby_summary = fields.Char(
        string="Stand-by",
        compute="_compute_standby",
        help="Which stand-by units the customer has meanwhile, and until when.",
    )

    @api.depends("standby_loan_ids.state", "standby_loan_ids.date_expected")
    def _compute_standby(self):
        for claim in self:
            # sudo: that there is a stand-by and until when is part of the case
            loans_sudo = claim.sudo().standby_loan_ids
            claim.standby_loan_count = len(loans_sudo)
            claim.is_standby_late = any(loans_sudo.mapped("is_late"))
            summaries = [loan._get_summary() for loan in loans_sudo._get_telling()]
            claim.standby_summary = ", ".join(filter(None, summaries)) or False

    def write(self, vals):
        """Let what is prepared for another customer be prepared again."""
        before = (
            {claim: claim.partner_id for claim in self} if "partner_id" in vals else {}
        )
        result = super().write(vals)
        changed = self.filtered(
            lambda claim: claim in before and before[claim] != claim.partner_id
        )
        # sudo: the claim changes for whom its stand-by units are
        loans_sudo = changed.sudo().standby_loan_ids.filtered(
            lambda loan: loan.state in ("requested", "reserved")
        )
        if loans_sudo:
            loans_sudo._cancel_open_moves("issue")
            loans_sudo._withdraw_charges()
        return result

    def _get_timeline_events(self):
        """Tell also what happened to the stand-by units of the claim."""
        # sudo: the story of the stand-by is part of the story of the claim
        loans_sudo = self.sudo().standby_loan_ids
        rows = loans_sudo._format_events()
        return self._sort_timeline(super()._get_timeline_events() + rows)

    # -- the page of the customer --

    def _get_customer_loans(self):
        """Return the loans of the claim that its customer is told of."""
        self.ensure_one()
        # sudo: the caller has checked the claim; the loans are part of its story
        return self.sudo().standby_loan_ids.filtered(
            lambda loan: loan.state in TOLD_STATES
        )

    def _get_customer_standbys(self):
        """Return what the customer reads of the stand-by units of the claim."""
        loans = self._get_customer_loans().sorted("id", reverse=True)
        return [loan._prepare_customer_row() for loan in loans]

    def _get_customer_timeline(self):
        """Tell customers also what happened to their stand-by units."""
        rows = self._get_customer_loans()._get_customer_events()
        return self._sort_customer_timeline([*super()._get_customer_timeline(), *rows])

    def _get_customer_signer(self):
        """Return the name of the visitor who is logged in, or nothing."""
        user = self.env.user
        return "" if user._is_public() else user.name

    def action_create_loan(self):
        """Open a stand-by loan for each unit of the claims that has none open."""
        return self.line_ids.action_create_loan()

    def action_view_loans(self):
        """Open the stand-by loans of these claims."""
        return self.standby_loan_ids._get_records_action(
            name=self.env._("Stand-by Loans")
        )
