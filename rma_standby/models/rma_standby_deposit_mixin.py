# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from .rma_standby_gate_mixin import OPEN_STATES

DEPOSIT_STATES = [
    ("none", "None"),
    ("to_invoice", "To Invoice"),
    ("draft", "Draft"),
    ("invoiced", "Invoiced"),
    ("paid", "Paid"),
    ("to_refund", "To Refund"),
    ("refunded", "Refunded"),
    ("kept", "Kept"),
]


class RmaStandbyDepositMixin(models.AbstractModel):
    """The deposit: a native invoice before the loan, a native credit note after it.

    The service desk drafts, accountants post; where the deposit stands is read off the
    documents, their payment and their reversal.
    """

    _name = "rma.standby.deposit.mixin"
    _description = "RMA Deposit of a Loan"

    currency_id = fields.Many2one("res.currency")
    deposit_amount = fields.Monetary(
        string="Deposit",
        compute="_compute_deposit_amount",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="Asked for before the unit is handed out, without taxes. 0: none.",
    )
    deposit_line_ids = fields.One2many(
        "account.move.line",
        "rma_standby_loan_id",
        string="Lines of the Deposit",
        domain=[("rma_standby_charge_kind", "=", "deposit")],
        readonly=True,
        copy=False,
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    deposit_move_id = fields.Many2one(
        "account.move",
        string="Invoice of the Deposit",
        compute="_compute_deposit_state",
        store=True,
    )
    deposit_state = fields.Selection(
        selection=DEPOSIT_STATES,
        string="Deposit Status",
        compute="_compute_deposit_state",
        store=True,
        index="btree_not_null",
    )
    is_invoice_deposit_allowed = fields.Boolean(compute="_compute_deposit_allowed")

    _deposit_positive = models.Constraint(
        "CHECK (deposit_amount >= 0)",
        "A deposit is no less than zero. Enter 0 for none.",
    )

    @api.depends("product_id", "swap_of_id")
    def _compute_deposit_amount(self):
        for loan in self:
            if loan._get_charge_moves("deposit"):
                # what was invoiced stands
                loan.deposit_amount = loan._origin.deposit_amount
                continue
            # sudo: what a loan costs is no secret to who lends
            product = loan.product_id.sudo() or loan.unit_id.sudo().product_id
            # the deposit of the unit that failed goes on
            is_new = not loan.swap_of_id
            loan.deposit_amount = is_new and product.rma_standby_deposit

    @api.depends(
        "state",
        "deposit_amount",
        "deposit_kept_amount",
        "is_charge_waived",
        "is_deposit_due_back",
        "deposit_line_ids.parent_state",
        "deposit_line_ids.price_subtotal",
        "deposit_line_ids.move_id.payment_state",
    )
    def _compute_deposit_state(self):
        for loan in self:
            invoices = loan._get_charge_moves("deposit", "out_invoice").sorted("id")
            loan.deposit_move_id = invoices[-1:].move_id
            loan.deposit_state = loan._get_deposit_state()

    def _get_charge_moves(self, kind, move_type=None, *states):
        """Return the lines of native invoices and credit notes that stand.

        :param str kind: deposit, or what its order line was: fee, damage, unit
        """
        # sudo: what was invoiced decides about the loan, whoever may read it
        return self.sudo().deposit_line_ids.filtered(
            lambda line: (
                line.rma_standby_charge_kind == kind
                and move_type in (None, line.move_id.move_type)
                and (
                    line.parent_state in states
                    if states
                    else line.parent_state != "cancel"
                )
            )
        )

    def _get_deposit_state(self):
        """Return where the deposit stands, from its invoice and credit notes."""
        self.ensure_one()
        lines = self._get_charge_moves("deposit", "out_invoice")
        if not lines:
            is_asked = self.deposit_amount > 0 and self.state in OPEN_STATES
            return "to_invoice" if is_asked and not self._is_waived() else "none"
        if any(line.parent_state == "draft" for line in lines):
            return "draft"
        if self._is_deposit_returned():
            if self.state in ("requested", "reserved") and not self._is_waived():
                # credited before the unit was handed out: asked for again
                return "to_invoice" if self.deposit_amount > 0 else "none"
            is_kept = not self.currency_id.is_zero(self.deposit_kept_amount)
            return "kept" if is_kept else "refunded"
        if self.is_deposit_due_back:
            return "to_refund"
        states = set(lines.move_id.mapped("payment_state"))
        return "paid" if states <= {"paid", "in_payment"} else "invoiced"

    # -- invoice --

    @api.depends("deposit_state", "state", "deposit_amount")
    def _compute_deposit_allowed(self):
        self._set_allowed("invoice_deposit")

    def _is_invoice_deposit_done(self):
        self.ensure_one()
        return self.deposit_state not in ("none", "to_invoice")

    def _get_invoice_deposit_obstacle(self):
        self.ensure_one()
        loan = self.display_name
        if obstacle := self._get_ended_loan_obstacle():
            return obstacle
        if self._is_waived():
            return self.env._(
                "The deposit of %(loan)s was waived: there is nothing to invoice.",
                loan=loan,
            )
        if self.currency_id.is_zero(self.deposit_amount):
            return self.env._(
                "%(loan)s has no deposit. Enter its amount first, on the loan or on "
                "the product.",
                loan=loan,
            )
        # sudo: how the company invoices is no secret here
        company_sudo = self.company_id.sudo()
        if not company_sudo.rma_standby_deposit_product_id:
            return self.env._(
                "%(company)s has no product for deposits. Ask an administrator to "
                "choose one in the settings under “Stand-by Units”.",
                company=company_sudo.name,
            )
        journals_sudo = company_sudo.env["account.journal"]
        if not journals_sudo.search_count(
            [
                *journals_sudo._check_company_domain(company_sudo),
                ("type", "=", "sale"),
            ],
            limit=1,
        ):
            return self.env._(
                "%(company)s has no sales journal, so no deposit can be invoiced. Ask "
                "an accountant to create one, or an approver to waive the deposit.",
                company=company_sudo.name,
            )
        return False

    def _check_invoice_deposit_allowed(self):
        self._check_allowed("invoice_deposit")

    def action_invoice_deposit(self):
        """Draft the native invoices of the deposits, one a customer.

        :return: the action that opens the drafts, or a notification for whoever may
            not read invoices
        :raises odoo.exceptions.UserError: there is no deposit, no product or no journal
        """
        todo = self._pass_gate("invoice_deposit")
        if not todo:
            return self._answer(todo, self.env._("The deposit is invoiced already."))
        # sudo: the service desk may draft the deposit, and only draft it
        moves_sudo = self.env["account.move"].sudo()
        for (company, _partner), loans in todo.grouped(
            lambda loan: loan._get_customer_key()
        ).items():
            moves_sudo |= moves_sudo.with_company(company).create(
                loans._prepare_deposit_vals()
            )
        todo._log_event(
            "deposit_drafted", document=todo._get_documents(moves_sudo.invoice_line_ids)
        )
        return self._open_documents(
            moves_sudo,
            self.env._("Invoices of Deposits"),
            self.env._(
                "The invoice of the deposit is drafted; an accountant posts it."
            ),
        )

    def _prepare_deposit_vals(self):
        """Return the values of one customer's invoice of these deposits."""
        first = self[:1]
        partner = first._get_charge_partner()
        return {
            "move_type": "out_invoice",
            "partner_id": partner.address_get(["invoice"])["invoice"],
            "company_id": first.company_id.id,
            "currency_id": first.currency_id.id,
            "invoice_origin": ", ".join(self.mapped("name")),
            "invoice_line_ids": [
                fields.Command.create(loan._prepare_deposit_line_vals())
                for loan in self
            ],
        }

    def _prepare_deposit_line_vals(self):
        """Return the values of the invoice line of this deposit."""
        self.ensure_one()
        loan = self._with_customer_lang()
        # sudo: as in the obstacle
        product = loan.company_id.sudo().rma_standby_deposit_product_id
        return {
            "rma_standby_loan_id": self.id,
            "rma_standby_charge_kind": "deposit",
            "product_id": product.id,
            "name": "\n".join([product.display_name, loan._get_charge_text()]),
            "quantity": 1.0,
            "price_unit": self.deposit_amount,
        }

    def _withdraw_deposit(self):
        """Take these loans off invoices of deposits that nobody has posted."""
        lines_sudo = self._get_charge_moves("deposit", "out_invoice", "draft")
        whole = lines_sudo.move_id.filtered(
            lambda move: not move.invoice_line_ids - lines_sudo
        )
        lines_sudo.filtered(lambda line: line.move_id not in whole).unlink()
        numbered = whole.filtered("posted_before")
        numbered.button_cancel()
        (whole - numbered).unlink()

    def _check_deposit_vals(self, vals):
        """Raise when a deposit is changed that was invoiced already."""
        if "deposit_amount" not in vals:
            return
        for loan in self:
            amount = loan.currency_id.compare_amounts(
                vals["deposit_amount"] or 0.0, loan.deposit_amount
            )
            if amount and loan._get_charge_moves("deposit"):
                raise UserError(
                    self.env._(
                        "The deposit of %(loan)s is invoiced already. Delete or cancel "
                        "the invoice first, then change the amount.",
                        loan=loan.display_name,
                    )
                )
            loan._check_deposit_asked(
                vals["deposit_amount"] or 0.0, loan.deposit_amount
            )

    def _check_deposit_asked(self, amount, known):
        """Raise when less is asked for than the product says: that is a waiver.

        :param float amount: what is to be asked for
        :param float known: what an approver may have granted already
        """
        self.ensure_one()
        # sudo: as in _compute_deposit_amount
        product = self.product_id.sudo() or self.unit_id.sudo().product_id
        asked = 0.0 if self.swap_of_id else product.rma_standby_deposit
        lowest = min(asked, known)
        is_less = amount >= 0 and self.currency_id.compare_amounts(amount, lowest) < 0
        if is_less and not self._has_rma_right("group_rma_approver"):
            raise UserError(
                self.env._(
                    "To ask for less than the deposit of %(loan)s (%(amount)s) needs "
                    "the right “After-sales: Approver”. Ask your service manager to "
                    "decide.",
                    loan=self.display_name,
                    amount=self.currency_id.format(lowest),
                )
            )
