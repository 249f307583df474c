# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProductTemplate(models.Model):
    _inherit = "product.template"

    rma_coverage_term_id = fields.Many2one(
        "rma.coverage.term",
        string="Warranty Term",
        help="What the warranty of new units covers. Empty: the company's standard.",
    )
    is_warranty_extension = fields.Boolean(
        string="Extends the Warranty",
        help="Sold with a unit, it adds its own warranty duration to the unit's.",
    )
    rma_norm_minutes = fields.Float(
        string="Time Norm (Minutes)", help="How long this operation usually takes."
    )
    rma_packing_note = fields.Text(
        string="Packing Instructions",
        translate=True,
        help="How customers pack units that they send to us. Empty: as the vendor or "
        "the company say.",
    )

    @api.constrains("warranty")
    def _check_warranty(self):
        for template in self:
            if template.warranty < 0:
                raise ValidationError(
                    self.env._(
                        "The warranty of %(product)s is less than zero. Enter 0 for "
                        "none, or how long it lasts.",
                        product=template.display_name,
                    )
                )

    def _get_warranty_offer(self, company):
        """Return what a unit of this product is delivered with.

        :param company: the ``res.company`` that sells it
        :return: ``(term, duration, unit)``; duration 0 when it is sold without warranty
        """
        self.ensure_one()
        term = self.rma_coverage_term_id or company._get_rma_coverage_term()
        if self.warranty:
            return term, self.warranty, self.warranty_type
        return term, term.duration, term.duration_unit or "month"
