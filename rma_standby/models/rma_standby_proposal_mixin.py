# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Domain


class RmaStandbyProposalMixin(models.AbstractModel):
    """Which units may stand in for what the customer needs, the best first."""

    _name = "rma.standby.proposal.mixin"
    _description = "RMA Proposal of a Stand-by Unit"

    proposal_ids = fields.Many2many(
        "rma.standby.unit",
        string="Proposed Units",
        compute="_compute_proposal_ids",
        help="Free at that time: the same product first, then its family, then better.",
    )
    proposal_summary = fields.Char(string="Proposal", compute="_compute_proposal_ids")

    @api.depends("product_id", "date_from", "date_expected", "company_id", "state")
    def _compute_proposal_ids(self):
        open_loans = self.filtered(lambda loan: loan.state == "requested")
        found = open_loans._find_free_units()
        for loan in self:
            units = found.get(loan, loan.unit_id)
            loan.proposal_ids = units
            loan.proposal_summary = loan._get_proposal_text(units[:1])

    def _find_free_units(self):
        """Return {loan: free units that may stand in, the best first}.

        The same product first, then the same family and rank, then better ones; the
        loan's own site before the others, what needs no service meanwhile, what was
        idle for longest first.
        """
        products = self.product_id.sudo()  # sudo: family and rank are no secret
        families = products.rma_standby_family_id
        domain = Domain("product_id", "in", products.ids)
        if families:
            domain |= Domain("family_id", "in", families.ids)
        units = self.env["rma.standby.unit"].search(
            domain
            & Domain("company_id", "in", self.company_id.ids)
            & Domain("place", "in", ("pool", "on_loan"))
        )
        busy = self._get_bookings(units)
        return {
            loan: units.filtered(
                lambda unit, loan=loan: (
                    loan._get_fit(unit) is not None
                    and not unit._get_lending_obstacle()
                    and not loan._get_overlap(unit, busy[unit])
                )
            ).sorted(lambda unit, loan=loan: loan._get_preference(unit))
            for loan in self
        }

    def _get_fit(self, unit):
        """Return how well *unit* fits: 0 the same product, 1 its family, 2 better.

        ``None`` when it does not stand in for what is asked for.
        """
        self.ensure_one()
        if unit.company_id != self.company_id:
            return None
        if not self.product_id or unit.product_id == self.product_id:
            return 0
        product = self.product_id.sudo()  # sudo: as in _find_free_units
        family = product.rma_standby_family_id
        if not family or unit.family_id != family:
            return None
        better = unit.rank - product.rma_standby_rank
        if better < 0:
            return None
        return 2 if better else 1

    def _get_preference(self, unit):
        """Return the key that sorts proposals: fit, site, rank, idle time."""
        self.ensure_one()
        idle = unit.date_back or fields.Datetime.now()
        is_elsewhere = unit.warehouse_id != self.warehouse_id
        due = unit.date_service_due
        is_service_due = bool(due) and due <= self.date_expected
        fit = self._get_fit(unit)
        return (fit, is_elsewhere, unit.rank, is_service_due, idle, unit.id)

    def _get_proposal_text(self, unit):
        """Return how *unit* stands in, in words, or that nothing is free."""
        self.ensure_one()
        if self.state != "requested" or not self.product_id:
            return False
        if not unit:
            return self.env._("Nothing is free at that time: the customer waits.")
        values = {"unit": unit.display_name, "site": unit.warehouse_id.name}
        texts = {
            0: self.env._("%(unit)s is free (same product, %(site)s).", **values),
            1: self.env._("%(unit)s is free (same family, %(site)s).", **values),
            2: self.env._("%(unit)s is free (a better one, %(site)s).", **values),
        }
        return texts[self._get_fit(unit)]
