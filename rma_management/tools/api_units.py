# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reads the units that another system announces: checked row by row, in bulk."""

import datetime
import math
from collections import defaultdict
from functools import cached_property

from odoo.fields import Domain

#: Most units of one request.
MAX_UNITS = 500
#: What a unit may say, and how long the texts may be (None: no text).
KEYS = {
    "serial": 64,
    "product": 64,
    "order": 64,
    "symptom": 64,
    "description": 5000,
    "accessories": 200,
    "date_purchased": 10,
    "quantity": None,
    "manufacture_year": None,
}


class ApiUnits:
    """Turns the units of a request into values of ``rma.claim.line``.

    A customer's serial counts as known only when the unit was sold to his company:
    nobody learns from an answer what others have bought.
    """

    def __init__(self, env, partner, units, is_customer):
        self.env = env
        self.commercial = partner.commercial_partner_id
        self.company = env.company
        self.is_customer = is_customer
        self.units = units
        self.errors = []

    def parse(self):
        """Return ``(vals_list, errors)``; *errors* are sentences that name the row."""
        shaped = [self._shape(number, row) for number, row in enumerate(self.units, 1)]
        if self.errors:
            return [], self.errors
        self.rows = shaped
        vals_list = [self._to_vals(number, row) for number, row in enumerate(shaped, 1)]
        return vals_list, self.errors

    def _add_error(self, number, text):
        self.errors.append(
            self.env._("Unit %(number)s: %(error)s", number=number, error=text)
        )

    # -- what may stand in a row --

    def _shape(self, number, row):
        """Return the row with stripped texts; note what is no value at all."""
        if not isinstance(row, dict):
            self._add_error(
                number, self.env._("it is no object with names and values.")
            )
            return {}
        if unknown := sorted(str(key) for key in row.keys() - KEYS.keys()):
            self._add_error(
                number,
                self.env._(
                    "“%(keys)s” is not known. Known are: %(known)s.",
                    keys=", ".join(unknown[:5]),
                    known=", ".join(KEYS),
                ),
            )
        shaped = {}
        for key, limit in KEYS.items():
            value = row.get(key)
            if value in (None, False, ""):
                continue
            if limit is None:
                shaped[key] = self._shape_number(number, key, value)
            elif not isinstance(value, str):
                self._add_error(number, self.env._("“%(key)s” is no text.", key=key))
            elif len(value.strip()) > limit:
                self._add_error(
                    number,
                    self.env._(
                        "“%(key)s” has more than %(limit)s characters.",
                        key=key,
                        limit=limit,
                    ),
                )
            else:
                shaped[key] = value.strip()
        return shaped

    def _shape_number(self, number, key, value):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and math.isfinite(value) and 0 < value < 1_000_000:
            if key == "quantity" or value == int(value):
                return value
        self._add_error(
            number, self.env._("“%(key)s” is no number that can be.", key=key)
        )
        return 1

    # -- what the row names, for all rows at once --

    def _get_named(self, key):
        return list({row[key] for row in self.rows if row.get(key)})

    @property
    def _company_domain(self):
        return Domain("company_id", "in", [False, self.company.id])

    @cached_property
    def _lots(self):
        """{serial: lots} of what may be recognised."""
        names = self._get_named("serial")
        if not names:
            return {}
        # sudo: serials are recognised for whoever announces them; see below for whom
        lots = self.env["stock.lot"].sudo()
        lots = lots.search(Domain("name", "in", names) & self._company_domain)
        if self.is_customer:
            history = self.env["rma.claim.line"]._find_history(lots.sudo(False))
            lots = lots.filtered(
                lambda lot: self.commercial in self._get_buyers(lot, history)
            )
        return lots.grouped("name")

    @staticmethod
    def _get_buyers(lot_sudo, history):
        delivery = history.get(lot_sudo.sudo(False), {}).get("delivery")
        buyers = lot_sudo.warranty_partner_id
        if delivery:
            buyers |= delivery.sudo().picking_id.partner_id  # sudo: as the look-up
        return buyers.commercial_partner_id

    @cached_property
    def _products(self):
        """{code or barcode: products} that are goods."""
        codes = self._get_named("product")
        if not codes:
            return {}
        domain = Domain("default_code", "in", codes) | Domain("barcode", "in", codes)
        domain &= Domain("type", "=", "consu") & self._company_domain
        if self.is_customer:
            domain &= Domain("sale_ok", "=", True)
        found = defaultdict(set)
        # sudo: products are announced by their public code
        for product in self.env["product.product"].sudo().search(domain):
            found[product.default_code].add(product)
            found[product.barcode].add(product)
        return found

    @cached_property
    def _order_lines(self):
        """{(order, product): first order line} of the customer's own orders."""
        names = self._get_named("order")
        if not names:
            return {}
        # sudo: the customer's own orders, by their number
        lines = self.env["sale.order.line"].sudo()
        lines = lines.search(
            [
                ("order_id.name", "in", names),
                ("order_id.state", "=", "sale"),
                ("order_id.partner_id", "child_of", self.commercial.ids),
                ("company_id", "=", self.company.id),
            ],
            order="id desc",
        )
        return {(line.order_id.name, line.product_id): line for line in lines}

    @cached_property
    def _symptoms(self):
        symptoms = self.env["rma.symptom"].search([], limit=1000)
        found = {}
        for symptom in symptoms:
            found[symptom.name.lower()] = symptom
            found[(symptom.code or symptom.name).lower()] = symptom
        return found

    # -- what it means --

    def _to_vals(self, number, row):
        lot, product = self._find_unit(number, row)
        quantity = row.get("quantity", 1)
        if product and product.tracking == "serial" and quantity != 1:
            self._add_error(
                number,
                self.env._("a unit with a serial number has the quantity 1."),
            )
        vals = {
            "product_id": product.id if product else False,
            "lot_id": lot.id if lot else False,
            "lot_name": False if lot else row.get("serial"),
            "quantity": quantity,
            "symptom_note": row.get("description"),
            "accessories": row.get("accessories"),
            "manufacture_year": int(row.get("manufacture_year", 0)),
            "date_purchased": self._find_date(number, row),
            "symptom_id": self._find_symptom(number, row),
            "sale_line_id": self._find_order_line(number, row, lot, product),
        }
        return {name: value for name, value in vals.items() if value}

    def _find_unit(self, number, row):
        """Return lot and product of the row, either may be nothing."""
        serial, code = row.get("serial"), row.get("product")
        products = self._products.get(code, set()) if code else set()
        lots = self._lots.get(serial) if serial else None
        if code and len(products) != 1:
            text = self.env._(
                "product “%(code)s” is not known. Give its internal reference or "
                "barcode.",
                code=code,
            )
            self._add_error(number, text)
            return None, None
        if code:
            [product] = products
            lot = lots and lots.filtered(lambda lot: lot.product_id == product)
            return (lot if lot and len(lot) == 1 else None), product
        if lots and len(lots) == 1:
            return lots, lots.product_id
        if serial and lots:
            text = self.env._(
                "several products have the serial number “%(serial)s”. Add “product”.",
                serial=serial,
            )
        elif serial:
            text = self.env._(
                "serial number “%(serial)s” is not known as yours. Add “product”: its "
                "internal reference or barcode.",
                serial=serial,
            )
        else:
            text = self.env._("give “serial”, or “product”, or both.")
        self._add_error(number, text)
        return None, None

    def _find_date(self, number, row):
        if not row.get("date_purchased"):
            return False
        try:
            day = datetime.date.fromisoformat(row["date_purchased"])
        except ValueError:
            day = None
        if day is None or not 1900 <= day.year <= 2200:
            self._add_error(
                number,
                self.env._("“date_purchased” is no day as 2026-12-31."),
            )
        return day

    def _find_symptom(self, number, row):
        if not row.get("symptom"):
            return False
        symptom = self._symptoms.get(row["symptom"].lower())
        if not symptom:
            self._add_error(
                number,
                self.env._(
                    "symptom “%(symptom)s” is not known. Leave it out and describe "
                    "it in “description”.",
                    symptom=row["symptom"],
                ),
            )
        return symptom and symptom.id

    def _find_order_line(self, number, row, lot, product):
        if not row.get("order") or not product:
            return False
        line = self._order_lines.get((row["order"], product))
        if not line:
            self._add_error(
                number,
                self.env._(
                    "order “%(order)s” has not delivered this product to you.",
                    order=row["order"],
                ),
            )
            return False
        # a serial number says itself which sale it is from
        return False if lot else line.id
