# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, consteq, hmac

from ..tools import phone_key

#: Which messages customers choose, the most first.
NOTICE_LEVELS = [
    ("all", "Every step"),
    ("needed", "Only what asks for something, and the end"),
    ("none", "Only what must be said"),
]
#: What the link in the messages is good for, and for nothing else.
MESSAGES_PURPOSE = "rma_management.messages"
#: So many contacts with one phone number are enough to choose from.
MAX_SAME_PHONE = 20


class ResPartner(models.Model):
    _inherit = "res.partner"

    rma_unit_policy = fields.Selection(
        selection=[("many", "Many units on one claim"), ("one", "One unit per claim")],
        string="Units per Claim",
        help="Shops and chains send many units under one RMA number; for other "
        "customers every unit gets its own. Empty: as the company, then many.",
    )
    rma_is_partner_desk = fields.Boolean(
        string="Partner Desk",
        help="The customer's people may send lists of up to 500 units in the portal, "
        "one RMA number for all of them. Not for one unit per claim.",
        tracking=True,
    )
    rma_price_limit = fields.Float(
        string="Repair up to",
        digits="Product Price",
        company_dependent=True,
        help="Quotations for repairs up to this total, taxes included, in the currency "
        "of the company, are accepted without asking. 0: always ask.",
        tracking=True,
    )
    rma_notice_level = fields.Selection(
        selection=NOTICE_LEVELS,
        string="Messages about Claims",
        tracking=True,
        help="Which steps of their claims customers are told by e-mail. Empty: as the "
        "customer's company, then every step. Customers choose themselves with the "
        "link in each message.",
    )
    rma_packing_note = fields.Text(
        string="Packing Instructions",
        translate=True,
        help="How customers pack units of this vendor that they send to us.",
    )
    rma_claim_ids = fields.One2many("rma.claim", "partner_id", string="Claims")
    rma_claim_count = fields.Integer(compute="_compute_rma_claim_count")
    rma_contract_count = fields.Integer(compute="_compute_rma_contract_count")

    _rma_phone_idx = models.Index(f"({phone_key.SQL_KEY}) WHERE phone IS NOT NULL")

    @api.model
    def _search_display_name(self, operator, value):
        """Find a contact by phone, where the counter asks for it by the context."""
        domain = super()._search_display_name(operator, value)
        if self.env.context.get("rma_find_by_phone") and isinstance(value, str):
            if operator in ("ilike", "=") and (ids := self._find_by_phone(value)):
                domain |= Domain("id", "in", ids)
        return domain

    @api.model
    def _find_by_phone(self, text):
        """Return the ids of contacts whose phone is *text*, however it is written.

        Ids only: whoever searches with them sees what his rights let him see.
        """
        key = phone_key.get_key(text)
        if not key:
            return []
        self.flush_model(["phone"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM res_partner WHERE %s = %s AND phone IS NOT NULL"
                " AND active LIMIT %s",
                SQL(phone_key.SQL_KEY),
                key,
                MAX_SAME_PHONE,
            )
        )
        return [partner_id for [partner_id] in rows]

    def _compute_rma_claim_count(self):
        counts = dict(
            self.env["rma.claim"]._read_group(
                [("commercial_partner_id", "in", self.commercial_partner_id.ids)],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.rma_claim_count = counts.get(partner.commercial_partner_id, 0)

    def _compute_rma_contract_count(self):
        contracts = self.env["contract.contract"]
        counts = (
            dict(
                contracts._read_group(
                    [
                        ("is_service_contract", "=", True),
                        ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                    ],
                    ["commercial_partner_id"],
                    ["__count"],
                )
            )
            if contracts.has_access("read")
            else {}
        )
        for partner in self:
            partner.rma_contract_count = counts.get(partner.commercial_partner_id, 0)

    def write(self, vals):
        """Send what did not arrive again when an address is corrected."""
        before = {p: p.email_normalized for p in self} if "email" in vals else {}
        result = super().write(vals)
        corrected = self.filtered(
            lambda p: p.email_normalized and p.email_normalized != before.get(p)
        )
        if before and corrected:
            corrected._resend_rma_notices()
        return result

    def _resend_rma_notices(self):
        """Send the last message of their claims again where it did not arrive."""
        # sudo: whoever corrects the address, the customer is told
        claims = self.env["rma.claim"].sudo()
        bounced = [("partner_id", "in", self.ids), ("is_notice_bounced", "=", True)]
        claims.search(bounced)._follow_address()

    # -- which messages the customer wants --

    def _get_rma_notice_level(self):
        """Return which messages about claims are wanted here: key of the levels.

        No partner – a claim whose customer is not chosen yet – wants them all.
        """
        own = self.rma_notice_level
        return own or self.commercial_partner_id.rma_notice_level or "all"

    def _wants_rma_notice(self, level):
        """Tell whether messages that belong to *level* are to be sent."""
        order = [key for key, _label in reversed(NOTICE_LEVELS)]
        return order.index(level) <= order.index(self._get_rma_notice_level())

    def _get_rma_messages_token(self):
        """Return what proves that a visitor got a message at the present address."""
        self.ensure_one()
        # sudo: signed with the secret of the database
        env = self.sudo().env
        return hmac(env, MESSAGES_PURPOSE, (self.id, self.email_normalized or ""))

    def _check_rma_messages_token(self, token):
        """Tell whether *token* is the one of this partner's messages."""
        expected = self._get_rma_messages_token()
        return isinstance(token, str) and consteq(token.encode(), expected.encode())

    def _get_rma_messages_url(self):
        """Return the address of the page where the partner chooses his messages."""
        self.ensure_one()
        token = self._get_rma_messages_token()
        return f"{self.get_base_url()}/rma/messages/{self.id}/{token}"

    def _is_one_unit_per_claim(self):
        """Tell whether each claim of this customer carries one unit only."""
        self.ensure_one()
        policy = self.rma_unit_policy or self.commercial_partner_id.rma_unit_policy
        return policy == "one"

    def _has_rma_partner_desk(self):
        """Tell whether this customer's people may send lists of units."""
        self.ensure_one()
        # sudo: what was agreed with the customer's company
        partner_sudo = self.commercial_partner_id.sudo()
        is_agreed = partner_sudo.rma_is_partner_desk
        return is_agreed and not self.sudo()._is_one_unit_per_claim()

    def action_view_rma_claims(self):
        """Open the claims of the customer's whole company."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rma_management.rma_claim_action"
        )
        action["domain"] = [
            ("commercial_partner_id", "=", self.commercial_partner_id.id)
        ]
        action["context"] = {"default_partner_id": self.id}
        return action

    def action_view_rma_contracts(self):
        """Open the service contracts of the customer's whole company."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rma_management.contract_contract_action_service"
        )
        action["domain"] = [
            ("is_service_contract", "=", True),
            ("commercial_partner_id", "=", self.commercial_partner_id.id),
        ]
        action["context"] = {
            "default_partner_id": self.id,
            "default_is_service_contract": True,
            "default_contract_type": "sale",
        }
        return action
