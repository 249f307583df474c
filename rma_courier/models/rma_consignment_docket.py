# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import docket


class RmaConsignmentDocket(models.Model):
    """A number by which couriers know a consignment.

    One consignment may have several: the courier's, the one of the partner that
    delivers, a master number. What travels apart is a consignment of its own.
    """

    _name = "rma.consignment.docket"
    _description = "RMA Docket Number"
    _inherit = ["rma.action.mixin"]
    _order = "id"

    consignment_id = fields.Many2one(
        "rma.consignment", required=True, ondelete="cascade"
    )
    # all that the unique index needs is there when the row is inserted
    company_id = fields.Many2one(
        related="consignment_id.company_id", store=True, precompute=True
    )
    carrier_id = fields.Many2one(
        related="consignment_id.carrier_id",
        string="Courier",
        store=True,
        precompute=True,
    )
    is_open = fields.Boolean(
        related="consignment_id.is_open", store=True, precompute=True
    )
    name = fields.Char(string="Docket Number", required=True)
    key = fields.Char(
        compute="_compute_key",
        store=True,
        precompute=True,
        required=True,
        help="The number as it is compared: letters and digits only.",
    )

    _consignment_idx = models.Index("(consignment_id)")
    # text_pattern_ops: the beginning of a number uses it too, in every collation
    _key_idx = models.Index("(key text_pattern_ops)")
    # Two people who enter the same docket at once do not see each other.
    _open_uniq = models.UniqueIndex(
        "(company_id, COALESCE(carrier_id, 0), key) WHERE is_open",
        "This docket number is on another open consignment of the courier already. "
        "Add the units there.",
    )

    @api.depends("name")
    def _compute_key(self):
        for record in self:
            record.key = docket.normalize(record.name)

    @api.constrains("name")
    def _check_name(self):
        for record in self:
            if not record.key:
                raise ValidationError(
                    self.env._(
                        "“%(number)s” is no docket number: it has no letter or digit.",
                        number=record.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Let the job apply what services told of these numbers before."""
        for vals in vals_list:
            self._check_axis_vals(vals)
        # what has ended in this transaction must not be in the way of the new rows
        self.flush_model(["is_open", "carrier_id"])
        model = self._without_closed_defaults()
        dockets = super(RmaConsignmentDocket, model).create(vals_list)
        dockets = dockets.with_env(self.env)
        self.env["rma.tracking.message"]._wake_job_for(dockets)
        return dockets

    def write(self, vals):
        """Keep company, courier and status to the consignment: messages find it so."""
        self._check_axis_vals(vals)
        return super().write(vals)
