# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from itertools import islice

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

#: The public action that carries out a step; its obstacle says what is missing.
ACTION_OF_STEP = {
    "reserve": "reserve",
    "issue": "issue",
    "pay": "issue",
    "quote": "quote_fee",
    "deposit": "invoice_deposit",
    "refund": "refund_deposit",
}
#: How many obstacles and transfers are named at once.
MAX_HINTS = 3


class RmaStandbyStepWordsMixin(models.AbstractModel):
    """The sentence that says what is next for a loan, and what is missing for it."""

    _name = "rma.standby.step.words.mixin"
    _inherit = "rma.standby.step.mixin"
    _description = "RMA Next Step of a Loan in Words"

    next_step_summary = fields.Char(
        string="Next Step in Words", compute="_compute_next_step_words"
    )
    next_step_hint = fields.Text(
        string="What Is Missing", compute="_compute_next_step_words"
    )

    @api.depends("next_step", "is_step_late")
    @api.depends_context("uid", "lang")
    def _compute_next_step_words(self):
        steps = dict(self._fields["next_step"]._description_selection(self.env))
        backs = self.filtered(lambda loan: loan.next_step == "wait")._find_next_backs()
        for loan in self:
            loan.next_step_summary = loan._get_step_text(steps.get(loan.next_step))
            hints = dict.fromkeys(loan._get_step_hints(backs.get(loan)))
            loan.next_step_hint = "\n".join(islice(hints, MAX_HINTS)) or False

    def _get_step_text(self, label):
        """Return the step *label* with who has the ball, since and until when."""
        self.ensure_one()
        step = self.next_step
        due = self._get_step_due(step)
        since = self._get_step_since(step)
        values = {
            "step": label,
            "owner": self._get_owner_text(),
            "since": since
            and format_date(self.env, self.company_id._get_rma_date(since)),
            "due": format_date(self.env, due),
        }
        if step == "nothing":
            return label
        if not due:
            if since:
                return self.env._("%(step)s – with %(owner)s since %(since)s", **values)
            return self.env._("%(step)s – with %(owner)s", **values)
        if step == "remind":
            return self.env._("%(step)s – with %(owner)s, late since %(due)s", **values)
        if self.is_step_late:
            return self.env._(
                "%(step)s – with %(owner)s since %(since)s, late since %(due)s",
                **values,
            )
        if step in ("with_customer", "send_back"):
            return self.env._(
                "%(step)s – with %(owner)s since %(since)s, until %(due)s", **values
            )
        return self.env._(
            "%(step)s – with %(owner)s since %(since)s, due on %(due)s", **values
        )

    def _get_owner_text(self):
        """Return who has the ball, by name where it is the customer."""
        self.ensure_one()
        if self.ball_owner == "us":
            return self.env._("us")
        return self.partner_id.display_name

    def _get_step_hints(self, back):
        """Yield what is missing for the next step, and where it happens.

        :param back: the unit that comes back first, for who waits
        """
        self.ensure_one()
        if action := ACTION_OF_STEP.get(self.next_step):
            obstacle = getattr(self, f"_get_{action}_obstacle")()
            if obstacle:
                yield obstacle
        if self.next_step == "settle":
            # sudo: what the unit is called
            yield self._get_unsettled_text(self.unit_id.sudo().display_name)
        if self.next_step == "wait":
            yield self._get_wait_hint(back)
            if self.proposal_ids:
                # the unit that was chosen is not free, but others are
                yield self.proposal_summary
        yield from self._get_travel_hints()
        if self.next_step in ("reserve", "issue", "hand_over"):
            yield from self._get_service_hints()
        if hint := self._get_original_hint():
            yield hint
        if self.state == "cancelled":
            # what was credited or lowered to nothing is no question any more
            lines_sudo = self._get_charge_lines("fee", "sale").filtered(
                lambda line: line.product_uom_qty and line.invoice_status != "invoiced"
            )
            for order_sudo in lines_sudo.order_id:
                yield self._get_accepted_fee_hint(order_sudo)
        kind = {
            "hand_over": "issue",
            "send_back": "return",
            "remind": "return",
            # what was lost is found
            "settle": "return",
        }
        if kind := kind.get(self.next_step):
            # sudo: which transfer it is, is no secret to who may read the loan
            moves_sudo = self.sudo()._get_open_moves(kind)
            names = sorted(set(moves_sudo.picking_id.mapped("name")))
            if names:
                yield self.env._(
                    "Transfer %(names)s is waiting to be validated.",
                    names=", ".join(names[:MAX_HINTS]),
                )

    def _get_service_hints(self):
        """Return that the unit needs its service before it would be back."""
        self.ensure_one()
        # sudo: as in _get_step_hints
        unit_sudo = self.unit_id.sudo()
        due = unit_sudo.date_service_due
        if due and due <= self.date_expected:
            yield self.env._(
                "The service of %(unit)s is due on %(due)s, before it is expected "
                "back: do it first, or lend another unit.",
                unit=unit_sudo.display_name,
                due=format_date(self.env, due),
            )

    def _get_travel_hints(self):
        """Return what went wrong with the parcel of a unit that is not here."""
        self.ensure_one()
        if not self._is_out():
            return []
        # sudo: how the unit travels is no secret to who may read the loan
        moves_sudo = self.sudo().move_ids.filtered(lambda move: move.state != "cancel")
        last = moves_sudo.sorted("id")[-1:]
        issues = moves_sudo.filtered(lambda move: move.rma_standby_kind == "issue")
        return (issues.sorted("id")[-1:] | last).picking_id._get_rma_travel_troubles()

    def _get_original_hint(self):
        """Return what the customer's own unit says against the next step, or False."""
        self.ensure_one()
        # sudo: where the original is, is part of the case
        line_sudo = self.sudo().line_id
        if not line_sudo:
            return False
        values = {"original": line_sudo.reference or line_sudo.display_name}
        if self.state in ("requested", "reserved"):
            if line_sudo.date_shipped and not line_sudo._get_pieces_away():
                return self.env._(
                    "The customer's own unit (%(original)s) has gone back already: "
                    "cancel this loan, unless it is still needed.",
                    **values,
                )
            return False
        is_away = line_sudo.quantity_held > 0 and not line_sudo.date_shipped
        if self.next_step == "remind" and is_away:
            return self.env._(
                "The customer's own unit (%(original)s) is still with us: extend the "
                "loan rather than asking for the stand-by unit.",
                **values,
            )
        return False

    def _get_wait_hint(self, back):
        """Return what the customer waits for."""
        self.ensure_one()
        if not back:
            return self.env._(
                "No unit that fits is expected back. Add units to the pool, ask for "
                "another product, or agree on other dates."
            )
        # sudo: when a unit is back is no secret, whoever's loan it is
        back_sudo = back.sudo()
        values = {
            "unit": back_sudo.display_name,
            "date": format_date(self.env, back_sudo.date_expected),
        }
        if back_sudo.state == "overdue":
            return self.env._(
                "%(unit)s was expected back on %(date)s and is overdue: ask for it.",
                **values,
            )
        return self.env._("%(unit)s is expected back first, on %(date)s.", **values)

    def _find_next_backs(self):
        """Return {loan: the fitting unit on loan that is expected back first}."""
        if not self:
            return {}
        products_sudo = self.product_id.sudo()  # sudo: family and rank are no secret
        domain = Domain("product_id", "in", products_sudo.ids)
        if families := products_sudo.rma_standby_family_id:
            domain |= Domain("family_id", "in", families.ids)
        domain |= Domain("id", "in", self.unit_id.ids)
        units = self.env["rma.standby.unit"].search(
            domain & Domain("state", "in", ("on_loan", "overdue"))
        )
        # sudo: as in _get_wait_hint
        units_sudo = units.sudo().sorted(lambda unit: (unit.date_expected, unit.id))
        found = {}
        for loan in self:
            for unit in units_sudo.sudo(False):
                is_wanted = not loan.unit_id or unit == loan.unit_id
                if is_wanted and loan._get_fit(unit) is not None:
                    found[loan] = unit
                    break
        return found
