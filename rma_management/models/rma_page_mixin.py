# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from itertools import islice

from odoo import api, fields, models
from odoo.tools import format_date

#: The public action that carries out a step; its obstacle says what is missing.
ACTION_OF_STEP = {
    "submit": "submit",
    "decide": "approve",
    "start_work": "start_work",
    "finish_work": "finish_work",
    "quote": "create_quotation",
    "invoice": "create_invoice",
    "ship": "ship",
    "deliver": "deliver",
    "confirm": "confirm_working",
    "credit": "create_credit",
    "close": "close",
}
#: How many units of a claim are named in its hint.
MAX_HINTS = 3
#: How many units are named where a claim takes one line.
MAX_NAMED_UNITS = 2


class RmaPageMixin(models.AbstractModel):
    """What the pages of claims and units show beside their fields.

    The sentence that tells what is next, what is missing for it, and the numbers on
    the buttons that lead to the native documents.
    """

    _name = "rma.page.mixin"
    _description = "RMA Page"

    unit_summary = fields.Char(string="Units in Words", compute="_compute_unit_summary")
    next_step_summary = fields.Char(
        string="Next Step in Words", compute="_compute_next_step_summary"
    )
    next_step_hint = fields.Text(
        string="What Is Missing", compute="_compute_next_step_hint"
    )
    picking_count = fields.Integer(
        string="Transfers Count", compute="_compute_document_counts"
    )
    repair_count = fields.Integer(
        string="Repairs Count", compute="_compute_document_counts"
    )
    sale_order_count = fields.Integer(
        string="Quotations Count", compute="_compute_document_counts"
    )
    account_move_count = fields.Integer(
        string="Invoices Count", compute="_compute_document_counts"
    )

    def _get_page_lines(self):
        """Return the units that the page is about."""
        return self

    @api.depends("product_id", "lot_id", "lot_name")
    def _compute_unit_summary(self):
        self._get_page_lines()._read_ahead()
        for record in self:
            lines = record._get_page_lines()
            texts = [line._get_unit_text() for line in lines[:MAX_NAMED_UNITS]]
            summary = ", ".join(texts)
            if more := len(lines) - len(texts):
                summary = self.env._(
                    "%(units)s and %(count)s more", units=summary, count=more
                )
            record.unit_summary = summary

    def _get_unit_text(self):
        """Return product and serial of one unit, as short as they are known."""
        self.ensure_one()
        # sudo: serial and product's name are part of the claim
        serial = self.lot_id.sudo().name or self.lot_name
        product = self.product_id.sudo().display_name or self.product_told
        return " ".join(filter(None, [product, serial]))

    @api.depends("next_step", "ball_owner", "date_waiting_since", "date_step_deadline")
    def _compute_next_step_summary(self):
        steps = dict(self._fields["next_step"]._description_selection(self.env))
        owners = {
            "us": self.env._("us"),
            "customer": self.env._("the customer"),
            "courier": self.env._("the courier"),
            "vendor": self.env._("the vendor"),
        }
        for record in self:
            values = {
                "step": steps.get(record.next_step),
                "owner": owners.get(record.ball_owner),
                "since": format_date(self.env, record.date_waiting_since),
                "due": format_date(self.env, record.date_step_deadline),
            }
            if not values["owner"] or not record.date_waiting_since:
                text = values["step"]
            elif not record.date_step_deadline:
                text = self.env._("%(step)s – with %(owner)s since %(since)s", **values)
            elif record.is_late:
                text = self.env._(
                    "%(step)s – with %(owner)s since %(since)s, late since %(due)s",
                    **values,
                )
            else:
                text = self.env._(
                    "%(step)s – with %(owner)s since %(since)s, due on %(due)s",
                    **values,
                )
            record.next_step_summary = text

    @api.depends("next_step", "is_late")
    @api.depends_context("uid")
    def _compute_next_step_hint(self):
        self._get_page_lines()._read_ahead()
        for record in self:
            hints = dict.fromkeys(record._get_next_step_hints())
            record.next_step_hint = "\n".join(islice(hints, MAX_HINTS)) or False

    def _get_next_step_hints(self):
        """Yield what is missing for the next step, and where it happens."""
        self.ensure_one()
        lines = self._get_page_lines().filtered(
            lambda line: line.next_step == self.next_step
        )
        if action := ACTION_OF_STEP.get(self.next_step):
            for record in lines or self:
                obstacle = getattr(record, f"_get_{action}_obstacle", bool)()
                if isinstance(obstacle, str):
                    yield obstacle
        if self.next_step == "accept":
            # sudo: whether it was sent, is no secret to who may read the claim
            orders = lines.sudo().sale_order_ids
            for order in orders.filtered(lambda order: order.state == "draft"):
                yield self.env._(
                    "Quotation %(name)s was not sent to the customer yet.",
                    name=order.name,
                )
        if self.next_step == "wait_customer":
            for question in filter(None, lines.mapped("question")):
                yield self.env._("We have asked: %(question)s", question=question)
        if self.next_step in ("send", "hand_over"):
            # sudo: which transfer it is, is no secret to who may read the claim
            moves = lines.move_ids.sudo().filtered(
                lambda move: move.state not in ("done", "cancel")
            )
            names = sorted(set(moves.picking_id.mapped("name")))
            if names:
                yield self.env._(
                    "Transfer %(names)s is waiting to be validated.",
                    names=", ".join(names[:MAX_HINTS]),
                )

    @api.depends("stage")
    def _compute_document_counts(self):
        for record in self:
            # sudo: how many there are; opening them needs the rights on them
            lines = record._get_page_lines().sudo()
            record.picking_count = len(lines.picking_ids)
            record.repair_count = len(lines.repair_ids)
            record.sale_order_count = len(lines.sale_order_ids)
            record.account_move_count = len(lines.account_move_ids)

    # -- where the buttons lead --

    def action_view_open_pickings(self):
        """Open the transfers that are waiting to be validated."""
        pickings = self._get_page_lines().picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        return pickings._get_records_action(name=self.env._("Transfers"))

    def action_view_ticket(self):
        """Open the ticket behind the claim."""
        return self.ticket_id._get_records_action()

    def action_view_origin_order(self):
        """Open the order that the unit was sold on."""
        orders = self._get_page_lines().sale_order_origin_id
        return orders._get_records_action(name=self.env._("Original Orders"))

    def action_view_lot(self):
        """Open the serial number with its transfers, repairs and claims."""
        lots = self._get_page_lines().lot_id
        return lots._get_records_action(name=self.env._("Serial Numbers"))

    def action_view_pickings(self):
        """Open the transfers of the units."""
        pickings = self._get_page_lines().picking_ids
        return pickings._get_records_action(name=self.env._("Transfers"))

    def action_view_repairs(self):
        """Open the repair orders of the units."""
        repairs = self._get_page_lines().repair_ids
        return repairs._get_records_action(name=self.env._("Repairs"))

    def action_view_sale_orders(self):
        """Open the quotations and orders of the units."""
        orders = self._get_page_lines().sale_order_ids
        return orders._get_records_action(name=self.env._("Quotations"))

    def action_view_account_moves(self):
        """Open the invoices and credit notes of the units."""
        invoices = self._get_page_lines().account_move_ids
        return invoices._get_records_action(name=self.env._("Invoices"))

    # -- dialogs that ask for the words an action needs --

    def action_open_reject(self):
        """Open the dialog that asks for the remarks of a rejection."""
        return self._open_dialog(
            "rma.remarks.wizard", self.env._("Reject"), default_action="reject"
        )

    def action_open_cancel(self):
        """Open the dialog that asks for the reason of a cancellation."""
        return self._open_dialog(
            "rma.remarks.wizard", self.env._("Cancel"), default_action="cancel"
        )

    def action_open_waive_return(self):
        """Open the dialog that asks why the return is waived."""
        return self._get_page_lines()._open_dialog(
            "rma.remarks.wizard",
            self.env._("Waive the Return"),
            default_action="waive_return",
        )

    def action_open_reopen(self):
        """Open the dialog that asks for the reason of a reopening."""
        return self._open_dialog(
            "rma.remarks.wizard", self.env._("Reopen"), default_action="reopen"
        )
