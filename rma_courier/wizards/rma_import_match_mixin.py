# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from odoo.addons.rma_management.tools import tracking_link

from ..tools import courier_payload as payloads
from ..tools import courier_status, docket

#: Rows that one search looks up.
CHUNK = 1000


class RmaImportMatchMixin(models.AbstractModel):
    """What the rows of a file are about: looked up in bulk, decided row by row."""

    _name = "rma.import.match.mixin"
    _description = "RMA Match of Imported Courier Events"

    def _match_rows(self, rows):
        """Decide what becomes of *rows* (dicts of line values), in place.

        A row with a ``reason`` is not possible and stays so.
        """
        couriers = self.env["delivery.carrier"]._find_by_codes(
            {vals.get("carrier") or "" for vals in rows}, self.company_id
        )
        facts = {
            "couriers": couriers,
            "dockets": self._find_dockets(rows),
            "claims": self._find_claims(rows),
            "seen": {},
        }
        self._match_claims(facts)
        for vals in rows:
            if not vals["reason"]:
                self._match_row(vals, facts)
        self._mark_known(rows)

    def _find_dockets(self, rows):
        """Return {docket key: docket numbers of what the user may write to}."""
        keys = list({docket.normalize(vals.get("docket")) for vals in rows} - {""})
        found = self.env["rma.consignment.docket"]
        for start in range(0, len(keys), CHUNK):
            found |= found.search(
                [
                    ("key", "in", keys[start : start + CHUNK]),
                    ("company_id", "=", self.company_id.id),
                ],
                order="is_open DESC, id DESC",
            )
        writable = set(found.consignment_id._filtered_access("write").ids)
        return found.filtered(lambda d: d.consignment_id.id in writable).grouped("key")

    def _find_claims(self, rows):
        """Return {RMA number: claim} of those that the user may see."""
        numbers = {self._normalize_number(vals.get("rma_number")) for vals in rows}
        claims = self.env["rma.claim"].search(
            [
                ("rma_number", "in", list(numbers - {""})),
                ("company_id", "=", self.company_id.id),
            ]
        )
        return {claim.rma_number: claim for claim in claims}

    def _normalize_number(self, number):
        number = tracking_link.to_number(number, is_claim=True)
        return "".join(c for c in (number or "").upper() if c.isalnum())

    def _match_claims(self, facts):
        """Find the units of the claims that are expected and travel with nobody yet."""
        facts["units"] = {
            claim: claim.line_ids.filtered(
                lambda unit: (
                    unit.goods_state == "expected"
                    and not any(unit.consignment_ids.mapped("is_open"))
                )
            )
            for claim in facts["claims"].values()
        }

    def _match_row(self, vals, facts):
        carrier = facts["couriers"][vals.get("carrier") or ""]
        if vals.get("carrier") and not carrier:
            vals["reason"] = self.env._(
                "There is no courier “%(courier)s”. Enter this name at “Names in "
                "Messages” on the courier.",
                courier=vals["carrier"],
            )
            return
        carrier = carrier or self.carrier_id
        found = self._choose(
            facts["dockets"].get(docket.normalize(vals["docket"])), carrier
        )
        if len(found) > 1:
            vals["reason"] = self.env._(
                "Several couriers have a consignment with this docket number: name the "
                "courier of this row."
            )
        elif found:
            self._match_consignment(vals, found[0].consignment_id)
        else:
            self._match_claim(vals, facts, carrier)

    def _choose(self, found, carrier):
        """Return the docket numbers among *found* that a row can mean."""
        found = list(found or [])
        if carrier:
            fitting = [d for d in found if d.carrier_id in carrier]
            found = fitting or [d for d in found if not d.carrier_id]
        return [d for d in found if d.is_open] or found[:1]

    def _match_consignment(self, vals, consignment):
        vals["consignment_id"] = consignment.id
        follows = courier_status.follows(consignment.state, vals["status"])
        is_later = not vals["date"] or vals["date"] > (
            consignment.date_last_event or consignment.create_date
        )
        is_ended = consignment.state in courier_status.ENDED
        if is_ended and is_later and not follows and vals["status"] != "note":
            # only known rows may repeat what has ended meanwhile
            vals["ended"] = self.env._(
                "%(consignment)s is “%(state)s” already. If that is wrong, correct it "
                "with “Add Event”.",
                consignment=consignment.display_name,
                state=consignment._get_state_label(),
            )

    def _match_claim(self, vals, facts, carrier):
        """Let a row with an unknown docket announce what its claim expects."""
        claim = facts["claims"].get(self._normalize_number(vals.get("rma_number")))
        if not claim:
            vals["reason"] = (
                self.env._(
                    "There is no consignment with this docket number and no claim with "
                    "this RMA number that you may write to."
                )
                if vals.get("rma_number")
                else self.env._(
                    "There is no consignment with this docket number that you may "
                    "write to. Register it first, or add the RMA number to the row."
                )
            )
        elif not facts["units"][claim]:
            vals["reason"] = self.env._(
                "No unit of %(claim)s is expected without a consignment: correct the "
                "docket number or the RMA number.",
                claim=claim.display_name,
            )
        elif len(carrier) > 1:
            vals["reason"] = self.env._(
                "Several couriers are called “%(courier)s”: use a name that only one "
                "has.",
                courier=vals.get("carrier"),
            )
        else:
            first = facts["seen"].setdefault(claim, docket.normalize(vals["docket"]))
            if first != docket.normalize(vals["docket"]):
                vals["reason"] = self.env._(
                    "Another row announces the units of %(claim)s with the docket "
                    "number %(docket)s: split the units between two consignments by "
                    "hand.",
                    claim=claim.display_name,
                    docket=first,
                )
                return
            vals |= {"claim_id": claim.id, "carrier_id": carrier.id}

    def _mark_known(self, rows):
        """Give each row its key and its state; what was told before is known."""
        for vals in rows:
            vals["source_key"] = payloads.make_key(
                docket.normalize(vals.get("docket")),
                self._normalize(vals.get("carrier") or ""),
                vals["status"],
                vals["date"],
                vals.get("location"),
                vals.get("text"),
                vals["date_promised"],
            )
        told = self._find_told(rows)
        first_rows = {}
        for vals in rows:
            ended = vals.pop("ended", False)
            key = vals["source_key"]
            if (vals.get("consignment_id"), key) in told:
                vals |= {"state": "known", "reason": False}
            elif reason := vals["reason"] or ended:
                vals |= {"state": "error", "reason": reason}
            elif key in first_rows:
                vals |= {
                    "state": "known",
                    "reason": self.env._(
                        "The same as row %(row)s.", row=first_rows[key]
                    ),
                }
            else:
                first_rows[key] = vals["number"]
                vals["state"] = "ok"

    def _find_told(self, rows):
        """Return the pairs (consignment, key) that an import has told before."""
        told = set()
        keyed = [vals for vals in rows if vals.get("consignment_id")]
        for start in range(0, len(keyed), CHUNK):
            part = keyed[start : start + CHUNK]
            events = self.env["rma.consignment.event"].search_fetch(
                [
                    ("consignment_id", "in", [v["consignment_id"] for v in part]),
                    ("source", "=", "import"),
                    ("source_key", "in", [v["source_key"] for v in part]),
                ],
                ["consignment_id", "source_key"],
            )
            told |= {(e.consignment_id.id, e.source_key) for e in events}
        return told
