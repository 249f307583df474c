# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # The dock looks orders up by equality; the core has a trigram index only, which
    # reads more the more numbers look alike.
    _rma_name_idx = models.Index("(upper(name))")
