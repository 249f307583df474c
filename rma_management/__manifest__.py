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
    ],
    "demo": ["demo/rma_demo.xml"],
    "assets": {
        "web.assets_backend": ["rma_management/static/src/**/*"],
        "web.assets_tests": ["rma_management/static/tests/tours/**/*"],
    },
}
