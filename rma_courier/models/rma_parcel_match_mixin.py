# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .rma_consignment import TO_US


class RmaParcelMatchMixin(models.AbstractModel):
    """That a quarantine parcel contains a unit, and the consignment that brought it."""

    _name = "rma.parcel.match.mixin"
    _description = "RMA Match of the Quarantine Parcel"

    is_match_allowed = fields.Boolean(compute="_compute_actions_allowed")

    def _is_match_done(self):
        self.ensure_one()
        return self.state == "matched"

    def _get_match_obstacle(self):
        return self._get_state_obstacle()

    def _check_match_allowed(self):
        self._check_allowed("match")

    def action_match(self, line_id=None):
        """Say which unit the parcels contain; without *line_id* the dialog asks.

        Nothing is booked: goods are received by the claim's own transfer.

        :param int line_id: the unit (``rma.claim.line``)
        :raises odoo.exceptions.UserError: the parcel is matched with another unit or
            refused, or nothing can come in for the unit
        """
        if not line_id:
            return self._open_dialog(
                "rma.parcel.wizard", self.env._("Match with a Unit")
            )
        is_id = type(line_id) is int and 0 < line_id < 2**31
        unit = self.env["rma.claim.line"].browse(line_id if is_id else []).exists()
        if not unit:
            raise UserError(self.env._("This unit is gone. Choose another one."))
        unit.check_access("read")
        self._lock_for_action()
        for parcel in self:
            if parcel.state == "matched" and parcel.line_id != unit:
                raise UserError(parcel._get_state_obstacle())
        todo = self._pass_gate("match")
        todo._check_unit(unit)
        todo._match(unit)
        return self._answer(todo, self.env._("This is matched already."))

    def _check_unit(self, unit):
        """Raise a UserError when nothing can come in for *unit*."""
        if not self:
            return
        # sudo: whoever matches may know why nothing comes in for the unit
        unit_sudo = unit.sudo()
        if unit_sudo.company_id != self.company_id:
            raise UserError(
                self.env._(
                    "%(unit)s belongs to %(company)s, the parcel does not. Choose a "
                    "unit of the parcel's own company.",
                    unit=unit_sudo.display_name,
                    company=unit_sudo.company_id.name,
                )
            )
        if unit_sudo.ending in ("closed", "cancelled"):
            raise UserError(unit_sudo._get_ended_obstacle())
        if unit_sudo.goods_state not in ("none", "expected", "in_transit"):
            raise UserError(
                self.env._(
                    "%(unit)s has come in already. Choose another unit, or keep the "
                    "parcel in quarantine.",
                    unit=unit_sudo.display_name,
                )
            )

    def _match(self, unit):
        if not self:
            return
        for parcel in self:
            vals = {"state": "matched", "line_id": unit.id}
            consignment = parcel.consignment_id or parcel._get_consignment(unit)
            parcel._write_axis({**vals, "consignment_id": consignment.id})
            # sudo: the link to the unit is what was just decided
            consignment.sudo().line_ids = [Command.link(unit.id)]
        self._tell_arrival()
        # sudo: the dock writes the history of claims that it may only read
        unit.sudo()._log_event("matched", text=", ".join(self.mapped("name")))

    def _get_consignment(self, unit):
        """Return the consignment that brought the parcel; a new one if none is known.

        As the docket number names it; one that was announced for the unit counts.
        """
        self.ensure_one()
        consignments = self.env["rma.consignment"]
        known = consignments._find_by_docket(self.docket, self.carrier_id)
        known = known.filtered(
            lambda c: c.direction in TO_US and c.company_id == self.company_id
        )
        if known:
            return known[0]
        # sudo: whose parcel it is stands on the claim
        partner = self.partner_id or unit.sudo().partner_id
        return consignments.create(self._prepare_consignment_vals(partner))

    def _prepare_consignment_vals(self, partner):
        """Return the values of the consignment that brought the parcel."""
        self.ensure_one()
        return {
            "direction": "customer_in",
            "company_id": self.company_id.id,
            "warehouse_id": self.warehouse_id.id,
            "partner_id": partner.id,
            "carrier_id": self.carrier_id.id,
            "docket": self.docket,
            "description": self._get_description(),
        }

    def _get_description(self):
        """Return on one line what is inside."""
        self.ensure_one()
        parts = [self.product_id.display_name, self.serial, self.contents]
        text = " ".join(" ".join(filter(None, parts)).split())
        return text and self.env._("Contents: %(contents)s", contents=text[:200])

    def _tell_arrival(self):
        """Note on the consignments in *self* that they arrived when the parcel did."""
        self.env["rma.consignment"]._register_events(
            [
                {
                    "consignment_id": parcel.consignment_id.id,
                    "status": "delivered",
                    "date": parcel.date_arrived,
                    "source": "scan",
                    "source_key": f"parcel-{parcel.id}",
                }
                for parcel in self
            ]
        )
