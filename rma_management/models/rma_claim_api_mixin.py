# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..tools.api_errors import RequestConflict, TooManyRequests
from ..tools.api_units import MAX_UNITS, ApiUnits
from ..tools.rma_context import without_defaults
from .rma_claim_status_mixin import MAX_ID

#: Requests of one user that raise claims, in so many seconds.
RAISE_LIMIT = 60
RAISE_SECONDS = 60
#: Most characters of a reference or key.
MAX_KEY = 64
#: Rows with mistakes that one answer names.
MAX_ERRORS = 20


class RmaClaimApiMixin(models.AbstractModel):
    """Claims for other systems, through Odoo's JSON-2 API with an API key.

    Written down in ``docs/api.md``. A portal user's key raises and reads the claims of
    his company; a service user's key those of all customers he may serve.
    """

    _name = "rma.claim.api.mixin"
    _description = "RMA Claims for Other Systems"
    _inherit = "rma.claim.status.mixin"

    request_key = fields.Char(
        string="Key of the Request",
        readonly=True,
        copy=False,
        help="What the other system called its request: a repeat makes no new claim.",
    )
    request_part = fields.Integer(readonly=True, copy=False, aggregator=None)
    request_digest = fields.Char(readonly=True, copy=False)

    # Two equal requests at the same moment make one claim.
    _request_uniq = models.UniqueIndex(
        "(commercial_partner_id, company_id, request_key, request_part)"
        " WHERE request_key IS NOT NULL",
        "This request is being answered already. Repeat it in a moment.",
    )

    # -- raise --

    @api.model
    def raise_claim(
        self,
        units,
        partner_id=None,
        client_ref=None,
        demand="warranty",
        delivery_method="courier",
        idempotency_key=None,
    ):
        """Register and submit a claim of one or many units; a repeat makes none.

        :param list units: 1 to 500 dicts; keys ``serial``, ``product`` (internal
            reference or barcode), ``quantity``, ``order``, ``symptom`` (code or name),
            ``description``, ``accessories``, ``date_purchased`` (``2026-12-31``),
            ``manufacture_year``. A known serial needs no product.
        :param int partner_id: whose claim it is; a customer leaves it out, or names a
            contact of his own company
        :param str client_ref: the customer's own reference, 64 characters
        :param str demand: ``warranty``, ``nonconformity``, ``paid`` or ``return``
        :param str delivery_method: ``courier``, ``pickup`` or ``counter``
        :param str idempotency_key: name of this request, 64 characters; the
            *client_ref* when missing. The same request under the same name answers
            with the claims that were made the first time.
        :return: list of dicts as of :meth:`get_status`, with ``access_token`` and
            ``is_new`` besides; one, or one a unit where the customer wants that
        :raises odoo.exceptions.AccessError: (403) not the user's customer
        :raises RequestConflict: (409) the key was used for other units
        :raises odoo.exceptions.UserError: (422) names what is wrong of which unit
        :raises TooManyRequests: (429) more than 60 requests in a minute
        """
        partner = self._get_api_partner(partner_id)
        head = {
            "client_ref": self._check_api_text(client_ref, "client_ref"),
            "demand": self._check_api_choice(demand, "demand"),
            "delivery_method": self._check_api_choice(
                delivery_method, "delivery_method"
            ),
        }
        key = self._check_api_text(idempotency_key, "idempotency_key")
        key = key or head["client_ref"]
        digest = self._get_api_digest([partner.id, head, units])
        claims = self._find_api_repeat(partner, key, digest)
        if claims:
            return claims._prepare_raised_rows(is_new=False)
        self._check_api_rate()
        lines = self._read_api_units(units, partner)
        claims = self._raise_api_claims(partner, head, lines, key, digest)
        return claims._prepare_raised_rows(is_new=True)

    @api.model
    def _get_api_partner(self, partner_id):
        """Return whose claim it is, as far as the user may say so."""
        user = self.env.user
        is_id = isinstance(partner_id, int) and not isinstance(partner_id, bool)
        if partner_id is not None and not (is_id and 0 < partner_id <= MAX_ID):
            raise UserError(self.env._("“partner_id” is the number of a contact."))
        if not user.share:
            self.check_access("create")
            if partner_id is None:
                raise UserError(
                    self.env._("Whose claim is it? Give “partner_id”, the customer.")
                )
            partner = self.env["res.partner"].search([("id", "=", partner_id)])
        else:
            if not user._is_portal():
                raise AccessError(self.env._("Claims are raised by customers only."))
            # sudo: people of the customer's own company, and nobody else
            partners = self.env["res.partner"].sudo()
            commercial = user.partner_id.commercial_partner_id
            partner = partners.search(
                [
                    ("id", "=", partner_id or user.partner_id.id),
                    ("id", "child_of", commercial.id),
                ]
            ).sudo(False)
        if not partner:
            raise AccessError(
                self.env._(
                    "“partner_id” %(id)s is no customer of yours.", id=partner_id
                )
            )
        return partner

    @api.model
    def _check_api_text(self, text, name):
        """Return *text* stripped, when it is a short text or missing."""
        if text in (None, False, ""):
            return False
        if not isinstance(text, str) or not 0 < len(text.strip()) <= MAX_KEY:
            raise UserError(
                self.env._(
                    "“%(name)s” is a text of 1 to %(limit)s characters.",
                    name=name,
                    limit=MAX_KEY,
                )
            )
        return text.strip()

    @api.model
    def _check_api_choice(self, value, name):
        """Return *value*, when it is one of the field's."""
        values = [key for key, _label in self._fields[name].selection]
        if value not in values:
            raise UserError(
                self.env._(
                    "“%(name)s” is one of: %(values)s.",
                    name=name,
                    values=", ".join(values),
                )
            )
        return value

    @api.model
    def _get_api_digest(self, content):
        """Return what tells the content of one request from that of another."""
        text = json.dumps(content, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    @api.model
    def _find_api_repeat(self, partner, key, digest):
        """Return the claims that this request has made before."""
        # sudo: the key is the customer's own; whose it is stands in the domain
        claims = self.sudo().browse()
        if key:
            claims = claims.search(
                [
                    ("commercial_partner_id", "=", partner.commercial_partner_id.id),
                    ("company_id", "=", self.env.company.id),
                    ("request_key", "=", key),
                ],
                order="request_part",
            )
        if claims and claims[0].request_digest != digest:
            raise RequestConflict(
                self.env._(
                    "“%(key)s” was used for another request already: claim "
                    "%(claim)s. Give this one another “idempotency_key”.",
                    key=key,
                    claim=claims[0].name,
                )
            )
        return claims

    @api.model
    def _check_api_rate(self):
        """Count the request; refuse the user who raises too many."""
        # sudo: the counter belongs to nobody
        limits = self.env["rma.rate.limit"].sudo()
        if not limits._hit("api", str(self.env.uid), RAISE_LIMIT, RAISE_SECONDS):
            raise TooManyRequests(
                self.env._(
                    "More than %(limit)s requests in a minute. Send many units in one "
                    "request, or wait a minute.",
                    limit=RAISE_LIMIT,
                )
            )

    @api.model
    def _read_api_units(self, units, partner):
        """Return the values of the units, or name every mistake."""
        if not isinstance(units, list) or not 1 <= len(units) <= MAX_UNITS:
            raise UserError(
                self.env._(
                    "“units” is a list of 1 to %(limit)s units.", limit=MAX_UNITS
                )
            )
        is_customer = self.env.user.share
        lines, errors = ApiUnits(self.env, partner, units, is_customer).parse()
        if errors:
            more = len(errors) - MAX_ERRORS
            if more > 0:
                errors = errors[:MAX_ERRORS]
                errors.append(self.env._("… and %(count)s more mistakes.", count=more))
            raise UserError("\n".join(errors))
        return lines

    @api.model
    def _raise_api_claims(self, partner, head, lines, key, digest):
        """Make and submit the claims; one a unit where the customer wants that."""
        # sudo: the customer's own setting
        is_one_each = partner.sudo()._is_one_unit_per_claim()
        parcels = [[line] for line in lines] if is_one_each else [lines]
        model = without_defaults(self, bool)
        claims = model.browse()
        for part, parcel in enumerate(parcels):
            vals = {**head, "line_ids": [Command.create(vals) for vals in parcel]}
            if self.env.user.share:
                claim = model._create_intake(partner, vals, "api")
            else:
                claim = model.create(
                    {**vals, "partner_id": partner.id, "channel": "api"}
                )
            if key:
                claim._write_axis(
                    {
                        "request_key": key,
                        "request_part": part,
                        "request_digest": digest,
                    }
                )
            claims |= claim.with_env(model.env)
        if self.env.user.share:
            # the key says who he is: nothing more is to be confirmed
            claims.sudo()._confirm_intake()  # sudo: as _create_intake
        else:
            claims.action_submit()
        return claims

    def _prepare_raised_rows(self, is_new):
        """Return what the other system gets of claims that it has raised."""
        claims = self.sudo()  # sudo: they were made by this request or an equal one
        rows = claims._prepare_status_rows()
        for row, claim in zip(rows, claims, strict=True):
            row["access_token"] = claim._portal_ensure_token()
            row["is_new"] = is_new
        return rows
