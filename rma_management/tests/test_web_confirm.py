# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import LockError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.misc import hash_sign

from .two_people import TwoPeople
from .web_common import WebCommon

PURGE_JOB = "rma_management.ir_cron_purge_unconfirmed"


@tagged("-at_install", "post_install")
class TestWebConfirm(WebCommon):
    """One link, one button: only then does a claim count."""

    def test_opening_the_link_changes_nothing(self):
        claim = self._send_claim()
        link = self._get_link(claim)
        before = self._get_snapshot(claim)
        for _time in range(2):
            response = self._get(link)
            self.assertEqual(response.status_code, 200)
            self.assertIn("Confirm the claim", response.text)
            self.assertIn("TYPED-4711", response.text)
            self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(self.opener.head(self.base_url() + link).status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(self._get_snapshot(claim), before)
        self.assertFalse(claim.is_confirmed)

    def test_the_button_confirms(self):
        claim = self._send_claim()
        link = self._get_link(claim)
        response = self._confirm(claim)
        self.assertEqual(response.status_code, 303)
        self.assertTrue(claim.is_confirmed)
        self.assertIn("confirmed", self._get_event_kinds(claim))
        self.assertEqual(claim.with_user(self.agent).name, claim.name)
        self.assertFalse(claim.web_author)
        page = self._get(link)
        self.assertIn("Thank you", self._get_text(page))
        self.assertIn(claim.name, self._get_text(page))
        self.assertIn(
            f"/my/rma/{claim.id}?access_token={claim.access_token}", page.text
        )
        claim_page = self._get(f"/my/rma/{claim.id}?access_token={claim.access_token}")
        self.assertEqual(claim_page.status_code, 200)

    def test_a_known_serial_is_submitted(self):
        """The serial of the customer who confirmed is recognised, then submitted."""
        claim = self._send_claim(serial=self.lots[0].name, email="keeper@example.com")
        self.assertFalse(claim.lot_id)
        self._confirm(claim)
        self.assertEqual(claim.lot_id, self.lots[0])
        self.assertEqual(claim.partner_id, self.contact)
        self.assertEqual(claim.state, "submitted")

    def test_confirmed_twice(self):
        claim = self._send_claim()
        link = self._get_link(claim)
        self._confirm(claim)
        self._get(link)
        before = self._get_snapshot(claim)
        partners = self.env["res.partner"].search_count([])
        self.assertEqual(self._confirm(claim).status_code, 303)
        self.assertIn("already confirmed", self._get_text(self._get(link)))
        self.assertEqual(self._get_snapshot(claim), before)
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    # -- whose it is --

    def test_a_new_contact(self):
        claim = self._send_claim(company="Visitors Ltd")
        self._confirm(claim)
        self.assertRecordValues(
            claim.partner_id,
            [
                {
                    "name": "Vera Visitor",
                    "company_name": "Visitors Ltd",
                    "email": "vera@example.com",
                    "phone": "+1 555 010 0199",
                    "street": "New Street 12",
                    "zip": "4711",
                    "city": "Newtown",
                    "active": True,
                }
            ],
        )
        self.assertEqual(claim.partner_shipping_id, claim.partner_id)
        second = self._send_claim()
        self._confirm(second)
        self.assertEqual(second.partner_id, claim.partner_id, "known from now on")

    def test_a_known_customer_stays_as_he_is(self):
        self.contact.write({"street": "Old Road 1", "zip": "100", "city": "Oldtown"})
        before = self.contact.read()[0]
        claim = self._send_claim(email="KEEPER@example.com")
        self._confirm(claim)
        self.assertEqual(claim.partner_id, self.contact)
        after = self.contact.read()[0]
        for name in ("name", "email", "phone", "street", "zip", "city", "child_ids"):
            self.assertEqual(after[name], before[name], name)
        place = claim.partner_shipping_id
        self.assertRecordValues(
            place,
            [
                {
                    "type": "delivery",
                    "street": "New Street 12",
                    "city": "Newtown",
                    "email": False,
                    "parent_id": False,
                }
            ],
        )
        second = self._send_claim(email="keeper@example.com")
        self._confirm(second)
        self.assertEqual(second.partner_shipping_id, place, "no second contact")

    def test_the_same_address_is_no_other(self):
        self.contact.write(
            {
                "street": "NEW STREET 12",
                "zip": "47-11",
                "city": "Newtown",
                "country_id": self.company.country_id.id,
            }
        )
        claim = self._send_claim(email="keeper@example.com")
        self._confirm(claim)
        self.assertEqual(claim.partner_shipping_id, self.contact)

    def test_not_clear_who_it_is(self):
        twins = self.env["res.partner"].create(
            [{"name": name, "email": "twin@example.com"} for name in ("Ida", "Ada")]
        )
        claim = self._send_claim(email="twin@example.com", name="ada")
        self._confirm(claim)
        self.assertEqual(claim.partner_id, twins[1])
        claim = self._send_claim(email="twin@example.com", name="Eda")
        self._confirm(claim)
        self.assertNotIn(claim.partner_id, twins)
        self.assertEqual(claim.partner_id.name, "Eda")

    def test_other_companies_contacts_are_not_taken(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.env["res.partner"].create(
            {"name": "Vera", "email": "vera@example.com", "company_id": other.id}
        )
        claim = self._send_claim()
        self._confirm(claim)
        self.assertNotEqual(claim.partner_id, theirs)

    # -- links that are none --

    def test_one_answer_to_every_wrong_link(self):
        claim = self._send_claim()
        token = self._get_link(claim).rpartition("/")[2]
        env = claim.env
        values = [claim.id, claim.web_email]
        scope = "rma_management.confirm_claim"
        gone = self._send_claim(email="gone@example.com")
        gone_token = gone._get_confirm_token()
        gone._purge()
        tokens = [
            "x",
            "x" * 400,
            token[:-3],
            token[:20] + ("A" if token[20] != "A" else "B") + token[21:],
            hash_sign(env, "another", values, expiration_hours=1),
            hash_sign(env, scope, [claim.id, "other@example.com"], expiration_hours=1),
            hash_sign(env, scope, values, expiration=timedelta(hours=-1)),
            gone_token,
        ]
        pages = set()
        for wrong in tokens:
            for response in (
                self._get(f"/rma/confirm/{wrong}"),
                self._post(f"/rma/confirm/{wrong}"),
            ):
                self.assertEqual(response.status_code, 404, wrong)
                pages.add(self._get_text(response))
        self.assertEqual(len(pages), 1)
        self.assertIn("does not work any more", pages.pop())
        self.env.invalidate_all()
        self.assertFalse(claim.is_confirmed)

    def test_a_link_ends(self):
        self.company.rma_confirm_hours = 5
        claim = self._send_claim()
        link = self._get_link(claim)
        with freeze_time(fields.Datetime.now() + timedelta(hours=4)):
            self.assertEqual(self._get(link).status_code, 200)
        with freeze_time(fields.Datetime.now() + timedelta(hours=6)):
            self.assertEqual(self._get(link).status_code, 404)
            self.assertEqual(self._post(link).status_code, 404)
        self.env.invalidate_all()
        self.assertFalse(claim.is_confirmed)

    def test_links_of_other_channels(self):
        """A claim of the portal is confirmed in the portal, not by a link."""
        claim = self.env["rma.claim"]._create_intake(
            self.contact, {"lot_id": self.lots[0].id}, "portal"
        )
        claim.web_email = "keeper@example.com"
        token = claim._get_confirm_token()
        self.assertEqual(self._post(f"/rma/confirm/{token}").status_code, 404)

    def test_busy_at_the_moment(self):
        claim = self._send_claim()
        link = self._get_link(claim)
        busy = patch.object(type(claim), "_lock_records", side_effect=LockError("-"))
        with busy:
            self.assertEqual(self._post(link).status_code, 303)
        self.assertIn("once more", self._get_text(self._get(link)))
        self.env.invalidate_all()
        self.assertFalse(claim.is_confirmed)

    # -- what nobody confirms --

    def test_purge(self):
        files = [("photos", ("a.jpg", self._make_photo(), "image/jpeg"))]
        self._send(files=files)
        old = self._find_claims()
        file_ids = old.fault_photo_ids.ids
        mail_ids, message_ids = self._find_mails(old).ids, old.message_ids.ids
        confirmed = self._send_claim(email="b@example.com")
        self._confirm(confirmed)
        portal = self.env["rma.claim"]._create_intake(
            self.contact, {"lot_id": self.lots[0].id}, "portal"
        )
        old_date = fields.Datetime.now() - timedelta(hours=49)
        for claim in old | confirmed | portal:
            claim.flush_recordset()
            self.env.cr.execute(
                "UPDATE rma_claim SET create_date = %s WHERE id = %s",
                [old_date, claim.id],
            )
        young = self._send_claim(email="c@example.com")
        self.env.invalidate_all()
        self.env.ref(PURGE_JOB).method_direct_trigger()
        self.assertFalse((old | portal).exists())
        self.assertEqual((young | confirmed).exists(), young | confirmed)
        self.assertTrue(file_ids and mail_ids)
        self.assertFalse(self.env["ir.attachment"].browse(file_ids).exists())
        self.assertFalse(self.env["mail.mail"].browse(mail_ids).exists())
        self.assertFalse(self.env["mail.message"].browse(message_ids).exists())


@tagged("-at_install", "post_install")
class TestPurgeTogether(TwoPeople):
    """Somebody confirms at the moment when the claim would be deleted."""

    def _prepare(self, env):
        claim = env["rma.claim"]._create_web_claim(
            {"line_ids": [Command.create({"lot_name": "PURGE1"})]},
            {"email": "purge@example.com", "name": "P", "country_id": False},
        )
        self.ids["rma.claim"] = claim.ids
        env.cr.execute(
            "UPDATE rma_claim SET create_date = create_date - interval '90 days'"
            " WHERE id = %s",
            claim.ids,
        )

    def _delete(self, env):
        claim = self._get(env, "rma.claim").exists()
        partner = claim.partner_id
        claim.line_ids.unlink()
        claim.unlink()
        (partner - env.ref("base.public_partner")).unlink()

    def test_who_confirms_comes_first(self):
        with self._two_people() as (first, second):
            claim = self._get(first, "rma.claim").sudo()
            self.assertTrue(claim._confirm_by_author())
            purge = second["rma.claim"].sudo()
            found = purge._get_purgeable(second.company, [])
            self.assertIn(claim.id, found.ids)
            self.assertNotIn(claim.id, found.try_lock_for_update().ids)
            first.cr.commit()
        with self._transaction() as env:
            claim = self._get(env, "rma.claim")
            self.assertTrue(claim.exists().is_confirmed)
            self.assertNotIn(
                claim, env["rma.claim"]._get_purgeable(claim.company_id, [])
            )

    def test_who_deletes_comes_first(self):
        with self._two_people() as (first, second):
            claim = self._get(first, "rma.claim").sudo()
            self.assertEqual(claim.try_lock_for_update(), claim)
            with self.assertRaises(LockError):
                self._get(second, "rma.claim").sudo()._confirm_by_author()
