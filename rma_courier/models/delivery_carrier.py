# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..exceptions import RmaCourierError
from ..tools import scan_code


class DeliveryCarrier(models.Model):
    _name = "delivery.carrier"
    _inherit = [
        "delivery.carrier",
        "rma.carrier.tracking.mixin",
        "rma.carrier.demo.mixin",
    ]

    delivery_type = fields.Selection(
        selection_add=[("rma_demo", "Demo Courier")],
        ondelete={"rma_demo": "set default"},
    )
    rma_partner_id = fields.Many2one(
        "res.partner",
        string="Courier Company",
        check_company=True,
        help="Whom to ask about parcels that are late or lost.",
    )
    rma_courier_days = fields.Integer(
        string="Days on the Way",
        help="A consignment is late after so many days with this courier. "
        "Zero: as the company says.",
    )
    rma_courier_codes = fields.Char(
        string="Names in Messages",
        help="How tracking services and import files call this courier, separated by "
        "commas, for example: dhl, dhl-germany.",
    )
    is_rma_offered = fields.Boolean(
        string="Offered to Customers",
        default=True,
        help="Customers who have sent a unit may choose this courier on the page of "
        "their claim.",
    )
    # what its barcodes look like at the dock
    rma_docket_pattern = fields.Char(
        string="Docket in the Barcode",
        help="A regular expression that finds the docket number in this courier's "
        "longer barcodes: the first group, or all that fits. For example: "
        "^96\\d{20}(\\d{12})$. It is tried on codes that nothing else knows.",
    )

    @api.constrains("rma_docket_pattern")
    def _check_rma_docket_pattern(self):
        for carrier in self:
            pattern = carrier.rma_docket_pattern
            if pattern and not scan_code.is_pattern(pattern):
                raise ValidationError(
                    self.env._(
                        "“%(pattern)s” cannot find the docket numbers of %(carrier)s. "
                        "Enter a regular expression of at most %(length)s characters, "
                        "without repeated groups and with at most %(count)s parts of "
                        "any length, for example: %(example)s",
                        pattern=pattern,
                        carrier=carrier.name,
                        length=scan_code.MAX_PATTERN,
                        count=scan_code.MAX_VARIABLE,
                        example=r"^96\d{20}(\d{12})$",
                    )
                )

    def _request_rma_pickup(self, consignments):
        """Ask this courier to fetch *consignments*, when its provider can be asked.

        The provider implements ``<delivery_type>_rma_pickup(consignments)``: it reads
        addresses, ``date_pickup``, ``pickup_from`` and ``pickup_to`` (hours of the
        day), raises ``RmaCourierError`` when the courier does not come, and returns
        ``{consignment: {"docket": …, "cost": …, "pickup_number": …}}`` with what the
        courier told.

        :raises odoo.exceptions.UserError: the courier does not come, and why
        """
        self.ensure_one()
        # sudo: how the courier is reached is the set-up of the administrator
        carrier_sudo = self.sudo()
        method = f"{carrier_sudo.delivery_type}_rma_pickup"
        if hasattr(carrier_sudo, method):
            try:
                answers = getattr(carrier_sudo, method)(consignments)
            except RmaCourierError as error:
                raise UserError(str(error)) from error
            consignments._take_pickup_answers(answers)
