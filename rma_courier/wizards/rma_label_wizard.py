# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

#: What the dialog is opened for → what it prints first.
FIRST_LABEL = {
    "rma.claim": "parcel",
    "rma.claim.line": "item",
    "rma.consignment": "parcel",
}


class RmaLabelWizard(models.TransientModel):
    """Which labels, on what paper and how many."""

    _name = "rma.label.wizard"
    _description = "RMA: Print Labels"

    label = fields.Selection(
        selection=[
            ("parcel", "Parcel labels (100 × 150 mm)"),
            ("item", "Item labels, one for each unit"),
        ],
        string="Labels",
        required=True,
        default=lambda self: FIRST_LABEL.get(self.env.context.get("active_model")),
    )
    paper = fields.Selection(
        selection=[
            ("roll", "PDF, a label on a page"),
            ("sheet", "PDF, A4 sheet of 24 labels"),
            ("zpl", "ZPL, for label printers (203 dpi)"),
        ],
        string="Format",
        required=True,
        default="roll",
    )
    copies = fields.Integer(required=True, default=1, help="Of each label.")
    position = fields.Integer(
        string="First Free Label",
        required=True,
        default=1,
        help="On a sheet that was begun: counted from the top left, line by line.",
    )

    @api.onchange("label")
    def _onchange_label(self):
        """Sheets hold item labels only."""
        if self.label == "parcel" and self.paper == "sheet":
            self.paper = "roll"

    def _get_records(self):
        """Return the records whose labels are printed."""
        model = self.env.context.get("active_model")
        if model not in FIRST_LABEL:
            raise UserError(
                self.env._("Open this dialog from claims, units or consignments.")
            )
        # ids come from the client: the labels check the rights on each record
        records = self.env[model].browse(self.env.context.get("active_ids", []))
        records.check_access("read")
        if self.label == "item" and model != "rma.claim.line":
            records = records.line_ids
        elif self.label == "parcel" and model == "rma.claim.line":
            records = records.claim_id
        if not records:
            raise UserError(
                self.env._("There is no unit in it, so there is no label to print.")
            )
        return records

    def _get_report(self, records):
        """Return the report that prints the labels of *records*."""
        names = {
            "rma.claim": "claim_label",
            "rma.claim.line": "item_label",
            "rma.consignment": "consignment_label",
        }
        name = names[records._name]
        if self.paper == "zpl":
            name += "_zpl"
        elif self.paper == "sheet":
            if self.label != "item":
                raise UserError(
                    self.env._(
                        "Sheets hold item labels. Print parcel labels a label on a "
                        "page."
                    )
                )
            name = "item_sheet"
        return self.env.ref(f"rma_courier.report_{name}_action")

    def action_print(self):
        """Print the labels of the records that the dialog was opened for.

        :raises odoo.exceptions.UserError: a record has no label now, and why
        """
        self.ensure_one()
        report_model = self.env["rma.paper.report"]
        report_model._to_number(self.copies or "0", 100)
        report_model._to_number(self.position or "0", 24)
        records = self._get_records()
        report = self._get_report(records)
        records._get_label_data()  # what cannot be printed is said here
        data = {"ids": records.ids, "copies": self.copies, "position": self.position}
        action = report.report_action(None, data=data, config=False)
        return {**action, "close_on_report_download": True}
