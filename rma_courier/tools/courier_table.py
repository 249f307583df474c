# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reading tables of couriers: CSV of any usual kind, and workbooks."""

from odoo.addons.rma_management.tools.table_reader import TableError, TableReader

__all__ = ["TableError", "read"]

#: Larger files are refused (bytes), also once they are unpacked.
MAX_SIZE = 10 * 1024 * 1024
MAX_UNPACKED = 150 * 1024 * 1024
#: Longer tables are refused.
MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_CELL = 1000


def read(data):
    """Return the rows of a file (bytes); see ``TableReader.parse``."""
    reader = TableReader(
        MAX_SIZE, MAX_UNPACKED, MAX_ROWS, MAX_COLUMNS, MAX_CELL, "cp1252"
    )
    return reader.parse(data)
