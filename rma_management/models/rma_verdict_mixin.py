# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

#: Outcomes of rules, the gravest first.
GRAVITY = ("block", "warn", "info", "pass")


class RmaVerdictMixin(models.AbstractModel):
    """What the results of the rules come to, what holds, and who is told."""

    _name = "rma.verdict.mixin"
    _description = "RMA Verdict on the Unit"

    def _set_verdicts(self, results, chosen, covers):
        """Write the verdicts; tell people where the customer knew another one."""
        told = self.filtered(lambda line: line.decision == "approved")
        before = {line: line._get_coverage_key() for line in told}
        now = fields.Datetime.now()
        # no message for each unit: the results themselves are the record
        quiet = self.with_context(tracking_disable=True)
        for line in quiet:
            vals = line._prepare_verdict_vals(chosen[line], results[line], covers[line])
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

    def _prepare_verdict_vals(self, cover, results, covers):
        """Return the values of the verdict.

        :param cover: the promise that pays, or None
        :param results: values of the unit's ``rma.entitlement.result``
        :param covers: all promises about the unit
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
                "verdict_summary": decided._get_sentence(vals["verdict_summary"]),
                "coverage": decided.coverage,
                "parts_percent": decided.parts_percent,
                "labour_percent": decided.labour_percent,
            }
            if decided.coverage != "contract":
                vals["contract_id"] = False
            elif not vals["contract_id"]:
                # the contract that the approver lets pay all the same
                vals["contract_id"] = next(
                    (c.evidence.id for c in covers if c.source == "contract"), False
                )
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
        # one to-do a claim, and no mail for each
        quiet = self.claim_id.with_context(mail_activity_quick_update=True)
        for user, claims in quiet.grouped(
            lambda claim: claim.user_id or claim.create_uid
        ).items():
            claims.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Who pays has changed: tell the customer"),
                user_id=user.id,
            )
