# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaClaimIntakeMixin(models.AbstractModel):
    """Claims that customers raise themselves: prepared unseen, then confirmed.

    Until its author confirms it, a claim is seen by nobody but the pages that its
    author fills in: not by colleagues, not by other people of the customer.
    """

    _name = "rma.claim.intake.mixin"
    _description = "RMA Claim Raised by the Customer"

    @api.model
    def _create_intake(self, partner, vals, channel):
        """Return a new unconfirmed claim of *partner*, with all rights.

        :param partner: whose claim it is
        :param dict vals: checked values of claim and unit (``line_ids`` for many units)
        :param str channel: ``portal`` or ``web``
        """
        company = self.env.company
        return (
            # sudo: customers have no right to create; the values were checked
            self.sudo().create(
                {
                    "team_id": company.rma_customer_team_id.id,
                    "company_id": company.id,
                    **vals,
                    "partner_id": partner.id,
                    "channel": channel,
                    "is_confirmed": False,
                }
            )
        )

    def _confirm_intake(self):
        """Let the service desk see the claims and submit them; a repeat does nothing."""
        todo = self.filtered(lambda claim: not claim.is_confirmed)
        if not todo:
            return
        todo._write_axis({"is_confirmed": True})
        todo.filtered(lambda claim: not claim.user_id)._assign_users()
        todo._get_draft_lines().action_submit()

    @api.model
    def _get_purge_domain(self):
        """Return the domain of the claims whose authors did not confirm in time."""
        return [
            ("is_confirmed", "=", False),
            ("create_date", "<", fields.Datetime.now()),
        ]
