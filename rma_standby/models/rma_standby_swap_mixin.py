# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaStandbySwapMixin(models.AbstractModel):
    """A loaner that fails is replaced by another one in one step."""

    _name = "rma.standby.swap.mixin"
    _description = "RMA Swap of a Stand-by Unit"

    swap_of_id = fields.Many2one(
        "rma.standby.loan",
        string="In Place of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The loan whose unit failed.",
    )
    swapped_by_ids = fields.One2many("rma.standby.loan", "swap_of_id")
    is_swap_allowed = fields.Boolean(compute="_compute_swap_allowed")

    @api.depends("state", "swapped_by_ids.state")
    def _compute_swap_allowed(self):
        self._set_allowed("swap")

    def _is_swap_done(self):
        self.ensure_one()
        return any(loan.state != "cancelled" for loan in self.swapped_by_ids)

    def _get_swap_obstacle(self):
        self.ensure_one()
        return self._get_not_out_obstacle()

    def _check_swap_allowed(self):
        self._check_allowed("swap")

    def action_swap(self, unit=None):
        """Send another unit and ask for the failed one, in one step.

        The new loan lasts as long as the old one would; what was paid for or waived on
        the old one is not asked for again.

        :param unit: ``rma.standby.unit`` to send; the best free one when missing
        :raises odoo.exceptions.UserError: nothing is free, or the customer has no unit
        """
        todo = self._pass_gate("swap")
        todo._swap(unit)
        new = self.swapped_by_ids.filtered(lambda loan: loan.state != "cancelled")
        return new._get_records_action(name=self.env._("Swapped Stand-by Units"))

    def _swap(self, unit=None):
        if not self:
            return
        # sudo: the case is the loan's own, whoever may read it
        new = self.sudo().create([loan._prepare_swap_vals() for loan in self])
        new = new.sudo(False)
        pairs = dict(zip(self, new, strict=True))
        for old, loan in pairs.items():
            loan._write_axis({"swap_of_id": old.id})
        new.action_reserve(unit)
        new.action_issue()
        self._request_return()
        self._log_event("swapped", document=pairs)

    def _prepare_swap_vals(self):
        """Return the values of the loan that takes this one's place."""
        self.ensure_one()
        today = self._get_today()
        return {
            "line_id": self.line_id.id,
            "ticket_id": self.ticket_id.id,
            "partner_id": self.partner_id.id,
            "partner_shipping_id": self.partner_shipping_id.id,
            "company_id": self.company_id.id,
            "warehouse_id": self.warehouse_id.id,
            "user_id": self.user_id.id,
            "product_id": (self.product_id or self.unit_id.product_id).id,
            "date_from": today,
            "date_expected": max(self.date_expected, today),
            "is_date_fixed": self.is_date_fixed,
            "delivery_method": self.delivery_method,
            "courier_payer": self.courier_payer,
        }
