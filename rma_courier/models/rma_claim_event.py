# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

#: What can happen on the way, in words for people.
COURIER_KINDS = [
    ("consigned", "Dispatched to us"),
    ("collection", "Pick-up requested"),
    ("available", "Available for pickup"),
    ("attempt_failed", "Delivery attempt failed"),
    ("parcel_late", "Courier is late"),
    ("parcel_lost", "Lost by the courier"),
    ("parcel_found", "Found again"),
    ("parcel_returned", "Returned to the sender"),
    ("parcel_exception", "Courier reports a problem"),
    ("loss_settled", "Loss settled"),
    ("undelivered", "Delivery taken back"),
    ("matched", "Parcel without number matched"),
    ("unmatched", "Match of a parcel taken back"),
]


#: The kinds of which customers are told, and the message of each.
COURIER_TEMPLATES = {
    kind: f"rma_courier.mail_template_{kind}"
    for kind in (
        "consigned",
        "collection",
        "available",
        "attempt_failed",
        "parcel_late",
        "parcel_lost",
    )
}
#: Legs that the next one makes old news, if both wait to be told.
COURIER_STEPS = frozenset(
    {"consigned", "collection", "available", "attempt_failed", "parcel_late"}
)
#: Which of them reach customers who want only what asks for something, or less.
COURIER_LEVELS = {
    "collection": "needed",
    "available": "needed",
    "attempt_failed": "needed",
    "parcel_lost": "none",
}


class RmaClaimEvent(models.Model):
    _name = "rma.claim.event"
    _inherit = ["rma.claim.event", "rma.courier.digest.mixin"]

    kind = fields.Selection(
        selection_add=COURIER_KINDS,
        ondelete={kind: "cascade" for kind, _label in COURIER_KINDS},
    )

    @api.model
    def _get_notice_templates(self):
        """Tell customers of each leg of their parcels."""
        return super()._get_notice_templates() | COURIER_TEMPLATES

    @api.model
    def _get_head_office_kinds(self):
        """Tell the head office of every leg."""
        return super()._get_head_office_kinds() | {
            "consigned",
            "delivered",
            "parcel_late",
            "parcel_lost",
        }

    @api.model
    def _get_step_kinds(self):
        """Tell only the last of several legs."""
        return super()._get_step_kinds() | COURIER_STEPS

    @api.model
    def _get_notice_levels(self):
        """Say which legs ask for something."""
        return super()._get_notice_levels() | COURIER_LEVELS
