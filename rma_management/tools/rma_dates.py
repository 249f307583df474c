# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tools import format_date


def format_day(env, day):
    """Return *day* as “3 Feb 2027”: nobody takes the month for the day."""
    return format_date(env, day, date_format="d MMM y")
