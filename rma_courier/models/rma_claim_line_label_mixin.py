# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.rma_management.tools import tracking_link


class RmaClaimLineLabelMixin(models.AbstractModel):
    """The label that finds a unit again on shelf and bench."""

    _name = "rma.claim.line.label.mixin"
    _description = "RMA Item Label of the Unit"
    _inherit = ["rma.label.mixin"]

    def _get_paper_lang(self):
        """Return the user's own language: the label stays in the house."""
        return self.env.lang

    def _check_label(self):
        """Ask for the reference, which every saved unit has."""
        if nameless := self.filtered(lambda line: not line.reference):
            raise UserError(
                self.env._(
                    "%(units)s have no reference yet: save their claim first.",
                    units=", ".join(nameless[:5].mapped("display_name")),
                )
            )

    def _prepare_labels(self):
        """Return the one label of the unit."""
        self.ensure_one()
        serial = self._get_unit_serial(self)
        received = self.date_received
        return [
            {
                **self._prepare_paper_vals(),
                "reference": self.reference,
                "code": self.reference,
                "qr": tracking_link.make(
                    self.claim_id._get_tracking_url(), item=self.number
                ),
                "serial": self._get_serial_text(serial)
                or self.env._("No serial number"),
                "product": self.product_id.display_name or "",
                "customer": self.partner_id.display_name or "",
                "date": self.env._(
                    "Received %(date)s", date=self._format_paper_date(received)
                )
                if received
                else self.env._("Not received yet"),
            }
        ]
