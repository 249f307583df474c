# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaStandbyPlaceMixin(models.AbstractModel):
    """Where a stand-by unit is: in the pool of a site, on loan, or elsewhere.

    Native transfers say so; a unit enters the pool with the first that brings it there.
    """

    _name = "rma.standby.place.mixin"
    _description = "RMA Place of a Stand-by Unit"

    lot_id = fields.Many2one(
        "stock.lot",
        string="Serial Number",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('product_id.is_rma_standby', '=', True)]",
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    # where it is
    location_id = fields.Many2one(related="lot_id.location_id")
    place = fields.Selection(
        selection=[
            ("pool", "In the Pool"),
            ("on_loan", "On Loan"),
            ("elsewhere", "Elsewhere"),
        ],
        compute="_compute_place",
        store=True,
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        string="Site",
        check_company=True,
        compute="_compute_warehouse_id",
        store=True,
        index=True,
        help="In whose pool it is, or was before it was lent.",
    )
    date_in_pool = fields.Datetime(
        string="In the Pool Since", readonly=True, copy=False
    )
    date_back = fields.Datetime(
        string="Idle Since",
        readonly=True,
        copy=False,
        help="When it came into the pool, or back from its last loan.",
    )

    # Where a unit is follows done moves that touch the pool (``_follow_moves``), not
    # each change of each serial's location: that would cost every other transfer.
    @api.depends("lot_id", "company_id")
    def _compute_warehouse_id(self):
        warehouses = self.env["stock.warehouse"].search(
            [("company_id", "in", self.company_id.ids)], order="sequence, id"
        )
        for unit in self:
            place = unit.lot_id.location_id
            # a place inside the site's own belongs to the site, too
            site = place and warehouses.filtered(
                lambda warehouse, place=place: (
                    warehouse.rma_standby_location_id
                    and place._child_of(warehouse.rma_standby_location_id)
                )
            )
            unit.warehouse_id = site or unit.warehouse_id or unit._get_first(warehouses)

    def _get_first(self, warehouses):
        """Return the first of *warehouses* that the unit's company has."""
        self.ensure_one()
        return warehouses.filtered(lambda w: w.company_id == self.company_id)[:1]

    @api.depends("lot_id", "company_id")
    def _compute_place(self):
        for unit in self:
            place, company = unit.lot_id.location_id, unit.company_id
            if place and place._child_of(company.rma_standby_pool_location_id):
                unit.place = "pool"
            elif place and place._child_of(company.rma_standby_loan_location_id):
                unit.place = "on_loan"
            else:
                unit.place = "elsewhere"

    # -- stock tells --

    @api.model
    def _follow_moves(self, lines):
        """Let units enter the pool with the done move *lines* that bring them there."""
        # sudo: what a transfer brings into the pool is in the pool, whoever moves it
        units_sudo = self.sudo().with_context(active_test=False)
        pools = lines.company_id.rma_standby_pool_location_id
        arrived = lines.filtered(
            lambda line: (
                line.lot_id
                and any(line.location_dest_id._child_of(pool) for pool in pools)
                and not any(line.location_id._child_of(pool) for pool in pools)
            )
        )
        moved = units_sudo.search([("lot_id", "in", lines.lot_id.ids)])
        for name in ("place", "warehouse_id"):
            self.env.add_to_compute(self._fields[name], moved)
            moved.modified([name])
        known = moved.filtered(lambda unit: unit.lot_id in arrived.lot_id)
        now = fields.Datetime.now()
        back = known.filtered(lambda unit: unit.place == "pool")
        back.write({"active": True, "date_back": now})
        entered = back.filtered(lambda unit: not unit.date_in_pool)
        entered.write({"date_in_pool": now})
        missing = arrived.filtered(lambda line: line.lot_id not in known.lot_id)
        units_sudo.create(
            [
                {
                    "lot_id": lot.id,
                    "company_id": group.company_id[:1].id,
                    "date_in_pool": now,
                    "date_back": now,
                }
                for lot, group in missing.grouped("lot_id").items()
            ]
        )
