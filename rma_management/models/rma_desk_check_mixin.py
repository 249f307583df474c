# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict
from datetime import date, datetime
from itertools import product

from odoo import fields, models
from odoo.fields import Domain

from ..tools.desk_table import SHORTENED
from .rma_identity_mixin import MAX_SERIAL

#: Longest texts of a row.
LIMITS = {
    "serial": MAX_SERIAL,
    "product_code": 64,
    "symptom_text": 100,
    "symptom_note": 2000,
    "client_ref": 64,
    "date_text": 30,
    "accessories": 200,
}
#: How dates are written; which of the ambiguous ones goes first, the language says.
DATE_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d")
FIRST_YEAR = 1980


class RmaDeskCheckMixin(models.AbstractModel):
    """What is wrong with the rows of a list; all are asked with the same few queries.

    Whether a number exists but was sold to somebody else, is no business of the
    visitor: both are told the same.
    """

    _name = "rma.desk.check.mixin"
    _description = "RMA Check of a Partner List"

    def _resolve(self):
        """Find out what the rows mean, and say of each what is wrong with it."""
        customer = self.batch_id.commercial_partner_id
        lots = self._find_lots(customer)
        products = self._find_products()
        symptoms = self._find_symptoms()
        claimed = self._find_open_lines(lots)
        formats = self._get_date_formats()
        first_of = {}
        for row in self:
            errors = row._get_length_errors()
            errors += row._resolve_unit(lots, products, first_of)
            if other := claimed.get(row.lot_id):
                errors.append(row._get_claimed_error(other, customer))
            errors += row._resolve_symptom(symptoms)
            errors += row._resolve_date(formats)
            row.error = " ".join(errors) or False

    # -- read once for all rows --

    def _get_serials(self):
        """Return the numbers that the row's serial may mean, the likeliest first."""
        self.ensure_one()
        text = (self.serial or "").strip()
        stem = text.removesuffix(".0") if text[:-2].isdigit() else text
        return list(dict.fromkeys(filter(None, [text, stem, text.upper()])))

    def _find_lots(self, customer):
        """Return {number: serials with this number that were sold to the customer}."""
        names = {name for row in self for name in row._get_serials()}
        lots = self.env["stock.lot"].search(
            [
                ("name", "in", list(names)),
                ("company_id", "in", [False, *self.company_id.ids]),
            ]
        )
        own = lots.filtered(
            lambda lot: lot.warranty_partner_id.commercial_partner_id == customer
        )
        # sold before warranties were frozen, or in a lot that many customers share
        others = (lots - own).filtered(
            lambda lot: (
                not lot.warranty_partner_id or lot.product_id.tracking != "serial"
            )
        )
        if others:
            own |= (
                self.env["stock.move.line"]
                .search(
                    [
                        ("lot_id", "in", others.ids),
                        ("state", "=", "done"),
                        ("location_dest_id.usage", "=", "customer"),
                        ("picking_id.partner_id", "child_of", customer.ids),
                    ]
                )
                .lot_id
            )
        return own.grouped("name")

    def _find_products(self):
        """Return {code or barcode, small letters: products that are sold under it}."""
        codes = {(row.product_code or "").strip() for row in self} - {""}
        texts = list({form for code in codes for form in (code, code.upper())})
        if not texts:
            return {}
        products = self.env["product.product"].search(
            Domain("sale_ok", "=", True)
            & Domain("type", "=", "consu")
            & Domain("company_id", "in", [False, *self.company_id.ids])
            & (Domain("default_code", "in", texts) | Domain("barcode", "in", texts))
        )
        found = defaultdict(products.browse)
        for record in products:
            for code in filter(None, (record.default_code, record.barcode)):
                found[code.casefold()] |= record
        return found

    def _find_symptoms(self):
        """Return {name or code, small letters: symptom}, in both languages."""
        symptoms = self.env["rma.symptom"].search([])
        found = {}
        for records in (symptoms, symptoms.with_context(lang="en_US")):
            for symptom in records:
                for text in (symptom.name, symptom.code):
                    if text:
                        found.setdefault(text.casefold(), symptom.with_env(self.env))
        return found

    def _find_open_lines(self, lots):
        """Return {serial: the unit of a claim that is about it now}."""
        lot_ids = [lot.id for found in lots.values() for lot in found]
        lines = self.env["rma.claim.line"].search(
            [
                ("lot_id", "in", lot_ids),
                ("claim_id.is_confirmed", "=", True),
                ("decision", "!=", "rejected"),
                ("ending", "=", False),
                ("company_id", "in", self.company_id.ids),
            ]
        )
        # a lot of many pieces can be in many claims
        serials = lines.filtered(lambda line: line.product_id.tracking == "serial")
        return {line.lot_id: line for line in serials}

    def _get_date_formats(self):
        """Return how dates may be written, as the user's language writes them first."""
        language = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        own = language.date_format or "%d/%m/%Y"
        is_month_first = own.find("%m") < own.find("%d")
        skipped = "%d/%m/%Y" if is_month_first else "%m/%d/%Y"
        return [own, *(form for form in DATE_FORMATS if form != skipped)]

    # -- each row --

    def _get_length_errors(self):
        self.ensure_one()
        return [
            self.env._(
                "%(column)s has %(length)s characters, at most %(limit)s are possible: "
                "shorten it.",
                column=self._fields[name]._description_string(self.env),
                length=len(self[name]),
                limit=limit,
            )
            for name, limit in LIMITS.items()
            if len(self[name] or "") > limit
        ]

    def _resolve_unit(self, lots, products, first_of):
        """Set serial and product; return the errors about them.

        :param dict first_of: {serial: row that has it}, filled as the rows come
        """
        self.ensure_one()
        code = (self.product_code or "").strip()
        named = products.get(code.casefold(), self.env["product.product"])
        lot = self.env["stock.lot"]
        errors = []
        if code and not named:
            errors.append(
                self.env._(
                    "We sell no product with the code “%(code)s”. Correct it, or leave "
                    "it empty when the serial number is given.",
                    code=code,
                )
            )
        if self.serial:
            found = next((lots[n] for n in self._get_serials() if n in lots), lot)
            of_product = found.filtered(lambda lot: lot.product_id in named)
            if len(of_product or found) == 1:
                lot = of_product or found
            errors += self._get_serial_errors(found, of_product, named)
        elif not code:
            errors.append(
                self.env._(
                    "There is neither a serial number nor a product code: enter one of "
                    "them."
                )
            )
        elif len(named) > 1:
            errors.append(
                self.env._(
                    "“%(code)s” means several products: enter the serial number or "
                    "the barcode.",
                    code=code,
                )
            )
        self.lot_id = lot
        self.product_id = lot.product_id or (named if len(named) == 1 else False)
        key = lot if lot.product_id.tracking == "serial" else self._get_serial_key()
        if key and (first := first_of.setdefault(key, self)) != self:
            errors.append(
                self.env._(
                    "The serial number stands in row %(number)s already: remove one of "
                    "the two rows.",
                    number=first.number,
                )
            )
        return errors

    def _get_serial_key(self):
        """Return what makes an unknown number the same in two rows."""
        self.ensure_one()
        return not self.lot_id and (self.serial or "").strip().casefold()

    def _get_serial_errors(self, found, of_product, named):
        self.ensure_one()
        if SHORTENED.match(self.serial):
            return [
                self.env._(
                    "The spreadsheet has cut off the serial number (%(serial)s). "
                    "Format its column as text and enter the number again.",
                    serial=self.serial,
                )
            ]
        if not found:
            return [
                self.env._(
                    "We have no sale of serial number %(serial)s to you on record. "
                    "Check the number on the unit. If it is right, leave it empty "
                    "here, give the product code and write the number into the "
                    "description.",
                    serial=self.serial,
                )
            ]
        if named and not of_product:
            return [
                self.env._(
                    "Serial number %(serial)s belongs to %(product)s, not to "
                    "“%(code)s”. Correct one of the two.",
                    serial=self.serial,
                    product=", ".join(found.product_id.mapped("display_name")),
                    code=self.product_code,
                )
            ]
        if len(of_product or found) > 1:
            return [
                self.env._(
                    "Several products have the serial number %(serial)s: enter the "
                    "product code, too.",
                    serial=self.serial,
                )
            ]
        return []

    def _get_claimed_error(self, other, customer):
        """Return the error about a serial that is in an open claim already."""
        self.ensure_one()
        if other.claim_id.commercial_partner_id == customer:
            return self.env._(
                "It is in your open claim %(claim)s already (%(unit)s): follow it "
                "there and remove this row.",
                claim=other.claim_id.display_name,
                unit=other.reference,
            )
        return self.env._(
            "This unit is being dealt with already. Please contact us about it and "
            "remove this row."
        )

    def _resolve_symptom(self, symptoms):
        self.ensure_one()
        text = (self.symptom_text or "").strip()
        self.symptom_id = symptoms.get(text.casefold())
        if not text or self.symptom_id:
            return []
        return [
            self.env._(
                "“%(symptom)s” is none of the symptoms that we know. Choose one, or "
                "leave it empty and describe the fault.",
                symptom=text,
            )
        ]

    def _resolve_date(self, formats):
        self.ensure_one()
        text = (self.date_text or "").strip()
        day = self._parse_day(text, formats)
        self.date_purchased = day
        if not text or day:
            return []
        return [
            self.env._(
                "“%(date)s” is no day in the past on which it can have been bought. "
                "Write the date like %(example)s.",
                date=text,
                example=date(fields.Date.today().year - 1, 12, 31).isoformat(),
            )
        ]

    def _parse_day(self, text, formats):
        """Return the day that *text* means, or False when it means none."""
        today = fields.Date.context_today(self)
        # a time behind the day says nothing
        for form, part in product(formats, {text, text.partition(" ")[0]}):
            try:
                day = datetime.strptime(part, form).date()
            except ValueError:
                continue
            if date(FIRST_YEAR, 1, 1) <= day <= today:
                return day
        return False
