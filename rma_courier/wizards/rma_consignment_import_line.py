# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

from ..tools.courier_status import STATUSES


class RmaConsignmentImportLine(models.TransientModel):
    """One row of an imported file: what it says, and what becomes of it."""

    _name = "rma.consignment.import.line"
    _description = "RMA: Row of an Import of Courier Events"
    _order = "number, id"

    import_id = fields.Many2one(
        "rma.consignment.import", required=True, ondelete="cascade", index=True
    )
    number = fields.Integer(string="Row", aggregator=None)
    state = fields.Selection(
        selection=[
            ("ok", "Ready"),
            ("known", "Known Already"),
            ("error", "Not Possible"),
            ("applied", "Applied"),
        ],
        string="Result",
        required=True,
        index=True,
    )
    reason = fields.Char()
    # as the file says it
    docket = fields.Char(string="Docket Number")
    carrier = fields.Char(string="Courier")
    status_text = fields.Char(string="Status")
    date_text = fields.Char(string="Date")
    location = fields.Char(string="Place")
    text = fields.Char(string="Remark")
    promised_text = fields.Char(string="Promised For")
    rma_number = fields.Char(string="RMA Number")
    cost_text = fields.Char(string="Cost")
    # what it means
    source_key = fields.Char()
    status = fields.Selection(selection=STATUSES, string="Understood Status")
    date = fields.Datetime(string="Understood Date")
    date_promised = fields.Datetime(string="Understood Promise")
    has_cost = fields.Boolean()
    cost = fields.Float(string="Understood Cost")
    carrier_id = fields.Many2one("delivery.carrier")
    consignment_id = fields.Many2one("rma.consignment")
    claim_id = fields.Many2one("rma.claim")

    def _prepare_event_vals(self):
        """Return what the gate takes for this row."""
        self.ensure_one()
        return {
            "consignment_id": self.consignment_id.id,
            "status": self.status,
            "date": self.date or None,
            "location": self.location,
            "text": self.text,
            "date_promised": self.date_promised,
            "source": "import",
            "source_key": self.source_key,
        }
