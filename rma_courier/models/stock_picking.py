# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

#: What makes consignments follow a transfer when it is written.
FOLLOWED_FIELDS = frozenset({"carrier_id", "carrier_tracking_ref"})


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = [
        "stock.picking",
        "rma.picking.consignment.mixin",
        "rma.picking.dispatch.mixin",
        "rma.picking.announce.mixin",
        "rma.handover.mixin",
    ]

    @api.model_create_multi
    def create(self, vals_list):
        """Make or join the consignments of dockets that are given at once."""
        pickings = super().create(vals_list)
        if any(vals.get("carrier_tracking_ref") for vals in vals_list):
            pickings.filtered("carrier_tracking_ref")._follow_courier()
        return pickings

    def write(self, vals):
        """Let consignments follow courier and docket, whoever writes them."""
        if not FOLLOWED_FIELDS & vals.keys():
            return super().write(vals)
        before = {picking: set(picking._get_docket_names()) for picking in self}
        is_cleared = not vals.get("carrier_tracking_ref", True)
        if is_cleared:
            self._drop_dockets()
        result = super().write(vals)
        self._follow_courier(before)
        if is_cleared:
            # who has left a shared box needs one of his own
            self._announce_consignments()
            self.filtered(lambda p: p.state == "done")._tell_consignments()
        return result

    def _get_rma_travel_troubles(self):
        """Tell which parcels are lost, or came back undelivered."""
        troubles = super()._get_rma_travel_troubles()
        # sudo: how a parcel travels is no secret
        for consignment in self.sudo().consignment_ids:
            values = {
                "consignment": consignment.display_name,
                "courier": consignment.carrier_id.name or self.env._("the courier"),
            }
            if consignment.state == "lost" and not consignment.date_settled:
                troubles.append(
                    self.env._(
                        "Parcel %(consignment)s was lost on its way: ask %(courier)s.",
                        **values,
                    )
                )
            elif consignment.state == "returned":
                troubles.append(
                    self.env._(
                        "Parcel %(consignment)s could not be delivered and is on its "
                        "way back to us, or here: the receiver does not have it.",
                        **values,
                    )
                )
        return troubles

    def _pre_action_done_hook(self):
        """Ask for courier and docket after everything else was asked."""
        result = super()._pre_action_done_hook()
        if result is not True:
            return result
        missing = self.filtered(lambda picking: picking._is_docket_missing())
        if self.env.context.get("skip_rma_courier_check"):
            missing = missing.filtered(
                lambda picking: picking.picking_type_id.courier_check == "block"
            )
        return missing._action_check_rma_courier() if missing else True

    def _action_check_rma_courier(self):
        """Return the dialog that asks for courier and docket of each transfer."""
        check = self.env["rma.courier.check"].create(
            {
                "line_ids": [
                    fields.Command.create(
                        {
                            "picking_id": picking.id,
                            "carrier_id": picking.carrier_id.id,
                            "docket": picking.carrier_tracking_ref,
                            "weight": picking.shipping_weight,
                            "cost": picking.carrier_price,
                        }
                    )
                    for picking in self
                ]
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("By which courier does it travel?"),
            "res_model": "rma.courier.check",
            "res_id": check.id,
            "view_mode": "form",
            "target": "new",
            "context": self.env.context,
        }

    def _action_done(self):
        """Require the docket where it is required, and tell the consignments."""
        for picking in self:
            if (
                picking.picking_type_id.courier_check == "block"
                and picking._is_docket_missing()
            ):
                raise UserError(
                    self.env._(
                        "%(transfer)s travels by courier and has no courier or no "
                        "docket number. Enter both on the transfer, then validate it "
                        "again.",
                        transfer=picking.name,
                    )
                )
        result = super()._action_done()
        self._follow_validation()
        return result

    def _follow_rma_delivery_methods(self):
        """Announce what leaves by courier now, and drop what does not any more."""
        result = super()._follow_rma_delivery_methods()
        self._follow_delivery_methods()
        return result

    def _follow_rma_courier_payer(self):
        """Let who pays now pay for parcels that have not left."""
        result = super()._follow_rma_courier_payer()
        for picking in self:
            announced = picking.consignment_ids.filtered(
                lambda consignment: consignment.state == "announced"
            )
            announced.payer = picking._get_rma_courier_payer()
        return result

    def _create_backorder(self, backorder_moves=None):
        """Announce what is sent later as a consignment of its own."""
        backorders = super()._create_backorder(backorder_moves=backorder_moves)
        travelling = backorders.filtered(lambda p: p._get_courier_direction())
        # the first parcel was paid for, the next one is not
        travelling.filtered("carrier_price").carrier_price = 0.0
        travelling._announce_consignments()
        return backorders

    def action_view_consignments(self):
        """Open the consignments in which this transfer travels."""
        return self.consignment_ids._get_records_action(name=self.env._("Consignments"))
