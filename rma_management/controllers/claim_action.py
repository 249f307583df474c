# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the customer does next about a claim."""
