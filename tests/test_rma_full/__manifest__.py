# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Test RMA Full",
    "summary": "Flows across the RMA addons; for tests only",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "license": "AGPL-3",
    "author": "RMA Management contributors",
    "depends": ["rma_courier", "rma_standby"],
    "installable": True,
}
