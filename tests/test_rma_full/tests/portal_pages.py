# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user

from .test_standby_case import StandbyCaseCommon


class PortalPagesCommon(StandbyCaseCommon, HttpCase):
    """A customer's claims in every state that has a page of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env,
            "full_portal",
            groups="base.group_portal",
            partner_id=cls.customer.id,
        )
        cls.customer.write({"rma_is_partner_desk": True, "zip": "10115"})
        # a unit for every state
        lots = cls.env["stock.lot"].create(
            [{"name": f"PAGE-{i}", "product_id": cls.product.id} for i in range(3)]
        )
        for lot in lots:
            cls.env["stock.quant"]._update_available_quantity(
                cls.product, cls.warehouse.lot_stock_id, 1, lot_id=lot
            )

    # -- claims in every state --

    def _open_sold(self):
        """Return an approved claim of a unit that was sold for it."""
        return self._open_claim(self._sell(1).picking_ids.move_line_ids.lot_id)

    def _deliver(self, claim, docket):
        """Lead *claim* through the house and back to the customer."""
        self._send(claim, f"IN-{docket}")
        self._receive(claim.rma_number)
        self._work(claim)
        parcel = self._hand_to_courier(claim, f"OUT-{docket}")
        parcel.with_user(self.desk).action_deliver()
        return claim

    def _draft_intake(self, channel, **vals):
        """Return a claim that the customer has not confirmed yet."""
        claims = self.env["rma.claim"].with_user(self.portal)
        return claims._create_intake(
            self.customer,
            {
                "line_ids": [
                    Command.create(
                        {"product_told": "Old radio", "symptom_note": "Silent"}
                    )
                ],
                **vals,
            },
            channel,
        )

    def _get_public_pages(self):
        """Return {name: address} of the pages that need no login."""
        claim = self._open_claim(self.lot)
        token = claim.sudo()._portal_ensure_token()
        unconfirmed = self._draft_intake("web")
        # sudo: the address in the message to the customer
        messages = self.customer.sudo()._get_rma_messages_url()
        return {
            "public form": "/rma/new",
            "solved": "/rma/new/solved",
            "tracking": "/rma/track",
            "claim by link": f"/my/rma/{claim.id}?access_token={token}",
            "confirmation": f"/rma/confirm/{unconfirmed._get_confirm_token()}",
            "messages by link": messages.replace(self.customer.get_base_url(), ""),
        }

    def _get_posted_pages(self):
        """Return {name: (page with the form, what is posted)}, without login."""
        claim = self._open_claim(self.lot)
        track = {"number": claim.rma_number, "secret": self.customer.email}
        fault = {"product_text": "Radio", "symptom_note": "Silent"}
        wishes = {"demand": "warranty", "delivery_method": "courier"}
        person = {"name": "Ada", "email": "ada@example.com"}
        form = {"step": "3", "once": "0" * 32, **fault, **wishes, **person}
        return {
            "tracking result": ("/rma/track", track),
            "tracking of nothing": ("/rma/track", {**track, "number": "RMA1"}),
            "form with errors": ("/rma/new", {"step": "1"}),
            "fault": ("/rma/new", {"step": "1", **fault}),
            "fault with errors": ("/rma/new", {"step": "2", "product_text": "Radio"}),
            "person": ("/rma/new", {"step": "2", **fault, **wishes}),
            "person with errors": ("/rma/new", {**form, "email": "nobody"}),
            "check and send": ("/rma/new", form),
        }

    def _get_portal_pages(self):
        """Return {name: address} of the pages behind the login."""
        lent = self._open_claim(self.lot)
        loan = self._lend(lent)
        self._send_loan(loan, "LOAN-OUT-1")
        asked = self._open_sold()
        asked.action_ask_customer("Is it wet?")
        delivered = self._deliver(self._open_sold(), "1")
        closed = self._deliver(self._open_sold(), "2")
        self._close(closed)
        symptom = self.env["rma.symptom"].search([], limit=1)
        self.env["rma.known.remedy"].create(
            {"name": "Plug it in", "body": "<p>Plug.</p>", "symptom_ids": symptom.ids}
        )
        draft = self._draft_intake("portal")
        # sudo: as the pages of the desk, in the customer's name
        desks = self.env["rma.desk.batch"].with_user(self.portal).sudo()
        batch = desks._create_from_table(
            self.customer, [(1, ["UNKNOWN-1"]), (2, [self.lot.name])]
        )
        named = "/my/rma/new?product_text=Radio"
        return {
            "home": "/my",
            "list": "/my/rma",
            "nothing found": "/my/rma?search=nothing",
            "lent": f"/my/rma/{lent.id}",
            "agreement": f"/my/rma/{lent.id}/standby/{loan.id}",
            "question": f"/my/rma/{asked.id}",
            "delivered": f"/my/rma/{delivered.id}",
            "closed": f"/my/rma/{closed.id}",
            "new claim": "/my/rma/new",
            "nothing chosen": "/my/rma/new?product_text=",
            "fault": named,
            "remedies": f"{named}&symptom={symptom.id}",
            "details": f"{named}&symptom={symptom.id}&tried=1",
            "summary": f"/my/rma/new/{draft.id}",
            "change": f"/my/rma/new/{draft.id}/change",
            "messages": "/my/rma/messages",
            "desk": "/my/rma/desk",
            "list of units": f"/my/rma/desk/{batch.id}",
            "units": "/my/rma/desk/units",
            "statement": "/my/rma/statement",
        }
