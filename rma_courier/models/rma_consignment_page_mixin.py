# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class RmaConsignmentPageMixin(models.AbstractModel):
    """What the pages of a consignment show beside its own fields."""

    _name = "rma.consignment.page.mixin"
    _description = "RMA Pages of the Consignment"

    lane = fields.Char(
        compute="_compute_lane",
        store=True,
        precompute=True,
        index=True,
        help="From which country to which; one code when it stays in a country.",
    )
    unit_count = fields.Integer(string="Units Inside", compute="_compute_unit_count")
    claim_count = fields.Integer(compute="_compute_claim_count")

    @api.depends("partner_from_id.country_id", "partner_to_id.country_id")
    def _compute_lane(self):
        for consignment in self:
            codes = [
                partner.country_id.code or "?"
                for partner in (consignment.partner_from_id, consignment.partner_to_id)
            ]
            if set(codes) == {"?"}:
                consignment.lane = False
            else:
                consignment.lane = " → ".join(dict.fromkeys(codes))

    @api.depends("line_ids")
    def _compute_unit_count(self):
        units = self._get_readable_units()
        for consignment in self:
            consignment.unit_count = len(units[consignment])

    @api.depends("line_ids.claim_id")
    def _compute_claim_count(self):
        units = self._get_readable_units()
        for consignment in self:
            consignment.claim_count = len(units[consignment].claim_id)

    def _get_readable_units(self):
        """Return {consignment: the units inside that the user may read}.

        The access rules read the units as the system, and leave all of them cached.
        """
        readable = self.line_ids._filtered_access("read")
        return {
            consignment: (consignment.line_ids & readable).with_prefetch(readable.ids)
            for consignment in self
        }

    def action_view_claims(self):
        """Open the claims whose units are inside."""
        claims = self.line_ids._filtered_access("read").claim_id
        return claims._get_records_action(name=self.env._("Claims"))

    def action_view_pickings(self):
        """Open the transfers that carry the goods."""
        return self.picking_ids._get_records_action(name=self.env._("Transfers"))

    def action_open_tracking(self):
        """Open the courier's page about this consignment.

        :raises odoo.exceptions.UserError: no docket, or the courier has no such page
        """
        self.ensure_one()
        if not self.tracking_url:
            raise UserError(
                self.env._(
                    "%(consignment)s has no tracking link. Enter its docket number, "
                    "and the tracking link of its courier in the courier's settings.",
                    consignment=self.display_name,
                )
            )
        return {"type": "ir.actions.act_url", "url": self.tracking_url, "target": "new"}
