# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    rma_unit_policy = fields.Selection(
        selection=[("many", "Many units on one claim"), ("one", "One unit per claim")],
        string="Units per Claim",
        help="Shops and chains send many units under one RMA number; for other "
        "customers every unit gets its own. Empty: as the company, then many.",
    )
    rma_price_limit = fields.Float(
        string="Repair up to",
        digits="Product Price",
        company_dependent=True,
        help="Quotations for repairs up to this total, taxes included, in the currency "
        "of the company, are accepted without asking. 0: always ask.",
        tracking=True,
    )
    rma_packing_note = fields.Text(
        string="Packing Instructions",
        translate=True,
        help="How customers pack units of this vendor that they send to us.",
    )
    rma_claim_ids = fields.One2many("rma.claim", "partner_id", string="Claims")
    rma_claim_count = fields.Integer(compute="_compute_rma_claim_count")
    rma_contract_count = fields.Integer(compute="_compute_rma_contract_count")

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

    def _is_one_unit_per_claim(self):
        """Tell whether each claim of this customer carries one unit only."""
        self.ensure_one()
        policy = self.rma_unit_policy or self.commercial_partner_id.rma_unit_policy
        return policy == "one"

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
