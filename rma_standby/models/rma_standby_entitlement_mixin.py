# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.rma_management.tools.rma_dates import format_day

#: Until then a promise may change: afterwards the customer has what was promised.
UNDECIDED_STATES = ("requested", "reserved")


class RmaStandbyEntitlementMixin(models.AbstractModel):
    """Whether warranty or contract include a stand-by, read off what the claim found.

    The rules are not asked again here: the unit of the claim knows who pays for it, and
    by which term. Without a claim the passport of the ticket's serial says it.
    """

    _name = "rma.standby.entitlement.mixin"
    _description = "RMA Entitlement to a Stand-by"

    is_entitled = fields.Boolean(
        string="Stand-by Included",
        compute="_compute_entitlement",
        store=True,
        precompute=True,
    )
    entitlement_term_id = fields.Many2one(
        "rma.coverage.term",
        string="Included in the Term",
        compute="_compute_entitlement",
        store=True,
        precompute=True,
    )
    entitlement_reason = fields.Char(
        string="Why", compute="_compute_entitlement", store=True, precompute=True
    )

    @api.depends(
        "line_id.coverage",
        "line_id.coverage_term_id",
        "line_id.contract_id",
        "line_id.result_ids",
        "ticket_id.rma_lot_id.warranty_term_id",
        "ticket_id.rma_lot_id.warranty_start",
        "ticket_id.rma_lot_id.warranty_end",
        "ticket_id.rma_lot_id.warranty_void_date",
        "partner_id",
        "company_id",
    )
    def _compute_entitlement(self):
        # what was promised when the unit was handed out stays
        undecided = self.filtered(lambda loan: loan.state in (*UNDECIDED_STATES, False))
        units = undecided._find_standby_contracts()
        passed = undecided._find_passed_contracts()
        for loan in undecided:
            term, until = (
                loan._get_standby_term_of_line(passed)
                if loan.line_id
                else loan._get_standby_term_of_lot(units)
            )
            loan.is_entitled = bool(term)
            loan.entitlement_term_id = term
            loan.entitlement_reason = loan._get_entitlement_reason(term, until)
        for loan in self - undecided:
            loan.is_entitled = loan._origin.is_entitled
            loan.entitlement_term_id = loan._origin.entitlement_term_id
            loan.entitlement_reason = loan._origin.entitlement_reason

    def _get_standby_term_of_lot(self, units):
        """Return the term by which the ticket's serial includes a stand-by.

        :param units: units under contract of the tickets' serials
        :return: ``(term or False, its last day or False)``
        """
        self.ensure_one()
        lot = self.ticket_id.rma_lot_id
        if not lot:
            return False, False
        today = self._get_today()
        customer = self.partner_id.commercial_partner_id
        term = lot.warranty_term_id
        is_ours = not lot.warranty_partner_id or (
            lot.warranty_partner_id.commercial_partner_id == customer
        )
        if (
            term.is_standby_included
            and is_ours
            and lot._get_warranty_state(today) == "running"
        ):
            return term, lot.warranty_end
        for unit in units:
            if (
                unit.lot_id == lot
                and unit.company_id == self.company_id
                and unit.partner_id == customer
                and unit._is_covered_on(today)
            ):
                return unit.coverage_term_id, unit.date_cover_end
        return False, False

    def _get_standby_term_of_line(self, contracts):
        """Return the term of what pays for the claimed unit, or of another contract
        that would.

        :param contracts: those of which the rules said that they cover a unit
        :return: ``(term or False, its last day or False)``
        """
        self.ensure_one()
        line = self.line_id
        if line.coverage not in ("free", "contract"):
            return False, False
        term, contract = line.coverage_term_id, line.contract_id
        if term.is_standby_included:
            until = contract.date_end if contract else line.lot_id.warranty_end
            return term, until
        ids = self._get_passed_contract_ids()
        for contract in contracts:
            if contract.id in ids:
                return contract.coverage_term_id, contract.date_end
        return False, False

    def _get_passed_contract_ids(self):
        """Return the ids of the contracts that cover it, as the rules found."""
        self.ensure_one()
        return [
            result.evidence_id
            for result in self.line_id.result_ids
            if result.evidence_model == "contract.contract" and result.outcome == "pass"
        ]

    def _find_passed_contracts(self):
        """Return the contracts of all these units that include a stand-by."""
        ids = {
            contract_id for ln in self for contract_id in ln._get_passed_contract_ids()
        }
        # sudo: as in _find_standby_contracts
        contracts_sudo = self.env["contract.contract"].sudo()
        return (
            contracts_sudo.browse(ids)
            .exists()
            .filtered(lambda contract: contract.coverage_term_id.is_standby_included)
        )

    def _find_standby_contracts(self):
        """Return the units under contract that name the tickets' serials."""
        lots = self.filtered(lambda loan: not loan.line_id).ticket_id.rma_lot_id
        # sudo: cover is a fact, whoever asks; no price of the contract is shown
        units_sudo = self.env["rma.contract.unit"].sudo()
        if not lots:
            return units_sudo
        return units_sudo.search(
            Domain("lot_id", "in", lots.ids)
            & Domain("contract_id.is_service_contract", "=", True)
            & Domain("contract_id.active", "=", True)
            & Domain("contract_id.coverage_term_id.is_standby_included", "=", True)
        )

    def _get_entitlement_reason(self, term, until):
        """Return why the stand-by is included, or that it is not."""
        self.ensure_one()
        if not term:
            return self.env._("No warranty or contract includes a stand-by unit.")
        if not until:
            return self.env._("Included in the term “%(term)s”.", term=term.name)
        return self.env._(
            "Included in the term “%(term)s” until %(date)s.",
            term=term.name,
            date=format_day(self.env, until),
        )

    def _get_default_payer(self):
        """Return who bears the courier: us where the term includes it."""
        self.ensure_one()
        is_ours = self.is_entitled and self.entitlement_term_id.is_courier_included
        return "company" if is_ours else "customer"
