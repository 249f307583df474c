# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from ..tools.cover import Cover
from ..tools.rma_dates import format_duration


class RmaWarrantyCoverMixin(models.AbstractModel):
    """What the unit's warranty, or that of an earlier repair, pays."""

    _name = "rma.warranty.cover.mixin"
    _description = "RMA Cover by Warranty"

    def _get_warranty_cover(self, facts):
        """Return the warranty of the unit, from its passport or its delivery."""
        self.ensure_one()
        passport = self._get_passport(facts)
        term = passport["term"]
        # what the unit was delivered with, then what has happened since
        obstacle = (
            self._get_passport_obstacle(passport, facts.get_day(self))
            or self._get_cause_obstacle(term)
            or self._get_limit_obstacle(facts, term, passport["start"])
        )
        known = self._get_passport_sentence(passport)
        if obstacle:
            reason = self.env._("%(known)s: %(why)s", known=known, why=obstacle)
            return self._prepare_cover("warranty", reason, term, passport["evidence"])
        reason = self.env._("%(known)s: covered.", known=known)
        return self._prepare_cover(
            "warranty", reason, term, passport["evidence"], holds=True
        )

    def _get_passport(self, facts):
        """Return the terms of the unit: frozen on its serial, or of its delivery.

        :return: dict of term, start, end, duration (count, unit), partner, basis
            (``delivery``, ``purchase`` or False), day, evidence
        """
        self.ensure_one()
        lot = self.lot_id
        if lot.warranty_term_id and lot.product_id.tracking == "serial":
            move = lot.warranty_move_id
            return {
                "term": lot.warranty_term_id,
                "start": lot.warranty_start,
                "end": lot.warranty_end,
                "duration": (lot.warranty_duration, lot.warranty_duration_unit),
                "partner": lot.warranty_partner_id,
                "basis": "delivery" if move or lot.warranty_start else False,
                "day": move and self.company_id._get_rma_date(move.date),
                "void": (lot.warranty_void_date, lot.warranty_void_reason),
                "evidence": lot,
            }
        return self._get_passport_of_delivery(facts)

    def _get_passport_of_delivery(self, facts):
        """Return the terms as of the delivery, or of the purchase the customer proves.

        For units without a serial number of their own, and those delivered before the
        passports were kept.
        """
        self.ensure_one()
        delivery = facts.get_delivery(self)
        company = self.company_id
        promised = facts.get_lot_entry(self)
        if promised:
            term, duration, unit = (
                promised.term_id,
                promised.duration,
                promised.duration_unit,
            )
        else:
            template = self.product_id.product_tmpl_id
            term, duration, unit = template._get_warranty_offer(company)
        day = delivery and company._get_rma_date(delivery.date)
        basis = "delivery" if delivery else False
        if not day and self.date_purchased:
            day, basis = self.date_purchased, "purchase"
        partner = delivery.picking_id.partner_id or delivery.partner_id
        return {
            "term": term,
            "start": day,
            "end": day and duration and term._add_duration(day, duration, unit),
            "duration": (duration, unit),
            "partner": partner.commercial_partner_id,
            "basis": basis,
            "day": day,
            "void": (False, False),
            "evidence": delivery.picking_id or delivery,
        }

    def _get_passport_sentence(self, passport):
        """Return what is known: where it went, for how long, until when."""
        self.ensure_one()
        if not passport["basis"]:
            return self.env._("No delivery of this unit is known")
        parts = [self._get_handover_words(passport)]
        if words := self._get_duration_words(passport):
            parts.append(words)
        if passport["end"]:
            parts.append(
                self.env._("ends %(date)s", date=self._format_day(passport["end"]))
            )
        return ", ".join(parts)

    def _get_duration_words(self, passport):
        """Return “24 months from delivery”, nothing where the end is another one."""
        duration, unit = passport["duration"]
        term, start, end = passport["term"], passport["start"], passport["end"]
        if not duration:
            return False
        if start and end and term._add_duration(start, duration, unit) != end:
            # extended, or inherited from a replaced unit
            return False
        is_bought = passport["basis"] == "purchase"
        basis = "purchase" if is_bought else term.start_basis
        return format_duration(self.env, duration, unit, basis)

    def _get_handover_words(self, passport):
        if passport["basis"] == "purchase":
            return self.env._(
                "Bought %(date)s, as the customer says",
                date=self._format_day(passport["day"]),
            )
        partner = passport["partner"]
        to = partner.display_name
        if partner and partner == self.claim_id.commercial_partner_id:
            to = self.env._("this customer")
        if not passport["day"]:
            return self.env._("Sold to %(customer)s", customer=to or "?")
        return self.env._(
            "Delivered %(date)s to %(customer)s",
            date=self._format_day(passport["day"]),
            customer=to or self.env._("a customer"),
        )

    def _get_passport_obstacle(self, passport, day):
        """Return why the warranty does not hold on *day*, or False."""
        void_day, void_reason = passport["void"]
        if void_day:
            return self.env._(
                "void since %(date)s (%(reason)s).",
                date=self._format_day(void_day),
                reason=void_reason,
            )
        if not passport["basis"]:
            return self.env._("no warranty can be shown.")
        if passport["end"]:
            if day < passport["start"]:
                return self.env._(
                    "not begun when the fault was reported on %(date)s.",
                    date=self._format_day(day),
                )
            if day > passport["end"]:
                return self.env._(
                    "over when the fault was reported on %(date)s.",
                    date=self._format_day(day),
                )
            return False
        if passport["duration"][0]:
            # has not begun: not invoiced or not in use yet
            return False
        return self.env._("sold without warranty.")

    def _get_limit_obstacle(self, facts, term, start):
        """Return why the term's number of claims is used up, or False."""
        self.ensure_one()
        if not term.claim_limit or not self.lot_id:
            return False
        day = facts.get_day(self)
        since = term._get_period_start(start, day)
        used = [
            line
            for line in facts.get_other_lines(self)
            if line.decision == "approved"
            and line.coverage == "free"
            and line.ending not in ("cancelled", "expired")
            and (not since or since <= facts.get_day(line) <= day)
        ]
        if len(used) < term.claim_limit:
            return False
        return self.env._(
            "%(used)s of %(limit)s claims are used up.",
            used=len(used),
            limit=term.claim_limit,
        )

    # -- the warranty of an earlier repair --

    def _get_repair_cover(self, facts, entry):
        """Return the warranty of an earlier repair: it covers what was repaired."""
        self.ensure_one()
        day = facts.get_day(self)
        known = self.env._(
            "Repaired %(start)s (%(what)s), the repair is covered until %(end)s",
            start=self._format_day(entry.date_start),
            what=entry.text or entry.line_id.reference or self.env._("no details"),
            end=self._format_day(entry.date_end),
        )
        obstacle = False
        if not entry.date_start <= day <= entry.date_end:
            obstacle = self.env._("over.")
        elif not self._is_same_fault(entry):
            obstacle = self.env._("another fault.")
        obstacle = obstacle or self._get_cause_obstacle(entry.term_id)
        if obstacle:
            reason = self.env._("%(known)s: %(why)s", known=known, why=obstacle)
            return Cover("repair", False, reason, term=entry.term_id, evidence=entry)
        reason = self.env._("%(known)s: the same fault, covered.", known=known)
        # what was repaired badly is put right in full, whatever the term leaves out
        return Cover("repair", True, reason, 100.0, 100.0, entry.term_id, None, entry)

    def _is_same_fault(self, entry):
        """Tell whether the fault is the one repaired: by cause, else by symptom."""
        self.ensure_one()
        if self.cause_id and entry.cause_id:
            return self.cause_id == entry.cause_id
        return bool(self.symptom_id) and self.symptom_id == entry.symptom_id
