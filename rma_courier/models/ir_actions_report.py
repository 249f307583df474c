# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

from odoo.addons.base.models.ir_actions_report import _wkhtml

#: wkhtmltopdf on an unpatched Qt (Debian's) prints a page 1 / 0.768 times as wide as
#: the paper and shrinks it: 96 dpi become 125. Zoomed by that, a millimetre is one.
UNPATCHED_ZOOM = 125 / 96


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    is_rma_paper = fields.Boolean(
        string="Exact Paper",
        help="Printed to the millimetre, with styles of its own: labels and papers.",
    )

    def _get_layout(self):
        """Print exact papers without the styles of the web client.

        They need no header, no footer and nothing that has to be fetched.
        """
        if len(self) == 1 and self.is_rma_paper:
            return self.env.ref("rma_courier.paper_pdf_layout")
        return super()._get_layout()

    def _get_rma_zoom(self):
        """Return by how much a page is enlarged so that millimetres come out right."""
        return 1.0 if _wkhtml().is_patched_qt else UNPATCHED_ZOOM
