# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models, tools
from odoo.exceptions import UserError

#: The rules and the method that judges each: ``_judge_<code>``.
RULES = [
    ("proof", "Proof of purchase"),
    ("serial", "Serial number known"),
    ("owner", "Delivered to this customer"),
    ("warranty", "Within the warranty"),
    ("contract", "Within a service contract"),
    ("cause", "Cause covered"),
    ("misuse", "No misuse found"),
    ("settled", "Not replaced or credited before"),
    ("open_claim", "In no other open claim"),
    ("quantity", "No more than was delivered"),
    ("customer_frequency", "Claims of this customer"),
    ("serial_frequency", "Claims of this serial number"),
    ("validity", "Arrived while the number was valid"),
    ("condition", "Packaging and condition"),
]
#: Rules that compare a count with ``limit_count`` in ``limit_days``.
COUNTING_RULES = ("customer_frequency", "serial_frequency")


class RmaEntitlementRule(models.Model):
    """A question that is asked about every claimed unit, as a record.

    Companies switch rules on and off, order them and say how grave a failure is: a
    note, a warning that an approver looks at, or a block that needs an override.

    A rule with the code ``x`` is judged by ``_judge_x(line, facts, covers)``, which
    returns ``None`` where the question does not arise, or a tuple ``(outcome, reason,
    evidence)``: outcome ``pass``, ``info`` or ``fail``, reason a sentence for people,
    evidence a record or ``None``. Addons add codes with ``selection_add`` and a method.
    """

    _name = "rma.entitlement.rule"
    _inherit = [
        "rma.origin.rules.mixin",
        "rma.cover.rules.mixin",
        "rma.misuse.rules.mixin",
    ]
    _description = "RMA Entitlement Rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Selection(selection=RULES, required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    severity = fields.Selection(
        selection=[
            ("info", "Note"),
            ("warn", "Warning"),
            ("block", "Block"),
        ],
        default="warn",
        required=True,
        string="When It Fails",
        help="A note changes nothing, a warning keeps the claim from being approved "
        "with all others at once, a block needs an override with a reason.",
    )
    limit_count = fields.Integer(
        string="At Most", help="For rules that count.", aggregator=None
    )
    limit_days = fields.Integer(
        string="In Days", help="For rules that count.", aggregator=None
    )
    is_counting = fields.Boolean(compute="_compute_is_counting")
    note = fields.Text(string="Explanation", translate=True)

    _limits_positive = models.Constraint(
        "CHECK (limit_count >= 0 AND limit_days >= 0)",
        "The limits of a rule must be zero or more.",
    )

    @api.model
    def _get_counting_codes(self):
        """Return the codes of the rules that have limits; addons add theirs."""
        return COUNTING_RULES

    @api.depends("code")
    def _compute_is_counting(self):
        codes = self._get_counting_codes()
        for rule in self:
            rule.is_counting = rule.code in codes

    @api.model_create_multi
    def create(self, vals_list):
        """Forget which rules apply."""
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        """Forget which rules apply."""
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        """Forget which rules apply."""
        self.env.registry.clear_cache()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        # sudo: what a rule said about anybody's unit stays readable
        asked = (
            self.env["rma.entitlement.result"]
            .sudo()
            ._read_group([("rule_id", "in", self.ids)], ["rule_id"])
        )
        for [rule] in asked:
            raise UserError(
                self.env._(
                    "“%(rule)s” was asked already and stays on record. Archive it, so "
                    "that it is asked no more.",
                    rule=rule.name,
                )
            )

    @api.model
    @tools.ormcache("company_id")
    def _get_rule_ids(self, company_id):
        """Return the ids of the rules that apply in a company, in their order."""
        # sudo: the same rules for everybody
        rules = self.sudo().search([("company_id", "in", (False, company_id))])
        return tuple(rules.ids)

    def _judge(self, line, facts, covers):
        """Return the values of the results of these rules on one unit.

        :param line: one ``rma.claim.line``
        :param facts: ``EntitlementFacts`` of the batch that the unit is in
        :param covers: the ``Cover`` promises about the unit
        """
        results = []
        for rule in self:
            judged = getattr(rule, f"_judge_{rule.code}")(line, facts, covers)
            if not judged:
                continue
            outcome, reason, evidence = judged
            if outcome == "fail":
                outcome = rule.severity
            results.append(
                {
                    "line_id": line.id,
                    "company_id": line.company_id.id,
                    "rule_id": rule.id,
                    "outcome": outcome,
                    "reason": reason,
                    "evidence_model": evidence._name if evidence else False,
                    "evidence_id": evidence[:1].id if evidence else False,
                    "evidence_name": evidence[:1].display_name if evidence else False,
                }
            )
        return results
