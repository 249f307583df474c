# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare, format_date


class RmaContractUnit(models.Model):
    """A unit, or a number of units of a product, under a service contract."""

    _name = "rma.contract.unit"
    _description = "RMA Unit Under Contract"
    _inherit = ["rma.contract.cover.mixin", "rma.serial.import.mixin"]
    _order = "contract_id, product_id, lot_id, id"
    _rec_names_search = ["lot_id.name", "product_id.name", "product_id.default_code"]
    _check_company_auto = True

    contract_id = fields.Many2one(
        "contract.contract",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('is_service_contract', '=', True)]",
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        related="contract_id.commercial_partner_id",
        string="Customer",
        store=True,
        index=True,
    )
    coverage_term_id = fields.Many2one(related="contract_id.coverage_term_id")
    lot_id = fields.Many2one(
        "stock.lot",
        string="Serial / Lot",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        domain="[('product_id', '=?', product_id)]",
    )
    product_id = fields.Many2one(
        "product.product",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain="[('type', '=', 'consu')]",
        help="Any unit of this product that the customer has, when no serial is said.",
    )
    quantity = fields.Float(
        default=1.0, digits="Product Unit", help="How many units of the product."
    )
    date_start = fields.Date(string="From", help="Empty: from the contract's start.")
    date_end = fields.Date(string="To", help="Empty: to the contract's end.")
    date_cover_start = fields.Date(
        string="Covered From", compute="_compute_cover_dates", store=True
    )
    date_cover_end = fields.Date(
        string="Covered Until",
        compute="_compute_cover_dates",
        store=True,
        index="btree_not_null",
        help="The last day that is covered; empty: no end.",
    )
    note = fields.Char()

    _has_unit = models.Constraint(
        "CHECK (lot_id IS NOT NULL OR product_id IS NOT NULL)",
        "A unit under contract needs a serial number, or a product with a quantity.",
    )
    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)",
        "A unit under contract needs a quantity of more than zero.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_start <= date_end)",
        "The cover of a unit cannot end before it starts: correct one of the dates.",
    )
    # Two people who add the same serial at the same moment do not see each other.
    # Ranges of one number: unlike plain numbers, they need no database extension.
    _serial_once = models.Constraint(
        """EXCLUDE USING gist (
            int4range(contract_id, contract_id, '[]') WITH &&,
            int4range(lot_id, lot_id, '[]') WITH &&,
            daterange(date_start, date_end, '[]') WITH &&
        ) WHERE (lot_id IS NOT NULL)""",
        "This serial is under this contract already on these days. Give the two rows "
        "different dates, or keep only one of them.",
    )
    _product_once = models.Constraint(
        """EXCLUDE USING gist (
            int4range(contract_id, contract_id, '[]') WITH &&,
            int4range(product_id, product_id, '[]') WITH &&,
            daterange(date_start, date_end, '[]') WITH &&
        ) WHERE (lot_id IS NULL)""",
        "This product is under this contract already on these days. Raise the quantity "
        "of that row, or give the two rows different dates.",
    )

    @api.depends("lot_id")
    def _compute_product_id(self):
        for unit in self:
            unit.product_id = unit.lot_id.product_id or unit.product_id

    @api.depends(
        "date_start",
        "date_end",
        "contract_id.date_start",
        "contract_id.date_end",
        "contract_id.line_recurrence",
        "contract_id.contract_line_ids.date_start",
    )
    def _compute_cover_dates(self):
        for unit in self:
            first, last = False, False
            if unit.contract_id:
                first, last = unit.contract_id._get_cover_dates()
            # a contract that was shortened ends the cover of all its units
            starts = filter(None, (unit.date_start, first))
            ends = filter(None, (unit.date_end, last))
            unit.date_cover_start = max(starts, default=False)
            unit.date_cover_end = min(ends, default=False)

    @api.depends("lot_id", "product_id", "quantity")
    def _compute_display_name(self):
        for unit in self:
            product = unit.product_id.display_name
            if unit.lot_id:
                unit.display_name = f"{unit.lot_id.name} – {product}"
            elif product:
                unit.display_name = f"{unit.quantity:g} × {product}"
            else:
                unit.display_name = self.env._("New unit under contract")

    # -- checks --

    @api.constrains("lot_id", "product_id")
    def _check_product_of_serial(self):
        for unit in self.filtered("lot_id"):
            if unit.product_id != unit.lot_id.product_id:
                raise ValidationError(
                    self.env._(
                        "%(serial)s is a serial of %(right)s, not of %(wrong)s. Leave "
                        "the product empty: it follows the serial.",
                        serial=unit.lot_id.name,
                        right=unit.lot_id.product_id.display_name,
                        wrong=unit.product_id.display_name,
                    )
                )

    @api.constrains("lot_id", "quantity")
    def _check_serial_is_one(self):
        for unit in self:
            if (
                unit.lot_id.product_id.tracking == "serial"
                and float_compare(unit.quantity, 1.0, precision_digits=6) != 0
            ):
                raise ValidationError(
                    self.env._(
                        "%(serial)s is one unit: its quantity is 1. For many units "
                        "enter the product without a serial, or one row per serial.",
                        serial=unit.lot_id.name,
                    )
                )

    @api.constrains("contract_id")
    def _check_contract(self):
        for unit in self:
            if not unit.contract_id.is_service_contract:
                raise ValidationError(
                    self.env._(
                        "“%(contract)s” is no service contract: it covers no units. "
                        "Tick “Service Contract” on it, or choose another one.",
                        contract=unit.contract_id.display_name,
                    )
                )

    @api.constrains("contract_id", "date_start", "date_end")
    def _check_dates_in_contract(self):
        for unit in self:
            first, last = unit.contract_id._get_cover_dates()
            for day in filter(None, (unit.date_start, unit.date_end)):
                if (first and day < first) or (last and day > last):
                    raise ValidationError(
                        self.env._(
                            "%(day)s is outside “%(contract)s”, which runs from "
                            "%(first)s to %(last)s: it covers %(unit)s only within. "
                            "Correct the date, or extend the contract.",
                            day=format_date(self.env, day),
                            contract=unit.contract_id.display_name,
                            first=format_date(self.env, first) or "…",
                            last=format_date(self.env, last) or "…",
                            unit=unit.display_name,
                        )
                    )

    # -- CRUD --

    @api.model
    def load(self, fields, data):
        """Import units; serials are found all at once, by name and product."""
        fields, data, messages = self._resolve_serials(fields, data)
        if messages:
            return {"ids": False, "messages": messages, "nextrow": 0}
        return super().load(fields, data)

    def action_view_contract(self):
        """Open the contracts of these units."""
        return self.contract_id._get_records_action(name=self.env._("Contracts"))
