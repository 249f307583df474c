# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError


class RmaCreditMixin(models.AbstractModel):
    """The money that goes back: what is due, what was credited, who does what.

    The service desk drafts the credit note that was decided, an accountant posts it.
    How much is credited is read off the native documents, never typed; how the
    documents are made stands in ``rma.credit.note.mixin``.
    """

    _name = "rma.credit.mixin"
    _description = "RMA Credit of the Unit"

    credit_line_ids = fields.One2many(
        "account.move.line",
        "rma_line_id",
        string="Invoice and Credit Note Lines",
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    quantity_credited_on_order = fields.Float(
        string="Taken off the Order",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Was not invoiced yet: the order's quantity fell instead of a credit "
        "note.",
    )
    quantity_credited = fields.Float(
        string="Credited",
        digits="Product Unit",
        compute="_compute_quantity_credited",
        compute_sudo=True,
    )
    is_create_credit_allowed = fields.Boolean(compute="_compute_credit_allowed")

    # -- what the documents say --

    @api.depends(
        "quantity_credited_on_order",
        "credit_line_ids.quantity",
        "credit_line_ids.sale_line_ids",
        "credit_line_ids.parent_state",
    )
    def _compute_quantity_credited(self):
        for unit in self:
            unit.quantity_credited = unit.quantity_credited_on_order + sum(
                line._get_rma_credited_qty(unit.product_id.uom_id)
                for line in unit.credit_line_ids
                if unit.sale_line_id in line.sale_line_ids
            )

    def _get_credit_notes(self):
        """Return the credit notes of the unit that still stand, drafts included.

        One that lost the unit's line is the others' only; one without a line of any
        unit was written by hand.
        """
        self.ensure_one()
        # sudo: whether a credit stands, whoever may open its document
        return self.sudo().account_move_ids.filtered(
            lambda move: (
                move.move_type == "out_refund"
                and move.state != "cancel"
                and not move._is_rma_credit_reversed()
                and (
                    self in move.invoice_line_ids._get_rma_credited_units()
                    or not move.invoice_line_ids.rma_line_id
                )
            )
        )

    def _is_credited_by_hand(self):
        """Tell whether a note written by hand stands for the whole unit."""
        self.ensure_one()
        return bool(self._get_credit_notes()) and self.quantity_credited <= 0

    def _get_credit_due(self):
        """Return how many of the unit's pieces are to be credited by now."""
        self.ensure_one()
        is_due = {
            "no": False,
            "now": True,
            "after_receipt": bool(self.date_received),
            "after_inspection": bool(self.date_inspected),
        }[self.resolution_id.credit or "no"]
        if not is_due:
            return 0.0
        if self.resolution_id.credit == "now" or self.resolution_id.goods_in == "no":
            return self.quantity
        return min(self.quantity, self.quantity_received)

    def _get_credit_left(self):
        """Return how many pieces are due and on no credit note yet."""
        self.ensure_one()
        left = self._get_credit_due() - self.quantity_credited
        return max(self.product_id.uom_id.round(left), 0.0)

    def _get_credit_state(self):
        """Return whether the credit is due (``to_credit``) or posted (``credited``)."""
        self.ensure_one()
        notes = self._get_credit_notes()
        is_drafted = bool(notes) or self.quantity_credited_on_order > 0
        if is_drafted and (self._is_credited_by_hand() or not self._get_credit_left()):
            is_posted = all(note.state == "posted" for note in notes)
            return "credited" if is_posted else "to_credit"
        return "to_credit" if self._get_credit_due() else "none"

    @api.depends("money_state", "ending", "account_move_ids.state", "sale_line_id")
    def _compute_credit_allowed(self):
        self._set_allowed("create_credit")

    # -- the action --

    def _is_create_credit_done(self):
        self.ensure_one()
        if self.quantity_credited > 0:
            return not self._get_credit_left()
        return self._is_credited_by_hand()

    def _get_create_credit_obstacle(self):
        self.ensure_one()
        unit = self.display_name
        if obstacle := self._get_inactive_obstacle():
            return obstacle
        if self.resolution_id.credit in ("no", False):
            return self.env._(
                "“%(resolution)s” credits nothing. Change the resolution of %(unit)s "
                "if the customer gets money back.",
                resolution=self.resolution_id.name,
                unit=unit,
            )
        if self._is_create_credit_done():
            return self._get_unposted_obstacle()
        if not self._get_credit_due():
            if self.quantity_received:
                return self.env._("%(unit)s was not inspected yet.", unit=unit)
            return self.env._("%(unit)s has not come in yet.", unit=unit)
        return self._get_source_obstacle()

    def _get_unposted_obstacle(self):
        """Return who posts the credit note that exists, or False when it is posted."""
        self.ensure_one()
        drafts = self._get_credit_notes().filtered(lambda note: note.state == "draft")
        if not drafts:
            return False
        return self.env._(
            "The credit note of %(unit)s is a draft (%(names)s): an accountant checks "
            "and posts it.",
            unit=self.display_name,
            names=", ".join(note.display_name for note in drafts),
        )

    def _get_source_obstacle(self):
        """Return why there is nothing that this unit can be credited from, or False."""
        self.ensure_one()
        unit = self.display_name
        # sudo: which sale is credited, whoever may open the order
        source_sudo = self.sale_line_id.sudo()
        if not source_sudo:
            return self.env._(
                "Nobody knows on which order %(unit)s was sold. Choose the order line "
                "under “Origin”, or write the credit note in Accounting and link it "
                "with “Link Credit Note”.",
                unit=unit,
            )
        buyer_sudo = source_sudo.order_id.partner_id.commercial_partner_id
        overridden = self._get_overrides_in_force().rule_ids.mapped("code")
        if buyer_sudo != self.claim_id.commercial_partner_id and (
            "owner" not in overridden
        ):
            return self.env._(
                "%(unit)s was sold to %(buyer)s, who would get the credit. Choose the "
                "right order line, or ask an approver to override the entitlement.",
                unit=unit,
                buyer=buyer_sudo.display_name,
            )
        needed = self.product_id.uom_id._compute_quantity(
            self._get_credit_left(), source_sudo.product_uom_id, round=False
        )
        return source_sudo._get_rma_shortage(needed, unit)

    def _check_create_credit_allowed(self):
        self._check_allowed("create_credit")

    def action_create_credit(self):
        """Draft the credit note of the units whose credit is due.

        The invoice that was paid is reversed natively for exactly these units; what
        was not invoiced yet is taken off the order. Accountants need no right to
        change the claim: that the unit is credited was decided there.

        :return: the action that opens the credit notes, for whoever may read them
        :raises odoo.exceptions.UserError: a unit is not due, or there is nothing (more)
            to credit it from
        """
        self.check_access("read")
        units = self
        if self.env.user.has_group("account.group_account_invoice"):
            # sudo: an accountant carries out the decision, he does not change it
            units = self.sudo()
        todo = units._pass_gate("create_credit")
        notes_sudo = todo._create_credits()
        can_read = self.env["account.move"].has_access("read")
        if notes_sudo and can_read:
            return notes_sudo.sudo(False)._get_records_action(
                name=self.env._("Credit Notes")
            )
        return self._answer(todo, self.env._("The credit note exists already."))

    def _create_credits(self):
        """Credit the units that passed the gate; return the draft credit notes."""
        notes_sudo = self.env["account.move"].sudo()  # sudo: as in _lock_sources
        if not self:
            return notes_sudo
        self._lock_sources()
        shares, off_order = self._allocate_credits()
        for company, units in self.grouped("company_id").items():
            notes_sudo |= units.with_company(company)._create_credit_notes(
                {unit: shares[unit] for unit in units if shares.get(unit)}
            )
        self._take_off_orders(off_order)
        self._mark_returns()
        return notes_sudo

    def _lock_sources(self):
        """Let nobody else credit from the same order lines at the same moment.

        :raises odoo.exceptions.LockError: somebody does
        """
        # sudo: crediting what was decided needs no right on the order
        sources_sudo = self.sale_line_id.sudo()
        try:
            sources_sudo.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise LockError(
                self.env._(
                    "Somebody else is crediting or invoicing order %(names)s right "
                    "now. Nothing was changed here; please try again in a few "
                    "seconds.",
                    names=", ".join(sources_sudo.order_id.mapped("name")),
                )
            ) from error

    def _take_off_orders(self, quantities):
        """Reduce the orders of what was never invoiced.

        :param dict quantities: ``{unit: quantity in the unit's unit of measure}``
        """
        documents = {}
        for unit, quantity in quantities.items():
            # sudo: as in _lock_sources
            source_sudo = unit.sale_line_id.sudo()
            total = unit.quantity_credited_on_order + quantity
            unit._write_axis({"quantity_credited_on_order": total})
            source_sudo.rma_reduced_qty += unit.product_id.uom_id._compute_quantity(
                quantity, source_sudo.product_uom_id, round=False
            )
            documents[unit] = source_sudo.order_id
        self.browse().union(*documents)._log_event(
            "credited",
            text=self.env._("Not invoiced, order quantity reduced."),
            document=documents,
        )

    def _mark_returns(self):
        """Let the receipts of credited units count as returns of their order lines.

        Only then does the delivered quantity fall with the invoiced one. The receipt
        of a unit whose credit was taken back counts for nothing again.
        """
        # sudo: as below
        by_target = defaultdict(self.env["stock.move"].sudo().browse)
        for unit in self:
            # sudo: the money of the claim follows the goods, not the stock rights
            moves_sudo = unit.move_ids.sudo().filtered(
                lambda move: move.state == "done" and move._get_rma_direction() == "in"
            )
            is_return = unit.quantity_credited > 0 and bool(unit.sale_line_id)
            line_id = unit.sale_line_id.id if is_return else False
            by_target[line_id] |= moves_sudo.filtered(
                lambda move, line_id=line_id: move.sale_line_id.id != line_id
            )
        for line_id, moves_sudo in by_target.items():
            # in one write: the delivered quantity follows the link only
            moves_sudo.write({"sale_line_id": line_id, "to_refund": bool(line_id)})

    # -- a change of plan --

    def _check_not_credited(self):
        """Raise when a credit note stands: it goes before the plan changes."""
        for unit in self:
            if notes := unit._get_credit_notes():
                raise UserError(
                    self.env._(
                        "%(unit)s is credited by %(names)s. Delete or cancel the "
                        "credit note before you change what is done with the unit.",
                        unit=unit.display_name,
                        names=", ".join(notes.mapped("display_name")),
                    )
                )

    def _withdraw_order_credits(self):
        """Put back on the orders what was taken off them for these units."""
        for unit in self.filtered("quantity_credited_on_order"):
            # sudo: as in _lock_sources
            source_sudo = unit.sale_line_id.sudo()
            source_sudo.rma_reduced_qty -= unit.product_id.uom_id._compute_quantity(
                unit.quantity_credited_on_order,
                source_sudo.product_uom_id,
                round=False,
            )
            unit._write_axis({"quantity_credited_on_order": 0.0})
            unit._mark_returns()
