# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ContractContract(models.Model):
    _name = "contract.contract"
    _inherit = [
        "contract.contract",
        "rma.contract.usage.mixin",
        "rma.contract.arrears.mixin",
        "rma.contract.renewal.mixin",
    ]

    is_service_contract = fields.Boolean(
        string="Service Contract",
        index=True,
        help="An annual maintenance contract (AMC): repairs of the units named here "
        "are charged by its coverage term.",
    )
    rma_unit_ids = fields.One2many(
        "rma.contract.unit", "contract_id", string="Units Under Contract", copy=True
    )
    rma_unit_count = fields.Integer(
        string="Units", compute="_compute_rma_unit_count", help="Serials and pieces."
    )
    rma_line_ids = fields.One2many(
        "rma.claim.line", "contract_id", string="Claims Under Contract"
    )
    rma_line_count = fields.Integer(
        string="Claims Count", compute="_compute_rma_line_count"
    )

    def _compute_rma_unit_count(self):
        quantities = dict(
            self.env["rma.contract.unit"]._read_group(
                [("contract_id", "in", self.ids)], ["contract_id"], ["quantity:sum"]
            )
        )
        for contract in self:
            contract.rma_unit_count = quantities.get(contract, 0)

    def _compute_rma_line_count(self):
        counts = dict(
            self.env["rma.claim.line"]._read_group(
                [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
            )
        )
        for contract in self:
            contract.rma_line_count = counts.get(contract, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_claimed(self):
        # sudo: a contract that paid is kept, whoever saw the claim
        paid = (
            self.env["rma.claim.line"]
            .sudo()
            .search([("contract_id", "in", self.ids)], limit=1)
        )
        if paid:
            raise ValidationError(
                self.env._(
                    "%(contract)s paid for claims, for example %(unit)s, and stays on "
                    "record. Archive it instead.",
                    contract=paid.contract_id.display_name,
                    unit=paid.display_name,
                )
            )

    # -- what a service contract must say --

    @api.constrains("is_service_contract", "coverage_term_id", "contract_type")
    def _check_service_contract(self):
        for contract in self:
            if not contract.is_service_contract:
                continue
            if contract.contract_type != "sale":
                raise ValidationError(
                    self.env._(
                        "“%(contract)s” is a contract with a supplier: only a customer "
                        "contract can be a service contract. Create a customer "
                        "contract, or untick “Service Contract”.",
                        contract=contract.display_name,
                    )
                )
            if not contract.coverage_term_id:
                raise ValidationError(
                    self.env._(
                        "“%(contract)s” does not say what it covers. Choose its "
                        "coverage term, or untick “Service Contract”.",
                        contract=contract.display_name,
                    )
                )

    @api.constrains("is_service_contract")
    def _check_stays_service_contract(self):
        # sudo: claims that the user may not see were promised the same
        for contract in self.sudo():
            if not contract.is_service_contract and contract.rma_line_ids:
                raise ValidationError(
                    self.env._(
                        "Claims such as %(claim)s refer to “%(contract)s”: it stays a "
                        "service contract. End it by its end date, or archive it.",
                        claim=contract.rma_line_ids[0].reference,
                        contract=contract.display_name,
                    )
                )

    @api.constrains("is_service_contract", "date_start", "date_end")
    def _check_service_dates(self):
        for contract in self.filtered("is_service_contract"):
            first, last = contract._get_cover_dates()
            if first and last and last < first:
                raise ValidationError(
                    self.env._(
                        "“%(contract)s” ends before it starts. Correct one of the two "
                        "dates.",
                        contract=contract.display_name,
                    )
                )

    @api.constrains("arrears_days", "renewal_days")
    def _check_days(self):
        for contract in self:
            for name in ("arrears_days", "renewal_days"):
                if contract[name] < 0:
                    raise ValidationError(
                        self.env._(
                            "“%(field)s” of “%(contract)s” is less than zero. Enter 0 "
                            "or more.",
                            field=self._fields[name]._description_string(self.env),
                            contract=contract.display_name,
                        )
                    )

    @api.constrains("company_id")
    def _check_unit_company(self):
        # sudo: units are checked whoever moves the contract
        self.rma_unit_ids.sudo()._check_company()

    # -- facts --

    def _get_cover_dates(self):
        """Return the first and the last day of this contract; either may be False.

        A contract whose lines run on their own starts with its earliest line; without
        a last day it is open-ended.
        """
        self.ensure_one()
        # sudo: prices are not read, and the service desk may not read the lines
        lines = self.sudo().contract_line_ids if self.line_recurrence else ()
        starts = [line.date_start for line in lines if line.date_start]
        return min(starts, default=self.date_start), self.date_end

    # -- pages --

    def get_formview_id(self, access_uid=None):
        """Open a service contract by the form that the service desk may read, too."""
        if len(self) == 1 and self.is_service_contract:
            return self.env.ref("rma_management.contract_contract_view_form_service").id
        return super().get_formview_id(access_uid=access_uid)

    def action_view_rma_lines(self):
        """Open the units that were claimed under these contracts."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rma_management.rma_claim_line_action"
        )
        action["domain"] = [("contract_id", "in", self.ids)]
        action["context"] = {"create": False}
        return action

    def action_view_rma_units(self):
        """Open the units under these contracts, to be edited in the list."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rma_management.rma_contract_unit_action"
        )
        action["domain"] = [("contract_id", "in", self.ids)]
        action["context"] = {
            "default_contract_id": self.id if len(self) == 1 else False
        }
        return action
