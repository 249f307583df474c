# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.rma_dates import format_day


class RmaWarrantyVoidMixin(models.AbstractModel):
    """What people decide about a warranty: void it, restore it, say since when in use.

    The gate is that of claims (``rma.action.mixin``), except that nobody needs the
    right to write serial numbers for it.
    """

    _name = "rma.warranty.void.mixin"
    _description = "RMA Voiding of the Warranty"

    def _pass_warranty_gate(self, action, group):
        """Lock the serials and return those that *action* has still to process."""
        self.check_access("read")
        if not self._has_rma_right(group):
            raise AccessError(
                self.env._(
                    "This needs more after-sales rights than you have. Ask an approver."
                )
            )
        # sudo: only actions write passports, nobody needs the right on the serial
        self.sudo()._lock_records()
        todo = self.filtered(lambda lot: not getattr(lot, f"_is_{action}_done")())
        todo._check_allowed(action)
        return todo

    def _write_passport(self, vals):
        """Write *vals* of the passport after an action has passed its gate."""
        # sudo: the passport is closed to users, the action is not
        self.sudo().with_context(tracking_disable=True).write(vals)

    # -- void --

    def _is_void_warranty_done(self):
        self.ensure_one()
        return bool(self.warranty_void_date)

    def _get_void_warranty_obstacle(self):
        self.ensure_one()
        if self.product_id.tracking == "lot":
            return self.env._(
                "%(lot)s is a lot of many pieces: a warranty is voided for one serial "
                "number. Set the coverage aside on the claim instead.",
                lot=self.name,
            )
        return False

    def action_void_warranty(self, reason=None):
        """Void the warranty of these serials.

        :param str reason: why; kept in the log
        :raises odoo.exceptions.UserError: there is no reason
        """
        todo = self._pass_warranty_gate("void_warranty", "group_rma_approver")
        if todo:
            self._check_text(reason, self.env._("why the warranty is void"))
        for day, lots in todo.grouped(lambda lot: lot._get_warranty_today()).items():
            lots._write_passport(
                {"warranty_void_date": day, "warranty_void_reason": reason}
            )
        self._log_warranty(
            [lot._prepare_entry_vals("voided", text=reason) for lot in todo]
        )
        return self._answer(todo, self.env._("The warranty was void already."))

    # -- restore --

    def _is_restore_warranty_done(self):
        self.ensure_one()
        return not self.warranty_void_date

    def _get_restore_warranty_obstacle(self):
        self.ensure_one()
        return False

    def action_restore_warranty(self, reason=None):
        """Let the warranty of these serials hold again.

        :param str reason: why; kept in the log
        :raises odoo.exceptions.UserError: there is no reason
        """
        todo = self._pass_warranty_gate("restore_warranty", "group_rma_approver")
        if todo:
            self._check_text(reason, self.env._("why the warranty holds again"))
        todo._write_passport(
            {"warranty_void_date": False, "warranty_void_reason": False}
        )
        self._log_warranty(
            [lot._prepare_entry_vals("restored", text=reason) for lot in todo]
        )
        return self._answer(todo, self.env._("The warranty was not void."))

    # -- first use --

    def _is_set_first_use_done(self):
        self.ensure_one()
        return bool(self.date_first_use)

    def _get_set_first_use_obstacle(self):
        self.ensure_one()
        if self.product_id.tracking == "lot":
            return self.env._(
                "%(lot)s is a lot of many pieces: only single serial numbers have a "
                "first use.",
                lot=self.name,
            )
        return False

    def action_set_first_use(self, date=None):
        """Note since when these serials are in use; terms from first use begin.

        :param date: a date, not in the future and not before the delivery
        :raises odoo.exceptions.UserError: there is no date, or it cannot be
        """
        todo = self._pass_warranty_gate("set_first_use", "group_rma_user")
        try:
            day = fields.Date.to_date(date)
        except (TypeError, ValueError):
            day = False
        if todo and not day:
            raise UserError(
                self.env._("Please enter the first day of use; nothing was changed.")
            )
        for lot in todo:
            lot._check_first_use(day)
        todo._write_passport({"date_first_use": day})
        waiting = todo.filtered(lambda lot: lot._is_waiting_for("first_use"))
        waiting._start_warranties(dict.fromkeys(waiting, day))
        self._log_warranty(
            [
                lot._prepare_entry_vals(
                    "imported",
                    text=self.env._(
                        "In use since %(date)s.", date=format_day(self.env, day)
                    ),
                )
                for lot in todo - waiting
            ]
        )
        return self._answer(
            todo,
            self.env._(
                "The first use is known already; a manager corrects it on the serial."
            ),
        )

    def _check_first_use(self, day):
        """Raise when the unit cannot have been in use since *day*."""
        self.ensure_one()
        if day > self._get_warranty_today():
            raise UserError(
                self.env._(
                    "%(serial)s cannot be in use since %(date)s: that is in the "
                    "future. Enter the day of the first use.",
                    serial=self.name,
                    date=format_day(self.env, day),
                )
            )
        # sudo: whoever tells the first use may not read transfers
        move_sudo = self.sudo().warranty_move_id
        if move_sudo and day < move_sudo._get_delivery_day():
            raise UserError(
                self.env._(
                    "%(serial)s was delivered on %(date)s and cannot have been in use "
                    "before. Enter a later day.",
                    serial=self.name,
                    date=format_day(self.env, move_sudo._get_delivery_day()),
                )
            )

    # -- dialogs --

    def action_open_void_warranty(self):
        """Open the dialog that asks why the warranty is void."""
        return self._open_warranty_dialog("void_warranty", self.env._("Void"))

    def action_open_restore_warranty(self):
        """Open the dialog that asks why the warranty holds again."""
        return self._open_warranty_dialog("restore_warranty", self.env._("Restore"))

    def action_open_set_first_use(self):
        """Open the dialog that asks since when the unit is in use."""
        return self._open_warranty_dialog("set_first_use", self.env._("In Use Since"))

    def _open_warranty_dialog(self, action, name):
        return self._open_dialog("rma.warranty.wizard", name, default_action=action)
