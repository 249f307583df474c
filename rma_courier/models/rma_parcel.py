# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command, Domain

from ..tools import docket

#: After so many days in quarantine somebody has to decide.
MAX_DAYS = 3


class RmaParcel(models.Model):
    """A parcel at the dock that belongs to no open claim, until it is matched.

    Unopened, it is no stock: goods are booked when the claim's receipt is validated.
    """

    _name = "rma.parcel"
    _description = "RMA Quarantine Parcel"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "rma.action.mixin",
        "rma.photo.mixin",
        "rma.parcel.match.mixin",
        "rma.parcel.action.mixin",
        "rma.parcel.ranking.mixin",
    ]
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
        "stock.warehouse",
        string="Service Centre",
        check_company=True,
        default=lambda self: self.env.user._get_default_warehouse_id(),
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
    photo_id = fields.Many2one("ir.attachment", compute="_compute_photo_id")
    is_overdue = fields.Boolean(
        string="Waits for Long",
        compute="_compute_is_overdue",
        search="_search_is_overdue",
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
    docket_key = fields.Char(
        compute="_compute_docket_key", store=True, index="btree_not_null"
    )
    product_id = fields.Many2one("product.product", check_company=True)
    serial = fields.Char(string="Serial Number", index="btree_not_null")
    contents = fields.Text()
    named_line_id = fields.Many2one(
        "rma.claim.line",
        string="Unit Named on It",
        readonly=True,
        copy=False,
        check_company=True,
        help="The unit whose number is on the parcel although it receives no goods.",
    )
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

    # The dock finds a parcel again by the code that nobody knew.
    _scan_idx = models.Index("(upper(scan)) WHERE scan IS NOT NULL")

    # -- computes --

    @api.depends("docket")
    def _compute_docket_key(self):
        for parcel in self:
            parcel.docket_key = docket.normalize(parcel.docket) or False

    @api.depends("photo_ids")
    def _compute_photo_id(self):
        for parcel in self:
            parcel.photo_id = parcel.photo_ids[:1]

    @api.depends("state", "date_arrived")
    def _compute_is_overdue(self):
        limit = fields.Datetime.now() - timedelta(days=MAX_DAYS)
        for parcel in self:
            is_waiting = parcel.state == "quarantine"
            parcel.is_overdue = is_waiting and parcel.date_arrived < limit

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        limit = fields.Datetime.now() - timedelta(days=MAX_DAYS)
        return Domain("state", "=", "quarantine") & Domain("date_arrived", "<", limit)

    # -- CRUD --

    @api.model_create_multi
    def create(self, vals_list):
        """Number the parcels and suggest which units they contain."""
        for vals in vals_list:
            self._check_axis_vals(vals, allowed=("scan",))
            sequence = self.env["ir.sequence"].with_company(vals.get("company_id"))
            vals["name"] = sequence.next_by_code("rma.parcel")
        model = self._without_closed_defaults()
        parcels = super(RmaParcel, model).create(vals_list).with_env(self.env)
        parcels._bind_photos()
        parcels._refresh_suggestions()
        return parcels

    def write(self, vals):
        """Keep what became of the parcel to its actions; suggest anew."""
        self._check_axis_vals(vals)
        result = super().write(vals)
        if self._has_photo_vals(vals):
            self._bind_photos()
        if self._get_fact_fields() & vals.keys() or "state" in vals:
            self._refresh_suggestions()
        return result

    # -- photos --

    def _add_photos(self, images):
        """Add *images*, a list of bytes, to the parcel."""
        self.ensure_one()
        if not images:
            return
        files = self.env["ir.attachment"].create(
            [
                {
                    "name": f"{self.name.replace('/', '-')}-{number}",
                    "raw": image,
                    "res_model": self._name,
                    "res_id": self.id,
                }
                for number, image in enumerate(images, start=1)
            ]
        )
        self.photo_ids = [Command.link(file.id) for file in files]

    # -- the daily job --

    @api.model
    def _cron_remind(self):
        """Ask somebody to decide on parcels that wait for long.

        A parcel about which somebody has a to-do already is left alone: a second run
        finds nothing to do.
        """
        overdue = self.search(
            [("is_overdue", "=", True), ("activity_ids", "=", False)], limit=500
        )
        for user, parcels in overdue.grouped(
            lambda parcel: parcel.user_id or parcel.create_uid
        ).items():
            parcels.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=self.env._("Match the parcel with a unit, or send it back"),
            )
