# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

from .rma_entitlement_mixin import COVERAGES


class RmaOverride(models.Model):
    """A rule that somebody with the right to do so set aside, and why.

    Written by the actions only, never changed or deleted by users. An override is
    taken back by withdrawing it, which stays on record too.
    """

    _name = "rma.override"
    _description = "RMA Override"
    _order = "date desc, id desc"

    line_id = fields.Many2one(
        "rma.claim.line", string="Unit", required=True, index=True, ondelete="cascade"
    )
    claim_id = fields.Many2one(related="line_id.claim_id", store=True, index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="line_id.partner_id", store=True)
    product_id = fields.Many2one(related="line_id.product_id", store=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", string="By", required=True, default=lambda self: self.env.user
    )
    kind = fields.Selection(
        selection=[
            ("entitlement", "Entitlement"),
            ("acceptance", "Work without acceptance"),
        ],
        required=True,
    )
    reason = fields.Text(required=True)
    before = fields.Text(string="What Was Set Aside")
    after = fields.Text(string="What Holds Instead")
    # what an override of the entitlement decides
    rule_ids = fields.Many2many("rma.entitlement.rule", string="Rules Set Aside")
    coverage = fields.Selection(selection=COVERAGES)
    parts_percent = fields.Float(digits=(5, 2), aggregator=None)
    labour_percent = fields.Float(digits=(5, 2), aggregator=None)
    is_in_force = fields.Boolean(default=True)
    date_withdrawn = fields.Datetime()
    withdrawn_by_id = fields.Many2one("res.users")

    def action_view_line(self):
        """Open the units that the rules were set aside for."""
        return self.line_id._get_records_action(name=self.env._("Units"))

    def _get_sentence(self, summary):
        """Return the verdict in words, led by what the approver has decided."""
        self.ensure_one()
        coverages = dict(self._fields["coverage"]._description_selection(self.env))
        return self.env._(
            "%(who)s has decided: %(coverage)s (%(reason)s). The rules say:\n%(rules)s",
            who=self.user_id.name,
            coverage=coverages[self.coverage].lower(),
            reason=self.reason,
            rules=summary,
        )
