# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import format_date


class RmaStandbyUnitPageMixin(models.AbstractModel):
    """What the pages of a stand-by unit show beside its fields."""

    _name = "rma.standby.unit.page.mixin"
    _description = "RMA Page of a Stand-by Unit"

    summary = fields.Char(
        string="In Words",
        compute="_compute_summary",
        help="Who has the unit and until when, or since when nobody has.",
    )
    is_lend_allowed = fields.Boolean(compute="_compute_summary")
    is_service_due = fields.Boolean(compute="_compute_is_service_due")

    @api.depends("state", "loan_id", "partner_id", "date_expected", "date_back")
    def _compute_summary(self):
        for unit in self:
            unit.summary = unit._get_summary()
            unit.is_lend_allowed = unit.state in ("free", "reserved", "on_loan")

    def _get_summary(self):
        """Return in one line who has the unit, or since when it is here."""
        self.ensure_one()
        back = self.date_back and self.company_id._get_rma_date(self.date_back)
        # sudo: who has the unit is what the pool is about
        loan_sudo = self.loan_id.sudo()
        values = {
            "customer": loan_sudo.partner_id.display_name,
            "from": format_date(self.env, loan_sudo.date_from),
            "date": format_date(self.env, loan_sudo.date_expected),
            "back": format_date(self.env, back),
        }
        texts = {
            "free": back and self.env._("Here since %(back)s", **values),
            "reserved": self.env._("For %(customer)s from %(from)s", **values),
            "on_loan": self.env._("With %(customer)s until %(date)s", **values),
            "overdue": self.env._("With %(customer)s, was due on %(date)s", **values),
            "lost": self.env._("Lost by %(customer)s", **values),
            "preparation": back
            and self.env._("Came back on %(back)s, to be checked", **values),
        }
        return texts.get(self.state) or self.location_id.display_name

    @api.depends("date_service_due")
    def _compute_is_service_due(self):
        today = fields.Date.context_today(self)
        for unit in self:
            unit.is_service_due = bool(
                unit.date_service_due and unit.date_service_due <= today
            )

    # -- where the buttons lead --

    def action_lend(self):
        """Open a new loan of this unit, to be filled in.

        :raises odoo.exceptions.UserError: the unit cannot be lent
        """
        self.ensure_one()
        self._check_allowed("lend")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Lend"),
            "res_model": "rma.standby.loan",
            "view_mode": "form",
            "context": {
                "default_unit_id": self.id,
                "default_product_id": self.product_id.id,
                "default_warehouse_id": self.warehouse_id.id,
                "default_company_id": self.company_id.id,
            },
        }

    def _get_lend_obstacle(self):
        self.ensure_one()
        return self._get_lending_obstacle()

    def action_view_loans(self):
        """Open all loans of these units."""
        return self.loan_ids._get_records_action(name=self.env._("Loans"))

    def action_view_loan(self):
        """Open the loans that have these units, or want them next."""
        return self.loan_id._get_records_action(name=self.env._("Loans"))

    def action_view_lot(self):
        """Open the serial numbers with their whole history."""
        return self.lot_id._get_records_action(name=self.env._("Serial Numbers"))

    def action_view_pickings(self):
        """Open the transfers that moved these units."""
        lines = self.env["stock.move.line"].search([("lot_id", "in", self.lot_id.ids)])
        return lines.picking_id._get_records_action(name=self.env._("Transfers"))

    # -- into the pool, through it, and out of it --

    def action_open_pool(self):
        """Open the dialog that brings units into the pool."""
        return self._open_pool("in", self.browse())

    def action_open_move(self):
        """Open the dialog that moves these units to another site."""
        return self._open_pool("move", self)

    def action_open_take_out(self):
        """Open the dialog that takes these units out of the pool."""
        return self._open_pool("out", self)

    def _open_pool(self, direction, units):
        names = {
            "in": self.env._("Add Units to the Pool"),
            "move": self.env._("Move to Another Site"),
            "out": self.env._("Take Out of the Pool"),
        }
        return self._open_dialog(
            "rma.standby.pool.wizard",
            names[direction],
            default_direction=direction,
            default_lot_ids=units.lot_id.ids,
        )
