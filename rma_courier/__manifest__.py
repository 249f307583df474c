# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "RMA Courier",
    "summary": "Every parcel in and out, known or unknown, followed to the door",
    "version": "19.0.1.0.0",
    "category": "After-Sales",
    "license": "AGPL-3",
    "author": "RMA Management contributors",
    "depends": ["rma_management", "stock_delivery"],
    "external_dependencies": {"python": ["python-barcode"]},
    "data": [
        # who may do what
        "security/ir.model.access.csv",
        "security/rma_courier_rules.xml",
        # what is set up once
        "data/ir_sequence_data.xml",
        "data/ir_cron_sources_data.xml",
        # dialogs
        "wizards/rma_consignment_event_wizard_views.xml",
        "wizards/rma_consignment_import_views.xml",
        # pages, in the order of the process
        "views/delivery_carrier_views.xml",
        "views/rma_tracking_source_views.xml",
        "views/rma_tracking_message_views.xml",
        "views/rma_courier_menus.xml",
    ],
    "demo": [],
    "assets": {
        "web.assets_backend": ["rma_courier/static/src/**/*"],
        "web.assets_tests": ["rma_courier/static/tests/tours/**/*"],
    },
    "post_init_hook": "post_init_hook",
}
