# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _with_valuation_context(self):
        """Leave goods of other owners out of the valued quantity, also under FIFO.

        Works around a defect of 19.0: for FIFO products the core counts every owner's
        quants (its moves know their owner, the quantity it values them with does not),
        so that a customer's unit under repair raises the stock value.
        ``test_core_fifo_owner_defect`` tells when this can go.
        """
        owners = [False, self.env.company.partner_id.id]
        return super()._with_valuation_context().with_context(owners=owners)
