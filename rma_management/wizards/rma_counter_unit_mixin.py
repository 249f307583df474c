# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

#: What the dialog takes of one unit, and hands on to the row of the unit.
UNIT_FIELDS = (
    "product_id",
    "lot_id",
    "lot_name",
    "quantity",
    "sale_line_id",
    "symptom_id",
    "symptom_note",
    "resolution_id",
    "accessories",
    "condition_grade",
    "date_purchased",
    "photo_ids",
    "proof_ids",
)
#: Models of the dialog; files that were uploaded for them are new.
COUNTER_MODELS = ("rma.counter.wizard", "rma.counter.unit")
#: Most characters of what is typed into a line and into a text.
MAX_LINE = 200
MAX_TEXT = 5000
#: More photos or proofs of one unit are a mistake.
MAX_FILES = 20


class RmaCounterUnitMixin(models.AbstractModel):
    """One unit as it lies on the counter: which it is, what is wrong, what came along.

    Whoever inherits has the files ``photo_ids`` and ``proof_ids``.
    """

    _name = "rma.counter.unit.mixin"
    _description = "RMA Unit at the Counter"

    product_id = fields.Many2one(
        "product.product",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        domain="[('type', '=', 'consu')]",
    )
    product_tracking = fields.Selection(related="product_id.tracking")
    lot_id = fields.Many2one("stock.lot", string="Serial / Lot")
    lot_name = fields.Char(
        string="Serial as Told", help="The number on a unit that we have no record of."
    )
    serial = fields.Char(compute="_compute_serial")
    quantity = fields.Float(default=1.0, digits="Product Unit")
    sale_line_id = fields.Many2one("sale.order.line", string="Order Line")
    symptom_id = fields.Many2one("rma.symptom")
    symptom_note = fields.Text(string="In the Customer's Words")
    resolution_id = fields.Many2one(
        "rma.resolution",
        string="What Is to Be Done",
        domain="[('goods_in', '=', 'before')]",
        default=lambda self: self._default_resolution_id(),
    )
    accessories = fields.Char(
        help="What is handed in with the unit: power supply, cables, bag …"
    )
    condition_grade = fields.Selection(
        selection=lambda self: self._get_grades(), string="Condition"
    )
    date_purchased = fields.Date(string="Purchased On")

    @api.model
    def _default_resolution_id(self):
        xmlid = "rma_management.resolution_repair"
        found = self.env.ref(xmlid, raise_if_not_found=False)
        return found and found.filtered("active")

    @api.model
    def _get_grades(self):
        field = self.env["rma.claim.line"]._fields["condition_grade"]
        return field._description_selection(self.env)

    @api.depends("lot_id", "sale_line_id")
    def _compute_product_id(self):
        for unit in self:
            known = unit.lot_id.product_id or unit.sale_line_id.product_id
            unit.product_id = known or unit.product_id

    @api.depends("lot_id", "lot_name")
    def _compute_serial(self):
        for unit in self:
            unit.serial = unit.lot_id.name or (unit.lot_name or "").strip() or False

    def _has_unit(self):
        """Tell whether anything was entered that makes a unit."""
        self.ensure_one()
        return bool(self.product_id or self.serial or self.symptom_note)

    def _check_unit(self):
        """Raise a UserError that says what is missing before the unit is taken in."""
        self.ensure_one()
        if not self.product_id:
            raise UserError(
                self.env._(
                    "Which product is it? Scan the serial number, or choose the "
                    "product. Nothing was taken in yet."
                )
            )
        if not self.resolution_id or self.resolution_id.goods_in == "no":
            raise UserError(
                self.env._(
                    "Choose what is to be done with %(product)s: something for which "
                    "the unit stays here.",
                    product=self.product_id.display_name,
                )
            )
        self._check_lengths()
        self._check_files()

    def _check_lengths(self):
        """Refuse texts that are longer than anybody reads."""
        for record in self:
            for name, field in record._fields.items():
                limit = {"char": MAX_LINE, "text": MAX_TEXT}.get(field.type)
                if not limit or not field.store or len(record[name] or "") <= limit:
                    continue
                raise UserError(
                    self.env._(
                        "“%(field)s” has more than %(limit)s characters. Shorten it.",
                        field=field._description_string(self.env),
                        limit=limit,
                    )
                )

    def _check_files(self):
        """Refuse files that are not the user's own new ones: ids come from outside."""
        for record in self.sudo():  # sudo: only to see whose the files are
            for files in (record.photo_ids, record.proof_ids):
                if len(files) > MAX_FILES:
                    raise UserError(
                        self.env._(
                            "More than %(limit)s files for one unit. Remove some.",
                            limit=MAX_FILES,
                        )
                    )
                for file in files:
                    is_new = not file.res_id or file.res_model in COUNTER_MODELS
                    if file.create_uid != self.env.user or not is_new:
                        raise AccessError(
                            self.env._(
                                "A file belongs to something else. Upload it here."
                            )
                        )

    def _prepare_line_vals(self):
        """Return the values of the unit on its claim; its files become free for it."""
        self.ensure_one()
        self._check_unit()
        files_sudo = (self.photo_ids | self.proof_ids).sudo()  # sudo: checked above
        files_sudo.write({"res_model": False, "res_id": False})
        return {
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "lot_name": not self.lot_id and self.serial,
            "quantity": self.quantity,
            "sale_line_id": self.sale_line_id.id,
            "symptom_id": self.symptom_id.id,
            "symptom_note": (self.symptom_note or "").strip(),
            "resolution_id": self.resolution_id.id,
            "accessories": (self.accessories or "").strip(),
            "condition_grade": self.condition_grade,
            "date_purchased": self.date_purchased,
            "fault_photo_ids": [Command.set(self.photo_ids.ids)],
            "proof_ids": [Command.set(self.proof_ids.ids)],
        }
