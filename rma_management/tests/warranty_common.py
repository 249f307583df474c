# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from freezegun import freeze_time

from .common import RmaCommon

#: When the units of these tests are sold, unless a test says otherwise.
SALE = "2025-02-03 10:00:00"


class WarrantyCommon(RmaCommon):
    """Printers with 24 months of warranty, sold by a company in UTC."""

    SOLD = 2
    ON_SHELF = 4

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.term = cls.env.ref("rma_management.coverage_term_standard")

    @classmethod
    def _create_products(cls):
        """Give the devices a warranty before the first of them is sold."""
        result = super()._create_products()
        cls.company.partner_id.tz = "UTC"
        (cls.product | cls.other_product).write(
            {"warranty": 24, "warranty_type": "month"}
        )
        return result

    @classmethod
    def _create_term(cls, **vals):
        return cls.env["rma.coverage.term"].create({"name": "Other term", **vals})

    @classmethod
    def _sell_on(cls, moment, lots=None, product=None, **kwargs):
        """Sell and deliver *lots* at *moment* (UTC); returns the order."""
        with freeze_time(moment):
            lots = cls.stock_lots[:1] if lots is None else lots
            return cls._sell(product or lots.product_id, lots, **kwargs)

    @classmethod
    def _create_toner(cls):
        """Return a product that is tracked by lots, with 6 months of warranty."""
        return cls.env["product.product"].create(
            {
                "name": "Toner",
                "is_storable": True,
                "tracking": "lot",
                "categ_id": cls.category.id,
                "warranty": 6,
                "warranty_type": "month",
            }
        )

    @classmethod
    def _take_back(cls, lot):
        """Return a sold serial natively: it is on the shelf again."""
        picking = lot.warranty_move_id.picking_id
        wizard = (
            cls.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({"picking_id": picking.id})
        )
        wizard.product_return_moves.quantity = 1
        back = cls.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.picked = True
        back.button_validate()

    def _kinds(self, lot):
        """Return the kinds of the log of *lot*, oldest first."""
        return lot.sudo().warranty_entry_ids.sorted("id").mapped("kind")

    def _last(self, lot):
        """Return the youngest entry of the log of *lot*."""
        return lot.sudo().warranty_entry_ids.sorted("id")[-1:]

    def assertCovered(self, lot, start, end):
        """Assert from when to when a unit is covered, as texts."""
        dates = [lot.warranty_start, lot.warranty_end]
        self.assertEqual([str(day or "") for day in dates], [start, end])
