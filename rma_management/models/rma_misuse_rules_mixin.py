# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields, models


class RmaMisuseRulesMixin(models.AbstractModel):
    """Rules against claiming twice, too much or too often."""

    _name = "rma.misuse.rules.mixin"
    _description = "RMA Rules against Misuse"

    def _judge_settled(self, line, facts, covers):
        """Was this very serial replaced or credited before, and not sold again?"""
        if line.product_id.tracking != "serial" or not line.lot_id:
            return None
        sold_again = line.lot_id.warranty_move_id.date
        approved = facts.get_other_lines(line).filtered(
            lambda other: other.decision == "approved"
        )
        for other in approved.sorted("date_decided", reverse=True):
            is_older = sold_again and other.date_decided < sold_again
            if other._is_settled() and not is_older:
                reason = self.env._(
                    "%(serial)s was %(how)s already in %(claim)s.",
                    serial=line.lot_id.name,
                    how=self.env._("replaced")
                    if other.quantity_replaced > 0
                    else self.env._("credited"),
                    claim=other.reference,
                )
                return "fail", reason, other
        reason = self.env._("Neither replaced nor credited before.")
        return "pass", reason, None

    def _judge_open_claim(self, line, facts, covers):
        """Is the same serial in another claim that is approved and open?"""
        if line.product_id.tracking != "serial" or not line.lot_id:
            return None
        others = facts.get_other_lines(line).filtered(lambda o: not o.ending)
        approved = others.filtered(lambda o: o.decision == "approved")
        if approved:
            reason = self.env._(
                "Serial number %(serial)s is in the open claim %(other)s already.",
                serial=line.lot_id.name,
                other=approved[0].reference,
            )
            return "fail", reason, approved[0]
        if others:
            reason = self.env._(
                "%(other)s about the same serial number waits for its decision.",
                other=others[0].reference,
            )
            return "info", reason, others[0]
        return "pass", self.env._("In no other open claim."), None

    def _judge_quantity(self, line, facts, covers):
        """Is no more claimed than was delivered and is in no other claim?"""
        sale_line = line.sale_line_id
        is_one_serial = line.lot_id and line.product_id.tracking == "serial"
        if not sale_line or is_one_serial:
            # a serial number is claimed once: other rules see to it
            return None
        left = max(line.quantity_claimable, 0.0)
        values = {
            "order": sale_line.order_id.name,
            "delivered": f"{sale_line.qty_delivered:g}",
            "left": f"{left:g}",
            "product": line.product_id.display_name,
            "quantity": f"{line.quantity:g}",
        }
        if line.product_id.uom_id.compare(line.quantity, left) <= 0:
            reason = self.env._(
                "Order %(order)s delivered %(delivered)s, %(left)s of them can be "
                "claimed.",
                **values,
            )
            return "pass", reason, sale_line.order_id
        reason = self.env._(
            "Order %(order)s delivered %(delivered)s of %(product)s and %(left)s of "
            "them are in no other claim: %(quantity)s cannot be claimed.",
            **values,
        )
        return "fail", reason, sale_line.order_id

    def _judge_customer_frequency(self, line, facts, covers):
        """Does the customer claim suspiciously often?"""
        self.ensure_one()
        if not self.limit_count:
            return None
        counts = facts.count_claims_of_customers(self.limit_days)
        count = counts.get(line.claim_id.commercial_partner_id, 0)
        reason = self.env._(
            "%(count)s claims of this customer in %(days)s days.",
            count=count,
            days=self.limit_days,
        )
        return "fail" if count > self.limit_count else "pass", reason, None

    def _judge_serial_frequency(self, line, facts, covers):
        """Does the same unit come back suspiciously often?"""
        self.ensure_one()
        if not self.limit_count or not line.lot_id:
            return None
        since = fields.Datetime.now() - timedelta(days=self.limit_days)
        others = facts.get_other_lines(line).filtered(
            lambda o: o.date_submitted and o.date_submitted >= since
        )
        count = len(others) + 1
        reason = self.env._(
            "%(count)s claims of this serial number in %(days)s days.",
            count=count,
            days=self.limit_days,
        )
        is_much = count > self.limit_count
        return "fail" if is_much else "pass", reason, others[:1] or None
