# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import AccessError, LockError, UserError

from ..tools.rma_context import without_defaults

#: What customers read of their claims and units through the portal's rights.
PORTAL_FIELDS = frozenset(
    {
        "accessories",
        "accessories_told",
        "ball_owner",
        "claim_id",
        "client_ref",
        "company_id",
        "coverage",
        "date_confirmed",
        "date_decided",
        "date_delivered",
        "date_forecast",
        "date_purchased",
        "date_received",
        "date_registered",
        "date_shipped",
        "date_step_deadline",
        "date_submitted",
        "date_waiting_since",
        "decision",
        "decision_remarks",
        "delegate_id",
        "delegate_name",
        "delegate_phone",
        "delivery_method",
        "demand",
        "fault_photo_ids",
        "is_confirmed",
        "line_ids",
        "lot_id",
        "lot_name",
        "manufacture_year",
        "name",
        "next_step",
        "number",
        "partner_id",
        "partner_shipping_id",
        "priority",
        "product_id",
        "product_told",
        "proof_ids",
        "quantity",
        "reason_id",
        "reason_note",
        "reference",
        "resolution_id",
        "rma_number",
        "solution",
        "stage",
        "state",
        "symptom_id",
        "symptom_note",
        "ticket_id",
        "valid_until",
    }
)


class RmaActionMixin(models.AbstractModel):
    """One gate for every public action of a claim and of a unit.

    An action ``x`` consists of three methods of its own:

    ``_get_x_obstacle()``
        why this record does not allow ``x`` now, as a sentence with its mend,
        or ``False``: the single truth behind button, check and action;
    ``_is_x_done()``
        whether the record is already where ``x`` leads;
    ``_x(…)``
        does it, on any number of records that passed the gate.

    From these follow ``is_x_allowed`` (the button's visibility),
    ``_check_x_allowed()`` and the public ``action_x()``.
    """

    _name = "rma.action.mixin"
    _description = "RMA Action Gate"

    def _set_allowed(self, action):
        """Fill ``is_<action>_allowed`` of all records from the obstacle's truth."""
        for record in self:
            record[f"is_{action}_allowed"] = not (
                getattr(record, f"_is_{action}_done")()
                or getattr(record, f"_get_{action}_obstacle")()
            )

    def _check_allowed(self, action):
        """Raise a UserError that names every record that refuses *action* and why."""
        obstacles = []
        for record in self:
            if obstacle := getattr(record, f"_get_{action}_obstacle")():
                obstacles.append((record.display_name, obstacle))
        if not obstacles:
            return
        if len(obstacles) == 1:
            raise UserError(obstacles[0][1])
        raise UserError(
            "\n".join(
                self.env._("%(record)s: %(reason)s", record=name, reason=text)
                for name, text in obstacles[:20]
            )
        )

    def _pass_gate(self, action):
        """Lock the records and return those that *action* has still to process.

        Records that are already there are left out: a repeat changes nothing.

        :raises odoo.exceptions.LockError: somebody else is deciding right now
        :raises odoo.exceptions.UserError: a record is in the wrong state
        """
        self._lock_for_action()
        todo = self.filtered(lambda r: not getattr(r, f"_is_{action}_done")())
        todo._refresh_for(action)
        todo._check_allowed(action)
        return todo

    def _lock_for_action(self):
        """Check that the user may write, and keep everybody else waiting.

        :raises odoo.exceptions.LockError: somebody else is deciding right now
        """
        self.check_access("write")
        self._lock_records()

    def _lock_records(self):
        """Keep everybody else waiting; the caller has checked the rights.

        :raises odoo.exceptions.LockError: somebody else is deciding right now
        """
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise LockError(
                self.env._(
                    "Somebody else is changing %(names)s right now. Nothing was "
                    "changed here; please try again in a few seconds.",
                    names=", ".join(self[:5].mapped("display_name")),
                )
            ) from error

    def _refresh_for(self, action):
        """Bring up to date what the obstacles of *action* depend on; a hook."""

    def _answer(self, todo, message):
        """Return True, or a notification with *message* when nothing was to do."""
        return True if todo or not self else self._notify(message)

    def _notify(self, message, is_reloading=False):
        """Return the action that shows *message* to the user.

        :param bool is_reloading: the page shows afterwards what has changed
        """
        params = {"type": "info", "message": message, "sticky": False}
        if is_reloading:
            params["next"] = {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": params,
        }

    def _has_rma_right(self, group):
        """Tell whether the user is in *group*, or the code acts for the system."""
        return self.env.su or self.env.user.has_group(f"rma_management.{group}")

    @api.model
    def _get_portal_fields(self):
        """Return the names of our fields that customers may read; addons add theirs."""
        return PORTAL_FIELDS

    @api.model
    def _has_field_access(self, field, operation):
        """Show customers what is theirs: no verdicts, costs or remarks among us."""
        if not super()._has_field_access(field, operation):
            return False
        is_ours = (field._module or "").startswith("rma_")
        if self.env.su or not is_ours or not self.env.user.share:
            return True
        return operation == "read" and field.name in self._get_portal_fields()

    def _write_axis(self, vals):
        """Write *vals* that only an action may write.

        sudo: the action has passed the gate; the axis itself is closed to users, so
        that nobody decides, confirms or dates anything past the actions.
        """
        self.sudo().write(vals)

    def _check_axis_vals(self, vals, allowed=()):
        """Raise when a user writes past the actions what only an action may write.

        That is every field which an RMA addon declares read-only: the axes, the dates
        and people of decisions, the numbers. *allowed* names exceptions.
        """
        if self.env.su:
            return
        closed = [
            self._fields[name]
            for name in vals
            if name not in allowed and self._is_closed_field(name)
        ]
        if closed:
            raise AccessError(
                self.env._(
                    "%(fields)s cannot be written directly: use the buttons, they keep "
                    "goods, decisions and history together.",
                    fields=", ".join(f._description_string(self.env) for f in closed),
                )
            )

    def _is_closed_field(self, name):
        """Tell whether only actions write the field *name*."""
        field = self._fields.get(name)
        return bool(
            field and field.readonly and (field._module or "").startswith("rma_")
        )

    def _without_closed_defaults(self):
        """Return *self* without context defaults for what only actions write."""
        return without_defaults(self, self._is_closed_field)

    def _check_text(self, text, what):
        """Raise a UserError when *text* is missing; *what* names it for people."""
        if not isinstance(text, str) or not text.strip():
            raise UserError(
                self.env._("Please enter %(what)s; nothing was changed.", what=what)
            )

    def _open_dialog(self, wizard, name, **context):
        """Return the action that opens *wizard* for these records."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": wizard,
            "view_mode": "form",
            "target": "new",
            "context": {"active_model": self._name, "active_ids": self.ids, **context},
        }
