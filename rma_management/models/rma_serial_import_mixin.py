# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.fields import Domain


class RmaSerialImportMixin(models.AbstractModel):
    """Imports lists of serials: all found in one query, every miss told at once."""

    _name = "rma.serial.import.mixin"
    _description = "RMA Import of Serials"

    @api.model
    def _resolve_serials(self, fields, data):
        """Return fields and rows with ids in place of serials, and error messages.

        The same number may exist for two products: the product of the row tells then
        which one is meant.
        """
        if "lot_id" not in fields:
            return fields, data, []
        at = fields.index("lot_id")
        names = {row[at].strip() for row in data if row[at]}
        companies = Domain("company_id", "in", [*self.env.companies.ids, False])
        lots = self.env["stock.lot"].search(Domain("name", "in", names) & companies)
        by_name = lots.grouped("name")
        product_at = fields.index("product_id") if "product_id" in fields else None
        rows, messages = [], []
        for number, row in enumerate(data):
            name = row[at].strip() if row[at] else ""
            found = by_name.get(name, lots.browse())
            product = product_at is not None and row[product_at]
            if len(found) > 1 and product:
                found = found.filtered(lambda lot, p=product: self._is_product(lot, p))
            if name and len(found) != 1:
                messages.append(self._get_serial_message(number, name, found))
            rows.append(
                [*row[:at], found.id if len(found) == 1 else "", *row[at + 1 :]]
            )
        return [*fields[:at], "lot_id/.id", *fields[at + 1 :]], rows, messages

    @api.model
    def _is_product(self, lot, text):
        """Tell whether *text* means the product of *lot*."""
        product = lot.product_id
        return text.strip() in (
            product.display_name,
            product.name,
            product.default_code,
            product.barcode,
        )

    @api.model
    def _get_serial_message(self, number, name, found):
        """Return the message of the import for a serial that is not one serial."""
        if found:
            text = self.env._(
                "Serial “%(serial)s” exists for several products. Add a column with "
                "the product, or use the external id of the serial.",
                serial=name,
            )
        else:
            text = self.env._(
                "There is no serial “%(serial)s”. Correct the number, create the "
                "serial first, or enter a product and a quantity instead.",
                serial=name,
            )
        return {
            "type": "error",
            "message": text,
            "rows": {"from": number, "to": number},
            "record": number,
            "field": "lot_id",
            "field_name": self._fields["lot_id"]._description_string(self.env),
        }
