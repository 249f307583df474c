# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_duration


class RmaConsignmentNoticeMixin(models.AbstractModel):
    """What customers are told of a consignment, and what couriers are asked."""

    _name = "rma.consignment.notice.mixin"
    _description = "RMA Messages of the Consignment"

    def _get_notice_detail(self):
        """Return sentence and tracking link for a message, or None when there is
        nothing to tell."""
        self.ensure_one()
        texts = [self._get_docket_text(), self._get_pickup_text()]
        if self.date_promised and self.is_open:
            texts.append(
                self.env._(
                    "Expected on %(date)s.",
                    date=format_date(self.env, self.date_promised),
                )
            )
        text = " ".join(filter(None, texts))
        url = self.tracking_url or ""
        # addresses of couriers are typed by people: only the web is linked
        is_web = url.startswith(("https://", "http://"))
        return {"text": text, "url": is_web and url} if text else None

    def _get_docket_text(self):
        self.ensure_one()
        # sudo: the courier's name is on the parcel
        values = {"courier": self.carrier_id.sudo().name, "docket": self.docket}
        if self.carrier_id and self.docket:
            return self.env._("%(courier)s, docket number %(docket)s.", **values)
        if self.docket:
            return self.env._("Docket number %(docket)s.", **values)
        return self.carrier_id and self.env._("Courier: %(courier)s.", **values)

    def _get_pickup_text(self):
        """Return when the courier comes for it, while this is still to come."""
        self.ensure_one()
        if not self.date_pickup or self.state != "announced":
            return False
        return self.env._(
            "Pick-up on %(date)s between %(begin)s and %(end)s.",
            date=format_date(self.env, self.date_pickup),
            begin=format_duration(self.pickup_from),
            end=format_duration(self.pickup_to),
        )

    # -- pick-up --

    def _follow_pickup(self):
        """Ask the couriers that can be asked, and tell the customers, in bulk."""
        for carrier, consignments in self.grouped("carrier_id").items():
            if carrier:
                carrier._request_rma_pickup(consignments)
        texts = {
            consignment: consignment.with_context(
                lang=consignment.partner_id.lang or self.env.lang
            )._get_pickup_text()
            for consignment in self
        }
        self._log_on_units(dict.fromkeys(self, "collection"), texts)

    def _take_pickup_answers(self, answers):
        """Note what a courier answered to a request; see ``_request_rma_pickup``.

        :raises odoo.exceptions.UserError: the answer is about another consignment
        """
        if unknown := set(answers) - set(self):
            raise UserError(
                self.env._(
                    "The courier answered about %(consignment)s, for which no pick-up "
                    "was requested. Ask the courier, then request it again.",
                    consignment=next(iter(unknown)).display_name,
                )
            )
        for consignment, answer in answers.items():
            names = answer.keys() & {"docket", "cost", "pickup_number"}
            # sudo: the courier tells its price, whoever asked it to come
            consignment.sudo().write({name: answer[name] for name in names})
