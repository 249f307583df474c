# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import MissingError, UserError

from ..tools.api_units import MAX_UNITS

#: Highest id that the database can hold.
MAX_ID = 2**31 - 1


class RmaClaimStatusMixin(models.AbstractModel):
    """What other systems read of claims: where they stand and what happened."""

    _name = "rma.claim.status.mixin"
    _description = "RMA Status for Other Systems"

    @api.readonly
    def get_status(self):
        """Return where these claims stand, in words for the customer.

        :return: list of dicts in the order of the ids: ``id``, ``reference``,
            ``rma_number``, ``client_ref``, ``state``, ``stage``, ``title``, ``text``,
            ``ball_owner``, ``since``, ``due``, ``valid_until`` and ``units``, a list
            of ``reference``, ``serial``, ``product`` and ``stage``; times are UTC,
            what there is not is ``false``
        :raises odoo.exceptions.MissingError: (404) not there, or not the user's
        """
        return self._get_api_claims_sudo()._prepare_status_rows()

    @api.readonly
    def get_timeline(self):
        """Return what happened to these claims, in words for the customer.

        :return: list of dicts in the order of the ids: ``id``, ``reference`` and
            ``events``, the latest first
        :raises odoo.exceptions.MissingError: (404) not there, or not the user's
        """
        return [
            {
                "id": claim.id,
                "reference": claim.name,
                "events": [
                    {name: self._to_api(value) for name, value in event.items()}
                    for event in claim._get_customer_timeline()
                ],
            }
            for claim in self._get_api_claims_sudo()
        ]

    def _get_api_claims_sudo(self):
        """Return these claims, checked; foreign and missing ones look alike."""
        ids = self._ids
        if not all(type(i) is int and 0 < i <= MAX_ID for i in ids):
            raise UserError(self.env._("“ids” is a list of the numbers of claims."))
        if len(ids) > MAX_UNITS:
            raise UserError(
                self.env._("At most %(limit)s claims at once.", limit=MAX_UNITS)
            )
        found = set(self.search([("id", "in", ids)]).ids)
        if missing := [str(i) for i in ids if i not in found]:
            raise MissingError(
                self.env._(
                    "There is no claim of yours with the id %(ids)s.",
                    ids=", ".join(missing[:5]),
                )
            )
        return self.sudo()  # sudo: access was checked; only words for customers follow

    def _prepare_status_rows(self):
        """Return the rows of ``get_status``; the caller has checked the access."""
        rows = []
        for claim in self:
            status = claim._get_customer_status()
            del status["icon"]  # for pages only
            rows.append(
                {
                    "id": claim.id,
                    "reference": claim.name,
                    "rma_number": claim.rma_number,
                    "client_ref": claim.client_ref,
                    "state": claim.state,
                    **{name: self._to_api(value) for name, value in status.items()},
                    "valid_until": self._to_api(claim.valid_until),
                    "units": list(map(self._prepare_api_unit, claim.line_ids)),
                }
            )
        return rows

    @api.model
    def _to_api(self, value):
        """Return *value* as JSON has it: dates as texts, records as their ids."""
        if hasattr(value, "isoformat"):
            return str(value)
        if isinstance(value, models.BaseModel):
            return value.ids
        if isinstance(value, list | tuple):
            return [self._to_api(item) for item in value]
        if isinstance(value, dict):
            return {key: self._to_api(item) for key, item in value.items()}
        if value is None:
            return False
        return value if isinstance(value, bool | int | float) else str(value)

    @api.model
    def _prepare_api_unit(self, line):
        """Return what other systems read of a unit."""
        return {
            "reference": line.reference,
            "serial": line.lot_id.name or line.lot_name,
            "product": line.product_id.default_code or line.product_id.name,
            "quantity": line.quantity,
            "stage": line.stage,
        }
