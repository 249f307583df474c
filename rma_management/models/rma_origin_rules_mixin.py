# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaOriginRulesMixin(models.AbstractModel):
    """Rules about where the unit comes from and how it arrived."""

    _name = "rma.origin.rules.mixin"
    _description = "RMA Rules on the Origin"

    def _judge_proof(self, line, facts, covers):
        """Is there anything that proves the purchase?"""
        delivery = facts.get_delivery(line)
        if evidence := delivery.picking_id or line.sale_line_id.order_id:
            reason = self.env._("We delivered it: %(doc)s.", doc=evidence.display_name)
            return "pass", reason, evidence
        if line.lot_id.warranty_partner_id:
            return "pass", self.env._("Its serial number was sold by us."), line.lot_id
        if line.proof_ids:
            reason = self.env._("The customer sent a proof of purchase.")
            return "pass", reason, line.proof_ids
        reason = self.env._(
            "Neither a delivery of ours nor a proof of purchase is known."
        )
        return "fail", reason, None

    def _judge_serial(self, line, facts, covers):
        """Do we know the serial number of a unit that should have one?"""
        if line.product_id.tracking != "serial":
            return None
        lot = line.lot_id
        if lot:
            reason = self.env._("%(serial)s is on record.", serial=lot.name)
            return "pass", reason, lot
        if line.told_lot_id:
            reason = self.env._(
                "%(serial)s is a serial number of ours, but the customer who told it "
                "did not get it from us. Take it over when it is his unit.",
                serial=line.lot_name,
            )
        elif line.lot_name:
            reason = self.env._(
                "%(serial)s is no serial number of ours.", serial=line.lot_name
            )
        else:
            reason = self.env._("No serial number was given.")
        return "fail", reason, None

    def _judge_owner(self, line, facts, covers):
        """Was it delivered to the customer who claims it?"""
        delivery = facts.get_delivery(line)
        buyer = (
            line.lot_id.warranty_partner_id
            or (delivery.picking_id.partner_id or delivery.partner_id)
            or line.sale_line_id.order_id.partner_id
        ).commercial_partner_id
        if not buyer:
            return None
        evidence = delivery.picking_id or line.lot_id
        if buyer == line.claim_id.commercial_partner_id:
            return "pass", self.env._("Delivered to this customer."), evidence
        reason = self.env._(
            "Delivered to %(buyer)s, claimed by %(customer)s.",
            buyer=buyer.display_name,
            customer=line.claim_id.commercial_partner_id.display_name,
        )
        return "fail", reason, evidence

    def _judge_validity(self, line, facts, covers):
        """Did it arrive while the RMA number was valid?"""
        claim = line.claim_id
        if not line.date_received or not claim.valid_until:
            return None
        arrived = line.company_id._get_rma_date(line.date_received)
        values = {
            "arrived": line._format_day(arrived),
            "until": line._format_day(claim.valid_until),
        }
        if arrived <= claim.valid_until:
            reason = self.env._("Arrived %(arrived)s, valid until %(until)s.", **values)
            return "pass", reason, None
        reason = self.env._(
            "Arrived %(arrived)s, the number was valid until %(until)s.", **values
        )
        return "fail", reason, None

    def _judge_condition(self, line, facts, covers):
        """Did it come as it should: packed, complete, in one piece?"""
        if not line.date_inspected:
            return None
        labels = {
            name: dict(line._fields[name]._description_selection(self.env))
            for name in ("packaging", "condition_grade")
        }
        is_bad_packaging = line.packaging in ("poor", "none")
        is_bad_unit = line.condition_grade in ("damaged", "destroyed")
        if not is_bad_packaging and not (
            is_bad_unit and not line.is_damaged_in_transit
        ):
            return "pass", self.env._("Packaging and condition are in order."), None
        reason = self.env._(
            "Packaging: %(packaging)s, condition: %(condition)s.",
            packaging=labels["packaging"].get(line.packaging, "–"),
            condition=labels["condition_grade"].get(line.condition_grade, "–"),
        )
        return "fail", reason, None
