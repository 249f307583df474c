# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields, models

from .rma_closure_mixin import CONFIRMED_KINDS


class RmaFollowUpMixin(models.AbstractModel):
    """A unit that does not work after all: a claim of its own carries it on.

    The unit is not opened again. It is one round of goods, work and money: its
    quantities are sums over its moves, its repair has a cost and a warranty of its own,
    its RMA number has been used. A second round on the same record would mix both, and
    a receipt of what has left would count twice. So a linked claim is raised, judged
    and numbered anew, with the same engineer. The first unit waits for no confirmation
    any more; it closes at once when goods and money are settled, else as soon as they
    are. Until then the database keeps the serial number in one approved claim: the
    approver of the second one closes the first, or overrides with a reason.
    """

    _name = "rma.follow.up.mixin"
    _description = "RMA Follow-up of the Unit"

    follow_up_line_id = fields.Many2one(
        "rma.claim.line",
        string="Carried On By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The unit of a later claim, raised because this one did not work.",
    )
    origin_line_id = fields.Many2one(
        "rma.claim.line",
        string="Carries On",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The unit of an earlier claim, which the customer reported not to work.",
    )

    def action_view_follow_up_line(self):
        """Open the unit that carries this one on."""
        return self.follow_up_line_id._get_records_action()

    def action_view_origin_line(self):
        """Open the unit that this one carries on."""
        return self.origin_line_id._get_records_action()

    def _is_customer_failing_done(self):
        self.ensure_one()
        follow_up = self.follow_up_line_id
        return bool(follow_up) and follow_up.ending != "cancelled"

    def _get_customer_failing_obstacle(self):
        """Return why the customer cannot report the unit as not working, or False."""
        self.ensure_one()
        unit = self.display_name
        is_open = self.decision == "approved" and not self.ending
        if not is_open and self.ending != "closed":
            return self.env._(
                "%(unit)s is not being worked on. Please raise a new claim if it does "
                "not work.",
                unit=unit,
            )
        if self.resolution_id.kind not in CONFIRMED_KINDS:
            return self.env._(
                "Nothing was repaired or replaced for %(unit)s. Please raise a new "
                "claim if it does not work.",
                unit=unit,
            )
        days = self.company_id.rma_failing_days
        until = is_open or self.date_ended + timedelta(days=days)
        if not is_open and until < fields.Datetime.now():
            return self.env._(
                "%(unit)s was finished more than %(days)s days ago. Please raise a new "
                "claim if it does not work.",
                unit=unit,
                days=days,
            )
        return self._get_not_back_obstacle()

    def _report_failing(self, text):
        """Raise the claim that carries these units on, and settle these."""
        self.filtered(
            lambda line: not line.ending and line.goods_state == "shipped"
        )._set_delivered()
        new_claims = self.claim_id._create_follow_ups(self, text)
        for claim in new_claims:
            # who came by a link goes on by a link
            claim._portal_ensure_token()
        new_lines = {new.origin_line_id: new for new in new_claims.line_ids}
        for line, new in new_lines.items():
            line._write_axis({"follow_up_line_id": new.id})
        self._log_event(
            "failing",
            text=text,
            document={line: new.claim_id for line, new in new_lines.items()},
        )
        new_claims.line_ids._log_event(
            "follow_up",
            document={new: line.claim_id for line, new in new_lines.items()},
        )
        self.filtered(
            lambda line: not line.ending and not line._get_close_obstacle()
        )._close()
        return new_claims

    def _prepare_follow_up_vals(self, text):
        """Return the values of the unit that carries this one on.

        What the customer has counts: after a replacement that is the other unit.
        """
        self.ensure_one()
        vals = {
            "origin_line_id": self.id,
            "product_id": self.product_id.id,
            "quantity": self.quantity,
            "symptom_note": text,
        }
        # sudo: the moves tell what the customer has, whoever asks
        replaced = self.sudo().move_ids.filtered(
            lambda move: (
                move.state == "done" and move._get_rma_direction() == "replaced"
            )
        )
        if replaced:
            return vals | {
                "product_id": replaced.product_id[:1].id,
                "lot_id": replaced.move_line_ids.lot_id[:1].id,
            }
        names = ("lot_id", "sale_line_id", "vendor_id", "symptom_id", "resolution_id")
        vals |= {name: self[name].id for name in names}
        return vals | {
            "lot_name": self.lot_name,
            "manufacture_year": self.manufacture_year,
            "date_purchased": self.date_purchased,
        }
