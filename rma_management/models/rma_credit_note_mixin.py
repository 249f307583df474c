# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError


class RmaCreditNoteMixin(models.AbstractModel):
    """How credit notes are made: which invoice lines, which quantities, which fees.

    The invoice is reversed by the native wizard, so that price, discount, taxes,
    currency and fiscal position are those that the customer was charged; the draft
    carries the claimed units only.
    """

    _name = "rma.credit.note.mixin"
    _description = "RMA Credit Notes of the Unit"

    def _allocate_credits(self):
        """Share out what is due over the invoice lines, oldest first.

        :return: ``({unit: [(invoice line, quantity in the line's unit of measure)]},
            {unit: quantity that was never invoiced, in the unit's unit of measure})``
        :raises odoo.exceptions.UserError: the units of *self* together are more than
            what was invoiced and ordered
        """
        # sudo: crediting what was decided needs no right on orders and invoices
        sources_sudo = self.sale_line_id.sudo()
        invoiced = {source: source._get_rma_creditable() for source in sources_sudo}
        ordered = {source: source._get_rma_uninvoiced_qty() for source in sources_sudo}
        shares, off_order = defaultdict(list), {}
        for unit in self:
            source = unit.sale_line_id.sudo()  # sudo: as above
            uom, unit_uom = source.product_uom_id, unit.product_id.uom_id
            left = unit_uom._compute_quantity(unit._get_credit_left(), uom, round=False)
            for line, available in invoiced[source].items():
                taken = min(left, available)
                if uom.compare(taken, 0.0) > 0:
                    invoiced[source][line] -= taken
                    left -= taken
                    quantity = uom._compute_quantity(
                        taken, line.product_uom_id, round=False
                    )
                    shares[unit].append((line, quantity))
            if uom.compare(left, 0.0) > 0:
                if uom.compare(left, ordered[source]) > 0:
                    raise UserError(
                        source._get_rma_shortage_text(unit.display_name, left)
                    )
                ordered[source] -= left
                off_order[unit] = uom._compute_quantity(left, unit_uom, round=False)
        self._check_fees(off_order.keys() - shares.keys())
        return shares, off_order

    def _check_fees(self, units):
        """Raise when a fee has no credit note that it could be taken off."""
        for unit in units:
            if unit._get_credit_fees():
                raise UserError(
                    self.env._(
                        "%(unit)s has a restocking or inspection fee, but nothing was "
                        "invoiced that it could be taken off. Invoice the order "
                        "first, or remove the fee.",
                        unit=unit.display_name,
                    )
                )

    def _create_credit_notes(self, shares):
        """Reverse the invoices for the given shares, one credit note an invoice.

        :param dict shares: ``{unit: [(invoice line, quantity)]}``
        :return: the draft credit notes, as sudo
        """
        by_invoice = defaultdict(list)
        for unit, parts in shares.items():
            for line, quantity in parts:
                by_invoice[line.move_id].append((unit, line, quantity))
        # sudo: the service desk drafts what was decided, accountants post it
        invoices = self.env["account.move"].sudo().union(*by_invoice)
        notes = invoices.browse()
        fees_done = set()
        for journal_invoices in invoices.grouped("journal_id").values():
            vals = {
                invoice.id: self._prepare_credit_note_vals(
                    invoice, by_invoice[invoice], fees_done
                )
                for invoice in journal_invoices
            }
            notes |= journal_invoices._reverse_for_rma(vals)
        self._link_credit_notes(notes)
        return notes

    def _link_credit_notes(self, notes):
        """Tie the new credit notes to their units and tell the timeline."""
        by_unit = defaultdict(notes.browse)
        for line in notes.invoice_line_ids.filtered("rma_line_id"):
            by_unit[line.rma_line_id.id] |= line.move_id
        for note in notes:
            if note.currency_id.compare_amounts(note.amount_total, 0.0) < 0:
                raise UserError(
                    self.env._(
                        "The fees of %(units)s are more than what is credited. Lower "
                        "the fees, or leave the credit out.",
                        units=", ".join(
                            note.invoice_line_ids.rma_line_id.mapped("display_name")
                        ),
                    )
                )
        units = self.filtered(lambda unit: unit.id in by_unit)
        for unit_notes, same in units.grouped(lambda unit: by_unit[unit.id]).items():
            links = [fields.Command.link(note.id) for note in unit_notes]
            same._write_axis({"account_move_ids": links})
        documents = {unit: by_unit[unit.id][:1] for unit in units}
        units._log_event("credit_drafted", document=documents)

    def _prepare_credit_note_vals(self, invoice, parts, fees_done):
        """Return what a credit note has in place of the whole invoice.

        :param list parts: ``[(unit, invoice line, quantity)]``
        :param set fees_done: units whose fee stands on a credit note already
        """
        self = self.with_context(lang=invoice.partner_id.lang)
        claims = self.browse().union(*(unit for unit, _line, _qty in parts)).claim_id
        names = ", ".join(claim.display_name for claim in claims)
        origin = ", ".join(filter(None, [invoice.invoice_origin, names]))
        line_vals = []
        for unit, line, quantity in parts:
            unit = unit.with_env(self.env)
            line_vals.append(unit._prepare_credit_line_vals(line, quantity))
            amount = line.price_subtotal * quantity / line.quantity
            line_vals += unit._prepare_fee_vals(invoice, amount, unit in fees_done)
            fees_done.add(unit)
        return {
            "ref": self.env._(
                "Reversal of: %(invoice)s, claim %(claims)s",
                invoice=invoice.name,
                claims=names,
            ),
            "invoice_origin": origin,
            "line_ids": [fields.Command.create(vals) for vals in line_vals],
        }

    def _prepare_credit_line_vals(self, line, quantity):
        """Return the copy of an invoice line for this unit and *quantity* only."""
        self.ensure_one()
        [vals] = line.with_context(include_business_fields=True).copy_data()
        return {
            **vals,
            "quantity": quantity,
            "rma_line_id": self.id,
            "name": "\n".join(filter(None, [line.name, self._get_credit_text()])),
        }

    def _get_credit_text(self):
        """Return what a credit note says about this unit: reference and serial."""
        self.ensure_one()
        # sudo: the serial is part of the claim
        serial = self.lot_id.sudo().name or self.lot_name
        if not serial:
            return self.env._("Unit %(reference)s", reference=self.reference)
        return self.env._(
            "Unit %(reference)s, serial %(serial)s",
            reference=self.reference,
            serial=serial,
        )

    def _get_credit_fees(self):
        """Return the restocking and inspection fees that are still to be kept back.

        A percentage is kept back from every credit, a price once.
        """
        self.ensure_one()
        # sudo: whether a fee was taken, whoever may open the credit note
        return self.sudo().service_line_ids.filtered(
            lambda line: (
                line.kind == "restocking"
                and (line.credit_percent or not line._is_taken_off_a_credit())
            )
        )

    def _prepare_fee_vals(self, invoice, amount, is_next_share):
        """Return the negative lines that keep the fees back from the credit.

        :param float amount: what is credited for the unit, untaxed, in the currency of
            the invoice
        :param bool is_next_share: a share before has kept the prices back already
        """
        self.ensure_one()
        return [
            {
                "display_type": "product",
                "product_id": fee.product_id.id,
                "product_uom_id": fee.product_id.uom_id.id,
                "name": "\n".join(
                    [fee.name or fee.product_id.display_name, self._get_credit_text()]
                ),
                "quantity": fee.product_uom_qty or 1.0,
                "price_unit": -fee._get_credit_fee(invoice.currency_id, amount),
                "rma_line_id": self.id,
                "rma_service_line_id": fee.id,
            }
            for fee in self._get_credit_fees()
            if fee.credit_percent or not is_next_share
        ]

    # -- what accountants do --

    def _take_back_credit(self):
        """Follow a credit note that was cancelled or deleted: credit is due again."""
        units = self.exists()
        if units:
            units._mark_returns()
            units._log_event("credit_cancelled")

    def _schedule_source_cancelled(self, note):
        """Leave a to-do: *note* credits an invoice that was cancelled afterwards."""
        self.ensure_one()
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=(self.user_id or note.invoice_user_id or self.env.user).id,
            summary=self.env._("Invoice cancelled after the credit"),
            note=self.env._(
                "Invoice %(invoice)s was cancelled although unit %(unit)s was credited "
                "by %(note)s. Ask accounting whether the credit note stands.",
                invoice=note.reversed_entry_id.display_name,
                unit=self.reference,
                note=note.display_name,
            ),
        )
