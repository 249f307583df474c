# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: Longest serial a customer may give: longer texts are descriptions.
MAX_SERIAL = 64


class RmaIdentityMixin(models.AbstractModel):
    """Which unit it is: product, serial, year, quantity."""

    _name = "rma.identity.mixin"
    _description = "RMA Identity of the Unit"

    product_id = fields.Many2one(
        "product.product",
        check_company=True,
        index=True,
        domain="[('type', '=', 'consu')]",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit of Measure")
    product_tracking = fields.Selection(related="product_id.tracking")
    quantity = fields.Float(default=1.0, digits="Product Unit", required=True)
    lot_id = fields.Many2one(
        "stock.lot",
        string="Serial / Lot",
        check_company=True,
        index="btree_not_null",
        domain="[('product_id', '=?', product_id)]",
        tracking=True,
    )
    lot_name = fields.Char(
        string="Serial as Told",
        index="trigram",
        help="The number on a unit that we have no record of.",
    )
    manufacture_year = fields.Integer(
        string="Year of Manufacture", aggregator=None, help="Four digits; 0: unknown."
    )

    @api.depends("lot_id")
    def _compute_product_id(self):
        for line in self:
            line.product_id = line.lot_id.product_id or line.product_id

    @api.constrains("quantity", "product_id", "lot_id")
    def _check_quantity(self):
        for line in self:
            if line.quantity <= 0:
                raise ValidationError(
                    self.env._(
                        "The quantity of %(product)s is %(quantity)s. Enter how many "
                        "units the claim is about: one or more.",
                        product=line.product_id.display_name or line.display_name,
                        quantity=line.quantity,
                    )
                )
            if line.lot_id and line.product_id.tracking == "serial":
                if line.product_id.uom_id.compare(line.quantity, 1.0) > 0:
                    raise ValidationError(
                        self.env._(
                            "Serial number %(serial)s is one unit, the quantity says "
                            "%(quantity)s. Add one line per serial number.",
                            serial=line.lot_id.name,
                            quantity=line.quantity,
                        )
                    )

    @api.constrains("product_id")
    def _check_product_type(self):
        for line in self:
            if line.product_id and line.product_id.type != "consu":
                raise ValidationError(
                    self.env._(
                        "%(product)s is no good that can be sent or repaired. Choose "
                        "the product that the customer has in hand.",
                        product=line.product_id.display_name,
                    )
                )

    @api.constrains("product_id", "lot_id")
    def _check_lot_product(self):
        for line in self:
            if line.lot_id and line.lot_id.product_id != line.product_id:
                raise ValidationError(
                    self.env._(
                        "Serial number %(serial)s belongs to %(right)s, not to "
                        "%(wrong)s. Choose its own product, or another serial.",
                        serial=line.lot_id.name,
                        right=line.lot_id.product_id.display_name,
                        wrong=line.product_id.display_name or self.env._("nothing"),
                    )
                )

    @api.constrains("lot_name", "manufacture_year")
    def _check_told(self):
        this_year = fields.Date.today().year
        for line in self:
            if len(line.lot_name or "") > MAX_SERIAL:
                raise ValidationError(
                    self.env._(
                        "A serial number has at most %(limit)s characters, this one "
                        "has %(length)s. Put longer texts into the description.",
                        limit=MAX_SERIAL,
                        length=len(line.lot_name),
                    )
                )
            year = line.manufacture_year
            if year and not 1900 <= year <= this_year + 1:
                raise ValidationError(
                    self.env._(
                        "%(year)s is no year of manufacture. Enter four digits "
                        "between 1900 and %(limit)s, or leave it empty.",
                        year=year,
                        limit=this_year + 1,
                    )
                )

    @api.onchange("lot_name")
    def _onchange_lot_name(self):
        """Recognise a typed or scanned serial that we know."""
        if self.lot_name and not self.lot_id:
            if lot := self._find_lot(self.lot_name, self.product_id):
                self.lot_id = lot
                self.lot_name = False

    @api.model
    def _find_lot(self, text, product=None):
        """Return the one lot whose name is *text*, or an empty record.

        An ambiguous number (two products with the same serial) finds nothing unless
        *product* decides: the user has to choose.
        """
        domain = [
            ("name", "=", text.strip()),
            ("company_id", "in", [False, *self.env.companies.ids]),
        ]
        if product:
            domain.append(("product_id", "=", product.id))
        lots = self.env["stock.lot"].search(domain, limit=2)
        return lots if len(lots) == 1 else lots.browse()

    def _recognise_lot_names(self):
        """Turn serials told as text into the serials we know, whoever wrote them.

        A number that two products share is left for a person to choose. What customers
        write themselves stays as they wrote it: the serial may be somebody else's, and
        its product and warranty are none of their business.
        """
        told = self.filtered(
            lambda line: (
                line.lot_name and not line.lot_id and line.claim_id.is_confirmed
            )
        )
        if not told:
            return
        names = {line.lot_name.strip() for line in told}
        lots = self.env["stock.lot"].search(
            [
                ("name", "in", list(names)),
                ("company_id", "in", [False, *self.env.companies.ids]),
            ]
        )
        by_name = lots.grouped("name")
        for line in told:
            found = by_name.get(line.lot_name.strip(), lots.browse())
            product = line.product_id or found.product_id
            found = found.grouped("product_id").get(product, lots.browse())
            if len(found) == 1:
                line.write({"lot_id": found.id, "lot_name": False})
