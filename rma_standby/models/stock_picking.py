# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from .rma_standby_discrepancy_mixin import OUTCOMES


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = [
        "stock.picking",
        "rma.standby.discrepancy.mixin",
        "rma.standby.arrival.mixin",
    ]

    rma_standby_loan_ids = fields.Many2many(
        "rma.standby.loan",
        string="Stand-by Loans",
        compute="_compute_rma_standby_loan_ids",
        compute_sudo=True,
    )
    rma_standby_loan_count = fields.Integer(
        string="Stand-by Loans Count",
        compute="_compute_rma_standby_loan_ids",
        compute_sudo=True,
    )

    @api.depends("move_ids.rma_standby_loan_id")
    def _compute_rma_standby_loan_ids(self):
        for picking in self:
            picking.rma_standby_loan_ids = picking.move_ids.rma_standby_loan_id
            picking.rma_standby_loan_count = len(picking.rma_standby_loan_ids)

    # -- another unit came back --

    def _pre_action_done_hook(self):
        """Ask the worker what to do when another unit came back."""
        # what nobody picked counts as arrived: before a unit is taken off
        self._mark_rma_quantities_picked()
        self._take_standby_arrivals()
        if findings := self._get_standby_findings():
            return self._action_check_standby_return(findings)
        return super()._pre_action_done_hook()

    def _action_done(self):
        """Let no other unit in unseen, also without a dialog."""
        self._take_standby_arrivals()
        for finding in self._get_standby_findings():
            outcome = OUTCOMES[finding["kind"]][0]
            finding["picking"]._apply_standby_outcome(finding, outcome)
        return super()._action_done()

    def _get_undecided_moves(self):
        """Ask nothing about stand-by units in the parcel of a claim: they are ours."""
        moves = super()._get_undecided_moves()
        return moves.filtered(lambda move: not move.rma_standby_kind)

    # -- couriers, met in hooks only --

    def _get_traveling_loans(self):
        """Return the loans that these transfers are made for, as sudo.

        What comes along in the parcel of a claim travels as the claim does.
        """
        # sudo: how a loan travels is no secret
        own_sudo = self.sudo().filtered(lambda picking: not picking.is_rma_receipt)
        return own_sudo.move_ids.rma_standby_loan_id

    @api.model
    def _find_told_transfers(self, claim):
        """Tell customers also of the parcels with their stand-by units."""
        # sudo: as the hook says
        loans_sudo = claim.sudo().standby_loan_ids
        return super()._find_told_transfers(claim) | loans_sudo.picking_ids

    def _get_rma_delivery_methods(self):
        """Add the ways in which stand-by units travel; their claim's way is another."""
        if loans_sudo := self._get_traveling_loans():
            return set(loans_sudo.mapped("delivery_method"))
        return super()._get_rma_delivery_methods()

    def _get_rma_courier_payer(self):
        """Let who bears the courier of the loan pay for it."""
        loans_sudo = self._get_traveling_loans()
        return loans_sudo[:1].courier_payer or super()._get_rma_courier_payer()

    def _get_rma_customer(self):
        """Name the customer who has the stand-by unit."""
        loans_sudo = self._get_traveling_loans()
        return loans_sudo[:1].partner_id or super()._get_rma_customer()

    def action_view_standby_loans(self):
        """Open the loans whose units this transfer moves."""
        return self.rma_standby_loan_ids._get_records_action(
            name=self.env._("Stand-by Loans")
        )
