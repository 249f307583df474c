# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.fields import Domain

from ..tools import rma_number


class RmaClaimNumberMixin(models.AbstractModel):
    """By which numbers a claim is found."""

    _name = "rma.claim.number.mixin"
    _description = "RMA Numbers of the Claim"

    @api.model
    def _get_number_domain(self, operator, value):
        """Return the domain of the claims that *value* may be a number of."""
        return Domain.OR(
            [
                Domain("name", operator, value),
                Domain("rma_number", operator, rma_number.normalize(value)),
                Domain("client_ref", operator, value),
                Domain("line_ids.reference", operator, value),
                Domain("line_ids.lot_name", operator, value),
                # any!: a number is looked up, whatever the user may see of its document
                Domain("line_ids.lot_id", "any!", Domain("name", operator, value)),
                Domain(
                    "line_ids.sale_line_id",
                    "any!",
                    Domain("order_id", "any!", Domain("name", operator, value)),
                ),
                Domain("ticket_id.number", operator, value),
            ]
        )
