# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

#: What changes how much of a charge the customer pays.
COVERAGE_FIELDS = frozenset({"coverage", "parts_percent", "labour_percent"})


class RmaChargeMixin(models.AbstractModel):
    """What may be charged for a unit: parts, labour, fees, its replacement."""

    _name = "rma.charge.mixin"
    _description = "RMA Charges of the Unit"

    def _get_covered_percent(self, kind, is_excluded=False):
        """Return how much of a charge warranty or contract take, 0 to 100.

        :param str kind: ``rma_charge_kind`` of the order line
        :param bool is_excluded: the line is paid by the customer whatever is covered
        """
        self.ensure_one()
        if is_excluded or self.coverage == "paid":
            return 0.0
        is_part = kind in ("part", "replacement")
        return self.parts_percent if is_part else self.labour_percent

    def _get_charges(self):
        """Return what may be charged for the unit.

        :return: a list of dicts: ``kind`` (as of the order line), ``is_excluded``,
            ``record`` (move, service line or the unit itself for its replacement),
            ``sale_lines`` (where it is charged already), ``product`` and ``quantity``
        """
        self.ensure_one()
        return [
            *self._get_part_charges(),
            *self._get_service_charges(),
            *self._get_replacement_charges(),
        ]

    def _get_part_charges(self):
        repairs = self.repair_ids.filtered(lambda repair: repair.state != "cancel")
        return [
            {
                "kind": "part",
                "is_excluded": move.is_rma_excluded,
                "record": move,
                "sale_lines": move.sale_line_id,
                "product": move.product_id,
                "quantity": move.product_uom_qty,
            }
            for move in repairs.move_ids
            if move.repair_line_type == "add"
            and move.state != "cancel"
            and move.product_uom_qty > 0
        ]

    def _get_service_charges(self):
        # sending back, advising and scrapping charge fees only; a restocking fee is
        # deducted from the credit
        left_out = {"restocking"}
        if not self.resolution_id.is_chargeable:
            left_out.add("labour")
        return [
            {
                "kind": service._get_charge_kind(),
                "is_excluded": service.is_excluded,
                "record": service,
                "sale_lines": service.sale_line_id,
                "product": service.product_id,
                "quantity": service.product_uom_qty,
            }
            for service in self.service_line_ids
            if service.kind not in left_out and service.product_uom_qty > 0
        ]

    def _get_replacement_charges(self):
        if self.resolution_id.kind != "replace":
            return []
        sale_lines = self.charge_line_ids.filtered(
            lambda line: line.rma_charge_kind == "replacement"
        )
        live = sale_lines.filtered(lambda line: line.state != "cancel")
        return [
            {
                "kind": "replacement",
                "is_excluded": False,
                "record": self,
                "sale_lines": live or sale_lines,
                "product": self._get_replacement_product(),
                "quantity": self.quantity,
            }
        ]

    def _get_unquoted_charges(self, with_declined=False):
        """Return the charges that are on no quotation, as ``_get_charges`` does.

        :param bool with_declined: those that the customer declined count too
        """
        self.ensure_one()
        unquoted = []
        for charge in self._get_charges():
            orders = charge["sale_lines"].order_id
            live = orders.filtered(lambda order: order.state != "cancel")
            declined = (orders - live).filtered("is_rma_declined")
            if not live and (with_declined or not declined):
                unquoted.append(charge)
        return unquoted

    def _get_expected_price(self, charge):
        """Return what a charge will cost the customer, as its quotation will say.

        Taxes included, in the company's currency.
        """
        self.ensure_one()
        product, quantity = charge["product"], charge["quantity"]
        company, currency = self.company_id, self.company_id.currency_id
        partner = self.claim_id.partner_id.with_company(company)
        pricelist = partner.property_product_pricelist
        price = (
            pricelist._get_product_price(product, quantity, currency=currency)
            if pricelist
            else product.lst_price
        )
        covered = self._get_covered_percent(charge["kind"], charge["is_excluded"])
        position = self.env["account.fiscal.position"].with_company(company)
        taxes = position._get_fiscal_position(partner).map_tax(
            product.taxes_id._filter_taxes_by_company(company)
        )
        return taxes.compute_all(
            price * (100 - covered) / 100,
            currency=currency,
            quantity=quantity,
            product=product,
            partner=partner,
        )["total_included"]

    def _has_payable(self, charges):
        """Tell whether the customer pays anything of *charges*."""
        self.ensure_one()
        return any(
            self._get_covered_percent(charge["kind"], charge["is_excluded"]) < 100.0
            for charge in charges
        )

    def _get_charge_text(self):
        """Return the unit as it stands on quotations and invoices."""
        self.ensure_one()
        # sudo: the serial is part of the claim
        serial = self.lot_id.sudo().name or self.lot_name
        if serial:
            return self.env._(
                "%(reference)s, serial number %(serial)s",
                reference=self.reference,
                serial=serial,
            )
        return self.reference

    def _get_replacement_product(self):
        """Return the product that is sent in place of the unit."""
        self.ensure_one()
        is_other = self.resolution_id.is_other_product
        return (is_other and self.replacement_product_id) or self.product_id
