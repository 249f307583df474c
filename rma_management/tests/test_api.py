# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models import rma_claim_api_mixin
from .api_common import ApiCommon


@tagged("-at_install", "post_install")
class TestApi(ApiCommon):
    """Raising, reading and following claims with an API key."""

    # -- raise --

    def test_customer_raises(self):
        claim = self._raise(
            units=[
                {"serial": "SOLD0", "description": "Dead", "accessories": "Bag"},
                {"serial": "X-77", "product": "PRN-1", "date_purchased": "2026-10-01"},
                {"product": "CBL-1", "quantity": 3},
            ],
            client_ref="PO-1",
            demand="nonconformity",
        )
        self.assertEqual(claim.state, "submitted")
        self.assertEqual(claim.channel, "api")
        self.assertEqual(claim.partner_id, self.portal.partner_id)
        self.assertEqual(claim.client_ref, "PO-1")
        self.assertEqual(claim.demand, "nonconformity")
        self.assertTrue(claim.is_confirmed)
        known, told, cable = claim.line_ids.sorted("number")
        self.assertEqual(known.lot_id, self.lots[0])
        self.assertEqual(known.symptom_note, "Dead")
        self.assertEqual(known.accessories, "Bag")
        self.assertEqual(told.lot_name, "X-77")
        self.assertEqual(cable.quantity, 3)
        self.assertEqual(claim.create_uid, self.portal)

    def test_service_user_raises(self):
        claim = self._raise(self.agent, partner_id=self.customer.id)
        self.assertEqual(claim.state, "submitted")
        self.assertEqual(claim.partner_id, self.customer)
        answer = self._call(self.agent, "raise_claim", units=[{"serial": "SOLD0"}])
        self.assertAnswer(422, "partner_id", answer)

    def test_contact_of_the_own_company(self):
        claim = self._raise(partner_id=self.customer.id)
        self.assertEqual(claim.partner_id, self.customer)

    def test_answer(self):
        _status, [row] = self._call(
            self.portal, "raise_claim", units=[{"serial": "SOLD0"}], client_ref="A"
        )
        claim = self.env["rma.claim"].browse(row["id"])
        self.assertEqual(row["reference"], claim.name)
        self.assertEqual(row["state"], "submitted")
        self.assertEqual(row["units"][0]["serial"], "SOLD0")
        self.assertIs(row["rma_number"], False)
        self.assertEqual(row["access_token"], claim.access_token)
        self.assertIs(row["is_new"], True)

    def test_one_claim_per_unit(self):
        self.customer.rma_unit_policy = "one"
        units = [{"serial": "SOLD0"}, {"serial": "SOLD1"}]
        claims = self._raise(units=units, client_ref="A")
        self.assertEqual(len(claims), 2)
        self.assertEqual(self._raise(units=units, client_ref="A"), claims)

    def test_repeat_makes_no_second_claim(self):
        claim = self._raise(client_ref="A")
        before = self._get_snapshot(claim)
        status, [row] = self._call(
            self.portal, "raise_claim", units=[{"serial": "SOLD0"}], client_ref="A"
        )
        self.assertEqual((status, row["id"], row["is_new"]), (200, claim.id, False))
        self.assertEqual(self._get_snapshot(claim), before)
        other = self._call(
            self.portal, "raise_claim", units=[{"serial": "SOLD1"}], client_ref="A"
        )
        self.assertAnswer(409, claim.name, other)
        key = {"client_ref": "A", "idempotency_key": "B"}
        self.assertNotEqual(self._raise(**key), claim)
        # the keys of others do not count
        stranger = self._call(
            self.mallory,
            "raise_claim",
            units=[{"product": "CBL-1"}],
            client_ref="A",
        )
        self.assertEqual(stranger[0], 200, stranger)

    def test_two_equal_requests_at_once(self):
        """Neither sees the claim of the other yet: the database lets one through."""
        model = self.env["rma.claim"].with_user(self.portal)
        units = [{"serial": "SOLD0"}]
        model.raise_claim(units, client_ref="A")
        unseeing = patch.object(
            type(model), "_find_api_repeat", lambda self, *args: self.browse()
        )
        with unseeing, self.assertSentence("answered already"):
            model.raise_claim(units, client_ref="A")
        self.assertEqual(model.search_count([("client_ref", "=", "A")]), 1)

    def test_mistakes_are_named(self):
        units = [
            {"serial": "NOBODY-KNOWS"},
            {"product": "NO-SUCH"},
            {"serial": "SOLD0", "colour": "red"},
            {"serial": "SOLD0", "quantity": 2},
            {"product": "CBL-1", "quantity": "many"},
            {"product": "CBL-1", "date_purchased": "31.12.2026"},
            {"product": "CBL-1", "symptom": "No such symptom"},
            {"product": "CBL-1", "order": "S99999"},
            {"product": "CBL-1", "description": "x" * 5001},
            {"product": 5},
            {},
            "no unit",
        ]
        for unit in units:
            answer = self._call(self.portal, "raise_claim", units=[unit])
            self.assertAnswer(422, "Unit 1: .+", answer)
        for units in ([], "x", None, [{"serial": "SOLD0"}] * 501):
            answer = self._call(self.portal, "raise_claim", units=units)
            self.assertAnswer(422, "1 to 500", answer)
        for name, value in (
            ("demand", "money"),
            ("delivery_method", "drone"),
            ("client_ref", "x" * 65),
            ("client_ref", ["x"]),
            ("idempotency_key", {"a": 1}),
            ("partner_id", "1"),
            ("partner_id", True),
            ("partner_id", -1),
            ("partner_id", 2**70),
        ):
            answer = self._call(
                self.portal, "raise_claim", units=[{"serial": "SOLD0"}], **{name: value}
            )
            self.assertAnswer(422, name, answer)
        self.assertFalse(self.env["rma.claim"].search([("channel", "=", "api")]))

    def test_many_mistakes(self):
        answer = self._call(self.portal, "raise_claim", units=[{}] * 30)
        self.assertAnswer(422, "10 more mistakes", answer)

    def test_order_of_the_customer(self):
        order = self._sell(self.cable, quantity=2)
        claim = self._raise(units=[{"product": "CBL-1", "order": order.name}])
        self.assertEqual(claim.line_ids.sale_line_id, order.order_line)

    def test_symptom(self):
        symptom = self.env["rma.symptom"].search([], limit=1)
        claim = self._raise(
            units=[{"serial": "SOLD0", "symptom": symptom.name.upper()}]
        )
        self.assertEqual(claim.line_ids.symptom_id, symptom)

    def test_500_units(self):
        units = [{"product": "CBL-1", "description": str(i)} for i in range(500)]
        claim = self._raise(units=units)
        self.assertEqual(len(claim.line_ids), 500)

    def test_queries_do_not_grow_per_unit(self):
        def count(size):
            units = [{"product": "CBL-1"} for _i in range(size)]
            model = self.env["rma.claim"].with_user(self.portal)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            model.raise_claim(units)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(2)
        few, many = count(5), count(25)
        # judging and writing a unit costs what it costs anywhere else
        self.assertLess((many - few) / 20, 6)

    def test_too_many_requests(self):
        with patch.object(rma_claim_api_mixin, "RAISE_LIMIT", 2):
            for _i in range(2):
                self._raise(units=[{"product": "CBL-1"}])
            answer = self._call(
                self.portal, "raise_claim", units=[{"product": "CBL-1"}]
            )
            self.assertAnswer(429, "in a minute", answer)

    # -- read and follow --

    def test_status_and_timeline(self):
        claim = self._raise()
        claim.with_user(self.approver).line_ids.resolution_id = self._resolution(
            "repair"
        )
        claim.with_user(self.approver).action_approve()
        for user in (self.portal, self.agent):
            status, [row] = self._call(user, "get_status", [claim.id])
            self.assertEqual(status, 200)
            self.assertEqual(row["rma_number"], claim.rma_number)
            self.assertEqual(row["state"], "open")
            self.assertEqual(row["stage"], "approved")
            self.assertEqual(row["units"][0]["stage"], "approved")
            self.assertEqual(row["valid_until"], str(claim.valid_until))
            status, [row] = self._call(user, "get_timeline", [claim.id])
            self.assertEqual(status, 200)
            self.assertEqual(row["reference"], claim.name)
            self.assertIsInstance(row["events"], list)

    def test_events_become_json(self):
        claim = self._raise()
        event = {
            "date": claim.date_registered,
            "title": "Registered",
            "units": ["X-01"],
            "record": claim,
            "none": None,
            "number": 0,
            "flag": False,
        }
        with patch.object(
            type(claim), "_get_customer_timeline", lambda self: [event], create=True
        ):
            status, [row] = self._call(self.portal, "get_timeline", [claim.id])
        self.assertEqual(status, 200)
        self.assertEqual(
            row["events"],
            [
                {
                    "date": str(claim.date_registered),
                    "title": "Registered",
                    "units": ["X-01"],
                    "record": [claim.id],
                    "none": False,
                    "number": 0,
                    "flag": False,
                }
            ],
        )

    def test_search_read(self):
        claim = self._raise(client_ref="PO-7")
        status, rows = self._call(
            self.portal,
            "search_read",
            domain=[["client_ref", "=", "PO-7"]],
            fields=["name", "state", "line_ids"],
        )
        self.assertEqual(status, 200)
        self.assertEqual([row["name"] for row in rows], [claim.name])

    # -- attacks --

    def test_without_a_key(self):
        self.assertEqual(
            self._call(self.portal, "get_status", [1], key="x" * 40)[0], 401
        )
        response = self.url_open(
            "/json/2/rma.claim/raise_claim",
            data="{}",
            headers={"Content-Type": "application/json"},
        )
        self.assertIn(response.status_code, (401, 403))

    def test_no_get(self):
        response = self.url_open("/json/2/rma.claim/raise_claim")
        self.assertIn(response.status_code, (404, 405))

    def test_foreign_claims(self):
        """What is another customer's and what does not exist look the same."""
        claim = self._raise(client_ref="SECRET")
        gone = claim.id + 1000
        for method in ("get_status", "get_timeline"):
            foreign = self._call(self.mallory, method, [claim.id])
            missing = self._call(self.mallory, method, [gone])
            self.assertAnswer(404, "no claim of yours", foreign)
            self.assertEqual(
                foreign[1]["message"].replace(str(claim.id), ""),
                missing[1]["message"].replace(str(gone), ""),
            )
            mixed = self._raise(self.mallory, units=[{"product": "CBL-1"}])
            answer = self._call(self.mallory, method, [mixed.id, claim.id])
            self.assertEqual(answer[0], 404)
        status, rows = self._call(
            self.mallory, "search_read", domain=[], fields=["name"]
        )
        self.assertEqual(status, 200)
        self.assertNotIn(claim.name, [row["name"] for row in rows])
        self.assertEqual(self._call(self.mallory, "read", [claim.id])[0], 403)

    def test_unconfirmed_claims(self):
        claim = self.env["rma.claim"]._create_intake(
            self.customer, {"product_id": self.product.id}, "web"
        )
        for user in (self.portal, self.agent):
            self.assertEqual(self._call(user, "get_status", [claim.id])[0], 404)

    def test_raising_for_others(self):
        for partner in (self.customer, self.company.partner_id):
            answer = self._call(
                self.mallory,
                "raise_claim",
                units=[{"product": "CBL-1"}],
                partner_id=partner.id,
            )
            self.assertAnswer(403, "no customer of yours", answer)
        # colleagues without the right
        answer = self._call(
            self.stocker,
            "raise_claim",
            units=[{"product": "CBL-1"}],
            partner_id=self.customer.id,
        )
        self.assertEqual(answer[0], 403)

    def test_serials_of_others(self):
        """Whether a serial was sold to somebody else is not to be found out."""
        texts = []
        for serial in ("SOLD0", "NEVER1"):
            answer = self._call(self.mallory, "raise_claim", units=[{"serial": serial}])
            self.assertEqual(answer[0], 422)
            texts.append(answer[1]["message"].replace(serial, ""))
        self.assertEqual(*texts)

    def test_orders_of_others(self):
        order = self._sell(self.cable, quantity=2)
        answer = self._call(
            self.mallory,
            "raise_claim",
            units=[{"product": "CBL-1", "order": order.name}],
        )
        self.assertAnswer(422, "has not delivered", answer)

    def test_nothing_else_is_open(self):
        claim = self._raise()
        before = self._get_snapshot(claim)
        for method in (
            "_confirm_intake",
            "_create_intake",
            "_take_in",
            "_raise_api_claims",
            "_prepare_status_rows",
            "_write_axis",
        ):
            self.assertIn(self._call(self.portal, method, [claim.id])[0], (403, 404))
        for vals in (
            {"state": "closed"},
            {"client_ref": "forged"},
            {"request_key": "forged"},
        ):
            answer = self._call(self.portal, "write", [claim.id], vals=vals)
            self.assertEqual(answer[0], 403)
        answer = self._call(self.agent, "write", [claim.id], vals={"request_key": "f"})
        self.assertEqual(answer[0], 403)
        answer = self._call(self.portal, "create", vals_list=[{"partner_id": 1}])
        self.assertEqual(answer[0], 403)
        for method in ("action_approve", "action_submit", "action_close", "unlink"):
            self.assertIn(
                self._call(self.portal, method, [claim.id])[0], (403, 422), method
            )
        self.assertEqual(self._get_snapshot(claim), before)

    def test_closed_fields(self):
        claim = self._raise(client_ref="K")
        with self.assertRaises(AccessError):
            claim.with_user(self.portal).read(["request_key"])
        answer = self._call(
            self.portal,
            "search_read",
            domain=[["request_key", "=", "K"]],
            fields=["name"],
        )
        self.assertEqual(answer[0], 403)

    def test_default_keys_of_the_context(self):
        _status, [row] = self._call(
            self.portal,
            "raise_claim",
            units=[{"serial": "SOLD0"}],
            context={
                "default_state": "open",
                "default_decision": "approved",
                "default_rma_number": "RMAFORGED",
                "default_user_id": self.manager.id,
                "default_priority": "1",
            },
        )
        claim = self.env["rma.claim"].browse(row["id"])
        self.assertEqual(claim.state, "submitted")
        self.assertFalse(claim.rma_number)
        self.assertFalse(claim.user_id)
        self.assertEqual(claim.priority, "0")

    def test_too_many_ids(self):
        answer = self._call(self.portal, "get_status", list(range(1, 502)))
        self.assertAnswer(422, "At most 500", answer)

    def test_odd_ids(self):
        for ids in (["x"], [None], "abc", [-1], [2**70], [True], [1.5]):
            answer = self._call(self.portal, "get_status", ids)
            self.assertAnswer(422, "numbers of claims", answer)

    def test_script_is_text(self):
        text = "<script>alert(1)</script>"
        claim = self._raise(
            units=[{"serial": "SOLD0", "description": text}], client_ref=text
        )
        self.assertEqual(claim.line_ids.symptom_note, text)
        self.assertEqual(claim.client_ref, text)
