# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where a claim stands, for whoever has its number and e-mail or postcode."""
