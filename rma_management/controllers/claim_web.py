# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The public form and the confirmation of its e-mail address."""
