# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "RMA Management",
    "summary": "After-sales claims from ticket to closure on native stock",
    "version": "19.0.1.0.0",
    "category": "After-Sales",
    "license": "AGPL-3",
    "author": "RMA Management contributors",
    "application": True,
    "depends": [
        # the case and the terms (OCA)
        "helpdesk_mgmt",
        "contract",
        "product_warranty",
        # the native documents
        "sale_stock",
        "repair",
        "stock_account",
        "purchase_stock",
        # the customer
        "portal",
        "rating",
        # the scanner
        "barcodes",
    ],
    "external_dependencies": {"python": ["python-stdnum"]},
    "data": [
        # who may do what
        "security/rma_groups.xml",
        "security/ir.model.access.csv",
        "security/rma_rules.xml",
        # what is set up once
        "data/ir_sequence_data.xml",
        "data/res_partner_data.xml",
        "data/stock_data.xml",
        "data/rma_resolution_data.xml",
        "data/rma_fault_code_data.xml",
        "data/mail_message_subtype_data.xml",
        "data/mail_template_data.xml",
        "data/ir_cron_data.xml",
        # dialogs
        "wizards/rma_remarks_wizard_views.xml",
        "wizards/rma_validity_wizard_views.xml",
        "wizards/rma_receipt_check_views.xml",
        # pages, in the order of the process
        "views/helpdesk_ticket_views.xml",
        "views/helpdesk_ticket_team_views.xml",
        "views/rma_timeline_templates.xml",
        "views/rma_claim_views.xml",
        "views/rma_claim_list_views.xml",
        "views/rma_claim_board_views.xml",
        "views/rma_claim_search_views.xml",
        "views/rma_claim_line_views.xml",
        "views/rma_claim_line_list_views.xml",
        "views/rma_claim_line_board_views.xml",
        "views/rma_claim_line_search_views.xml",
        "views/rma_claim_gear_actions.xml",
        "views/rma_claim_report_views.xml",
        "views/stock_picking_views.xml",
        "views/stock_lot_views.xml",
        "views/repair_order_views.xml",
        "views/sale_order_views.xml",
        "views/rma_resolution_views.xml",
        "views/rma_fault_code_views.xml",
        "views/res_partner_views.xml",
        "views/res_config_settings_views.xml",
        "views/rma_menus.xml",
    ],
    "demo": ["demo/rma_demo.xml"],
    "assets": {
        "web.assets_backend": ["rma_management/static/src/**/*"],
        "web.assets_tests": ["rma_management/static/tests/tours/**/*"],
    },
}
