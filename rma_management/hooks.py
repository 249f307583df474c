# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def post_init_hook(env):
    """Give the companies and warehouses that exist already what new ones get.

    Creates the After-sales locations of every company and the RMA operation
    types of every warehouse. Safe to run again: it fills only what is missing.
    """
    env["res.company"].search([])._create_missing_after_sales_locations()
    warehouses = (
        env["stock.warehouse"].with_context(active_test=False).search([])
    )
    warehouses._create_missing_rma_picking_types()
