# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.customer_text import check_customer_text

#: How often the customer may report failures of one claim, a day.
MAX_A_DAY = 5


class RmaClaimFollowUpMixin(models.AbstractModel):
    """The claims that carry this one on, and the one that it carries on."""

    _name = "rma.claim.follow.up.mixin"
    _description = "RMA Follow-up Claims"

    origin_claim_id = fields.Many2one(
        "rma.claim",
        string="Follow-up Of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The earlier claim, after which the unit did not work.",
    )
    follow_up_ids = fields.One2many("rma.claim", "origin_claim_id", string="Follow-ups")
    follow_up_count = fields.Integer(
        string="Follow-ups Count", compute="_compute_follow_up_count"
    )

    @api.depends("follow_up_ids")
    def _compute_follow_up_count(self):
        for claim in self:
            claim.follow_up_count = len(claim.follow_up_ids)

    def action_view_follow_ups(self):
        """Open the claims that carry this one on."""
        return self.follow_up_ids._get_records_action(name=self.env._("Follow-ups"))

    def action_view_origin_claim(self):
        """Open the claim that this one carries on."""
        return self.origin_claim_id._get_records_action()

    def _customer_report_failing(self, lines, text, files=()):
        """Note that *lines* of this claim do not work and raise the claim about it.

        :param str text: what is wrong, in the customer's words
        :param files: photos that show it, as ``_attach_uploads`` takes them
        :return: the claims that carry the units on
        :raises odoo.exceptions.UserError: no text, or a unit is not at the customer's
        """
        self.ensure_one()
        self.line_ids._lock_records()
        todo = lines.filtered(lambda line: not line._is_customer_failing_done())
        if not todo:
            return lines.follow_up_line_id.claim_id
        todo._check_allowed("customer_failing")
        self._check_follow_up_limit()
        text = check_customer_text(self.env, text, self.env._("what does not work"))
        claims = todo._report_failing(text)
        if files:
            claims[:1]._attach_uploads(files)
        return claims

    def _check_follow_up_limit(self):
        """Raise when claims are raised and withdrawn again and again."""
        # sudo: the counter belongs to nobody
        limits_sudo = self.env["rma.rate.limit"].sudo()
        if not limits_sudo._hit("follow_up", str(self.id), MAX_A_DAY, 24 * 3600):
            raise UserError(
                self.env._(
                    "%(claim)s was reported not to work several times today. Please "
                    "write to us, we take care of it.",
                    claim=self.display_name,
                )
            )

    def _create_follow_ups(self, lines, text):
        """Return the new, submitted claims about *lines*: one, or one for each unit
        where the customer gets one number per unit."""
        self.ensure_one()
        is_one_each = self.partner_id._is_one_unit_per_claim()
        claims = self.browse()
        for group in lines if is_one_each else [lines]:
            claims |= self.with_company(self.company_id)._create_intake(
                self.partner_id,
                self._prepare_follow_up_claim_vals(group, text),
                "portal",
            )
        claims._confirm_intake()
        return claims

    def _prepare_follow_up_claim_vals(self, lines, text):
        """Return the values of the claim that carries *lines* on."""
        names = (
            "company_id",
            "partner_shipping_id",
            "delegate_id",
            "team_id",
            "warehouse_id",
        )
        return {name: self[name].id for name in names} | {
            "origin_claim_id": self.id,
            # who has left the company takes nothing on
            "user_id": self.user_id.filtered("active").id,
            "client_ref": self.client_ref,
            "delivery_method": self.delivery_method,
            "demand": "warranty",
            "line_ids": [
                fields.Command.create(line._prepare_follow_up_vals(text))
                for line in lines
            ],
        }
