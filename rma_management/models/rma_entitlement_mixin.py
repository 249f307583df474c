# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.entitlement_facts import EntitlementFacts

COVERAGES = [("free", "Free"), ("contract", "Contract"), ("paid", "Paid")]
#: Verdicts of the rules, the best first.
VERDICTS = [("pass", "All pass"), ("warn", "Look at it"), ("block", "Blocked")]


class RmaEntitlementMixin(models.AbstractModel):
    """Who pays: the verdict of the rules, its reasons, and what holds in the end.

    The rules judge (``verdict``, ``verdict_coverage``), an approver may override, and
    ``coverage`` with its percentages is what holds: quotations, invoices and the
    contract's count follow it.
    """

    _name = "rma.entitlement.mixin"
    _description = "RMA Entitlement of the Unit"

    # what the customer shows when we have no record of the sale
    date_purchased = fields.Date(
        string="Bought On", copy=False, help="As the customer says or proves."
    )
    proof_ids = fields.Many2many(
        "ir.attachment",
        "rma_claim_line_proof_rel",
        string="Proof of Purchase",
        copy=False,
        bypass_search_access=True,
    )
    date_reported = fields.Datetime(
        default=fields.Datetime.now,
        readonly=True,
        copy=False,
        help="When the unit was put on the claim: the day its cover is judged by.",
    )
    # what the rules say
    verdict = fields.Selection(
        selection=VERDICTS,
        readonly=True,
        copy=False,
        index=True,
    )
    verdict_coverage = fields.Selection(
        selection=COVERAGES,
        string="Coverage by the Rules",
        readonly=True,
        copy=False,
    )
    verdict_summary = fields.Text(
        string="Verdict in Words",
        readonly=True,
        copy=False,
    )
    date_verdict = fields.Datetime(
        string="Checked On",
        readonly=True,
        copy=False,
    )
    result_ids = fields.One2many(
        "rma.entitlement.result",
        "line_id",
        string="Rules",
        domain=[("is_current", "=", True)],
        readonly=True,
    )
    # what holds
    coverage = fields.Selection(
        selection=COVERAGES,
        default="free",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
    )
    parts_percent = fields.Float(
        string="Parts Covered (%)",
        default=100.0,
        digits=(5, 2),
        readonly=True,
        copy=False,
        aggregator=None,
    )
    labour_percent = fields.Float(
        string="Labour Covered (%)",
        default=100.0,
        digits=(5, 2),
        readonly=True,
        copy=False,
        aggregator=None,
    )
    coverage_term_id = fields.Many2one(
        "rma.coverage.term",
        string="Covered By",
        readonly=True,
        copy=False,
    )
    contract_id = fields.Many2one(
        "contract.contract",
        string="Service Contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.constrains("date_purchased")
    def _check_date_purchased(self):
        now = fields.Datetime.now()
        for line in self.filtered("date_purchased"):
            if line.date_purchased > line.company_id._get_rma_date(now):
                raise ValidationError(
                    self.env._(
                        "%(unit)s cannot have been bought on %(date)s, which is still "
                        "to come. Enter the day on the bill.",
                        unit=line.display_name,
                        date=line._format_day(line.date_purchased),
                    )
                )

    def _entitlement_rules(self):
        """Return the rules that these units of one company are judged by.

        Addons may extend or narrow them, for example by product.
        """
        rules = self.env["rma.entitlement.rule"]
        return rules.browse(rules._get_rule_ids(self.company_id.id))

    def action_check_entitlement(self):
        """Ask all rules about these units and keep the results.

        Any number of units is judged together; the number of queries does not depend on
        it. What says the same as before adds nothing.

        :return: True, or a notification when nothing has changed
        """
        # read together, wherever the records come from
        lines = self.with_prefetch()
        lines.check_access("write")
        changed = lines._check_entitlement("request")
        return self._answer(changed, self.env._("The verdict is the same as before."))

    def _check_entitlement(self, occasion):
        """Judge the units; return those whose results have changed.

        Units that have ended keep the verdict they ended with; what product it is has
        to be known first.
        """
        todo = self.filtered(lambda line: line.product_id and not line.ending)
        if not todo:
            return todo
        # sudo: contracts, sales and other people's claims decide, whoever may open them
        lines_sudo = todo.sudo()
        lines_sudo.invalidate_recordset(["quantity_claimable"])
        lines_sudo.filtered("is_overridden").override_ids.mapped("rule_ids.code")
        facts = EntitlementFacts(lines_sudo)
        results, covers, chosen = {}, {}, {}
        # what is approved counts before what still waits
        for line in lines_sudo.sorted(lambda u: (u.decision != "approved", u.id)):
            covers[line] = line._get_covers(facts)
            chosen[line] = line._choose_cover(covers[line])
            facts.note_cover(line, chosen[line])
        for lines in lines_sudo.grouped("company_id").values():
            # sudo: rules are the same for everybody
            rules = lines._entitlement_rules().sudo()
            for line in lines:
                results[line] = rules._judge(line, facts, covers[line])
        changed = lines_sudo._keep_results(results, occasion)
        lines_sudo._set_verdicts(results, chosen, covers)
        return changed.sudo(self.env.su)

    def _recheck_entitlement(self, occasion):
        """Judge again what was judged before; what was not is judged when submitted."""
        return self.filtered("date_verdict")._check_entitlement(occasion)

    def _keep_results(self, results, occasion):
        """Store what differs from the current results; return the units it is about.

        :param results: ``{unit: [values of rma.entitlement.result]}``
        """
        Result = self.env["rma.entitlement.result"]
        current = Result.search_fetch(
            [("line_id", "in", self.ids), ("is_current", "=", True)],
            ["line_id", "rule_id", "outcome", "reason"],
            order="id",
        )
        before = {
            line: {result._get_key() for result in results}
            for line, results in current.grouped("line_id").items()
        }
        changed = self.filtered(
            lambda line: (
                {
                    (vals["rule_id"], vals["outcome"], vals["reason"])
                    for vals in results[line]
                }
                != before.get(line, set())
            )
        )
        if not changed:
            return changed
        current.filtered(lambda r: r.line_id in changed).is_current = False
        Result.create(
            [
                vals | {"occasion": occasion, "sequence": sequence}
                for line in changed
                for sequence, vals in enumerate(results[line])
            ]
        )
        self.invalidate_recordset(["result_ids"])
        return changed

    # -- what blocks --

    def _get_entitlement_obstacle(self):
        """Return why the rules forbid the approval, or False."""
        self.ensure_one()
        if self.verdict != "block":
            return False
        overridden = self._get_overrides_in_force().rule_ids
        # sudo: the reasons are told to whoever is refused
        reasons = self.sudo().result_ids.filtered(
            lambda r: r.outcome == "block" and r.rule_id not in overridden
        )
        return self.env._(
            "%(reasons)s Reject %(unit)s, or override the entitlement with a reason.",
            reasons=" ".join(reasons.mapped("reason")),
            unit=self.display_name,
        )
