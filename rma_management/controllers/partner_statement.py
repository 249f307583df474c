# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Credits and open units of a month, as a page, XLSX and PDF."""
