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
        "data/mail_activity_type_data.xml",
        "data/mail_template_data.xml",
        "data/ir_cron_data.xml",
        "views/res_config_settings_views.xml",
        "views/res_partner_views.xml",
        "views/stock_picking_type_views.xml",
        # labels and papers
        "report/report_paperformat_data.xml",
        "report/rma_courier_reports.xml",
        "report/paper_templates.xml",
        "report/label_templates.xml",
        "report/document_templates.xml",
        "data/ir_cron_parcel_data.xml",
        # dialogs
        "wizards/rma_announce_wizard_views.xml",
        "wizards/rma_pickup_wizard_views.xml",
        "wizards/rma_courier_check_views.xml",
        "wizards/rma_consignment_event_wizard_views.xml",
        "wizards/rma_loss_wizard_views.xml",
        "wizards/rma_label_wizard_views.xml",
        # pages, in the order of the process
        "views/rma_claim_gear_actions.xml",
        "views/stock_picking_views.xml",
        "views/rma_consignment_search_views.xml",
        "views/rma_consignment_list_views.xml",
        "views/rma_consignment_board_views.xml",
        "views/rma_consignment_views.xml",
        "views/rma_consignment_gear_actions.xml",
        "views/rma_claim_views.xml",
        "views/rma_claim_line_views.xml",
        # reports
        "views/rma_turnaround_report_views.xml",
        "views/rma_courier_cost_report_views.xml",
        # menus
        "wizards/rma_parcel_wizard_views.xml",
        # pages, in the order of the process
        "views/rma_dock_views.xml",
        "views/rma_parcel_views.xml",
        "views/rma_courier_menus.xml",
    ],
    "demo": [],
    "assets": {
        "web.assets_backend": ["rma_courier/static/src/**/*"],
        "web.assets_tests": ["rma_courier/static/tests/tours/**/*"],
    },
    "post_init_hook": "post_init_hook",
}
