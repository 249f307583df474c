# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaReturnMixin(models.AbstractModel):
    """The customer does not pay for the work: the unit goes back as it came."""

    _name = "rma.return.mixin"
    _description = "RMA Return of an Unrepaired Unit"

    is_return_unrepaired_allowed = fields.Boolean(compute="_compute_return_allowed")

    @api.depends("decision", "ending", "goods_state", "work_state", "resolution_id")
    def _compute_return_allowed(self):
        self._set_allowed("return_unrepaired")

    def _is_declined(self):
        """Tell whether the customer declined work that is still planned."""
        self.ensure_one()
        if not self.resolution_id.is_chargeable:
            return False
        orders = self._get_orders()
        if orders and all(order.state == "cancel" for order in orders):
            return any(order.is_rma_declined for order in orders)
        unquoted = self._get_unquoted_charges()
        with_declined = self._get_unquoted_charges(with_declined=True)
        return len(with_declined) > len(unquoted)

    def _turn_declined(self):
        """Turn the units of a declined quotation, where nothing else was agreed."""
        ready = self.filtered(
            lambda line: (
                not line._is_return_unrepaired_done()
                and not line._get_return_unrepaired_obstacle()
                and not any(order.state == "sale" for order in line.sale_order_ids)
            )
        )
        ready._return_unrepaired()

    def _get_return_resolution(self):
        """Return the resolution that sends units back as they came."""
        standard = self.env.ref(
            "rma_management.resolution_return_unrepaired", raise_if_not_found=False
        )
        if standard and standard.active:
            return standard
        return self.env["rma.resolution"].search([("kind", "=", "return")], limit=1)

    def _is_return_unrepaired_done(self):
        self.ensure_one()
        return self.resolution_kind == "return"

    def _get_return_unrepaired_obstacle(self):
        self.ensure_one()
        unit = self.display_name
        if obstacle := self._get_inactive_obstacle():
            return obstacle
        if self.quantity_held <= 0:
            return self.env._(
                "%(unit)s is not here, so there is nothing to send back. Change the "
                "resolution, or cancel the unit.",
                unit=unit,
            )
        if self.goods_state in ("shipped", "delivered", "kept"):
            return self.env._(
                "The goods of %(unit)s have gone: nothing goes back unrepaired.",
                unit=unit,
            )
        if self.work_state == "done":
            return self.env._(
                "The work on %(unit)s is finished: it does not go back unrepaired. "
                "Prepare its delivery.",
                unit=unit,
            )
        # sudo: that there is a draft, whoever may open it
        drafts = self.sudo().charge_line_ids.invoice_lines.move_id.filtered(
            lambda move: move.state == "draft"
        )
        if drafts:
            return self.env._(
                "The work on %(unit)s stands on a draft invoice. Ask an accountant to "
                "delete it first, then send the unit back.",
                unit=unit,
            )
        if not self._get_return_resolution():
            return self.env._(
                "There is no resolution of the kind “Return Unrepaired”. Ask a manager "
                "to activate it in the configuration."
            )
        return False

    def _check_return_unrepaired_allowed(self):
        self._check_allowed("return_unrepaired")

    def action_return_unrepaired(self):
        """Take back the work and send the units back as they came.

        Open quotations and repair orders are cancelled, parts stay on the shelf; the
        diagnosis is charged where the company has a fee for it.

        :raises odoo.exceptions.UserError: a unit is not here, or its work is finished
        """
        todo = self._pass_gate("return_unrepaired")
        todo._return_unrepaired()
        return self._answer(todo, self.env._("This goes back unrepaired already."))

    def _return_unrepaired(self):
        if not self:
            return
        # sudo: the claim takes back what the claim asked for
        lines_sudo = self.sudo()
        charged = lines_sudo.filtered(
            lambda line: (
                line.company_id.rma_diagnosis_product_id
                and (line.coverage == "paid" or line.sale_order_ids)
            )
        )
        lines_sudo._withdraw_quotations()
        repairs = lines_sudo.repair_ids.filtered(
            lambda repair: repair.state not in ("done", "cancel")
        )
        if repairs:
            repairs.action_repair_cancel()
        at_vendor = lines_sudo.filtered(
            lambda line: line.resolution_kind == "vendor" and line.date_work_started
        )
        for company, lines in at_vendor.grouped("company_id").items():
            lines._book_move("vendor", company.rma_inspection_location_id)
        self.write(
            {"resolution_id": self._get_return_resolution().id, "work_hold": False}
        )
        charged._charge_diagnosis()

    def _withdraw_quotations(self):
        """Cancel the open quotations of these units; others on them keep theirs.

        Of what was accepted, nothing more is charged than what was invoiced or used.
        """
        for order in self.sale_order_ids:
            if order.state == "sale":
                self._lower_accepted(order)
            if order.state not in ("draft", "sent"):
                continue
            if order.rma_line_ids <= self:
                order.is_rma_declined = True
                order._action_cancel()
            else:
                lines = order.order_line.filtered(lambda ln: ln.rma_line_id in self)
                lines.product_uom_qty = 0.0

    def _lower_accepted(self, order):
        """Take off an accepted order what was not done; a diagnosis is done."""
        diagnoses = self.service_line_ids.filtered(lambda fee: fee.kind == "diagnosis")
        kept = diagnoses.filtered("line_id.date_received").sale_line_id
        for line in order.order_line.filtered(lambda ln: ln.rma_line_id in self) - kept:
            due = max(line.qty_invoiced, line.qty_delivered)
            line.product_uom_qty = min(line.product_uom_qty, due)

    def _charge_diagnosis(self):
        """Charge the diagnosis fee by an order of its own, one a claim.

        The fee was made known with the quotation, so nobody is asked again.
        """
        for claim, lines in self.grouped("claim_id").items():
            fees = lines.service_line_ids.filtered(
                lambda fee: fee.kind == "diagnosis" and fee.product_uom_qty > 0
            )
            without_fee = lines - fees.line_id
            fees |= fees.create(
                [
                    {
                        "line_id": line.id,
                        "kind": "diagnosis",
                        "product_id": line.company_id.rma_diagnosis_product_id.id,
                        "is_excluded": True,
                    }
                    for line in without_fee
                ]
            )
            due = fees.filtered(
                lambda fee: fee.sale_line_id.state not in ("sale", "draft", "sent")
            )
            if due:
                claim._charge_fees(due)
