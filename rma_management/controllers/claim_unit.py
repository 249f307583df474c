# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the pages of the form know about the unit and its fault."""

from odoo.http import request

from .claim_access import ClaimAccess

#: Fields of the form that say which unit it is; they travel from page to page.
UNIT_NAMES = ("order_line", "lot", "serial", "product", "product_text")
#: How often within how many seconds somebody may do something.
RATES = {
    "portal_serial": (30, 600),
    "portal_claim": (30, 3600),
    "portal_remedy": (60, 3600),
    "portal_photos": (20, 3600),
}


class ClaimUnit(ClaimAccess):
    """Joined to the controllers of the form: only what the visitor bought is found."""

    def _find_form_unit(self, values):
        """Return what *values* say about the unit: only what the visitor bought."""
        claims = request.env["rma.claim"]
        partner = request.env.user.partner_id
        vals, errors = claims._prepare_intake_vals(
            values | {"symptom_note": "?"}, partner
        )
        # sudo: found among what was sold to the visitor's company
        env = request.env(su=True)
        lot = env["stock.lot"].browse(vals.get("lot_id") or [])
        line = env["sale.order.line"].browse(vals.get("sale_line_id") or [])
        product = env["product.product"].browse(vals.get("product_id") or [])
        told = vals.get("product_told") or vals.get("lot_name")
        is_serial = product.tracking == "serial"
        names = [vals.get("lot_name")]
        duplicates = (
            claims._find_open_claims(partner, lot, names)
            if not lot or is_serial
            else claims
        )
        delivered = claims._get_delivered_lots(line) if line and not lot else lot
        return {
            "values": {name: values[name] for name in UNIT_NAMES if values.get(name)},
            "title": product.display_name or told or "",
            "serial": lot.name or vals.get("lot_name") or "",
            "is_known": bool(lot or line),
            "is_serial_unknown": bool(vals.get("lot_name")),
            "warranty": (lot and lot._get_customer_warranty()) or "",
            "order": line.order_id.name or "",
            "product": product,
            "choices": claims._filter_sold(delivered, partner.commercial_partner_id)
            if line and not lot
            else lot.browse(),
            "asks_serial": not lot and not vals.get("lot_name"),
            "quantity": line
            and not is_serial
            and int(claims._get_claimable_quantities(line)[line]),
            "duplicates": duplicates,
            "error": errors.get("serial") or errors.get("quantity"),
        }

    def _find_form_fault(self, symptom):
        """Return the symptom of this id, or nothing."""
        symptoms = request.env["rma.symptom"].sudo()  # sudo: shown to all customers
        return symptoms.search([("id", "=", self._get_posted_id(symptom))])

    def _find_form_remedies(self, unit, fault):
        return request.env["rma.known.remedy"]._find(
            unit["product"], fault, request.env.company
        )

    def _is_form_too_often(self, purpose, key):
        """Count the visitor's post; tell him when it was one too many."""
        limit, seconds = RATES[purpose]
        if request.env["rma.rate.limit"]._hit(purpose, str(key), limit, seconds):
            return False
        self._flash(
            request.env._(
                "That was too often in a short time. Please wait some minutes, then "
                "go on."
            ),
            is_error=True,
        )
        return True
