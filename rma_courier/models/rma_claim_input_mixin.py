# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import docket as docket_tools

#: So many numbers of one parcel are taken at most, and so long a name.
MAX_DOCKETS = 10
MAX_NAME = 60


class RmaClaimInputMixin(models.AbstractModel):
    """What customers post about their parcels: taken as text, checked, or refused."""

    _name = "rma.claim.courier.input.mixin"
    _description = "RMA Input About Parcels"

    def _get_customer_today(self):
        """Return the day that it is where the company is."""
        self.ensure_one()
        return self.company_id._get_rma_date(fields.Datetime.now())

    def _read_customer_dockets(self, text):
        names = docket_tools.split(text[:1000]) if isinstance(text, str) else []
        if not names:
            raise UserError(
                self.env._(
                    "Please enter the docket number. It stands on the receipt that the "
                    "courier gave you."
                )
            )
        if len(names) > MAX_DOCKETS:
            raise UserError(
                self.env._(
                    "These are more than %(count)s docket numbers. Please enter them "
                    "in parts.",
                    count=MAX_DOCKETS,
                )
            )
        for name in names:
            if not docket_tools.is_plain(name):
                raise UserError(
                    self.env._(
                        "“%(number)s” is no docket number. Please enter only the "
                        "letters and digits that stand on the receipt, at most "
                        "%(length)s.",
                        number=name[:40],
                        length=docket_tools.MAX_LENGTH,
                    )
                )
        return names

    def _read_customer_carrier(self, carrier_id):
        """Return the posted courier, when it is one that customers choose from."""
        carriers = self._get_customer_carriers()
        if not carrier_id or carrier_id == "other":
            return carriers.browse()
        found = carriers.filtered(lambda carrier: str(carrier.id) == str(carrier_id))
        if not found:
            raise UserError(
                self.env._(
                    "This courier cannot be chosen. Please choose one of the list, or "
                    "“Another courier” and enter its name."
                )
            )
        return found

    def _read_customer_name(self, text):
        text = " ".join(text.split()) if isinstance(text, str) else ""
        text = "".join(char for char in text if char.isprintable())
        if len(text) > MAX_NAME:
            raise UserError(
                self.env._(
                    "The name of the courier has more than %(length)s characters. "
                    "Please shorten it.",
                    length=MAX_NAME,
                )
            )
        return text

    def _read_customer_day(self, text):
        """Return a posted day, or None when there is none.

        :raises odoo.exceptions.UserError: it is no day
        """
        if not text:
            return None
        try:
            return fields.Date.to_date(text[:10])
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("This is no date. Please enter day, month and year.")
            ) from error

    def _read_customer_handover(self, date):
        """Return when the courier got the parcel: noon of a past day, or now."""
        today = self._get_customer_today()
        day = self._read_customer_day(date) or today
        first = self.company_id._get_rma_date(self.date_registered)
        if not first <= day <= today:
            raise UserError(
                self.env._(
                    "The courier cannot have got the parcel on that day. Please enter "
                    "a day between the registration of the claim and today."
                )
            )
        noon = self.company_id._get_rma_noon(day)
        return min(noon, fields.Datetime.now()) if day < today else None
