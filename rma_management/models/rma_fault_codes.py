# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The words faults are told in: what is seen, why it happened, what helped."""

from odoo import fields, models


class RmaFaultCodeMixin(models.AbstractModel):
    _name = "rma.fault.code.mixin"
    _description = "RMA Fault Code"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="Short code for lists, imports and statistics.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    note = fields.Text(string="Explanation", translate=True)


class RmaSymptom(models.Model):
    _name = "rma.symptom"
    _inherit = "rma.fault.code.mixin"
    _description = "RMA Symptom"

    _code_uniq = models.Constraint("UNIQUE (code)", "This symptom code is in use.")


class RmaReason(models.Model):
    _name = "rma.reason"
    _inherit = "rma.fault.code.mixin"
    _description = "RMA Reason of a Return"

    _code_uniq = models.Constraint("UNIQUE (code)", "This reason code is in use.")


class RmaCause(models.Model):
    _name = "rma.cause"
    _inherit = "rma.fault.code.mixin"
    _description = "RMA Cause"

    _code_uniq = models.Constraint("UNIQUE (code)", "This cause code is in use.")

    is_misuse = fields.Boolean(
        string="Misuse", help="Wear, accident or wrong use: not the maker's fault."
    )


class RmaRemedy(models.Model):
    _name = "rma.remedy"
    _inherit = "rma.fault.code.mixin"
    _description = "RMA Remedy"

    _code_uniq = models.Constraint("UNIQUE (code)", "This remedy code is in use.")
