# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import UserError


class RmaPickingAnnounceMixin(models.AbstractModel):
    """Parcels of transfers that move no units of claims, or come to us."""

    _name = "rma.picking.announce.mixin"
    _description = "RMA Announcement of the Transfer's Parcels"

    def action_announce_consignment(self):
        """Announce the parcels in which these transfers come to us, and open them.

        Courier, docket number and pick-up are entered there. A repeat opens those that
        are announced or on their way already.

        :raises odoo.exceptions.UserError: nothing comes in by courier
        """
        self.check_access("read")
        self.env["rma.consignment"].check_access("create")
        # sudo: kept from doing it twice; people at the phone do not write transfers
        self.sudo().lock_for_update(allow_referencing=True)
        known = {picking: picking._get_inbound_open() for picking in self}
        todo = self.filtered(lambda picking: not known[picking])
        for picking in todo:
            if obstacle := picking._get_announce_obstacle():
                raise UserError(obstacle)
        consignments = self._create_consignments(list(todo))
        for found in known.values():
            consignments |= found
        return consignments.with_env(self.env)._get_records_action(
            name=self.env._("Consignments")
        )

    def _get_announce_obstacle(self):
        """Return why no parcel comes to us with this transfer, or False."""
        self.ensure_one()
        is_open = self.state not in ("done", "cancel")
        if is_open and self._get_courier_direction() == "in":
            return False
        return self.env._(
            "Nothing comes in by courier with %(transfer)s: it is ended, or its goods "
            "go another way.",
            transfer=self.name,
        )

    def _get_inbound_open(self):
        """Return the open consignments to us with what this transfer takes in."""
        self.ensure_one()
        # sudo: a parcel is on its way, whoever may read it
        known = self.sudo().consignment_ids | self._get_courier_units().consignment_ids
        return known.filtered(lambda c: c.direction == "customer_in" and c.is_open)

    def _follow_delivery_methods(self):
        """Announce what leaves by courier now; drop what was announced, and does not.

        What something was told of, or what travels with something else, stays.
        """
        waiting = self.filtered(lambda p: p.state not in ("done", "cancel"))
        waiting._announce_consignments()
        # sudo: consignments follow their transfers, whoever may read them
        left = waiting.sudo().consignment_ids.filtered(
            lambda c: (
                c.direction == "customer_out"
                and c.state == "announced"
                and not any(p._get_courier_direction() for p in c.picking_ids)
            )
        )
        if left:
            left._drop_announced()
