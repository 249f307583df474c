# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import format_date


class StockLot(models.Model):
    _inherit = "stock.lot"

    # the inverse of the ticket's serial: without it, each change of any serial's
    # warranty would search the tickets for it
    rma_ticket_ids = fields.One2many(
        "helpdesk.ticket",
        "rma_lot_id",
        string="Tickets",
        groups="helpdesk_mgmt.group_helpdesk_user_own",
    )
    standby_unit_ids = fields.One2many("rma.standby.unit", "lot_id")
    standby_loan_ids = fields.One2many("rma.standby.loan", "lot_id")
    standby_summary = fields.Char(
        string="Stand-by Unit",
        compute="_compute_standby",
        help="Who has this stand-by unit, and until when.",
    )
    standby_loan_count = fields.Integer(
        string="Loans Count", compute="_compute_standby"
    )

    @api.depends("standby_unit_ids.state", "standby_loan_ids.date_expected")
    def _compute_standby(self):
        counts = dict(
            # sudo: who has the unit is what its passport tells
            self.env["rma.standby.loan"]
            .sudo()
            ._read_group([("lot_id", "in", self.ids)], ["lot_id"], ["__count"])
        )
        counts = {lot.id: count for lot, count in counts.items()}
        for lot in self:
            # sudo: as above
            unit_sudo = lot.sudo().standby_unit_ids[:1]
            lot.standby_summary = bool(unit_sudo) and lot._get_standby_text(unit_sudo)
            lot.standby_loan_count = counts.get(lot.id, 0)

    def _get_standby_text(self, unit):
        """Return who has the stand-by unit of this serial, and until when."""
        self.ensure_one()
        values = {
            "customer": unit.partner_id.display_name,
            "date": format_date(self.env, unit.date_expected),
            "loan": unit.loan_id.name,
        }
        texts = {
            "on_loan": self.env._(
                "With %(customer)s until %(date)s (%(loan)s)", **values
            ),
            "overdue": self.env._(
                "With %(customer)s, due on %(date)s and overdue (%(loan)s)", **values
            ),
            "lost": self.env._("Lost by %(customer)s (%(loan)s)", **values),
            "reserved": self.env._("In the pool, reserved for %(customer)s", **values),
            "free": self.env._("In the pool, free"),
            "preparation": self.env._("In the pool, being prepared"),
        }
        return texts.get(unit.state, False)

    def action_view_standby_loans(self):
        """Open the loans of this serial."""
        return self.standby_loan_ids._get_records_action(
            name=self.env._("Stand-by Loans")
        )

    def action_view_standby_unit(self):
        """Open the stand-by unit of this serial."""
        return self.standby_unit_ids._get_records_action()
