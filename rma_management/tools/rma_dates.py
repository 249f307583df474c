# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Days and durations in words, the same in every sentence."""

from odoo.tools import format_date


def format_day(env, day):
    """Return *day* as “3 Feb 2027”: nobody takes the month for the day."""
    return format_date(env, day, date_format="d MMM y")


def format_duration(env, number, unit, basis):
    """Return a warranty's duration as “24 months from delivery”.

    :param str unit: ``day``, ``week``, ``month`` or ``year``
    :param str basis: ``delivery``, ``invoice``, ``first_use`` or ``purchase``
    """
    length = {
        "day": env._("%(number)s days", number=number),
        "week": env._("%(number)s weeks", number=number),
        "month": env._("%(number)s months", number=number),
        "year": env._("%(number)s years", number=number),
    }[unit or "month"]
    return {
        "delivery": env._("%(length)s from delivery", length=length),
        "invoice": env._("%(length)s from the invoice", length=length),
        "first_use": env._("%(length)s from the first use", length=length),
        "purchase": env._("%(length)s from the purchase", length=length),
    }[basis or "delivery"]
