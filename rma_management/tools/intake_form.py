# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a customer typed, read field by field into checked values or sentences."""

import re

from odoo import fields
from odoo.fields import Domain

from .rma_dates import format_day

#: Longest texts, by field of the form.
LIMITS = {
    "serial": 64,
    "product_text": 200,
    "symptom_note": 4000,
    "reason_note": 2000,
    "accessories": 500,
    "client_ref": 64,
    "delegate_name": 100,
    "delegate_phone": 32,
}
DEMANDS = ("warranty", "nonconformity", "paid")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
PHONE = re.compile(r"\+?[\d\s()/.-]{5,32}")
OLDEST_YEAR = 1950


class IntakeForm:
    """One post of the form: ``vals`` for the claim, ``errors`` beside their fields.

    Ids are looked up among what the customer may choose from; what is not there is
    treated like nothing.

    :param env: with the company whose claim it becomes
    :param dict values: strings by the names of the form's fields
    :param partner: the customer; without him no serial and no order is recognised
    """

    def __init__(self, env, values, partner=None):
        self.env = env
        self.claims = env["rma.claim"]
        self.values = values
        self.partner = partner
        self.vals = {}
        self.errors = {}

    def get_vals(self, has_unit=True):
        """Return ``(vals, errors)``; *vals* are complete when there are no errors."""
        if has_unit:
            self._read_unit()
        self._read_fault()
        self._read_purchase()
        self._read_handling()
        return self.vals, self.errors

    # -- which unit --

    def _read_unit(self):
        serial = self._text("serial")
        told = self._text("product_text")
        line_sudo = self._find_sale_line()
        lot_sudo = self._find_lot(serial, line_sudo)
        product = line_sudo.product_id or self._find_product()
        self.vals["product_told"] = told
        if lot_sudo:
            self.vals |= {"lot_id": lot_sudo.id, "product_id": lot_sudo.product_id.id}
            return
        self.vals |= {"lot_name": serial, "product_id": product.id}
        if line_sudo:
            self.vals |= {
                "sale_line_id": line_sudo.id,
                "quantity": self._read_quantity(line_sudo),
            }
        elif not (serial or told or product):
            self.errors["serial"] = self.env._(
                "Tell us which unit it is: its serial number, or what product it is."
            )

    def _find_sale_line(self):
        # sudo: the order line is looked up among the customer's own
        lines_sudo = self.env["sale.order.line"].sudo()
        line_id = self._id("order_line")
        if not line_id or not self.partner:
            return lines_sudo
        domain = self.claims._get_sold_lines_domain(self.partner)
        return lines_sudo.search(domain & Domain("id", "=", line_id), limit=1)

    def _find_product(self):
        product_id = self._id("product")
        # sudo: looked up among those sold to the customer, see below
        products_sudo = self.env["product.product"].sudo()
        if not product_id or not self.partner:
            return products_sudo
        domain = self.claims._get_sold_lines_domain(self.partner)
        domain &= Domain("product_id", "=", product_id)
        # sudo: the product is looked up among those sold to the customer
        return self.env["sale.order.line"].sudo().search(domain, limit=1).product_id

    def _find_lot(self, serial, line_sudo):
        """Return the customer's own serial: chosen from his delivery, or typed."""
        lots_sudo = self.env["stock.lot"].sudo()  # sudo: as _find_sold_lots
        if line_sudo and (lot_id := self._id("lot")):
            delivered = self.claims._get_delivered_lots(line_sudo)
            delivered = delivered.filtered(lambda lot: lot.id == lot_id)
            sold = self.claims._filter_sold(
                delivered, self.partner.commercial_partner_id
            )
            if sold:
                return sold
        found = self.claims._find_sold_lots([serial], self.partner)
        lots_sudo = found.get(serial, lots_sudo)
        product = line_sudo.product_id or self._find_product()
        if product:
            lots_sudo = lots_sudo.filtered(lambda lot: lot.product_id == product)
        return lots_sudo if len(lots_sudo) == 1 else lots_sudo.browse()

    def _read_quantity(self, line_sudo):
        typed = self.values.get("quantity") or "1"
        quantities = self.claims._get_claimable_quantities(line_sudo)
        limit = int(max(quantities[line_sudo], 0))
        if not limit:
            self.errors["quantity"] = self.env._(
                "All that was delivered with this order line is in a claim already."
            )
            return 1
        if not typed.isdecimal() or not 1 <= int(typed) <= limit:
            self.errors["quantity"] = self.env._(
                "Enter how many units it is about: from 1 to %(limit)s.", limit=limit
            )
            return 1
        return int(typed)

    # -- what is wrong --

    def _read_fault(self):
        self.vals |= {
            "symptom_id": self._master("symptom_id", "rma.symptom"),
            "symptom_note": self._text("symptom_note"),
            "reason_id": self._master("reason_id", "rma.reason"),
            "reason_note": self._text("reason_note"),
        }
        if not self.vals["symptom_id"] and not self.vals["symptom_note"]:
            self.errors.setdefault(
                "symptom_note",
                self.env._("Tell us what is wrong: choose a fault or describe it."),
            )

    def _read_purchase(self):
        company = self.env.company
        today = company._get_rma_date(fields.Datetime.now())
        self.vals["date_purchased"] = self._read_date(today)
        self.vals["manufacture_year"] = self._read_year(today.year)

    def _read_date(self, today):
        typed = (self.values.get("date_purchased") or "").strip()
        if not typed:
            return False
        try:
            day = fields.Date.to_date(typed[:10])
        except ValueError:
            day = None
        if day and day.year >= OLDEST_YEAR and day <= today:
            return day
        self.errors["date_purchased"] = self.env._(
            "Enter the day on the bill; it cannot be later than today, %(today)s.",
            today=format_day(self.env, today),
        )
        return False

    def _read_year(self, this_year):
        typed = (self.values.get("manufacture_year") or "").strip()
        if not typed:
            return 0
        if re.fullmatch(r"[0-9]{4}", typed):
            if OLDEST_YEAR <= int(typed) <= this_year:
                return int(typed)
        self.errors["manufacture_year"] = self.env._(
            "Enter the year of manufacture with four digits, or leave it empty."
        )
        return 0

    # -- how it comes --

    def _read_handling(self):
        methods = self.claims._fields["delivery_method"].get_values(self.env)
        self.vals |= {
            "demand": self._choice("demand", DEMANDS),
            "delivery_method": self._choice("delivery_method", methods),
            "accessories_told": self._text("accessories"),
            "client_ref": self._text("client_ref"),
            "delegate_name": self._text("delegate_name"),
            "delegate_phone": self._text("delegate_phone"),
        }
        phone = self.vals["delegate_phone"]
        if phone and not self.vals["delegate_name"]:
            self.errors["delegate_name"] = self.env._(
                "Tell us whose telephone number this is."
            )
        if phone and not PHONE.fullmatch(phone):
            self.errors.setdefault(
                "delegate_phone",
                self.env._("Enter a telephone number, for example +1 555 010 0199."),
            )

    # -- reading --

    def _text(self, name):
        """Return a text without blanks around it, or False; note what is too long."""
        text = self.values.get(name)
        text = CONTROL.sub("", text).strip() if isinstance(text, str) else ""
        limit = LIMITS[name]
        if len(text) > limit:
            self.errors[name] = self.env._(
                "At most %(limit)s characters fit here, these are %(count)s. Please "
                "shorten the text.",
                limit=limit,
                count=len(text),
            )
            return text[:limit]
        return text or False

    def _id(self, name):
        typed = str(self.values.get(name) or "").strip()
        is_id = re.fullmatch(r"[0-9]{1,9}", typed)
        return int(typed) if is_id else False

    def _master(self, name, model):
        """Return the id of an active record of published master data, or False."""
        record_id = self._id(name)
        if not record_id:
            return False
        # sudo: symptoms and reasons are shown to everybody who fills in the form
        records_sudo = self.env[model].sudo()
        found = records_sudo.search([("id", "=", record_id)], limit=1)
        if not found:
            self.errors[name] = self.env._("Choose one of the list.")
        return found.id

    def _choice(self, name, choices):
        typed = self.values.get(name)
        if not typed:
            return choices[0]
        if typed not in choices:
            self.errors[name] = self.env._("Choose one of the list.")
            return choices[0]
        return typed
