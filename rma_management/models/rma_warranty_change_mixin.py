# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools.rma_context import without_defaults

#: What managers correct or import; all others leave it to deliveries and buttons.
PASSPORT_FIELDS = frozenset(
    {
        "warranty_term_id",
        "warranty_duration",
        "warranty_duration_unit",
        "warranty_start",
        "warranty_end",
        "warranty_partner_id",
    }
)
#: What the service desk may tell as well.
TOLD_FIELDS = frozenset({"date_first_use"})


class RmaWarrantyChangeMixin(models.AbstractModel):
    """Changes of the passport by hand or import: who may, and what is kept of them."""

    _name = "rma.warranty.change.mixin"
    _inherit = "rma.action.mixin"
    _description = "RMA Changes of a Passport"

    @api.model
    def _check_passport_vals(self, vals):
        """Raise when this user may not write the passport fields in *vals*."""
        if self.env.su:
            return
        self._check_axis_vals(vals)
        if PASSPORT_FIELDS & vals.keys() and not self._has_rma_right(
            "group_rma_manager"
        ):
            raise AccessError(
                self.env._(
                    "The warranty of a unit was frozen at its delivery; only an "
                    "after-sales manager corrects it. Ask one, or use the buttons."
                )
            )
        if TOLD_FIELDS & vals.keys() and not self._has_rma_right("group_rma_user"):
            raise AccessError(
                self.env._(
                    "Only after-sales users say since when a unit is in use. Ask one."
                )
            )

    def _without_passport_defaults(self):
        """Return *self* without context defaults that this user may not write."""
        names = set()
        if not self._has_rma_right("group_rma_manager"):
            names |= PASSPORT_FIELDS
        if not self._has_rma_right("group_rma_user"):
            names |= TOLD_FIELDS
        return without_defaults(
            self, lambda name: name in names or self._is_closed_field(name)
        )

    def _get_passport(self):
        """Return the values of the passport fields, in words."""
        self.ensure_one()
        # sudo: the words of the log do not depend on who may read the customer
        lot_sudo = self.sudo()
        words = {}
        for name in sorted(PASSPORT_FIELDS | TOLD_FIELDS):
            value = lot_sudo[name]
            if isinstance(value, models.BaseModel):
                value = value.display_name
            words[name] = str(value or "–")
        return words

    def _note_manual_change(self, before):
        """Complete and log what people changed, in one insert.

        :param before: ``{lot: passport}`` as it was, empty for new serials
        """
        self._complete_passports()
        to_start = self.filtered(
            lambda lot: (
                lot.date_first_use
                and lot._is_waiting_for("first_use")
                and lot.date_first_use.isoformat()
                != before.get(lot, {}).get("date_first_use")
            )
        )
        empty = dict.fromkeys(PASSPORT_FIELDS | TOLD_FIELDS, "–")
        vals_list = []
        for lot in self - to_start:
            old, new = before.get(lot, empty), lot._get_passport()
            changes = [
                f"{self._fields[name]._description_string(self.env)}: "
                f"{old[name]} → {new[name]}"
                for name in new
                if old[name] != new[name]
            ]
            if changes:
                vals_list.append(
                    lot._prepare_entry_vals("imported", text="\n".join(changes))
                )
        self._log_warranty(vals_list)
        to_start._start_warranties({lot: lot.date_first_use for lot in to_start})

    def _complete_passports(self):
        """Let the end follow from start and duration where nobody gave it."""
        for lot in self:
            if lot.warranty_start and lot.warranty_duration and not lot.warranty_end:
                # sudo: follows from what the user was allowed to write
                lot.sudo().warranty_end = self.env["rma.coverage.term"]._add_duration(
                    lot.warranty_start,
                    lot.warranty_duration,
                    lot.warranty_duration_unit or "month",
                )

    # -- the log --

    def _get_logged_deliveries(self):
        """Return the (lot id, move id) pairs whose terms are in the log already."""
        if not self:
            return set()
        # sudo: a question of the system
        entries = (
            self.env["rma.warranty.entry"]
            .sudo()
            .search([("lot_id", "in", self.ids), ("move_id", "!=", False)])
        )
        return {(entry.lot_id.id, entry.move_id.id) for entry in entries}

    def _prepare_entry_vals(self, kind, **vals):
        """Return the values of a log entry about this serial as it is now."""
        self.ensure_one()
        # sudo: whoever acts on the passport may not read all of its documents
        lot_sudo = self.sudo()
        return {
            "lot_id": self.id,
            "company_id": self.company_id.id,
            "kind": kind,
            "date": fields.Datetime.now(),
            "user_id": self.env.uid,
            "term_id": lot_sudo.warranty_term_id.id,
            "date_start": lot_sudo.warranty_start,
            "date_end": lot_sudo.warranty_end,
            "duration": lot_sudo.warranty_duration,
            "duration_unit": lot_sudo.warranty_duration_unit,
            "move_id": lot_sudo.warranty_move_id.id,
            **vals,
        }

    @api.model
    def _log_warranty(self, vals_list):
        """Write entries of the log with one insert."""
        # sudo: the log is append-only for users; only actions write it
        return self.env["rma.warranty.entry"].sudo().create(vals_list)
