# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    rma_standby_location_id = fields.Many2one(
        "stock.location",
        "Stand-by Pool of the Site",
        check_company=True,
        readonly=True,
        copy=False,
    )
    rma_standby_issue_type_id = fields.Many2one(
        "stock.picking.type", "Stand-by Issues", check_company=True, copy=False
    )
    rma_standby_return_type_id = fields.Many2one(
        "stock.picking.type", "Stand-by Returns", check_company=True, copy=False
    )

    def _get_rma_type_directions(self):
        """Add which way stand-by units go."""
        return super()._get_rma_type_directions() | {
            "rma_standby_issue_type_id": "out",
            "rma_standby_return_type_id": "in",
        }

    def _get_rma_type_codes(self):
        """Add the codes of the stand-by operation types."""
        return super()._get_rma_type_codes() | {
            "rma_standby_issue_type_id": "SBOUT",
            "rma_standby_return_type_id": "SBIN",
        }

    def _get_picking_type_create_values(self, max_sequence):
        """Add the two stand-by operation types behind the warehouse's other ones."""
        data, next_sequence = super()._get_picking_type_create_values(max_sequence)
        company = self.company_id
        company._create_missing_after_sales_locations()
        self._create_missing_standby_location()
        on_loan = company.rma_standby_loan_location_id
        common = {
            "use_existing_lots": True,
            "company_id": company.id,
            # what does not go or come with this transfer stays expected
            "create_backorder": "always",
        }
        data["rma_standby_issue_type_id"] = common | {
            "name": self.env._("Stand-by Issues"),
            "code": "outgoing",
            "use_create_lots": False,
            "default_location_src_id": self.rma_standby_location_id.id,
            "default_location_dest_id": on_loan.id,
            "sequence": next_sequence + 1,
            "sequence_code": "SBOUT",
        }
        data["rma_standby_return_type_id"] = common | {
            "name": self.env._("Stand-by Returns"),
            "code": "incoming",
            # what comes back by mistake may have a number that we do not know
            "use_create_lots": True,
            "default_location_src_id": on_loan.id,
            "default_location_dest_id": self.rma_standby_location_id.id,
            "sequence": next_sequence + 2,
            "sequence_code": "SBIN",
        }
        return data, next_sequence + 3

    def _create_or_update_sequences_and_picking_types(self):
        """Let the native return of an issue be a stand-by return."""
        values = super()._create_or_update_sequences_and_picking_types()
        issue_id = values.get("rma_standby_issue_type_id")
        return_id = values.get("rma_standby_return_type_id")
        if issue_id and return_id:
            types = self.env["stock.picking.type"]
            types.browse(issue_id).return_picking_type_id = return_id
        return values

    def _create_missing_standby_location(self):
        """Create the site's place in the pool where it is missing."""
        # sudo: locations belong to the set-up of a company, not to a user's rights
        Location = self.env["stock.location"].sudo()
        for warehouse in self.sudo().filtered(lambda w: not w.rma_standby_location_id):
            warehouse.rma_standby_location_id = Location.create(
                {
                    "name": warehouse.code,
                    "usage": "internal",
                    "location_id": (
                        warehouse.company_id.rma_standby_pool_location_id.id
                    ),
                    "company_id": warehouse.company_id.id,
                }
            )
