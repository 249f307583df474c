# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

#: What is charged unless it is covered; sending back or crediting charges fees only.
CHARGEABLE_KINDS = ("repair", "onsite", "replace", "vendor")


class RmaResolution(models.Model):
    """What is to be done with a unit, as a record: it decides the flow."""

    _name = "rma.resolution"
    _description = "RMA Resolution"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    color = fields.Integer()
    note = fields.Text(
        string="When to use", translate=True, help="Shown where it is chosen."
    )
    kind = fields.Selection(
        selection=[
            ("repair", "Repair"),
            ("onsite", "Repair on Site"),
            ("advice", "Advice"),
            ("replace", "Replace"),
            ("credit", "Credit"),
            ("return", "Return Unrepaired"),
            ("scrap", "Scrap"),
            ("vendor", "Send to Vendor"),
        ],
        required=True,
        help="Which native documents carry it out.",
    )
    is_other_product = fields.Boolean(
        string="Another Product",
        help="The replacement may be another product than the faulty unit.",
    )
    goods_in = fields.Selection(
        selection=[("no", "Unit stays with the customer"), ("before", "Unit comes in")],
        required=True,
        default="before",
    )
    goods_out = fields.Selection(
        selection=[
            ("no", "Nothing goes out"),
            ("now", "On approval"),
            ("after_receipt", "After the receipt"),
            ("after_inspection", "After the inspection"),
            ("after_work", "After the work"),
        ],
        required=True,
        default="after_work",
    )
    credit = fields.Selection(
        selection=[
            ("no", "No credit"),
            ("now", "On approval"),
            ("after_receipt", "After the receipt"),
            ("after_inspection", "After the inspection"),
        ],
        required=True,
        default="no",
    )
    arrival_owner = fields.Selection(
        selection=[("customer", "The customer's"), ("company", "Ours")],
        string="Goods on Arrival Are",
        required=True,
        default="customer",
        help="A unit for repair stays the customer's and is never valued; "
        "a replaced or credited unit becomes ours.",
    )
    needs_work = fields.Boolean(
        string="Work on the Unit",
        default=True,
        help="Somebody inspects, repairs or books away the unit before it is closed.",
    )
    disposition = fields.Selection(
        selection=[
            ("stock", "Back to stock"),
            ("quarantine", "Quarantine"),
            ("scrap", "Scrap"),
        ],
        help="Where a unit that stays with us goes when the work is finished.",
    )
    is_chargeable = fields.Boolean(
        compute="_compute_is_chargeable",
        help="Work that the customer pays for, unless warranty or contract do.",
    )
    moves_goods = fields.Boolean(
        compute="_compute_moves_goods",
        help="Only these resolutions need an RMA number.",
    )
    is_unit_kept = fields.Boolean(
        string="Unit Stays with Us", compute="_compute_is_unit_kept"
    )

    _name_company_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0), (name->>'en_US')) WHERE active",
        "A resolution of this name exists already.",
    )

    @api.depends("kind")
    def _compute_is_chargeable(self):
        for resolution in self:
            resolution.is_chargeable = resolution.kind in CHARGEABLE_KINDS

    @api.depends("goods_in", "goods_out")
    def _compute_moves_goods(self):
        for resolution in self:
            resolution.moves_goods = (
                resolution.goods_in != "no" or resolution.goods_out != "no"
            )

    @api.depends("kind", "goods_in", "goods_out")
    def _compute_is_unit_kept(self):
        for resolution in self:
            resolution.is_unit_kept = resolution.goods_in == "before" and (
                resolution.kind == "replace" or resolution.goods_out == "no"
            )

    @api.constrains("kind", "goods_in", "goods_out", "arrival_owner", "disposition")
    def _check_flow(self):
        for resolution in self:
            if resolution.is_unit_kept and not resolution.disposition:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” keeps the unit: say where it goes when the work "
                        "is finished (stock, quarantine or scrap).",
                        name=resolution.name,
                    )
                )
            if resolution.kind == "repair" and resolution.goods_in == "no":
                raise ValidationError(
                    self.env._(
                        "“%(name)s” repairs a unit that never comes in. Let the unit "
                        "come in, or choose the kind “Repair on Site”.",
                        name=resolution.name,
                    )
                )

    def write(self, vals):
        """Keep the flow of resolutions that open units follow."""
        flow = {
            "kind",
            "goods_in",
            "goods_out",
            "credit",
            "arrival_owner",
            "needs_work",
            "is_other_product",
        }
        changed = self.filtered(
            lambda resolution: any(
                resolution[name] != vals[name] for name in flow & vals.keys()
            )
        )
        if changed:
            changed._check_not_followed()
        return super().write(vals)

    def _check_not_followed(self):
        """Raise when open, approved units follow these resolutions."""
        # sudo: a unit of any company follows
        count = (
            self.env["rma.claim.line"]
            .sudo()
            .search_count(
                [
                    ("resolution_id", "in", self.ids),
                    ("decision", "=", "approved"),
                    ("ending", "=", False),
                ]
            )
        )
        if count:
            raise UserError(
                self.env._(
                    "%(count)s open units follow “%(name)s”: how it works cannot "
                    "change under them. Archive it and create another one.",
                    count=count,
                    name=self[0].name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: used by any company is used
        used = (
            self.env["rma.claim.line"]
            .sudo()
            ._read_group(
                [("resolution_id", "in", self.ids)], ["resolution_id"], ["__count"]
            )
        )
        if used:
            resolution, count = used[0]
            raise UserError(
                self.env._(
                    "“%(name)s” is the resolution of %(count)s units and cannot be "
                    "deleted. Archive it instead: it disappears from the choices and "
                    "the history stays readable.",
                    name=resolution.name,
                    count=count,
                )
            )
