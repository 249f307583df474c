# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import docket, scan_code

#: What each reason is worth; a number on the parcel is worth more than any guess.
SCORES = {
    "named": 2000,
    "serial": 100,
    "docket": 80,
    "number": 70,
    "sender": 40,
    "similar": 25,
    "product": 15,
    "today": 10,
}
#: Units that are awaited come before all that are not.
AWAITED = 1000
#: How many are shown, how many of a kind are looked at, how long the past counts.
MAX_SHOWN = 10
MAX_SEEN = 40
MAX_DAYS = 90
#: Words of the contents that may be numbers.
MAX_WORDS = 20


class RmaParcelRankingMixin(models.AbstractModel):
    """Ranks the units that a quarantine parcel may contain, and says why.

    One query finds the candidates of all parcels, by indexed equality and by the
    likeness of names; their number does not grow with the number of claims.
    """

    _name = "rma.parcel.ranking.mixin"
    _description = "RMA Suggestions for Parcels"

    @api.model
    def _get_fact_fields(self):
        """Return the names of the fields that suggestions are made from."""
        return {
            "carrier_id",
            "contents",
            "docket",
            "partner_id",
            "product_id",
            "scan",
            "sender_name",
            "serial",
            "named_line_id",
        }

    def action_refresh_suggestions(self):
        """Look again which units the parcels may contain."""
        self.check_access("write")
        self._refresh_suggestions()
        return True

    def _refresh_suggestions(self):
        """Replace the suggestions of the parcels that are in quarantine, in bulk."""
        # sudo: suggestions are made by the system and closed to users
        model_sudo = self.env["rma.parcel.suggestion"].sudo()
        model_sudo.search([("parcel_id", "in", self.ids)]).unlink()
        parcels = self.filtered(lambda parcel: parcel.state == "quarantine")
        if not parcels:
            return
        reasons = parcels._find_candidates()
        unit_ids = {line_id for by_unit in reasons.values() for line_id in by_unit}
        # sudo: a parcel is matched by whoever has it in hand
        units_sudo = self.env["rma.claim.line"].sudo().browse(unit_ids)
        units_sudo = units_sudo.filtered(self._is_candidate)
        due_today = self._get_due_today(units_sudo)
        vals_list = []
        for parcel in parcels:
            ranked = parcel._rank(units_sudo, reasons[parcel.id], due_today)
            vals_list += ranked[:MAX_SHOWN]
        model_sudo.create(vals_list)
        # what was made with all rights is read again by the rules of the user
        self.invalidate_recordset(["suggestion_ids"], flush=False)

    def _rank(self, units_sudo, reasons, due_today):
        """Return the values of this parcel's suggestions, best first."""
        self.ensure_one()
        ranked = []
        for unit in units_sudo:
            codes = set(reasons.get(unit.id, ()))
            if not codes:
                continue
            if self.product_id and unit.product_id == self.product_id:
                codes.add("product")
            if unit in due_today:
                codes.add("today")
            if "sender" in codes:
                codes.discard("similar")
            is_awaited = unit.goods_state in ("expected", "in_transit")
            score = sum(SCORES[code] for code in codes)
            ordered = sorted(codes, key=SCORES.get, reverse=True)
            ranked.append(
                {
                    "parcel_id": self.id,
                    "line_id": unit.id,
                    "score": score + (AWAITED if is_awaited else 0),
                    "reason_codes": ",".join(
                        ordered if is_awaited else [*ordered, "late"]
                    ),
                }
            )
        return sorted(ranked, key=lambda vals: (-vals["score"], -vals["line_id"]))

    @api.model
    def _is_candidate(self, unit):
        """Tell whether *unit* is awaited, or was until recently."""
        if unit.goods_state in ("expected", "in_transit") and not unit.ending:
            return True
        since = fields.Datetime.now() - timedelta(days=MAX_DAYS)
        if unit.goods_state != "none":
            return False
        if unit.ending == "expired":
            return unit.date_ended and unit.date_ended > since
        is_rejected = unit.decision == "rejected" and not unit.ending
        return is_rejected and unit.date_decided and unit.date_decided > since

    @api.model
    def _get_due_today(self, units_sudo):
        """Return the units that a courier brings today."""
        end = fields.Datetime.now().replace(hour=23, minute=59, second=59)
        return units_sudo.filtered(
            lambda unit: any(
                c.is_open
                and (
                    c.state in ("out_for_delivery", "available")
                    or (c.date_promised and c.date_promised <= end)
                )
                for c in unit.consignment_ids
            )
        )

    # -- candidates --

    def _find_candidates(self):
        """Return {parcel id: {unit id: reasons}} for the parcels in *self*."""
        self.env.flush_all()
        found = defaultdict(lambda: defaultdict(set))
        selects = []
        for parcel in self:
            if parcel.named_line_id:
                found[parcel.id][parcel.named_line_id.id].add("named")
            selects += parcel._get_candidate_queries()
        if not selects:
            return found
        query = SQL(" UNION ALL ").join(SQL("(%s)", select) for select in selects)
        for parcel_id, reason, line_id in self.env.execute_query(query):
            found[parcel_id][line_id].add(reason)
        return found

    def _get_candidate_queries(self):
        """Return the SELECTs of parcel, reason and unit for this parcel; a hook."""
        self.ensure_one()
        serials, words, keys = self._get_facts()
        queries = []
        if serials:
            queries += [
                self._select("serial", SQL("upper(line.lot_name) IN %s", serials)),
                self._select(
                    "serial",
                    SQL("upper(lot.name) IN %s", serials),
                    join=SQL("JOIN stock_lot AS lot ON lot.id = line.lot_id"),
                ),
            ]
        if words:
            numbers = tuple(scan_code.get_numbers(words))
            join = SQL("JOIN rma_claim AS claim ON claim.id = line.claim_id")
            queries += [
                self._select("number", condition, join=join)
                for condition in (
                    SQL("claim.rma_number IN %s", numbers),
                    SQL("upper(claim.name) IN %s", numbers),
                    SQL("upper(claim.client_ref) IN %s", tuple(words)),
                )
            ]
            queries.append(
                self._select("number", SQL("upper(line.reference) IN %s", numbers))
            )
        if keys:
            join = SQL(
                "JOIN rma_consignment_line_rel AS rel ON rel.line_id = line.id"
                " JOIN rma_consignment_docket AS docket"
                " ON docket.consignment_id = rel.consignment_id"
            )
            queries.append(
                self._select("docket", SQL("docket.key IN %s", keys), join=join)
            )
        return queries + self._get_likely_queries()

    def _get_likely_queries(self):
        """Return the SELECTs of units that only look likely, awaited ones first."""
        self.ensure_one()
        queries = []
        awaited = SQL("line.goods_state IN ('expected', 'in_transit')")
        if partner := self.partner_id.commercial_partner_id:
            join = SQL("JOIN rma_claim AS claim ON claim.id = line.claim_id")
            condition = SQL("claim.commercial_partner_id = %s", partner.id)
            queries.append(self._select("sender", condition, join=join))
        if self.product_id:
            condition = SQL("line.product_id = %s AND %s", self.product_id.id, awaited)
            queries.append(self._select("product", condition))
        if name := (self.sender_name or "").strip():
            join = SQL("JOIN res_partner AS partner ON partner.id = line.partner_id")
            likeness = self._get_likeness(name)
            condition = SQL("%s AND %s", likeness, awaited)
            queries.append(self._select("similar", condition, join=join))
        return queries

    def _get_likeness(self, name):
        """Return the SQL condition that a partner's name is like *name*."""
        if self.env.registry.has_trigram:
            return SQL(
                "(partner.name %% %(name)s OR partner.complete_name %% %(name)s)",
                name=name,
            )
        words = re.findall(r"\w{3,}", name)[:5] or [name]
        return SQL(
            "partner.complete_name ILIKE ANY (%s)", [f"%{word}%" for word in words]
        )

    def _select(self, reason, condition, join=None):
        """Return the SELECT of the newest units of the company under *condition*."""
        self.ensure_one()
        return SQL(
            "SELECT %s, %s, line.id FROM rma_claim_line AS line %s"
            " WHERE line.company_id = %s AND %s"
            " ORDER BY line.goods_state IN ('expected', 'in_transit') DESC NULLS LAST,"
            " line.id DESC LIMIT %s",
            self.id,
            reason,
            join or SQL(),
            self.company_id.id,
            condition,
            MAX_SEEN,
        )

    def _get_facts(self):
        """Return serials, words that may be numbers, and dockets, as upper case."""
        self.ensure_one()
        scan = scan_code.get_texts(scan_code.clean(self.scan or ""))
        told = re.findall(r"[\w./\-]{4,}", self.contents or "")
        told = [word.upper() for word in told if any(c.isdigit() for c in word)]
        serial = [self.serial.strip().upper()] if self.serial else []
        words = list(dict.fromkeys([*scan, *serial, *told[:MAX_WORDS]]))
        keys = tuple(
            filter(
                None, map(docket.normalize, [*scan, *(self.docket or "").split(",")])
            )
        )
        return tuple(words), words, keys
