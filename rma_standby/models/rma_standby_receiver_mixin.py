# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class RmaStandbyReceiverMixin(models.AbstractModel):
    """Who is reminded of a loan: the customer, and who of us."""

    _name = "rma.standby.receiver.mixin"
    _description = "RMA Receivers of Reminders"

    def _get_reminder_receivers(self, audience, reached):
        """Return {partner: loans} of whom a message is to remind.

        A manager who is responsible himself hears of it as the responsible.
        """
        if audience == "customer":
            return self.grouped("commercial_partner_id")
        owners = self._get_reminder_owners()
        users = owners
        if audience == "manager":
            users = {
                loan: manager
                for loan, manager in self._get_reminder_managers().items()
                if not reached[loan.id].is_owner or owners[loan] != manager
            }
        return {
            user.partner_id: loans
            for user, loans in self.browse(loan.id for loan in users)
            .grouped(lambda loan: users[loan])
            .items()
            if user
        }

    def _get_reminder_owners(self):
        """Return {loan: user} who is responsible: who is named, else the manager."""
        managers = self._get_reminder_managers()
        return {
            loan: loan.user_id if loan._is_at_work(loan.user_id) else managers[loan]
            for loan in self
        }

    def _get_reminder_managers(self):
        """Return {loan: user} who is told when a unit does not come back for long.

        The manager of the pool, else who leads the team of the case, else one of the
        after-sales managers.
        """
        stand_ins = {
            company: self._find_stand_in(company) for company in self.company_id
        }
        managers = {}
        for loan in self:
            team = loan.claim_id.team_id or loan.ticket_id.team_id
            users = (loan.company_id.rma_standby_manager_id, team.user_id)
            at_work = [user for user in users if self._is_at_work(user)]
            managers[loan] = at_work[0] if at_work else stand_ins[loan.company_id]
        return managers

    @api.model
    def _is_at_work(self, user):
        """Tell whether *user* is one of us who still reads messages."""
        return bool(user and user.active and not user.share)

    @api.model
    def _find_stand_in(self, company):
        """Return the first of the after-sales managers of *company*."""
        group = self.env.ref("rma_management.group_rma_manager")
        return self.env["res.users"].search(
            [
                ("all_group_ids", "in", group.ids),
                ("company_ids", "in", company.ids),
                ("share", "=", False),
            ],
            order="id",
            limit=1,
        )

    def _get_reminder_recipients(self):
        """Return the partners who get a message about these loans of one customer.

        Whoever asked for the units; the company itself stands in for who has no
        address.
        """
        partners = self.partner_id
        reachable = partners.filtered("email")
        unreachable = partners - reachable
        return reachable | unreachable.commercial_partner_id.filtered("email")
