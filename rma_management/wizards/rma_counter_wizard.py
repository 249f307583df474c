# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaCounterWizard(models.TransientModel):
    """Takes a unit in at the counter: who, which, what is wrong, signed and received."""

    _name = "rma.counter.wizard"
    _description = "RMA Counter Intake"
