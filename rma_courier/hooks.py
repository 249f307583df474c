# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def post_init_hook(env):
    """Make the RMA operation types that there are already aware of couriers."""
    warehouses = env["stock.warehouse"].with_context(active_test=False).search([])
    warehouses._set_courier_directions()
