# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaParcel(models.Model):
    """A parcel at the dock that belongs to no open claim, until it is matched.

    Unopened, it is no stock: goods are booked when the claim's receipt is validated.
    """

    _name = "rma.parcel"
    _description = "RMA Quarantine Parcel"
    _inherit = ["mail.thread", "mail.activity.mixin", "rma.action.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(string="Parcel", readonly=True, copy=False, index=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse", string="Service Centre", check_company=True
    )
    state = fields.Selection(
        selection=[
            ("quarantine", "In Quarantine"),
            ("matched", "Matched"),
            ("refused", "Refused"),
        ],
        string="Status",
        default="quarantine",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users", string="Responsible", domain="[('share', '=', False)]"
    )
    date_arrived = fields.Datetime(
        string="Arrived On", default=fields.Datetime.now, required=True
    )
    place = fields.Char(help="The shelf it lies on.")
    scan = fields.Char(
        string="Scanned Code", readonly=True, help="What was scanned at the dock."
    )
    photo_ids = fields.Many2many(
        "ir.attachment",
        "rma_parcel_photo_rel",
        string="Photos",
        copy=False,
        bypass_search_access=True,
    )
    # what can be seen on it and in it
    sender_name = fields.Char(string="Sender")
    partner_id = fields.Many2one(
        "res.partner", string="Known Sender", check_company=True
    )
    carrier_id = fields.Many2one(
        "delivery.carrier", string="Courier", check_company=True
    )
    docket = fields.Char(string="Docket Number")
    product_id = fields.Many2one("product.product", check_company=True)
    serial = fields.Char(string="Serial Number", index="btree_not_null")
    contents = fields.Text()
    # what became of it
    line_id = fields.Many2one(
        "rma.claim.line",
        string="Unit",
        readonly=True,
        copy=False,
        check_company=True,
        index="btree_not_null",
    )
    claim_id = fields.Many2one(
        related="line_id.claim_id", string="Claim", store=True, index="btree_not_null"
    )
    refusal = fields.Char(string="Reason of the Refusal", readonly=True, copy=False)
    consignment_id = fields.Many2one(
        "rma.consignment",
        string="Came As",
        readonly=True,
        copy=False,
        check_company=True,
    )
    return_consignment_id = fields.Many2one(
        "rma.consignment",
        string="Goes Back As",
        readonly=True,
        copy=False,
        check_company=True,
    )
    suggestion_ids = fields.One2many("rma.parcel.suggestion", "parcel_id")

    @api.model_create_multi
    def create(self, vals_list):
        """Number the parcels."""
        for vals in vals_list:
            self._check_axis_vals(vals, allowed=("scan",))
            sequence = self.env["ir.sequence"].with_company(vals.get("company_id"))
            vals["name"] = sequence.next_by_code("rma.parcel")
        model = self._without_closed_defaults()
        return super(RmaParcel, model).create(vals_list).with_env(self.env)

    def write(self, vals):
        """Keep what became of the parcel to its actions."""
        self._check_axis_vals(vals)
        return super().write(vals)
