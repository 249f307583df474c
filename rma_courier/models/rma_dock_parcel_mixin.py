# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64
import binascii

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime
from odoo.tools.mimetypes import guess_mimetype

from .rma_consignment import TO_US

#: Photos of one parcel that the screen may send, and how big each may be.
MAX_PHOTOS = 10
MAX_PHOTO_BYTES = 10 * 1024 * 1024
PHOTO_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
#: What the form of the dock may fill, and how long each text may be.
TEXTS = {
    "scan": 128,
    "docket": 64,
    "sender_name": 128,
    "serial": 64,
    "place": 64,
    "contents": 2000,
}
RECORDS = {
    "partner_id": "res.partner",
    "carrier_id": "delivery.carrier",
    "product_id": "product.product",
    "warehouse_id": "stock.warehouse",
    "named_line_id": "rma.claim.line",
    "consignment_id": "rma.consignment",
}


class RmaDockParcelMixin(models.AbstractModel):
    """Takes in at the dock what belongs to no open claim."""

    _name = "rma.dock.parcel.mixin"
    _description = "RMA Quarantine Parcels at the Dock"

    @api.model
    def save_parcel(self, vals, photos=None, refusal=None):
        """Keep a parcel in quarantine, or refuse it at once; returns its card.

        :param dict vals: what can be seen on it: the keys of ``TEXTS``, ``RECORDS``
        :param list photos: images as base64 texts
        :param str refusal: why it goes back; without, it stays in quarantine
        :raises odoo.exceptions.UserError: a photo is none, or there are too many
        """
        self._check_dock_access()
        parcel_vals = self._get_parcel_vals(vals if isinstance(vals, dict) else {})
        images = self._read_photos(photos if isinstance(photos, list) else [])
        consignment = self.env["rma.consignment"].browse(
            parcel_vals.pop("consignment_id", [])
        )
        # what goes out has brought nothing: it must not be told as arrived
        consignment = consignment.filtered(lambda c: c.direction in TO_US)
        named_id = parcel_vals.pop("named_line_id", False)
        parcel = self.env["rma.parcel"].create(parcel_vals)
        parcel._write_axis(
            {"consignment_id": consignment.id, "named_line_id": named_id}
        )
        parcel._add_photos(images)
        if refusal:
            parcel.action_refuse(refusal)
        elif named_id:
            parcel.action_refresh_suggestions()
        return self.show("rma.parcel", parcel.id)

    @api.model
    def link_parcel(self, parcel_id, line_id, warehouse_id=None):
        """Match a parcel with a unit and return the card of the unit's receipt.

        :raises odoo.exceptions.UserError: the unit expects nothing
        """
        self._check_dock_access()
        parcel = self._get_posted("rma.parcel", parcel_id, "write")
        unit = self._get_posted("rma.claim.line", line_id)
        parcel.action_match(unit.id)
        targets = self._get_claim_targets(unit.claim_id, unit, parcel.consignment_id)
        return self._prepare_answer(targets, {}, False, warehouse_id)

    @api.model
    def refuse_parcel(self, parcel_id, reason):
        """Send a parcel back and return its card.

        :raises odoo.exceptions.UserError: no reason, or the parcel was matched
        """
        self._check_dock_access()
        parcel = self._get_posted("rma.parcel", parcel_id, "write")
        self.env["rma.action.mixin"]._check_text(
            reason, self.env._("why the parcel is refused")
        )
        parcel.action_refuse(reason)
        return self.show("rma.parcel", parcel.id)

    # -- what the screen sends --

    def _get_parcel_vals(self, posted):
        """Return the values of the new parcel; what does not fit is left out."""
        vals = {
            name: posted[name].strip()[:length]
            for name, length in TEXTS.items()
            if isinstance(posted.get(name), str) and posted[name].strip()
        }
        for name, model in RECORDS.items():
            if posted.get(name):
                vals[name] = self._get_posted(model, posted[name]).id
        return vals

    @api.model
    def _read_photos(self, photos):
        """Return the images that were sent as base64 texts, as bytes.

        :raises odoo.exceptions.UserError: too many, too big, or no images
        """
        if len(photos) > MAX_PHOTOS:
            raise UserError(
                self.env._(
                    "A parcel has at most %(count)s photos. Leave some out.",
                    count=MAX_PHOTOS,
                )
            )
        images = []
        for photo in photos:
            try:
                image = base64.b64decode(photo, validate=True)
            except (binascii.Error, TypeError, ValueError):
                image = b""
            if len(image) > MAX_PHOTO_BYTES or guess_mimetype(image) not in PHOTO_TYPES:
                raise UserError(
                    self.env._(
                        "A photo is no JPEG, PNG, WebP or GIF image of at most "
                        "%(size)s MB. Take it again; nothing was saved.",
                        size=MAX_PHOTO_BYTES // 1024 // 1024,
                    )
                )
            images.append(image)
        return images

    # -- what the screen shows --

    def _prepare_parcel_card(self, target, warehouse_id):
        parcel = target["parcel"]
        is_open = parcel.state == "quarantine"
        message = self.env._(
            "%(parcel)s arrived on %(date)s and is “%(state)s”.",
            parcel=parcel.name,
            date=format_datetime(self.env, parcel.date_arrived, dt_format="short"),
            state=self._get_label(parcel, "state"),
        )
        return {
            "message": message,
            "choices": ["open", *(["refuse"] if is_open else [])],
            "open": {"model": "rma.parcel", "id": parcel.id},
            "parcel": {
                "id": parcel.id,
                "name": parcel.name,
                "sender": parcel.sender_name or parcel.partner_id.display_name or "",
                "place": parcel.place or "",
                "state": self._get_label(parcel, "state"),
                "is_open": is_open,
                "goes_back": parcel.return_consignment_id.name or "",
            },
            "suggestions": (is_open and self._prepare_suggestions(parcel)) or [],
        }

    def _prepare_suggestions(self, parcel):
        """Return the ranked units that *parcel* may contain."""
        suggestions = []
        # the claims of colleagues are no hint for whoever may not see them
        for suggestion in parcel.suggestion_ids._filtered_access("read")[:9]:
            # sudo: what a suggestion says of the unit is shown to whoever matches
            unit_sudo = suggestion.sudo().line_id
            suggestions.append(
                {
                    "line_id": unit_sudo.id,
                    "reference": unit_sudo.reference,
                    "customer": unit_sudo.partner_id.display_name,
                    "product": unit_sudo.product_id.display_name or "",
                    "serial": unit_sudo.lot_id.name or unit_sudo.lot_name or "",
                    "reasons": suggestion.reasons or "",
                }
            )
        return suggestions

    def _prepare_unknown(self, found, consignment=None):
        """Return the card of what nobody announced, with what is known of it."""
        lot_ids = list(found.get("lot", ()))
        # the rules of the user apply
        lots = self.env["stock.lot"].search([("id", "in", lot_ids)], limit=2)
        card = {
            "kind": "unknown",
            "message": self.env._(
                "Nobody announced this. Keep it in quarantine: say what can be seen."
            ),
            "parcel_vals": {},
        }
        if len(lots) == 1:
            card["message"] = self.env._(
                "%(serial)s is a %(product)s, but no claim names it. Keep it in "
                "quarantine: say what can be seen.",
                serial=lots.name,
                product=lots.product_id.display_name,
            )
            card["parcel_vals"] = {
                "serial": lots.name,
                "product_id": lots.product_id.id,
                "product": lots.product_id.display_name,
            }
        if consignment:
            card["message"] = self.env._(
                "%(consignment)s was announced, but nobody said what is inside. Keep "
                "it in quarantine: say what can be seen.",
                consignment=consignment.display_name,
            )
            card["consignment"] = self._prepare_consignment(consignment)
            card["parcel_vals"] = {
                "consignment_id": consignment.id,
                "docket": consignment.docket or "",
                "carrier_id": consignment.carrier_id.id,
                "sender_name": consignment.partner_from_id.display_name or "",
                "partner_id": consignment.partner_from_id.id,
            }
        return card
