# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaStandbyWriteOffMixin(models.AbstractModel):
    """What is lost for good, or came back destroyed, is scrapped natively."""

    _name = "rma.standby.write.off.mixin"
    _description = "RMA Write-off of a Stand-by Unit"

    is_write_off_allowed = fields.Boolean(compute="_compute_write_off_allowed")

    @api.depends("state", "is_settled", "charge_line_ids.state", "unit_id.place")
    @api.depends_context("uid")
    def _compute_write_off_allowed(self):
        self._set_allowed("write_off")

    def _is_write_off_done(self):
        self.ensure_one()
        if self.state == "lost":
            return self._is_unit_gone()
        return self._is_destroyed() and self.unit_id.place == "elsewhere"

    def _is_destroyed(self):
        """Tell whether nothing but scrap came back."""
        self.ensure_one()
        return self.state == "returned" and self.grade_in == "destroyed"

    def _get_write_off_obstacle(self):
        self.ensure_one()
        values = {"loan": self.display_name}
        if not self._has_rma_right("group_rma_approver"):
            return self.env._(
                "To write a unit off needs the right “After-sales: Approver”. Ask your "
                "service manager to decide on %(loan)s.",
                **values,
            )
        if self._is_destroyed():
            if self.unit_id.loan_id and self.unit_id.loan_id != self:
                return self.env._(
                    "The unit of %(loan)s is booked again (%(other)s): give it another "
                    "unit first.",
                    other=self.unit_id.loan_id.name,
                    **values,
                )
            return False
        if self.state != "lost" and not self._is_out():
            return self._get_not_out_obstacle()
        return self._get_sold_obstacle()

    def _check_write_off_allowed(self):
        self._check_allowed("write_off")

    def action_write_off(self, reason=None):
        """Scrap natively what is lost for good, or came back destroyed.

        :param str reason: why nobody pays; kept in the timeline
        :raises odoo.exceptions.UserError: the user is no approver, the unit is neither
            lost nor with the customer nor destroyed, or there is no reason
        """
        todo = self._pass_gate("write_off")
        if todo:
            self._check_text(reason, self.env._("why the unit is written off"))
        todo._write_off(reason)
        return self._answer(todo, self.env._("This was written off already."))

    def _write_off(self, reason):
        if not self:
            return
        self._cancel_open_moves()
        self._withdraw_orders("unit")
        destroyed = self.filtered(lambda loan: loan._is_destroyed())
        self.filtered(lambda loan: loan._is_out())._mark_lost(reason)
        vals_list = [loan._prepare_write_off_vals() for loan in self]
        # sudo: the approver decides, the scrap itself is the warehouse's document
        scraps_sudo = self.env["stock.scrap"].sudo().create(vals_list)
        documents = dict(zip(self, scraps_sudo, strict=True))
        self._log_event("written_off", text=reason, document=documents)
        # done moves tell the loans that their units are gone
        scraps_sudo.do_scrap()
        destroyed.unit_id._write_axis({"active": False})

    def _is_write_off_told(self, scrap):
        """Tell whether the timeline says already why *scrap* was made."""
        self.ensure_one()
        return bool(scrap) and any(
            event.kind == "written_off"
            and event.document_model == scrap._name
            and event.document_id == scrap.id
            for event in self.event_ids
        )

    def _prepare_write_off_vals(self):
        """Return the values of the native scrap of the unit, from where it is."""
        self.ensure_one()
        # sudo: as in _write_off
        lot = self.unit_id.sudo().lot_id
        place = lot.location_id or self.company_id.rma_standby_loan_location_id
        return {
            "product_id": lot.product_id.id,
            "product_uom_id": lot.product_id.uom_id.id,
            "scrap_qty": 1.0,
            "lot_id": lot.id,
            "location_id": place.id,
            "origin": self.name,
            "company_id": self.company_id.id,
        }

    def action_open_write_off(self):
        """Open the dialog that asks why the unit is written off."""
        return self._open_dialog(
            "rma.standby.loss.wizard",
            self.env._("Write Off"),
            default_ending="write_off",
        )
