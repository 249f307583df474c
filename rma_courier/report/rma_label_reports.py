# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Labels: one report a record and format, named as their templates."""

from markupsafe import Markup

from odoo import api, models

from ..tools import label_layout
from ..tools.barcode_image import FINE_DPI

#: Columns and rows of the A4 sheet, and the size of its labels (mm).
SHEET = (3, 8)
SHEET_LABEL = (70, 37)


class ReportParcelLabel(models.AbstractModel):
    _name = "rma.parcel.label.report"
    _description = "RMA Parcel Label"
    _inherit = ["rma.paper.report"]
    _paper_method = "_get_label_data"

    @api.model
    def _prepare_values(self, papers, copies, data):
        """Lay out each label once, whatever the number of copies."""
        laid_out = [{**paper, **label_layout.lay_out_parcel(paper)} for paper in papers]
        return super()._prepare_values(laid_out, copies, data)


class ReportClaimLabel(models.AbstractModel):
    _name = "report.rma_courier.report_claim_label"
    _description = "RMA Parcel Label of a Claim"
    _inherit = ["rma.parcel.label.report"]
    _paper_model = "rma.claim"


class ReportConsignmentLabel(models.AbstractModel):
    _name = "report.rma_courier.report_consignment_label"
    _description = "RMA Parcel Label of a Consignment"
    _inherit = ["rma.parcel.label.report"]
    _paper_model = "rma.consignment"


class ReportItemLabel(models.AbstractModel):
    _name = "report.rma_courier.report_item_label"
    _description = "RMA Item Label"
    _inherit = ["rma.paper.report"]
    _paper_model = "rma.claim.line"
    _paper_method = "_get_label_data"

    @api.model
    def _prepare_values(self, papers, copies, data):
        """Lay out each label once, whatever the number of copies."""
        width, height = label_layout.ITEM
        laid_out = [
            {**paper, **label_layout.lay_out_item(paper, width, height, FINE_DPI)}
            for paper in papers
        ]
        return super()._prepare_values(laid_out, copies, data)


class ReportItemSheet(models.AbstractModel):
    _name = "report.rma_courier.report_item_sheet"
    _description = "RMA Item Labels on a Sheet"
    _inherit = ["rma.paper.report"]
    _paper_model = "rma.claim.line"
    _paper_method = "_get_label_data"

    @api.model
    def _prepare_values(self, papers, copies, data):
        """Fill the sheets from the starting position on."""
        columns, rows = SHEET
        width, height = SHEET_LABEL
        start = self._to_number(data.get("position"), columns * rows) - 1
        laid_out = [
            {
                **paper,
                **label_layout.lay_out_item(paper, width, height, FINE_DPI, pad=5),
            }
            for paper in papers
        ]
        cells = [None] * start
        cells += super()._prepare_values(laid_out, copies, data)["papers"]
        sheets = []
        for first in range(0, len(cells), columns * rows):
            sheet = []
            for place, label in enumerate(cells[first : first + columns * rows]):
                if label:
                    row, column = divmod(place, columns)
                    left, top = column * width, row * height
                    sheet.append({"label": label, "left": left, "top": top})
            sheets.append(sheet)
        return {"sheets": sheets}


class ReportZpl(models.AbstractModel):
    _name = "rma.zpl.report"
    _description = "RMA Labels in ZPL"
    _inherit = ["rma.paper.report"]
    _paper_method = "_get_label_data"

    @api.model
    def _prepare_values(self, papers, copies, data):
        """Let the printer repeat the label by itself."""
        labels = [self._to_zpl(paper, copies) for paper in papers]
        # every character of data was escaped for the printer, none is markup
        return {"zpl": Markup("".join(labels))}  # noqa: S704

    @api.model
    def _to_zpl(self, paper, copies):
        """Return one label in ZPL; a hook."""
        return label_layout.parcel_zpl(paper, copies)


class ReportClaimLabelZpl(models.AbstractModel):
    _name = "report.rma_courier.report_claim_label_zpl"
    _description = "RMA Parcel Label of a Claim (ZPL)"
    _inherit = ["rma.zpl.report"]
    _paper_model = "rma.claim"


class ReportConsignmentLabelZpl(models.AbstractModel):
    _name = "report.rma_courier.report_consignment_label_zpl"
    _description = "RMA Parcel Label of a Consignment (ZPL)"
    _inherit = ["rma.zpl.report"]
    _paper_model = "rma.consignment"


class ReportItemLabelZpl(models.AbstractModel):
    _name = "report.rma_courier.report_item_label_zpl"
    _description = "RMA Item Label (ZPL)"
    _inherit = ["rma.zpl.report"]
    _paper_model = "rma.claim.line"

    @api.model
    def _to_zpl(self, paper, copies):
        """Return the item label, which is smaller."""
        return label_layout.item_zpl(paper, copies)
