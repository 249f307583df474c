# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.exceptions import UserError


class RmaStandbyErrandMixin(models.AbstractModel):
    """The native transfers that carry out issues and returns, made in batches."""

    _name = "rma.standby.errand.mixin"
    _description = "RMA Native Transfers of a Loan"

    def _create_standby_transfers(self, kind):
        """Make the native transfers of *kind* (issue, return); return them assigned.

        :raises odoo.exceptions.UserError: a serial number cannot be reserved
        """
        vals_list = []
        for loans in self.grouped(lambda loan: loan._get_transfer_key()).values():
            moves = [loan._prepare_standby_move_vals(kind) for loan in loans]
            vals_list.append(
                loans[0]._prepare_standby_picking_vals(kind)
                | (loans._prepare_return_vals() if kind == "return" else {})
                | {"scheduled_date": min(vals["date"] for vals in moves)}
                | {"move_ids": [fields.Command.create(vals) for vals in moves]}
            )
        # sudo: the loan asks for the transfer, the warehouse carries it out
        pickings_sudo = self.env["stock.picking"].sudo().create(vals_list)
        moves_sudo = pickings_sudo.move_ids._action_confirm(merge=False)
        moves_sudo.filtered(lambda move: move.state != "assigned")._action_assign()
        for move in moves_sudo:
            if move.state != "assigned":
                raise UserError(
                    self.env._(
                        "%(unit)s cannot be taken from %(place)s: another transfer has "
                        "reserved it, or it is not there. Check its stock first.",
                        unit=move.rma_standby_loan_id.unit_id.display_name,
                        place=move.location_id.display_name,
                    )
                )
        return pickings_sudo

    def _get_transfer_key(self):
        """Return what loans have in common that travel in one transfer."""
        self.ensure_one()
        return (
            self.claim_id,
            self.partner_shipping_id,
            self.warehouse_id,
            self.delivery_method,
            self.courier_payer,
        )

    def _get_standby_type(self, kind):
        """Return the site's operation type of *kind*.

        :raises odoo.exceptions.UserError: the site has none
        """
        self.ensure_one()
        field = f"rma_standby_{kind}_type_id"
        # sudo: the operation types of the site are no secret
        picking_type = self.warehouse_id.sudo()[field]
        if not picking_type:
            raise UserError(
                self.env._(
                    "%(site)s has no operation type for stand-by units. Ask an "
                    "administrator to set “Stand-by Issues” and “Stand-by Returns”.",
                    site=self.warehouse_id.name or self.company_id.name,
                )
            )
        return picking_type

    def _prepare_standby_picking_vals(self, kind):
        """Return the values of the transfer in which this loan travels."""
        self.ensure_one()
        picking_type = self._get_standby_type(kind)
        return {
            "picking_type_id": picking_type.id,
            "partner_id": self.partner_shipping_id.id or self.partner_id.id,
            "company_id": self.company_id.id,
            "origin": self.claim_id.display_name or self.name,
            "rma_claim_id": self.claim_id.id,
            "user_id": False,
            **self._get_standby_way(picking_type, kind),
        }

    def _prepare_return_vals(self):
        """Return the values that tie a return to the issue that it takes back.

        A parcel that could not be delivered needs no courier for its way home.
        """
        # sudo: which transfer it was, is no secret to who may read the loan
        issues_sudo = self.sudo().move_ids.filtered(
            lambda move: move.rma_standby_kind == "issue" and move.state == "done"
        )
        by_loan = issues_sudo.grouped("rma_standby_loan_id")
        pickings = self.env["stock.picking"].union(
            *(moves.sorted("id")[-1:].picking_id for moves in by_loan.values())
        )
        return {"return_id": pickings.id} if len(pickings) == 1 else {}

    def _prepare_standby_move_vals(self, kind):
        """Return the values of the move of this loan's unit."""
        self.ensure_one()
        picking_type = self._get_standby_type(kind)
        product = self.unit_id.product_id
        return {
            "rma_standby_loan_id": self.id,
            "rma_standby_kind": kind,
            "date": self._get_transfer_date(kind),
            "company_id": self.company_id.id,
            "picking_type_id": picking_type.id,
            "partner_id": self.partner_shipping_id.id or self.partner_id.id,
            "origin": self.name,
            "product_id": product.id,
            "product_uom": product.uom_id.id,
            "product_uom_qty": 1.0,
            # a loan changes nothing of what was sold
            "to_refund": False,
            **self._get_standby_way(picking_type, kind),
        }

    def _get_transfer_date(self, kind):
        """Return when the warehouse is to expect the unit, now or later."""
        self.ensure_one()
        day = self.date_from if kind == "issue" else self.date_expected
        now = fields.Datetime.now()
        return now if day <= self._get_today() else self.company_id._get_rma_noon(day)

    def _get_standby_way(self, picking_type, kind):
        """Return from where to where the unit goes.

        An issue takes the unit from where it lies in the pool, at whatever site.
        """
        self.ensure_one()
        on_loan = self.company_id.rma_standby_loan_location_id
        if kind == "issue":
            place = self.unit_id.location_id or picking_type.default_location_src_id
            return {"location_id": place.id, "location_dest_id": on_loan.id}
        back = picking_type.default_location_dest_id
        return {"location_id": on_loan.id, "location_dest_id": back.id}

    def _cancel_open_moves(self, kind=None):
        """Cancel what was prepared and has not happened."""
        # sudo: the loan takes back what the loan asked for
        moves = self.sudo()._get_open_moves(kind)
        if moves:
            moves._action_cancel()
