# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict
from datetime import timedelta

from odoo import fields, models


class RmaRepairWarrantyMixin(models.AbstractModel):
    """A repair carries a warranty of its own, for what was repaired."""

    _name = "rma.repair.warranty.mixin"
    _description = "RMA Warranty of a Repair"

    def _log_repair_warranty(self, kind):
        """Give the repaired units of *self* the warranty of their repair, once.

        :param str kind: ``repair`` when they go back, ``onsite`` when work is finished
        """
        lines = self.filtered(
            lambda line: (
                line.resolution_kind == kind
                and line.lot_id
                and line.work_state == "done"
            )
        )
        if not lines:
            return
        # sudo: the warehouse and engineers trigger it, the log is the system's
        lines = lines.sudo()
        entries = self.env["rma.warranty.entry"].sudo()  # sudo: as above
        known = entries.search(
            [("line_id", "in", lines.ids), ("kind", "=", "repaired")], order="id"
        ).grouped("line_id")
        now = fields.Datetime.now()
        vals_list = []
        parts = lines._get_replaced_parts()
        for line in lines:
            last = known.get(line, entries.browse())[-1:]
            done = line.date_work_finished
            if last and (not done or last.date >= done):
                continue
            standard = line.company_id._get_rma_coverage_term()
            term = line.lot_id.warranty_term_id or standard
            if term.repair_days:
                start = line.company_id._get_rma_date(now)
                vals_list.append(
                    line._prepare_repair_entry_vals(term, start, parts.get(line))
                )
        line_lots = lines.lot_id
        line_lots._log_warranty(vals_list)

    def _prepare_repair_entry_vals(self, term, start, parts):
        self.ensure_one()
        return self.lot_id._prepare_entry_vals(
            "repaired",
            company_id=self.company_id.id,
            line_id=self.id,
            term_id=term.id,
            date_start=start,
            date_end=start + timedelta(days=term.repair_days),
            duration=term.repair_days,
            duration_unit="day",
            symptom_id=self.symptom_id.id,
            cause_id=self.cause_id.id,
            text=parts or self.solution,
            move_id=False,
        )

    def _get_replaced_parts(self):
        """Return ``{line: names of the parts that were put in}``."""
        names = defaultdict(list)
        for move in self.repair_ids.move_ids:
            if move.repair_line_type == "add" and move.state == "done":
                names[move.repair_id.rma_line_id].append(move.product_id.display_name)
        return {line: ", ".join(dict.fromkeys(found)) for line, found in names.items()}
