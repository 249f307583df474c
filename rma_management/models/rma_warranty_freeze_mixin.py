# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, models


class RmaWarrantyFreezeMixin(models.AbstractModel):
    """What a unit is delivered with is frozen on it, in batches.

    Every method takes any number of serials and costs the same number of queries.
    """

    _name = "rma.warranty.freeze.mixin"
    _description = "RMA Freezing of the Warranty"

    @api.model
    def _freeze_warranties(self, moves):
        """Freeze the terms of our serials and lots that *moves* brought to customers.

        Costs nothing when there are none. A unit that is sold again gets new terms.
        """
        pairs = [
            (lot, move)
            for move in moves
            if move._is_warranty_delivery()
            for lot in move._get_own_lots()
        ]
        if pairs:
            self._freeze_deliveries(pairs)

    @api.model
    def _freeze_deliveries(self, pairs, kind="sold"):
        """Write the passports of *pairs* of a lot and the move that delivered it.

        :param str kind: ``sold``, or ``recomputed`` for what was delivered long ago
        """
        # sudo: whoever moves goods may not write passports, nor read invoices
        pairs = [(lot.sudo(), move.sudo()) for lot, move in pairs]
        moves = self.env["stock.move"].sudo().union(*(move for _lot, move in pairs))
        lots = self.env["stock.lot"].sudo().union(*(lot for lot, _move in pairs))
        offers = moves._get_warranty_offers()
        invoiced = moves._get_first_invoice_dates(offers)
        old_ends = moves._get_replaced_ends()
        by_vals, entries = {}, []
        for lot, move in pairs:
            if move.rma_move_kind == "replacement":
                vals = lot._prepare_inherited_vals(move, offers[move], old_ends)
                entry_kind = "inherited"
            else:
                vals = lot._prepare_frozen_vals(
                    move, offers[move], invoiced.get(move), kind
                )
                entry_kind = kind
            text = vals.pop("text")
            entries.append(lot._prepare_frozen_entry_vals(move, entry_kind, text, vals))
            if kind == "sold":
                vals |= {"warranty_void_date": False, "warranty_void_reason": False}
                vals["date_first_use"] = False
            if lot.product_id.tracking == "lot":
                vals = lot._get_lot_vals(vals)
            if vals:
                key = tuple(vals.items())
                by_vals[key] = by_vals.get(key, lot.browse()) | lot
        for key, same in by_vals.items():
            same.with_context(tracking_disable=True).write(dict(key))
        self._log_warranty(entries)
        moves._sync_order_extensions(lots)

    def _prepare_frozen_entry_vals(self, move, kind, text, vals):
        return {
            **self._prepare_entry_vals(kind, text=text),
            "company_id": move.company_id.id,
            "move_id": move.id,
            "term_id": vals["warranty_term_id"],
            "date_start": vals["warranty_start"],
            "date_end": vals["warranty_end"],
            "duration": vals["warranty_duration"],
            "duration_unit": vals["warranty_duration_unit"],
            "line_id": kind == "inherited" and move.rma_line_id.id,
        }

    def _get_lot_vals(self, vals):
        """Return what a lot of many pieces keeps: what its first customer was told."""
        self.ensure_one()
        if self.warranty_term_id or self.warranty_duration:
            return {}
        names = ("warranty_term_id", "warranty_duration", "warranty_duration_unit")
        return {name: vals[name] for name in names}

    def _prepare_passport_vals(self, move, term, duration, unit):
        return {
            "warranty_term_id": term.id,
            "warranty_duration": duration,
            "warranty_duration_unit": unit,
            "warranty_partner_id": move._get_warranty_partner().id,
            "warranty_move_id": move.id,
            "warranty_start": False,
            "warranty_end": False,
        }

    def _prepare_frozen_vals(self, move, offer, invoice_date, kind):
        """Return the passport of a unit that *move* delivered; ``text`` says it."""
        term, duration, unit = offer
        vals = self._prepare_passport_vals(move, term, duration, unit)
        customer = move._get_warranty_partner().display_name or self.env._("a customer")
        if not duration:
            text = self.env._("Sold without warranty to %(name)s.", name=customer)
            return vals | {"text": text}
        start = {
            "invoice": invoice_date,
            # a recomputed unit keeps what was known, a new sale begins anew
            "first_use": kind == "recomputed" and self.date_first_use,
        }.get(term.start_basis, move._get_delivery_day())
        text = self.env._("Delivered to %(name)s.", name=customer)
        if start:
            end = term._add_duration(start, duration, unit)
            vals |= {"warranty_start": start, "warranty_end": end}
        elif term.start_basis == "invoice":
            text = self.env._(
                "Delivered to %(name)s; begins with the invoice.", name=customer
            )
        else:
            text = self.env._(
                "Delivered to %(name)s; begins with the first use.", name=customer
            )
        return vals | {"text": text}

    # -- a replacement goes on where the replaced unit stopped --

    def _prepare_inherited_vals(self, move, offer, old_ends):
        """Return the passport of a replacement: the rest, but never the least of it."""
        old = move.rma_line_id.lot_id
        start = move._get_delivery_day()
        term = old.warranty_term_id or offer[0]
        waits = old._is_waiting_for() and not old.warranty_void_date
        if waits and term.start_basis == "first_use":
            vals = self._prepare_passport_vals(
                move, term, old.warranty_duration, old.warranty_duration_unit
            )
            text = self.env._(
                "Replaces %(old)s; begins with the first use.", old=old.name
            )
            return vals | {"text": text}
        rest = old_ends.get(move)
        if waits:
            rest = term._add_duration(
                start, old.warranty_duration, old.warranty_duration_unit
            )
        if rest and rest < start:
            rest = None
        days = term.replacement_days
        least = start + timedelta(days=days) if days else None
        end = max((day for day in (rest, least) if day), default=False)
        duration = (end - start).days if end else 0
        vals = self._prepare_passport_vals(move, term, duration, "day")
        if end:
            vals |= {"warranty_start": start, "warranty_end": end}
        return vals | {"text": self._get_inherited_text(move, rest, least)}

    def _get_inherited_text(self, move, rest, least):
        line = move.rma_line_id
        old = line.lot_id.name or line.reference
        none = self.env._("none")
        return self.env._(
            "Replaces %(old)s. Rest of its warranty: %(rest)s; least of a replacement: "
            "%(least)s.",
            old=old,
            rest=rest or none,
            least=least or none,
        )

    # -- what begins later than the delivery --

    def _is_waiting_for(self, basis=None):
        """Tell whether the unit was promised a warranty that has not begun."""
        if not self:
            return False
        self.ensure_one()
        is_waiting = (
            self.warranty_duration > 0
            and self.warranty_partner_id
            and not self.warranty_start
            and not self.warranty_end
        )
        return bool(
            is_waiting and (not basis or self.warranty_term_id.start_basis == basis)
        )

    def _start_warranties(self, dates):
        """Let warranties begin, with the extensions that were sold before.

        :param dates: ``{lot: first day}``
        """
        if not dates:
            return
        # sudo: invoices, users and imports start it; the passport is the system's
        lots = self.env["stock.lot"].sudo().union(*(lot.sudo() for lot in dates))
        logs = lots._get_extension_logs()
        entries = []
        by_vals = {}
        for lot, start in dates.items():
            lot_sudo = lot.sudo()  # sudo: as above
            end = lot_sudo.warranty_term_id._add_duration(
                start, lot_sudo.warranty_duration, lot_sudo.warranty_duration_unit
            )
            for entry in logs[lot_sudo]["applied"].values():
                end = entry.term_id._add_duration(
                    end, entry.duration, entry.duration_unit
                )
            vals = {"warranty_start": start, "warranty_end": end}
            key = tuple(vals.items())
            by_vals[key] = by_vals.get(key, lots.browse()) | lot_sudo
            entries.append(
                lot_sudo._prepare_entry_vals("started", date_start=start, date_end=end)
            )
        for key, same in by_vals.items():
            same.with_context(tracking_disable=True).write(dict(key))
        self._log_warranty(entries)

    @api.model
    def _start_invoiced_warranties(self, invoices):
        """Start what runs from the invoice; the first posted one counts."""
        lines = invoices.filtered(
            lambda move: move.move_type == "out_invoice" and move.state == "posted"
        ).invoice_line_ids
        # sudo: accountants post, the passport is the system's
        sale_lines = lines.sudo().sale_line_ids
        if not sale_lines:
            return
        lots = (
            self.env["stock.lot"]
            .sudo()
            .search(
                [
                    ("warranty_move_id.sale_line_id", "in", sale_lines.ids),
                    ("warranty_term_id.start_basis", "=", "invoice"),
                    ("warranty_start", "=", False),
                    ("warranty_duration", ">", 0),
                ]
            )
        )
        waiting = lots.filtered(lambda lot: lot._is_waiting_for("invoice"))
        dates = sale_lines._get_first_invoice_dates() if waiting else {}
        waiting._start_warranties(
            {lot: dates[lot.warranty_move_id.sale_line_id] for lot in waiting}
        )
