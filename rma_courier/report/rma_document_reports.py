# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Papers on A4: delivery note and hand-over receipt, named as their templates."""

from odoo import api, models

from ..tools import barcode_image, document_layout
from ..tools.label_text import fit

#: Sizes of letters that are tried for addresses.
ADDRESS_SIZES = (9.5, 8.5, 7.5, 6.5, 5.5)


class ReportDocument(models.AbstractModel):
    _name = "rma.document.report"
    _description = "RMA Document"
    _inherit = ["rma.paper.report"]

    #: Widths of the columns of the table, in mm.
    _paper_widths = (37, 52, 12, 49, 35)

    @api.model
    def _prepare_values(self, papers, copies, data):
        """Fill the pages, and add the code that finds the record again."""
        for paper in papers:
            self._lay_out(paper)
        return {
            **super()._prepare_values(papers, copies, data),
            "widths": self._paper_widths,
        }

    @api.model
    def _lay_out(self, paper):
        company = paper["company"]
        head = [" · ".join(company["lines"][1:]), company["contact"]]
        paper["head_name"] = fit([company["name"]], 95, 9, (11, 9, 7))
        paper["head"] = fit(list(filter(None, head)), 95, 13, (7.5, 6.5, 5.5))
        for name in ("sender", "recipient", "customer"):
            if name in paper:
                paper[name] = fit(paper[name], 86, 24, ADDRESS_SIZES)
        cells = [self._get_cells(paper, row) for row in paper["rows"]]
        paper["pages"] = document_layout.paginate(
            cells, (None, *self._paper_widths[1:])
        )
        paper["bars"] = self._draw(paper["code"])

    @api.model
    def _get_cells(self, paper, row):
        """Return the cells of a row of units: lists of texts."""
        return [
            [row["reference"]],
            [row["product"], row["serial_text"]],
            [row["quantity"]],
            [row["replacement_text"], row["solution"] or row["resolution"]],
            [row["accessories"] or "-"],
        ]

    @api.model
    def _draw(self, code):
        try:
            return barcode_image.code128(code, 70, 9)
        except barcode_image.BarcodeError:
            return None  # the number stands beside it


class ReportConsignmentNote(models.AbstractModel):
    _name = "report.rma_courier.report_consignment_note"
    _description = "RMA Delivery Note of a Consignment"
    _inherit = ["rma.document.report"]
    _paper_model = "rma.consignment"
    _paper_method = "_get_delivery_note_data"


class ReportTransferNote(models.AbstractModel):
    _name = "report.rma_courier.report_transfer_note"
    _description = "RMA Delivery Note of a Transfer"
    _inherit = ["rma.document.report"]
    _paper_model = "stock.picking"
    _paper_method = "_get_delivery_note_data"


class ReportHandover(models.AbstractModel):
    _name = "report.rma_courier.report_handover"
    _description = "RMA Hand-over Receipt"
    _inherit = ["rma.document.report"]
    _paper_model = "stock.picking"
    _paper_method = "_get_handover_data"

    @api.model
    def _get_cells(self, paper, row):
        """Return what the customer said on the way in, what we did on the way out."""
        cells = super()._get_cells(paper, row)
        if paper["is_in"]:
            cells[3] = [row["symptom"] or "-"]
        cells[4] = list(filter(None, [row["condition"], row["accessories"]])) or ["-"]
        return cells
