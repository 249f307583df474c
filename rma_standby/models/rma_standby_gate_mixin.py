# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging

from odoo import fields, models

_logger = logging.getLogger(__name__)

#: Where a loan stands, in the order of the process.
LOAN_STATES = [
    ("requested", "Requested"),
    ("reserved", "Reserved"),
    ("issued", "Issued"),
    ("due", "Due"),
    ("overdue", "Overdue"),
    ("returned", "Returned"),
    ("lost", "Lost"),
    ("sold", "Sold"),
    ("cancelled", "Cancelled"),
]
#: The unit is with the customer.
OUT_STATES = ("issued", "due", "overdue")
#: Something is still expected of the loan.
OPEN_STATES = ("requested", "reserved", *OUT_STATES)
#: From where a loan may go where.
TRANSITIONS = {
    "requested": {"reserved", "cancelled"},
    "reserved": {"requested", "issued", "cancelled"},
    "issued": {"due", "overdue", "returned", "lost", "sold"},
    "due": {"issued", "overdue", "returned", "lost", "sold"},
    "overdue": {"issued", "due", "returned", "lost", "sold"},
    "lost": {"returned", "sold"},
    "returned": {"issued"},
    "sold": {"issued"},
    "cancelled": set(),
}


class RmaStandbyGateMixin(models.AbstractModel):
    """The state of a loan and the one gate that moves it.

    .. code-block:: text

       requested ⇄ reserved → issued ⇄ due ⇄ overdue → returned
           │          │          └───────┴───────┴──→ lost → returned, sold
           └──────────┴→ cancelled       └───────┴──→ sold

    People request, reserve and cancel; done transfers issue, return and sell; the daily
    job and changes of the date move between issued, due and overdue. What is returned
    or sold is issued again only when the transfer that told so is taken back.
    """

    _name = "rma.standby.gate.mixin"
    _description = "RMA State of a Loan"

    state = fields.Selection(
        selection=LOAN_STATES,
        default="requested",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_state",
    )

    def _group_expand_state(self, states, domain):
        """Show the columns of living loans also when they are empty."""
        return [*OPEN_STATES, *(s for s in states if s not in OPEN_STATES)]

    def _update_state(self, state, **vals):
        """Move loans to *state*; the only writer of the field.

        Loans that are there already and loans that cannot go there are left alone and
        logged: transfers and jobs may repeat themselves.

        :param vals: what is written together with the state
        :return: the loans that were moved
        """
        todo = self.filtered(lambda loan: state in TRANSITIONS[loan.state])
        for loan in self - todo:
            is_there = loan.state == state
            _logger.log(
                logging.DEBUG if is_there else logging.WARNING,
                "Loan %s is %s and does not become %s",
                loan.name,
                loan.state,
                state,
            )
        was_out = todo.filtered(lambda loan: loan._is_out())
        if todo:
            todo._write_axis({"state": state, **vals})
        if state != "overdue":
            was_out._end_reminder_todos()
        return todo

    def _is_out(self):
        """Tell whether the customer has the unit."""
        self.ensure_one()
        return self.state in OUT_STATES

    def _get_ended_loan_obstacle(self):
        """Return why nothing more can be done with a loan that has ended, or False."""
        self.ensure_one()
        if self.state in OPEN_STATES:
            return False
        return self.env._(
            "%(loan)s is %(state)s: nothing more can be done with it. Request another "
            "stand-by unit.",
            loan=self.display_name,
            state=self._get_state_label().lower(),
        )

    def _get_not_out_obstacle(self):
        """Return why the unit is not with the customer, or False."""
        self.ensure_one()
        if self._is_out():
            return False
        return self.env._(
            "%(loan)s is %(state)s: the customer does not have a unit of it.",
            loan=self.display_name,
            state=self._get_state_label().lower(),
        )
