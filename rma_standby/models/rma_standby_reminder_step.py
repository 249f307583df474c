# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: Who is reminded of loans.
AUDIENCES = [
    ("customer", "Customer"),
    ("owner", "Responsible"),
    ("manager", "Manager of the pool"),
]


class RmaStandbyReminderStep(models.Model):
    """One day, before or after the expected return, on which somebody is reminded.

    Of the steps that a loan has reached only the last one counts: a loan that is ten
    days overdue when it is first looked at is reminded of once.
    """

    _name = "rma.standby.reminder.step"
    _description = "RMA Step of Stand-by Reminders"
    _order = "days, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    days = fields.Integer(
        required=True,
        aggregator=None,
        help="After the expected return; 0 on the day itself, negative before it.",
    )
    is_customer = fields.Boolean(
        string="Customer",
        default=True,
        help="Gets one message a day at most, about all stand-by units.",
    )
    is_owner = fields.Boolean(
        string="Responsible",
        help="Gets one message a day at most, and a to-do for what is overdue.",
    )
    is_manager = fields.Boolean(
        string="Manager of the Pool",
        help="Who is named in the settings; else who leads the team of the case; else "
        "one of the after-sales managers.",
    )
    note = fields.Text(
        string="Text of the Message",
        translate=True,
        help="Stands at the top of the message about loans that have reached the step.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null")

    _someone = models.Constraint(
        "CHECK (is_customer OR is_owner OR is_manager)",
        "A step reminds somebody: tick the customer, the responsible or the manager.",
    )

    @api.constrains("days")
    def _check_days(self):
        for step in self:
            if not -366 <= step.days <= 366:
                raise ValidationError(
                    self.env._(
                        "%(step)s is more than a year away from the expected return. "
                        "Enter between -366 and 366 days.",
                        step=step.name,
                    )
                )

    @api.model
    def _get_steps(self, company, audience):
        """Return the steps of *company* that remind *audience*, the first one first."""
        return self.search(
            [
                ("company_id", "in", (False, company.id)),
                (f"is_{audience}", "=", True),
            ]
        )
