# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class RmaTravelMixin(models.AbstractModel):
    """How what is on a transfer travels, for whom and at whose cost: hooks.

    Addons with transfers of their own override them; the courier addon asks.
    """

    _name = "rma.travel.mixin"
    _description = "RMA Travel of the Transfer"

    def _get_rma_claims(self):
        """Return the claims behind these transfers, with all rights."""
        # sudo: how a claim travels is no secret
        pickings_sudo = self.sudo()
        return pickings_sudo.rma_claim_id or pickings_sudo.move_ids.rma_line_id.claim_id

    @api.model
    def _find_told_transfers(self, claim):
        """Return the transfers whose parcels *claim*'s customer is told of; a hook.

        With all rights: the caller has checked who reads of the claim.
        """
        # sudo: customers read no transfers, only what becomes of their goods
        return claim.sudo().line_ids.picking_ids

    def _get_rma_delivery_methods(self):
        """Return the ways in which what is on these transfers travels; a hook.

        :return: a set of ``courier``, ``pickup`` and ``counter``; empty where no claim
            is behind them
        """
        return set(self._get_rma_claims().mapped("delivery_method"))

    def _follow_rma_delivery_methods(self):
        """Let parcels follow when these transfers travel another way now; a hook.

        Whoever changes what ``_get_rma_delivery_methods`` returns calls it.
        """

    def _follow_rma_courier_payer(self):
        """Let parcels follow when somebody else pays for these transfers now; a hook.

        Whoever changes what ``_get_rma_courier_payer`` returns calls it.
        """

    def _get_rma_travel_troubles(self):
        """Return in whole sentences what went wrong on the way; a hook."""
        return []

    def _get_rma_courier_payer(self):
        """Return who pays the courier of this transfer by default; a hook.

        :return: ``company`` or ``customer``
        """
        self.ensure_one()
        return "company"

    def _get_rma_customer(self):
        """Return the partner whose goods or errand this transfer is; a hook."""
        self.ensure_one()
        customer = self._get_rma_claims()[:1].partner_id.with_env(self.env)
        return customer or self.partner_id
