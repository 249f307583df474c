# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Raising a claim in the portal."""
