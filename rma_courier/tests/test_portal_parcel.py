# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date, datetime, timedelta

from freezegun import freeze_time
from lxml import html

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.rma_management.tests.portal_common import PortalCommon

from .label_common import LabelCommon, real_pdf
from .label_reader import read_pdf

SCRIPT = "<script>alert(1)</script>"


class ParcelPortalCommon(LabelCommon, PortalCommon):
    """An approved claim of the shop, and one of somebody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claim = cls._approved()
        cls.url = f"/my/rma/{cls.claim.id}"
        cls.other = cls._register(lot=cls.lots[1], partner_id=cls.stranger.id)
        cls._approve(cls.other)
        cls.today = fields.Date.today()

    def _print(self, url, dpi=200):
        """Return response and first page of the PDF that *url* gives."""
        with real_pdf(self.env):
            response = self._get(url)
        return response, read_pdf(response.content, dpi)[0]

    def _page(self, url=None):
        """Return the page of the claim as the visitor sees it."""
        response = self._get(url or self.url)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.text)

    def _has(self, page, card):
        return bool(page.xpath(f"//section[@id='rma_card_{card}']"))

    def _flash_text(self, response, url=None):
        """Return what the page says after a post."""
        self.assertEqual(response.status_code, 303)
        self.assertTrue(response.headers["Location"].endswith(url or self.url))
        page = self._page(url)
        return " ".join(page.xpath("//div[@id='rma_flash']")[0].text_content().split())

    def _announce(self, url=None, **vals):
        data = {"docket": "PH 1", "carrier_id": self.carrier.id, **vals}
        return self._post(f"{url or self.url}/docket", data)

    @property
    def parcels(self):
        self.env.invalidate_all()
        return self.claim.sudo().consignment_ids


@tagged("-at_install", "post_install")
class TestPortalLabel(ParcelPortalCommon):
    """The customer prints the label of his own claim, and of no other."""

    def test_label_is_read(self):
        self._login(self.portal)
        page = self._page()
        self.assertTrue(self._has(page, "send"))
        text = page.text_content()
        for words in (self.claim.rma_number, "Workshop Road 7", "We expect it by"):
            self.assertIn(words, text)
        links = page.xpath("//section[@id='rma_card_send']//a/@href")
        unit = self.claim.line_ids
        self.assertEqual(links, [f"{self.url}/label", f"{self.url}/label/{unit.id}"])
        response, label = self._print(links[0])
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertIn(self.claim.rma_number, response.headers["Content-Disposition"])
        self.assertIn("no-store", response.headers["Cache-Control"])
        self.assertEqual(label.get_texts("128"), [self.claim.rma_number])
        self.assertEqual(label.get_texts("QR"), [self.claim._get_tracking_url()])
        item = self._print(links[1], 300)[1]
        self.assertEqual(item.get_texts("128"), [unit.reference])

    def test_by_the_link_of_the_message(self):
        token = self._get_token(self.claim)
        self._login(None)
        url = f"{self.url}/label?access_token={token}"
        label = self._print(url)[1]
        self.assertEqual(label.get_texts("128"), [self.claim.rma_number])

    def test_nobody_else_gets_it(self):
        unit = self.claim.line_ids
        token = self._get_token(self.other)
        for user, query in (
            (self.mallory, ""),
            (None, ""),
            (None, "?access_token=wrong"),
            (self.mallory, f"?access_token={token}"),
        ):
            self._login(user)
            for path in ("label", f"label/{unit.id}"):
                response = self._get(f"{self.url}/{path}{query}")
                self.assertEqual(response.status_code, 404, (user, query, path))
                self.assertNotIn(self.claim.rma_number, response.text)
        # a unit of another claim under one's own
        self._login(self.mallory)
        response = self._get(f"/my/rma/{self.other.id}/label/{unit.id}")
        self.assertEqual(response.status_code, 404)
        self.assertEqual(self._post(f"{self.url}/label").status_code, 405)

    def test_no_label_without_approval_or_in_vain(self):
        waiting = self._register(lot=self.lots[2])
        waiting.action_submit()
        self._login(self.portal)
        url = f"/my/rma/{waiting.id}"
        page = self._page(url)
        for card in ("send", "docket", "pickup"):
            self.assertFalse(self._has(page, card), card)
        text = self._flash_text(self._get(f"{url}/label"), url)
        self.assertIn("no RMA number yet", text)
        self._receive(self.claim)
        self.assertIn(
            "Nothing is to be sent", self._flash_text(self._get(f"{self.url}/label"))
        )
        for card in ("send", "docket", "pickup"):
            self.assertFalse(self._has(self._page(), card), card)

    def test_no_label_of_an_expired_number(self):
        self.claim.sudo()._expire()
        self.assertEqual(self.claim.state, "expired")
        self._login(self.portal)
        text = self._flash_text(self._get(f"{self.url}/label"))
        self.assertIn("no longer valid", text)

    def test_packing_instructions_on_the_page(self):
        self.product.rma_packing_note = f"Drain it.\n{SCRIPT}"
        self.company.rma_packing_note = "Use a strong box."
        self._login(self.portal)
        response = self._get(self.url)
        self.assertNotIn(SCRIPT, response.text)
        packing = html.fromstring(response.text).xpath("//div[@id='rma_packing']")[0]
        self.assertIn("Drain it.", packing.text_content())
        self.assertNotIn("strong box", packing.text_content())


@tagged("-at_install", "post_install")
class TestPortalDocket(ParcelPortalCommon):
    """The customer tells that he has sent it, once."""

    def test_announced(self):
        self._login(self.portal)
        self.assertIn("Thank you", self._flash_text(self._announce()))
        parcel = self.parcels
        self.assertRecordValues(
            parcel,
            [
                {
                    "docket": "PH 1",
                    "carrier_id": self.carrier.id,
                    "state": "dispatched",
                    "direction": "customer_in",
                }
            ],
        )
        self.assertEqual(self.claim.stage, "dispatched")
        event = self.claim.sudo().event_ids.filtered(lambda e: e.kind == "consigned")
        self.assertEqual(event.user_id, self.portal)
        # again, and written otherwise: nothing changes
        events = len(parcel.event_ids)
        self.assertIn("Thank you", self._flash_text(self._announce(docket="ph-1")))
        self.assertEqual(self.parcels, parcel)
        self.assertEqual(len(parcel.event_ids), events)
        page = self._page()
        row = " ".join(page.xpath("//li[contains(@class, 'rma_parcel')]")[0].itertext())
        for words in ("From you to us", "Swift", "PH 1", "Handed to the courier"):
            self.assertIn(words, row)
        link = page.xpath("//div[@id='rma_parcels']//a/@href")
        self.assertEqual(link, ["https://track.example.com/PH%201"])
        self.assertFalse(self._has(page, "pickup"))
        self.assertFalse(self._has(page, "send"))

    def test_another_courier_and_day(self):
        self._login(self.portal)
        self.claim.sudo().date_registered = datetime.now() - timedelta(days=5)
        day = self.today - timedelta(days=2)
        name = f" My   Van {SCRIPT}"
        self._announce(carrier_id="other", carrier_name=name, date=day.isoformat())
        parcel = self.parcels
        self.assertEqual(parcel.carrier_name, f"My Van {SCRIPT}")
        self.assertFalse(parcel.carrier_id)
        self.assertEqual(parcel.date_dispatched.date(), day)
        response = self._get(self.url)
        self.assertNotIn(SCRIPT, response.text)
        self.assertIn("My Van", response.text)

    def test_by_the_link_of_the_message(self):
        token = self._get_token(self.claim)
        self._login(None)
        response = self._announce(access_token=token)
        self.assertEqual(response.status_code, 303)
        self.assertIn(f"access_token={token}", response.headers["Location"])
        self.assertEqual(self.parcels.docket, "PH 1")

    def test_what_is_no_parcel(self):
        hidden = self.other_carrier
        hidden.is_rma_offered = False
        tomorrow = (self.today + timedelta(days=1)).isoformat()
        self._login(self.portal)
        for vals, words in (
            ({"docket": ""}, "enter the docket number"),
            ({"docket": " - "}, "enter the docket number"),
            ({"docket": SCRIPT}, "is no docket number"),
            ({"docket": "9" * 65}, "is no docket number"),
            ({"docket": ",".join(map(str, range(11)))}, "more than 10"),
            ({"carrier_id": hidden.id}, "cannot be chosen"),
            ({"carrier_id": "0 OR 1=1"}, "cannot be chosen"),
            ({"carrier_id": "other", "carrier_name": "x" * 61}, "more than 60"),
            ({"date": tomorrow}, "between the registration"),
            ({"date": "2001-01-01"}, "between the registration"),
            ({"date": "soon"}, "no date"),
        ):
            text = self._flash_text(self._announce(**vals))
            self.assertIn(words, text, vals)
        response = self._announce(docket=SCRIPT)
        self.assertNotIn(SCRIPT, self._get(self.url).text)
        self.assertFalse(self.parcels)
        self._receive(self.claim)
        self.assertIn("do not wait", self._flash_text(self._announce()))
        self.assertEqual(response.status_code, 303)

    def test_the_number_of_somebody_else(self):
        foreign = self._consign(
            self.other, docket="SECRET-1", partner_id=self.stranger.id
        )
        vendors = self._consign(direction="vendor_out", docket="SECRET-2")
        self._login(self.portal)
        for count, docket in enumerate(("secret1", "SECRET 2"), 1):
            self.assertIn("Thank you", self._flash_text(self._announce(docket=docket)))
            self.assertIn("Thank you", self._flash_text(self._announce(docket=docket)))
            self.assertEqual(len(self.parcels), count)
        self.assertFalse(self.parcels & (foreign | vendors))
        self.assertEqual(foreign.sudo().line_ids, self.other.line_ids)
        self.assertFalse(any(self.parcels.mapped("docket")))
        told = self.parcels.mapped("description")
        self.assertIn("Docket told by the customer: secret1", told)
        # the page tells nothing of the others
        self.assertNotIn("SECRET-1", self._get(self.url).text)

    def test_two_claims_in_one_box(self):
        second = self._approved(lot=self.lots[2])
        self._login(self.portal)
        self._announce()
        self._announce(f"/my/rma/{second.id}")
        self.assertEqual(second.sudo().consignment_ids, self.parcels)
        text = self._page().xpath("//div[@id='rma_parcels']")[0].text_content()
        self.assertNotIn(second.line_ids.reference, text)

    def test_colleague_who_only_reads(self):
        """The warehouse announces nothing in the customer's name."""
        self._login(self.stocker)
        pickup = {"date": str(self.today + timedelta(days=1)), "window": "day"}
        for path, data in (("docket", {"docket": "PH 1"}), ("pickup", pickup)):
            response = self._post(f"{self.url}/{path}", data)
            self.assertIn("You only read this claim", self._flash_text(response))
        self.assertFalse(self.parcels)

    def test_nobody_else(self):
        data = {"docket": "X1"}
        token = self._get_token(self.other)
        for path, vals in (
            ("docket", data),
            ("pickup", {"date": self.today.isoformat(), "window": "day"}),
        ):
            url = f"{self.url}/{path}"
            for user in (self.mallory, None):
                self._login(user)
                for more in ({}, {"access_token": "x"}, {"access_token": token}):
                    response = self._post(url, {**vals, **more})
                    self.assertEqual(response.status_code, 404, (url, user, more))
            self._login(self.portal)
            self.assertEqual(self._get(url).status_code, 405)
            with mute_logger("odoo.http"):
                self.assertEqual(self._post(url, vals, csrf=False).status_code, 400)
            self.assertEqual(
                self._post("/my/rma/999999999/" + path, vals).status_code, 404
            )
        self.assertFalse(self.parcels)


@tagged("-at_install", "post_install")
class TestPortalPickup(ParcelPortalCommon):
    """The customer chooses when the courier comes."""

    def _pick(self, **vals):
        day = (self.today + timedelta(days=3)).isoformat()
        return self._post(
            f"{self.url}/pickup", {"date": day, "window": "morning", **vals}
        )

    def test_pickup(self):
        self._login(self.portal)
        self.assertIn("Thank you", self._flash_text(self._pick()))
        parcel = self.parcels
        day = self.today + timedelta(days=3)
        self.assertRecordValues(
            parcel,
            [{"state": "announced", "date_pickup": day, "pickup_to": 12.0}],
        )
        self.assertIn("Thank you", self._flash_text(self._pick()))
        events = self.claim.sudo().event_ids
        self.assertEqual(events.mapped("kind").count("collection"), 1)
        self._pick(window="afternoon")
        self.assertEqual(self.parcels, parcel)
        self.assertEqual(parcel.pickup_from, 12)
        text = self._page().xpath("//div[@id='rma_parcels']")[0].text_content()
        self.assertIn("12:00", text)
        self.assertIn("Waiting for the courier to fetch it", text)
        # fetched: the number of the receipt belongs to the same parcel
        self._announce()
        self.assertEqual(self.parcels, parcel)
        self.assertEqual(parcel.docket, "PH 1")
        self.assertIn("on their way", self._flash_text(self._pick()))

    def test_what_is_no_pickup(self):
        self._login(self.portal)
        late = self.today + timedelta(days=61)
        for vals, words in (
            ({"date": (self.today - timedelta(days=1)).isoformat()}, "not possible"),
            ({"date": late.isoformat()}, "not possible"),
            ({"date": ""}, "not possible"),
            ({"date": SCRIPT}, "no date"),
            ({"window": "night"}, "choose one of the times"),
            ({"window": ""}, "choose one of the times"),
        ):
            self.assertIn(words, self._flash_text(self._pick(**vals)), vals)
        self.assertFalse(self.parcels)
        self.claim.sudo().delivery_method = "counter"
        self.assertIn("bring the units", self._flash_text(self._pick()))
        self.assertFalse(self._has(self._page(), "pickup"))


@tagged("-at_install", "post_install")
class TestPortalParcels(ParcelPortalCommon):
    """What the customer reads of his parcels, and what he does not."""

    def test_words(self):
        inside = self._consign(
            self.claim, docket="IN1", date_promised="2026-03-20 10:00:00"
        )
        self._told(inside, "in_transit", location="Hub 7")
        self._told(inside, "note", text="Customer is rude")
        inside._tell("exception", text="our own remark")
        self._consign(
            self.claim, direction="vendor_out", docket="VEND1"
        ).sudo().cost = 41.37
        self._consign(self.claim, direction="vendor_in", docket="VEND2")
        called_off = self._consign(self.claim, docket="OFF1")
        called_off.action_cancel()
        self._login(self.portal)
        response = self._get(self.url)
        text = " ".join(
            html.fromstring(response.text)
            .xpath("//div[@id='rma_parcels']")[0]
            .text_content()
            .split()
        )
        for words in ("From you to us", "IN1", "reports a problem", "03/20/2026"):
            self.assertIn(words, text)
        for secret in ("VEND", "OFF1", "rude", "own remark", "41.37", "Maker"):
            self.assertNotIn(secret, response.text)

    def test_only_web_links(self):
        parcel = self._consign(self.claim, docket="L1")
        self.assertFalse(parcel._get_customer_link())
        self._told(parcel, "in_transit")
        for url, is_link in (
            ("javascript:alert(1)//<shipmenttrackingnumber>", False),
            ("data:text/html,<shipmenttrackingnumber>", False),
            ("//evil.example.com/<shipmenttrackingnumber>", False),
            ("http://[bad/<shipmenttrackingnumber>", False),
            ("http://track.example.com/<shipmenttrackingnumber>", True),
        ):
            self.carrier.tracking_url = url
            self.assertEqual(bool(parcel._get_customer_link()), is_link, url)

    def test_every_state_has_words(self):
        parcel = self._consign(self.claim, docket="S1")
        for state, _label in parcel._fields["state"].selection:
            parcel.sudo()._write_axis({"state": state})
            is_told = state != "cancelled"
            self.assertEqual(bool(parcel._get_customer_state()), is_told, state)
        for direction in ("customer_in", "customer_out", "customer_vendor"):
            parcel.sudo().direction = direction
            self.assertTrue(parcel._get_customer_direction())

    def test_timeline_and_sentences(self):
        parcel = self._consign(self.claim, docket="T1")
        self._told(parcel, "dispatched")
        self._told(parcel, "lost")
        claim = self.claim.sudo()
        titles = [row["title"] for row in claim._get_customer_timeline()]
        self.assertIn("The parcel was handed to the courier", titles)
        self.assertIn("The courier has lost the parcel", titles)
        self.assertEqual(claim.next_step, "trace")
        self.assertIn("cannot find the parcel", claim._get_customer_status()["text"])

    def test_tracking_without_login(self):
        sent = self._consign(
            self.claim, docket="IN-7", date_promised="2126-03-20 10:00:00"
        )
        self._told(sent, "in_transit")
        back = self._consign(self.claim, direction="customer_out", docket="OUT-7")
        self._told(back, "in_transit")
        self._consign(self.claim, direction="vendor_out", docket="VEND-7")
        state = "On its way, expected on"
        days = [
            parcel._get_customer_expected().strftime("%m/%d/%Y")
            for parcel in (back, sent)
        ]
        details = self.claim.sudo()._get_tracking_details()
        self.assertEqual(
            [detail["text"] for detail in details[-2:]],
            [
                f"From us to you with Swift OUT-7: {state} {days[0]}.",
                f"From you to us with Swift: {state} {days[1]}.",
            ],
        )
        self.assertEqual(
            [detail["url"] for detail in details[-2:]],
            ["https://track.example.com/OUT-7", False],
        )

    def test_queries_do_not_grow(self):
        self._login(self.portal)
        for number in range(2):
            self._told(self._consign(self.claim, docket=f"Q{number}"), "in_transit")

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.claim.sudo()._get_customer_parcels()
            return self.cr.sql_log_count - before

        count()
        first = count()
        for number in range(2, 12):
            self._told(self._consign(self.claim, docket=f"Q{number}"), "in_transit")
        self.assertLessEqual(count(), first)
        self.assertEqual(len(self.claim._get_customer_parcels()), 12)


@tagged("-at_install", "post_install")
@freeze_time("2026-03-20 12:00:00")
class TestParcelDay(LabelCommon):
    """Days are those of the company, whoever asks."""

    def test_today_is_now(self):
        claim = self._approved()
        self.assertEqual(claim._get_customer_today(), date(2026, 3, 20))
        claim.sudo()._customer_announce_consignment("T1", date="2026-03-20")
        parcel = claim.sudo().consignment_ids
        self.assertEqual(parcel.date_dispatched, datetime(2026, 3, 20, 12))
