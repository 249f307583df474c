# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import RmaCommon
from .test_upload_check import PDF, make_picture


@tagged("-at_install", "post_install")
class TestIntake(RmaCommon):
    """What its author has not confirmed is nobody's business."""

    def test_unconfirmed_is_invisible_then_submitted(self):
        claims = self.env["rma.claim"].with_user(self.portal)
        claim = claims._create_intake(
            self.contact, {"lot_id": self.lots[0].id}, "portal"
        )
        self.assertEqual(claim.state, "unconfirmed")
        for user in (self.agent, self.manager, self.portal):
            with self.assertRaises(AccessError):
                claim.with_user(user).check_access("read")
            with self.assertRaises(AccessError):
                claim.line_ids.with_user(user).check_access("read")
        claim._confirm_intake()
        self.assertEqual(claim.state, "submitted")
        self.assertEqual(claim.with_user(self.agent).name, claim.name)
        events = claim.event_ids.ids
        claim._confirm_intake()
        self.assertEqual(claim.event_ids.ids, events)

    def _prepare(self, partner=None, **values):
        claims = self.env["rma.claim"].with_user(self.portal)
        values.setdefault("symptom_note", "It does not start.")
        return claims._prepare_intake_vals(values, partner or self.contact)

    def _create(self, **values):
        vals, errors = self._prepare(**values)
        self.assertFalse(errors)
        claims = self.env["rma.claim"].with_user(self.portal)
        return claims._create_intake(self.contact, vals, "portal")

    # -- whose serial it is --

    def test_own_serial_is_recognised(self):
        for typed in ("SOLD0", " SOLD0 ", "sold0"):
            vals, errors = self._prepare(serial=typed)
            self.assertFalse(errors)
            self.assertEqual(vals["lot_id"], self.lots[0].id, typed)
        claim = self._create(serial="SOLD0")
        self.assertEqual(claim.line_ids.sale_line_id, self.sale_line)

    def test_foreign_serial_stays_what_was_typed(self):
        """A serial of somebody else looks to the customer like an unknown one."""
        other = self._create_lots(self.product, "ELSE", 1)
        self._buy(self.product, other)
        self._sell(self.product, other, partner=self.stranger)
        for serial in ("ELSE0", "SHELF0", "NOWHERE"):
            vals, errors = self._prepare(serial=serial)
            self.assertFalse(errors)
            self.assertEqual((vals.get("lot_id"), vals["lot_name"]), (None, serial))
            self.assertFalse(vals["product_id"])
        claim = self._create(serial="ELSE0")
        claim._confirm_intake()
        unit = claim.line_ids.with_user(self.portal)
        values = unit.read(["lot_id", "lot_name", "product_id"])[0]
        self.assertEqual(
            (values["lot_id"], values["lot_name"], values["product_id"]),
            (False, "ELSE0", False),
        )
        with self.assertRaises(AccessError):
            unit.read(["told_lot_id"])
        self.assertEqual(claim.state, "draft")
        # the service desk sees whose it is, and decides
        seen = unit.with_user(self.agent)
        self.assertEqual(seen.told_lot_id, other)
        seen.action_take_told_lot()
        self.assertEqual((seen.lot_id, seen.product_id), (other, self.product))
        self.assertNotified(seen.action_take_told_lot())

    def test_nothing_is_recognised_for_strangers(self):
        claims = self.env["rma.claim"]
        values = {
            "serial": "SOLD0",
            "symptom_note": "Dead",
            "order_line": str(self.sale_line.id),
            "product": str(self.product.id),
        }
        vals, errors = claims._prepare_intake_vals(values)
        self.assertFalse(errors)
        self.assertEqual(vals["lot_name"], "SOLD0")
        self.assertFalse(vals["product_id"] or vals.get("sale_line_id"))
        # … and recognised once the owner of the address has confirmed
        claim = claims._create_intake(self.contact, vals, "web")
        self.assertFalse(claim.line_ids.lot_id)
        claim._confirm_intake()
        self.assertEqual(claim.line_ids.lot_id, self.lots[0])
        self.assertEqual(claim.state, "submitted")

    def test_serial_resold_belongs_to_the_last_buyer(self):
        lot = self.lots[1]
        delivery = self.sale_order.picking_ids
        back = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "location_id": delivery.location_dest_id.id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "move_line_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "lot_id": lot.id,
                            "quantity": 1,
                            "location_id": delivery.location_dest_id.id,
                            "location_dest_id": self.warehouse.lot_stock_id.id,
                        }
                    )
                ],
            }
        )
        back.button_validate()
        self._sell(self.product, lot, partner=self.stranger)
        vals, _errors = self._prepare(serial=lot.name)
        self.assertNotIn("lot_id", vals)

    def test_time_tells_nothing(self):
        """A serial of somebody else is looked for like one that does not exist."""
        other = self._create_lots(self.product, "ELSE", 1)
        self._buy(self.product, other)
        self._sell(self.product, other, partner=self.stranger)
        counts = []
        for serial in ("NONE0", "ELSE0", "SHELF0", "NONE1"):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._prepare(serial=serial)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(set(counts[1:])), 1, counts)

    def test_foreign_ids_are_nothing(self):
        cable_order = self._sell(self.cable, quantity=5, partner=self.stranger)
        line = cable_order.order_line
        vals, errors = self._prepare(
            order_line=str(line.id), product=str(self.cable.id), lot="1"
        )
        self.assertIn("serial", errors)
        self.assertFalse(vals["product_id"] or vals.get("sale_line_id"))
        for name in ("symptom_id", "reason_id"):
            _vals, errors = self._prepare(serial="SOLD0", **{name: "999999"})
            self.assertIn(name, errors)

    def test_order_line_counts_what_is_left(self):
        order = self._sell(self.cable, quantity=5)
        line_id = str(order.order_line.id)
        vals, errors = self._prepare(order_line=line_id, quantity="5")
        self.assertFalse(errors)
        self.assertEqual((vals["quantity"], vals["product_id"]), (5, self.cable.id))
        self._create(order_line=line_id, quantity="3")._confirm_intake()
        for quantity in ("3", "0", "-1", "1.5", "many"):
            _vals, errors = self._prepare(order_line=line_id, quantity=quantity)
            self.assertIn("from 1 to 2", errors["quantity"])
        self._create(order_line=line_id, quantity="2")._confirm_intake()
        _vals, errors = self._prepare(order_line=line_id)
        self.assertIn("in a claim already", errors["quantity"])

    def test_serial_chosen_from_the_order_line(self):
        vals, errors = self._prepare(
            order_line=str(self.sale_line.id), lot=str(self.lots[2].id)
        )
        self.assertFalse(errors)
        self.assertEqual(vals["lot_id"], self.lots[2].id)
        vals, _errors = self._prepare(
            order_line=str(self.sale_line.id), lot=str(self.stock_lots[0].id)
        )
        self.assertNotIn("lot_id", vals)
        self.assertEqual(vals["sale_line_id"], self.sale_line.id)

    # -- bad input --

    def test_bad_input_gets_sentences(self):
        _vals, errors = self._prepare(
            serial="x" * 65,
            symptom_note="\x00 ",
            reason_note="y" * 2001,
            demand="return",
            delivery_method="teleport",
            date_purchased="2999-01-01",
            manufacture_year="19",
            delegate_phone="<script>",
            client_ref="z" * 65,
        )
        self.assertEqual(
            set(errors),
            {
                "serial",
                "symptom_note",
                "reason_note",
                "demand",
                "delivery_method",
                "date_purchased",
                "manufacture_year",
                "delegate_name",
                "delegate_phone",
                "client_ref",
            },
        )
        for value in ("31.12.2020", "2020-13-01", "yesterday", "0001-01-01"):
            _vals, errors = self._prepare(serial="SOLD0", date_purchased=value)
            self.assertIn("date_purchased", errors, value)

    def test_delegate_becomes_a_contact_when_confirmed(self):
        values = {"delegate_name": "Courier Carl", "delegate_phone": "+1 555 010 0199"}
        claim = self._create(serial="SOLD0", **values)
        self.assertFalse(self.customer.child_ids - self.contact)
        claim._confirm_intake()
        self.assertEqual(claim.delegate_id.parent_id, self.customer)
        self.assertEqual(claim.delegate_id.phone, "+1 555 010 0199")
        again = self._create(serial="SOLD1", **values)
        again._confirm_intake()
        self.assertEqual(again.delegate_id, claim.delegate_id)

    def test_discarded_claim_leaves_nothing(self):
        claim = self._create(serial="SOLD0")
        files = claim._attach_uploads([("a.jpg", make_picture())])
        claim._discard_intake()
        self.assertFalse(claim.exists() or files.exists())
        claim._discard_intake()
        sent = self._create(serial="SOLD0")
        sent._confirm_intake()
        sent._discard_intake()
        self.assertTrue(sent.exists())
        with self.assertRaisesRegex(UserError, "was sent already"):
            sent._rewrite_intake({"client_ref": "new"})

    # -- files --

    def test_files_are_tied_to_the_unit(self):
        claim = self._create(serial="SOLD0")
        photos = claim._attach_uploads([("../x.exe", make_picture())] * 2)
        proof = claim._attach_uploads([("bill", PDF)], "proof_ids")
        unit = claim.line_ids
        self.assertEqual((unit.fault_photo_ids, unit.proof_ids), (photos, proof))
        self.assertEqual(set(photos.mapped("name")), {"x.jpg"})
        for file in photos | proof:
            self.assertEqual((file.res_model, file.res_id), (unit._name, unit.id))
            self.assertFalse(file.public)
        mallory = self.portal.copy({"login": "m", "partner_id": self.stranger.id})
        for user in (mallory, self.portal, self.agent):
            with self.assertRaises(AccessError):
                photos.with_user(user).read(["raw"])
        claim._confirm_intake()
        self.assertTrue(photos[0].with_user(self.agent).raw)
        with self.assertRaises(AccessError):
            photos.with_user(mallory).read(["raw"])

    def test_foreign_files_are_not_shown(self):
        """An id of somebody else's file must not reach the customer's page."""
        secret = self.env["ir.attachment"].create(
            {
                "name": "secret.pdf",
                "raw": PDF,
                "res_model": "ir.config_parameter",
                "res_id": self.env["ir.config_parameter"].search([], limit=1).id,
            }
        )
        loose = self.env["ir.attachment"].create({"name": "loose.pdf", "raw": PDF})
        claim = self._register(user=self.agent)
        for file in (secret, loose):
            for field in ("fault_photo_ids", "proof_ids", "inspection_photo_ids"):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    claim.line_ids[field] = file
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    self._register(lot=self.lots[1], **{field: file.ids})
        own = self.env["ir.attachment"].with_user(self.agent)
        own = own.create({"name": "own.pdf", "raw": PDF})
        claim.line_ids.proof_ids = own
        self.assertEqual(own.res_id, claim.line_ids.id)

    def test_files_all_or_none(self):
        claim = self._create(serial="SOLD0")
        good, bad = ("a.jpg", make_picture()), ("b.jpg", b"<svg/>")
        with self.assertRaisesRegex(UserError, "“b.jpg” cannot be taken"):
            claim._attach_uploads([good, bad])
        self.assertFalse(claim.line_ids.fault_photo_ids)
        for _post in range(3):
            claim._attach_uploads([good] * 8)
        with self.assertRaisesRegex(UserError, "has 24 already"):
            claim._attach_uploads([good])
