# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import UserError


class RmaClaimDocumentMixin(models.AbstractModel):
    """The native documents of a claim: how they are prepared and opened."""

    _name = "rma.claim.document.mixin"
    _description = "RMA Documents of the Claim"

    def _get_picking_type(self, kind):
        """Return the service centre's operation type for *kind* of transfer."""
        self.ensure_one()
        # sudo: the set-up of the warehouse, whatever the user may see of it
        picking_type = self.warehouse_id.sudo()[f"rma_{kind}_type_id"]
        if not picking_type:
            raise UserError(
                self.env._(
                    "The service centre %(warehouse)s has no RMA operation types. Ask "
                    "an administrator to update the app RMA Management.",
                    warehouse=self.warehouse_id.display_name,
                )
            )
        return picking_type

    def _prepare_picking_vals(self, kind):
        """Return the values of the claim's transfer for ``receipt``/``delivery``."""
        self.ensure_one()
        picking_type = self._get_picking_type(kind)
        return {
            "picking_type_id": picking_type.id,
            "location_id": picking_type.default_location_src_id.id,
            "location_dest_id": picking_type.default_location_dest_id.id,
            "partner_id": self.partner_shipping_id.id,
            "company_id": self.company_id.id,
            "origin": self.rma_number or self.name,
            "rma_claim_id": self.id,
            # whoever is in the warehouse, not whoever decided on the claim
            "user_id": False,
        }

    def _create_missing_references(self):
        """Give each claim the reference that keeps its replacements together."""
        for claim in self.filtered(lambda claim: not claim.reference_id):
            # sudo: as in _create_transfers
            reference = (
                self.env["stock.reference"]
                .sudo()
                .create({"name": claim.rma_number or claim.name})
            )
            claim._write_axis({"reference_id": reference.id})

    def _prepare_quotation_vals(self):
        """Return the values of the claim's quotation."""
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "partner_shipping_id": self.partner_shipping_id.id,
            "company_id": self.company_id.id,
            "warehouse_id": self.warehouse_id.id,
            "origin": self.rma_number or self.name,
        }

    def _get_last_line_numbers(self):
        """Return {claim id: highest item number given so far}."""
        # sudo: a number is taken, whoever sees the unit that has it
        groups = (
            self.env["rma.claim.line"]
            .sudo()
            ._read_group([("claim_id", "in", self.ids)], ["claim_id"], ["number:max"])
        )
        return {claim.id: number for claim, number in groups}

    # -- what stays once documents were made --

    def _check_address(self, vals):
        """Let only an approver send approved goods to somebody else's address."""
        address = self.env["res.partner"].browse(vals.get("partner_shipping_id"))
        if not address or self._has_rma_right("group_rma_approver"):
            return
        for claim in self.filtered("rma_number"):
            if address.commercial_partner_id != claim.commercial_partner_id:
                raise UserError(
                    self.env._(
                        "%(address)s is no address of %(customer)s. Ask an approver to "
                        "send the goods of %(claim)s there.",
                        address=address.display_name,
                        customer=claim.commercial_partner_id.display_name,
                        claim=claim.display_name,
                    )
                )

    def _check_demand(self, vals):
        """Let only an approver turn a paid service into a warranty claim."""
        if vals.get("demand", "paid") == "paid":
            return
        if self._has_rma_right("group_rma_approver"):
            return
        for claim in self.filtered(lambda claim: claim.demand == "paid"):
            if "approved" in claim.line_ids.mapped("decision"):
                raise UserError(
                    self.env._(
                        "%(claim)s is approved as a paid service. Ask an approver to "
                        "change what the customer demands.",
                        claim=claim.display_name,
                    )
                )

    def _check_settled(self, vals):
        """Refuse another customer or company once goods are announced or have moved,
        and an address of strangers once an approver has decided."""
        self._check_address(vals)
        self._check_demand(vals)
        is_approver = self._has_rma_right("group_rma_approver")
        for name in {"partner_id", "company_id", "warehouse_id"} & vals.keys():
            for claim in self:
                is_decided = "approved" in claim.line_ids.mapped("decision")
                is_settled = claim.line_ids.move_ids or (
                    is_decided and name == "partner_id" and not is_approver
                )
                if claim[name].id != vals[name] and is_settled:
                    raise UserError(
                        self.env._(
                            "%(field)s of %(claim)s cannot change any more: it was "
                            "decided on, or transfers were made for it. Cancel it and "
                            "register a new claim.",
                            field=claim._fields[name]._description_string(self.env),
                            claim=claim.display_name,
                        )
                    )

    # -- dialogs and documents --

    def action_open_extend_validity(self):
        """Open the dialog that asks for the days of an extension."""
        return self._open_dialog(
            "rma.validity.wizard", self.env._("Extend the Validity")
        )

    def action_view_lines(self):
        """Open the units of these claims."""
        return self.line_ids._get_records_action(name=self.env._("Units"))
