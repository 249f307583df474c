# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.rating.models.rating_data import (
    RATING_HAPPY_VALUE,
    RATING_NEUTRAL_VALUE,
    RATING_UNHAPPY_VALUE,
)

from ..tools.customer_text import check_customer_text

#: What the native pages take, too.
RATES = (RATING_HAPPY_VALUE, RATING_NEUTRAL_VALUE, RATING_UNHAPPY_VALUE)


class RmaClaimRatingMixin(models.AbstractModel):
    """How satisfied the customer was: one native rating a claim, which he may change.

    The link in an e-mail (``/rate/<token>/<rate>``) and the card on the claim's page
    write the same rating.
    """

    _name = "rma.claim.rating.mixin"
    _description = "RMA Rating of the Service"

    def _get_own_rating(self):
        """Return the rating that the customer gave or was asked for, or nothing."""
        self.ensure_one()
        # sudo: customers read no ratings; this one is theirs
        ratings_sudo = self.sudo().rating_ids.filtered(
            lambda rating: rating.partner_id == self.partner_id
        )
        return ratings_sudo.sorted(lambda rating: (rating.consumed, rating.id))[-1:]

    def _get_customer_rating(self):
        """Return what the customer has said of the service, or nothing."""
        return self._get_own_rating().filtered("consumed")

    def _get_customer_rate_obstacle(self):
        """Return why the customer cannot rate the service yet, or False."""
        self.ensure_one()
        if self.state == "closed":
            return False
        return self.env._(
            "%(claim)s is not finished yet. Please rate our service when it is.",
            claim=self.display_name,
        )

    def _customer_rate(self, rate, text=None):
        """Record how satisfied the customer was; a second time changes it.

        :param int rate: 5, 3 or 1
        :param str text: what he adds, if anything
        :raises odoo.exceptions.UserError: the claim is not closed, or no such choice
        """
        self.ensure_one()
        self._lock_records()
        self._check_allowed("customer_rate")
        if rate not in RATES:
            raise UserError(
                self.env._("Please choose how satisfied you were with our service.")
            )
        text = check_customer_text(
            self.env, text, self.env._("your remark"), is_required=False
        )
        rating = self._get_own_rating()
        if rating.consumed and (rating.rating, rating.feedback or "") == (rate, text):
            return
        if not rating:
            self._rating_get_access_token(self.partner_id)
            self.invalidate_recordset(["rating_ids"])
            rating = self._get_own_rating()
        self.rating_apply(rate, rating=rating, feedback=text)

    def action_view_ratings(self):
        """Open what the customer said of the service."""
        return self.rating_ids._get_records_action(name=self.env._("Ratings"))
