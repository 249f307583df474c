# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class StockLot(models.Model):
    _inherit = "stock.lot"

    # The dock looks serial numbers up by equality, whatever their case; the core has
    # a trigram index only, which reads more the more numbers look alike.
    _rma_name_idx = models.Index("(upper(name))")
