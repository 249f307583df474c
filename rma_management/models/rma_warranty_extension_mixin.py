# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dateutil.relativedelta import relativedelta

from odoo import models

from ..tools.rma_dates import format_day


class RmaWarrantyExtensionMixin(models.AbstractModel):
    """Extensions that were sold: put on a serial once, and taken back once."""

    _name = "rma.warranty.extension.mixin"
    _description = "RMA Extension of the Warranty"

    def _get_extension_logs(self):
        """Return which extensions the serials have, read off their log.

        :return: ``{lot: {"applied": {sale line: entry}, "spent": sale lines that a
            later sale ended, "term": what it was delivered with}}``
        """
        logs = {
            lot: {
                "applied": {},
                "spent": self.env["sale.order.line"],
                "term": self.env["rma.coverage.term"],
            }
            for lot in self
        }
        entries = self.env["rma.warranty.entry"].search(
            [
                ("lot_id", "in", self.ids),
                (
                    "kind",
                    "in",
                    ("sold", "inherited", "recomputed", "extended", "shortened"),
                ),
            ],
            order="id",
        )
        for entry in entries:
            log = logs[entry.lot_id]
            if entry.kind == "extended":
                log["applied"][entry.sale_line_id] = entry
            elif entry.kind == "shortened":
                log["applied"].pop(entry.sale_line_id, None)
            else:
                if entry.kind != "recomputed":
                    log["spent"] = log["spent"].union(*log["applied"])
                log["applied"] = {}
                log["term"] = entry.term_id
        return logs

    def _extend_warranty(self, sale_line):
        """Add what *sale_line* sold to this serial; return the entry's values."""
        self.ensure_one()
        template = sale_line.product_id.product_tmpl_id
        duration, unit = template.warranty, template.warranty_type
        today = self._get_warranty_today()
        before = self.warranty_end
        vals, texts = {}, []
        if template.rma_coverage_term_id:
            vals["warranty_term_id"] = template.rma_coverage_term_id.id
        if self._is_waiting_for():
            texts.append(self.env._("Is added as soon as the warranty begins."))
        elif duration:
            start = before
            if not before:
                start = vals["warranty_start"] = today
                texts.append(
                    self.env._("Sold without warranty: the extension is its own one.")
                )
            elif before < today:
                start = today
                texts.append(
                    self.env._(
                        "The warranty had ended on %(date)s: the extension runs from "
                        "today.",
                        date=format_day(self.env, before),
                    )
                )
            vals["warranty_end"] = self.warranty_term_id._add_duration(
                start, duration, unit
            )
        if self.warranty_void_date:
            texts.append(
                self.env._("The warranty is void: it counts when it is restored.")
            )
        self.with_context(tracking_disable=True).write(vals)
        return self._prepare_extension_entry_vals(
            "extended", sale_line, before, " ".join(texts)
        )

    def _shorten_warranty(self, sale_line, log):
        """Take back what *sale_line* had added; return the entry's values."""
        self.ensure_one()
        entry = log["applied"].pop(sale_line)
        before = self.warranty_end
        vals = {}
        if not entry.date_end:
            # it was sold before the warranty began
            length = relativedelta(**{f"{entry.duration_unit}s": entry.duration})
            if before:
                vals["warranty_end"] = max(before - length, self.warranty_start)
        elif not entry.date_start and not log["applied"]:
            vals |= {"warranty_start": False, "warranty_end": False}
        elif before:
            since = entry.date_start or self.warranty_start
            vals["warranty_end"] = before - (entry.date_end - since)
        if sale_line.product_id.rma_coverage_term_id:
            terms = [
                other.term_id
                for line, other in log["applied"].items()
                if line.product_id.rma_coverage_term_id
            ]
            vals["warranty_term_id"] = (terms[-1] if terms else log["term"]).id
        self.with_context(tracking_disable=True).write(vals)
        text = self.env._("The order was cancelled or changed.")
        return self._prepare_extension_entry_vals("shortened", sale_line, before, text)

    def _prepare_extension_entry_vals(self, kind, sale_line, before, text):
        template = sale_line.product_id.product_tmpl_id
        return self._prepare_entry_vals(
            kind,
            text=f"{sale_line.order_id.name}, {sale_line.product_id.name}. {text}",
            sale_line_id=sale_line.id,
            date_start=before,
            duration=template.warranty,
            duration_unit=template.warranty_type,
        )
