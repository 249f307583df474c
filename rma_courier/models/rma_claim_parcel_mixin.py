# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from .rma_consignment_customer_mixin import CUSTOMER_DIRECTIONS


class RmaClaimParcelMixin(models.AbstractModel):
    """What customers read of their parcels, and the labels that they print."""

    _name = "rma.claim.parcel.mixin"
    _description = "RMA Parcels on the Customer's Page"

    def _get_customer_consignments(self):
        """Return the parcels of the claim that its customer is told of, newest first.

        What was called off was never sent.
        """
        self.ensure_one()
        # sudo: the caller has checked the claim; its parcels are part of its story
        claim_sudo = self.sudo()
        pickings = claim_sudo.env["stock.picking"]._find_told_transfers(claim_sudo)
        parcels = claim_sudo.line_ids.consignment_ids | pickings.consignment_ids
        return parcels.filtered(
            lambda c: c.direction in CUSTOMER_DIRECTIONS and c.state != "cancelled"
        ).sorted("id", reverse=True)

    def _get_customer_parcels(self):
        """Return what the customer reads of the parcels of the claim.

        Only the claim's own units are named: others may travel in the same box.
        """
        return [
            {
                **consignment._prepare_customer_row(),
                "contents": self._get_customer_contents(consignment),
            }
            for consignment in self._get_customer_consignments()
        ]

    def _get_customer_contents(self, consignment):
        """Return which of the units are in a parcel; nothing when all are.

        What an addon sends for the claim is named by its product.
        """
        units = consignment.line_ids & self.sudo().line_ids  # sudo: as above
        if units:
            return [] if units == self.line_ids else units.mapped("reference")
        told = consignment.env["stock.picking"]._find_told_transfers(self)
        moves = (consignment.picking_ids & told).move_ids
        return moves.product_id.mapped("display_name")

    def _get_parcel_details(self):
        """Return where the parcels are, for who follows the claim without login.

        Sentences without names and addresses; number and link of what goes to the
        customer only.
        """
        return [
            {
                "text": consignment._get_customer_sentence(),
                "url": consignment.direction == "customer_out"
                and consignment._get_customer_link(),
            }
            for consignment in self._get_customer_consignments()
        ]

    # -- labels --

    def _get_customer_label_obstacle(self):
        """Return why the customer prints no label now, in his words, or False."""
        self.ensure_one()
        if not self.rma_number:
            return self.env._(
                "This claim has no RMA number yet. You can print the label here as "
                "soon as the claim is approved."
            )
        if self.state == "expired":
            return self.env._(
                "The RMA number is no longer valid, so a parcel would be refused. "
                "Write us a message if you still want to send your unit."
            )
        if self._get_label_obstacle() or not self._get_expected_units():
            return self.env._(
                "Nothing is to be sent for this claim, so it has no label. Write us a "
                "message if you think that this is wrong."
            )
        return False

    def _get_customer_label_lines(self):
        """Return the units for which the customer prints a label of their own."""
        self.ensure_one()
        if self._get_customer_label_obstacle():
            return self.line_ids.browse()
        return self._get_expected_units()
