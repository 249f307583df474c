# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re
from collections import defaultdict
from datetime import datetime, time

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

#: Before this year there were no claims.
FIRST_YEAR = 2000
#: Longer statements are refused with a sentence.
MAX_UNITS = 5000


class RmaStatement(models.AbstractModel):
    """What a customer got credited and has still open, for a month.

    The one source of the customer's page, the workbook and the PDF; any number of
    units takes the same few queries.
    """

    _name = "rma.statement"
    _description = "RMA Statement"

    @api.model
    def _parse_month(self, text):
        """Return the first day of the month *text* (``2026-11``); empty: this month.

        :raises odoo.exceptions.UserError: it is no month, or still to come
        """
        today = fields.Date.context_today(self)
        text = (text or "").replace("\x00", "").strip()
        if not text:
            return today.replace(day=1)
        match = re.fullmatch(r"(\d{4})-(\d{1,2})(?:-\d{1,2})?", text, re.ASCII)
        year, month = map(int, match.groups()) if match else (0, 0)
        if year < FIRST_YEAR or not 1 <= month <= 12:
            raise UserError(
                self.env._(
                    "“%(month)s” is no month. Write it as year and month, like "
                    "%(example)s.",
                    month=text[:20],
                    example=f"{today:%Y-%m}",
                )
            )
        first = today.replace(year=year, month=month, day=1)
        if first > today:
            raise UserError(
                self.env._(
                    "%(month)s is still to come. Choose this month or an earlier one.",
                    month=f"{first:%Y-%m}",
                )
            )
        return first

    @api.model
    def _check_reader(self, partner):
        """Raise when the user may not read the statement of *partner*.

        Customers read their own company's; of us, who may see all claims or invoices.
        Rendering a report with all rights does not change who asks.
        """
        user = self.env.user
        if user.share:
            is_reader = (
                not user._is_public()
                and partner.commercial_partner_id == user.commercial_partner_id
            )
        else:
            is_reader = user.has_groups(
                "rma_management.group_rma_user_all,account.group_account_invoice,"
                "account.group_account_readonly"
            )
        if not is_reader:
            raise AccessError(
                self.env._(
                    "This statement is for the customer himself, the service desk and "
                    "accountants."
                )
            )

    @api.model
    def _get_statement(self, partner, month):
        """Return the statement of the company of *partner* for a month.

        :param partner: any contact of the customer
        :param datetime.date month: its first day
        :return: dict of plain values: ``partner_name``, ``month`` (``2026-11``),
            ``title``, ``date_from``, ``date_to`` (last day, today in a running month),
            ``credits`` (rows), ``totals`` (pairs of currency and amount), ``units``
            (rows of what is open at the end)
        :raises odoo.exceptions.AccessError: it is not for the user
        """
        self._check_reader(partner)
        # sudo: units and credit notes of this customer only, for whom was checked
        partner_sudo = partner.sudo().commercial_partner_id
        last = month + relativedelta(months=1, days=-1)
        end = min(last, fields.Date.context_today(self))
        statements_sudo = self.sudo()  # sudo: as above
        credit_rows = statements_sudo._get_credits(partner_sudo, month, last)
        totals = defaultdict(float)
        for row in credit_rows:
            totals[row["currency"]] += row["amount"]
        return {
            "partner_name": partner_sudo.name,
            "month": f"{month:%Y-%m}",
            "title": format_date(self.env, month, date_format="MMMM y"),
            "date_from": month,
            "date_to": end,
            "credits": credit_rows,
            "totals": sorted(totals.items(), key=lambda total: total[0].name),
            "units": statements_sudo._get_open_units(partner_sudo, end),
        }

    @api.model
    def _get_credits(self, partner, first, last):
        """Return what posted credit notes say about units, one row a note and unit.

        The invoice that takes such a credit note back counts against it.
        """
        lines = self.env["account.move.line"].search_fetch(
            [
                ("rma_line_id.claim_id.commercial_partner_id", "=", partner.id),
                ("move_id.commercial_partner_id", "=", partner.id),
                ("company_id", "in", self.env.companies.ids),
                ("parent_state", "=", "posted"),
                ("display_type", "=", "product"),
                ("date", ">=", first),
                ("date", "<=", last),
                "|",
                ("move_id.move_type", "=", "out_refund"),
                "&",
                ("move_id.move_type", "=", "out_invoice"),
                ("move_id.reversed_entry_id.move_type", "=", "out_refund"),
            ],
            ["move_id", "rma_line_id", "price_total", "currency_id", "date"],
            order="date, id",
            limit=10 * MAX_UNITS,
        )
        rows = {}
        for line in lines:
            unit, note = line.rma_line_id, line.move_id
            sign = 1 if note.move_type == "out_refund" else -1
            row = rows.setdefault((note, unit), self._prepare_credit_row(note, unit))
            row["amount"] += sign * line.price_total
        return sorted(rows.values(), key=lambda row: (row["date"], row["number"]))

    @api.model
    def _prepare_credit_row(self, note, unit):
        return {
            "number": note.name,
            "date": note.date,
            **self._prepare_unit_row(unit),
            "amount": 0.0,
            "currency": note.currency_id,
        }

    @api.model
    def _prepare_unit_row(self, unit):
        """Return what names a unit, in the customer's words."""
        return {
            "claim_id": unit.claim_id.id,
            "reference": unit.reference,
            "client_ref": unit.client_ref or "",
            "serial": unit.lot_id.name or unit.lot_name or "",
            "product": unit.product_id.display_name or "",
        }

    @api.model
    def _get_open_units(self, partner, end):
        """Return the units that had not ended at the end of the day *end*.

        The stage is where they stand now: past stages are told by their own page.
        """
        moment = datetime.combine(end, time.max)
        units = self.env["rma.claim.line"].search(
            [
                ("claim_id.commercial_partner_id", "=", partner.id),
                ("claim_id.is_confirmed", "=", True),
                ("company_id", "in", self.env.companies.ids),
                ("date_submitted", "<=", moment),
                "|",
                "&",
                ("ending", "=", False),
                "|",
                ("decision", "!=", "rejected"),
                ("date_decided", ">", moment),
                ("date_ended", ">", moment),
            ],
            order="date_submitted, id",
            limit=MAX_UNITS + 1,
        )
        if len(units) > MAX_UNITS:
            raise UserError(
                self.env._(
                    "More than %(limit)s units are open: the statement would be too "
                    "long. Export the list of units instead.",
                    limit=MAX_UNITS,
                )
            )
        stages = self.env["rma.claim"]._get_customer_titles()
        return [
            {
                **self._prepare_unit_row(unit),
                "date": unit.date_submitted.date(),
                "stage": stages.get(unit.stage, ""),
                "age": (end - unit.date_submitted.date()).days,
            }
            for unit in units
        ]

    # -- as tables --

    @api.model
    def _get_sheets(self, statement):
        """Return the sheets of the workbook: pairs of name and rows."""
        credit_rows = [
            [
                self.env._("Credit note"),
                self.env._("Date"),
                self.env._("Unit"),
                self.env._("Own reference"),
                self.env._("Serial number"),
                self.env._("Product"),
                self.env._("Amount"),
                self.env._("Currency"),
            ]
        ]
        names = ("number", "date", "reference", "client_ref", "serial", "product")
        for row in statement["credits"]:
            amount = row["currency"].round(row["amount"])
            cells = [row[name] for name in names]
            credit_rows.append([*cells, amount, row["currency"].name])
        for currency, amount in statement["totals"]:
            total = [self.env._("Total"), *[""] * 5]
            credit_rows.append([*total, currency.round(amount), currency.name])
        unit_rows = [
            [
                self.env._("Unit"),
                self.env._("Own reference"),
                self.env._("Serial number"),
                self.env._("Product"),
                self.env._("Submitted on"),
                self.env._("Status"),
                self.env._("Days open"),
            ]
        ]
        names = (
            "reference",
            "client_ref",
            "serial",
            "product",
            "date",
            "stage",
            "age",
        )
        unit_rows += [[row[name] for name in names] for row in statement["units"]]
        return [
            (self.env._("Credits"), credit_rows),
            (self.env._("Open units"), unit_rows),
        ]
