# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

from ..tools.entitlement_facts import EntitlementFacts

COVERAGES = [("free", "Free"), ("contract", "Contract"), ("paid", "Paid")]
#: Verdicts of the rules, the best first.
VERDICTS = [("pass", "All pass"), ("warn", "Look at it"), ("block", "Blocked")]
#: Outcomes of rules, the gravest first.
GRAVITY = ("block", "warn", "info", "pass")


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
    # what the rules say
    verdict = fields.Selection(
        selection=VERDICTS, readonly=True, copy=False, index=True
    )
    verdict_coverage = fields.Selection(
        selection=COVERAGES, string="Coverage by the Rules", readonly=True, copy=False
    )
    verdict_summary = fields.Text(string="Verdict in Words", readonly=True, copy=False)
    date_verdict = fields.Datetime(string="Checked On", readonly=True, copy=False)
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
        "rma.coverage.term", string="Covered By", readonly=True, copy=False
    )
    contract_id = fields.Many2one(
        "contract.contract",
        string="Service Contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
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

        Units that have ended keep the verdict they ended with.
        """
        todo = self.filtered(lambda line: not line.ending)
        if not todo:
            return todo
        # sudo: contracts, sales and other people's claims decide, whoever may open them
        lines_sudo = todo.sudo()
        lines_sudo.invalidate_recordset(["quantity_claimable"])
        facts = EntitlementFacts(lines_sudo)
        results, covers, chosen = {}, {}, {}
        for line in lines_sudo.sorted("id"):
            covers[line] = line._get_covers(facts)
            chosen[line] = line._choose_cover(covers[line])
            facts.note_cover(line, chosen[line])
        for lines in lines_sudo.grouped("company_id").values():
            # sudo: rules are the same for everybody
            rules = lines._entitlement_rules().sudo()
            for line in lines:
                results[line] = rules._judge(line, facts, covers[line])
        changed = lines_sudo._keep_results(results, occasion)
        lines_sudo._set_verdicts(results, chosen)
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

    def _set_verdicts(self, results, chosen):
        """Write the verdicts; tell people where the customer knew another one."""
        told = self.filtered(lambda line: line.decision == "approved")
        before = {line: line._get_coverage_key() for line in told}
        now = fields.Datetime.now()
        # no message for each unit: the results themselves are the record
        quiet = self.with_context(tracking_disable=True)
        for line in quiet:
            vals = line._prepare_verdict_vals(chosen[line], results[line])
            changes = {
                name: value
                for name, value in vals.items()
                if line._fields[name].convert_to_write(line[name], line) != value
            }
            if changes or not line.date_verdict:
                line.write(changes | {"date_verdict": now})
        moved = told.filtered(lambda line: line._get_coverage_key() != before[line])
        moved._follow_coverage()

    def _get_coverage_key(self):
        """Return what the customer was told about who pays."""
        self.ensure_one()
        return (self.coverage, self.parts_percent, self.labour_percent)

    def _prepare_verdict_vals(self, cover, results):
        """Return the values of the verdict.

        :param cover: the promise that pays, or None
        :param results: values of the unit's ``rma.entitlement.result``
        """
        self.ensure_one()
        overrides = self._get_overrides_in_force()
        overridden = overrides.rule_ids.ids
        gravest = min(
            (
                GRAVITY.index(vals["outcome"])
                for vals in results
                if vals["rule_id"] not in overridden
            ),
            default=len(GRAVITY),
        )
        verdict = {0: "block", 1: "warn"}.get(gravest, "pass")
        coverage = cover.coverage if cover else "paid"
        vals = {
            "verdict": verdict,
            "verdict_coverage": coverage,
            "verdict_summary": self._get_verdict_summary(cover, results),
            "coverage": coverage,
            "parts_percent": cover.parts if cover else 0.0,
            "labour_percent": cover.labour if cover else 0.0,
            "coverage_term_id": cover.term.id if cover and cover.term else False,
            "contract_id": cover.contract.id if cover and cover.contract else False,
        }
        decided = overrides.filtered("coverage")[:1]
        if decided:
            vals |= {
                "coverage": decided.coverage,
                "parts_percent": decided.parts_percent,
                "labour_percent": decided.labour_percent,
            }
            if decided.coverage != "contract":
                vals["contract_id"] = False
        return vals

    def _get_verdict_summary(self, cover, results):
        """Return the verdict in words: why it is covered or not, then what is grave."""
        self.ensure_one()
        codes = {
            rule.id: rule.code
            for rule in self.env["rma.entitlement.rule"].browse(
                [vals["rule_id"] for vals in results]
            )
        }
        payers = [
            vals
            for vals in results
            if codes[vals["rule_id"]] in ("warranty", "contract")
        ]
        texts = [cover.reason] if cover else [vals["reason"] for vals in payers]
        if not cover:
            texts.append(self.env._("The customer pays."))
        texts += [
            vals["reason"]
            for vals in sorted(results, key=lambda vals: GRAVITY.index(vals["outcome"]))
            if vals["outcome"] in ("block", "warn") and vals not in payers
        ]
        return "\n".join(texts)

    def _follow_coverage(self):
        """Tell people that who pays has changed after the customer was told."""
        if not self:
            return
        labels = dict(self._fields["coverage"]._description_selection(self.env))
        for (coverage, _parts, _labour), lines in self.grouped(
            lambda line: line._get_coverage_key()
        ).items():
            text = self.env._(
                "%(coverage)s: %(why)s",
                coverage=labels[coverage],
                why=lines[0].verdict_summary,
            )
            lines._log_event("verdict", text=text)
        for user, lines in self.grouped(
            lambda line: line.user_id or line.claim_id.create_uid
        ).items():
            lines.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Who pays has changed: tell the customer"),
                user_id=user.id,
            )

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
