# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class RmaOverrideMixin(models.AbstractModel):
    """Setting the rules aside: by right, with a reason, on record."""

    _name = "rma.override.mixin"
    _description = "RMA Override of the Entitlement"

    override_ids = fields.One2many(
        "rma.override",
        "line_id",
        string="Overrides",
    )
    is_overridden = fields.Boolean(
        string="Overridden",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    is_open_twice = fields.Boolean(
        readonly=True,
        copy=False,
        help="An approver let the serial number be in two open claims.",
    )
    is_override_entitlement_allowed = fields.Boolean(
        compute="_compute_override_allowed"
    )
    is_withdraw_override_allowed = fields.Boolean(compute="_compute_override_allowed")

    @api.depends("decision", "ending", "verdict", "is_overridden")
    @api.depends_context("uid")
    def _compute_override_allowed(self):
        for action in ("override_entitlement", "withdraw_override"):
            self._set_allowed(action)

    def _get_overrides_in_force(self):
        """Return the overrides of the entitlement that hold, the latest first."""
        if not self.is_overridden:
            return self.env["rma.override"]
        # sudo: an override holds whoever looks
        overrides = self.sudo().override_ids.filtered(
            lambda o: o.kind == "entitlement" and o.is_in_force
        )
        return overrides.sorted("id", reverse=True)

    def _take_over_overrides(self, line):
        """Let what was decided about *line* hold for the part split off it."""
        self.ensure_one()
        for override in line._get_overrides_in_force().sorted("id"):
            override.copy({"line_id": self.id})
        self._write_axis({"is_overridden": line.is_overridden})

    # -- override --

    def _is_override_entitlement_done(self):
        # what is overridden may be overridden again, by other words
        return False

    def _get_override_entitlement_obstacle(self):
        self.ensure_one()
        if self.ending:
            return self._get_ended_obstacle()
        if not self._has_rma_right("group_rma_approver"):
            return self.env._(
                "Overriding needs the right “After-sales: Approver”. Ask your service "
                "manager to decide on %(unit)s.",
                unit=self.display_name,
            )
        if not self.verdict:
            return self.env._(
                "The rules were not asked about %(unit)s yet. Check the entitlement "
                "first.",
                unit=self.display_name,
            )
        return False

    def _check_override_entitlement_allowed(self):
        self._check_allowed("override_entitlement")

    def action_override_entitlement(
        self, reason=None, coverage=None, parts_percent=None, labour_percent=None
    ):
        """Set aside the rules that fail now, and optionally decide who pays.

        The override holds for the rules that fail at this moment; a rule that fails
        later for the first time blocks again.

        :param str reason: why, for whoever reads the report of overrides
        :param str coverage: ``free``, ``contract`` or ``paid``; None: the verdict's
        :param float parts_percent: 0 to 100; None: what the coverage usually means
        :param float labour_percent: 0 to 100; None: what the coverage usually means
        :raises odoo.exceptions.UserError: no approver, no reason, a wrong percentage,
            or the unit has ended
        """
        todo = self._pass_gate("override_entitlement")
        if todo:
            self._check_text(reason, self.env._("the reason of the override"))
        decided = self._prepare_override_cover(coverage, parts_percent, labour_percent)
        if decided.get("coverage") == "contract":
            todo._check_under_contract()
        new = todo.filtered(lambda line: line._is_override_new(decided))
        new._override_entitlement(reason, decided)
        return self._answer(new, self.env._("There is nothing to override any more."))

    def _prepare_override_cover(self, coverage, parts_percent, labour_percent):
        """Return the coverage part of the override's values; empty when not asked."""
        if not coverage:
            return {}
        labels = dict(self._fields["coverage"]._description_selection(self.env))
        if coverage not in labels:
            raise UserError(
                self.env._(
                    "“%(value)s” is no coverage. Choose free, contract or paid.",
                    value=coverage,
                )
            )
        usual = 0.0 if coverage == "paid" else 100.0
        if coverage == "paid":
            # who pays in full pays all of it
            parts_percent = labour_percent = 0.0
        vals = {
            "coverage": coverage,
            "parts_percent": usual if parts_percent is None else parts_percent,
            "labour_percent": usual if labour_percent is None else labour_percent,
        }
        for name in ("parts_percent", "labour_percent"):
            is_number = isinstance(vals[name], int | float)
            if not is_number or not 0 <= vals[name] <= 100:
                raise UserError(
                    self.env._(
                        "%(field)s is %(value)s. Enter a percentage between 0 and 100.",
                        field=self._fields[name]._description_string(self.env),
                        value=vals[name],
                    )
                )
        return vals

    def _get_failed_rules(self):
        """Return the rules that warn or block and are not set aside yet."""
        self.ensure_one()
        # sudo: the rules are the same for everybody
        failed = self.sudo().result_ids.filtered(
            lambda r: r.outcome in ("warn", "block")
        )
        return failed.rule_id - self._get_overrides_in_force().rule_ids

    def _get_failing_text(self):
        """Return what an override of this unit would set aside, for its dialog."""
        self.ensure_one()
        failed = self._get_failed_rules()
        reasons = self.result_ids.filtered(lambda r: r.rule_id in failed)
        return self.env._(
            "%(unit)s: %(reasons)s",
            unit=self.display_name,
            reasons=" ".join(reasons.mapped("reason"))
            or self.env._("no rule fails; only who pays can be decided."),
        )

    def _is_override_new(self, decided):
        """Tell whether the override would change anything on this unit."""
        self.ensure_one()
        is_other = any(self[name] != value for name, value in decided.items())
        return is_other or bool(self._get_failed_rules())

    def _override_entitlement(self, reason, decided):
        if not self:
            return
        labels = dict(self._fields["coverage"]._description_selection(self.env))
        failed = {line: line._get_failed_rules() for line in self}
        # sudo: overrides are closed to everybody; the action has passed the gate
        self.env["rma.override"].sudo().create(
            [
                {
                    "line_id": line.id,
                    "user_id": self.env.uid,
                    "kind": "entitlement",
                    "reason": reason,
                    "before": line.verdict_summary,
                    "after": labels[decided.get("coverage") or line.coverage],
                    "rule_ids": [fields.Command.set(failed[line].ids)],
                    **decided,
                }
                for line in self
            ]
        )
        self._write_axis({"is_overridden": True})
        self.filtered(
            lambda line: "open_claim" in failed[line].mapped("code")
        )._write_axis({"is_open_twice": True})
        self._log_event("overridden", text=reason)
        self._check_entitlement("request")

    # -- back to the rules --

    def _is_withdraw_override_done(self):
        self.ensure_one()
        return not self.is_overridden

    def _get_withdraw_override_obstacle(self):
        self.ensure_one()
        return self._get_override_entitlement_obstacle()

    def _check_withdraw_override_allowed(self):
        self._check_allowed("withdraw_override")

    def action_withdraw_override(self, reason=None):
        """Let the rules decide again; the overrides stay on record.

        :param str reason: why
        :raises odoo.exceptions.UserError: no approver, no reason, or the unit has ended
        """
        todo = self._pass_gate("withdraw_override")
        if todo:
            self._check_text(reason, self.env._("the reason of the withdrawal"))
        for line in todo:
            line._get_overrides_in_force().write(
                {
                    "is_in_force": False,
                    "date_withdrawn": fields.Datetime.now(),
                    "withdrawn_by_id": self.env.uid,
                }
            )
        if todo:
            todo._write_axis({"is_overridden": False, "is_open_twice": False})
            todo._log_event("override_withdrawn", text=reason)
            todo._check_entitlement("request")
        return self._answer(todo, self.env._("There is no override."))
