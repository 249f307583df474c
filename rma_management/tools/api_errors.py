# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Sentences for other systems, with the HTTP status that says what to do."""

from odoo.exceptions import UserError


class RequestConflict(UserError):
    """The key of the request was used for something else."""

    http_status = 409


class TooManyRequests(UserError):
    """Too often: wait and try again."""

    http_status = 429
