# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    rma_receipt_type_id = fields.Many2one(
        "stock.picking.type", "RMA Receipts", check_company=True, copy=False
    )
    rma_delivery_type_id = fields.Many2one(
        "stock.picking.type", "RMA Deliveries", check_company=True, copy=False
    )

    def _get_rma_type_directions(self):
        """Return {field of an RMA operation type: way of its goods}; a hook.

        The way is ``in`` or ``out``. Addons with operation types of their own add
        these.
        """
        return {"rma_receipt_type_id": "in", "rma_delivery_type_id": "out"}

    def _get_rma_type_codes(self):
        """Return {field of an RMA operation type: its code}; a hook.

        The code is the middle of the numbers of its transfers and the end of its
        barcode. Addons with operation types of their own add these.
        """
        return {"rma_receipt_type_id": "RMAIN", "rma_delivery_type_id": "RMAOUT"}

    def _get_sequence_values(self, name=False, code=False):
        """Add the sequences of the RMA operation types."""
        values = super()._get_sequence_values(name=name, code=code)
        for field, suffix in self._get_rma_type_codes().items():
            values[field] = {
                "name": self.env._(
                    "%(warehouse)s Sequence %(code)s",
                    warehouse=name or self.name,
                    code=suffix,
                ),
                "prefix": f"{code or self.code}/{self[field].sequence_code or suffix}/",
                "padding": 5,
                "company_id": self.company_id.id,
            }
        return values

    def _get_picking_type_create_values(self, max_sequence):
        """Add the two RMA operation types behind the warehouse's own ones."""
        data, next_sequence = super()._get_picking_type_create_values(max_sequence)
        customers = self.env.ref("stock.stock_location_customers")
        company = self.company_id
        company._create_missing_after_sales_locations()
        data["rma_receipt_type_id"] = {
            "name": self.env._("RMA Receipts"),
            "code": "incoming",
            "is_rma": True,
            "use_create_lots": True,
            "use_existing_lots": True,
            "default_location_src_id": customers.id,
            "default_location_dest_id": company.rma_inspection_location_id.id,
            "sequence": next_sequence + 1,
            "sequence_code": "RMAIN",
            "company_id": company.id,
        }
        data["rma_delivery_type_id"] = {
            "name": self.env._("RMA Deliveries"),
            "code": "outgoing",
            "is_rma": True,
            "use_create_lots": False,
            "use_existing_lots": True,
            "default_location_src_id": company.rma_inspection_location_id.id,
            "default_location_dest_id": customers.id,
            "sequence": next_sequence + 2,
            "sequence_code": "RMAOUT",
            "company_id": company.id,
        }
        return data, next_sequence + 3

    def _get_picking_type_update_values(self):
        """Keep the RMA operation types active and their barcodes in step."""
        data = super()._get_picking_type_update_values()
        code = self.code.replace(" ", "").upper()
        for field, suffix in self._get_rma_type_codes().items():
            data[field] = {"active": self.active, "barcode": f"{code}{suffix}"}
        return data

    def _create_or_update_sequences_and_picking_types(self):
        """Let the return of an RMA delivery be an RMA receipt, with its rules."""
        values = super()._create_or_update_sequences_and_picking_types()
        receipt_type_id = values.get("rma_receipt_type_id")
        delivery_type_id = values.get("rma_delivery_type_id")
        if receipt_type_id and delivery_type_id:
            self.env["stock.picking.type"].browse(
                delivery_type_id
            ).return_picking_type_id = receipt_type_id
        return values

    def _create_missing_rma_picking_types(self):
        """Create the RMA operation types where they are missing; safe to repeat."""
        names = self._get_rma_type_directions()
        for warehouse in self.filtered(lambda w: not all(w[name] for name in names)):
            values = warehouse._create_or_update_sequences_and_picking_types()
            if values:
                warehouse.write(values)
