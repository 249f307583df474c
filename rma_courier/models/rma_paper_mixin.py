# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import format_amount, format_date
from odoo.tools.image import image_data_uri

from odoo.addons.rma_management.tools.rma_words import selection_label

from ..tools.label_text import clean


class RmaPaperMixin(models.AbstractModel):
    """What labels and papers have in common: plain values, nothing to look up."""

    _name = "rma.paper.mixin"
    _description = "RMA Papers"

    def _prepare_papers(self, prepare):
        """Return what *prepare* (a method's name) says of each record, in one list.

        The values are plain text: who prints them needs no other rights.

        :raises odoo.exceptions.AccessError: the user may not read a record
        """
        self.check_access("read")
        # sudo: who may read the record may print it, and what stands on the paper is
        # made for the reader; addresses and transfers behind it need rights of others
        papers = []
        for record in self.sudo():
            record = record.with_context(lang=record._get_paper_lang())
            papers += getattr(record, prepare)()
        return papers

    def _get_paper_partner(self):
        """Return the partner who reads the paper; a hook."""
        self.ensure_one()
        return self.partner_id

    def _get_paper_lang(self):
        """Return the code of the language of the paper: the reader's."""
        self.ensure_one()
        lang = self._get_paper_partner().lang
        return lang if self._is_lang_active(lang) else self.env.lang

    @api.model
    def _is_lang_active(self, lang):
        return bool(lang and self.env["res.lang"]._get_data(code=lang))

    def _prepare_paper_vals(self):
        """Return language and direction of writing of the paper."""
        lang = self.env.lang or "en_US"
        data = self.env["res.lang"]._get_data(code=lang)
        is_rtl = data.direction == "rtl"
        return {
            "lang": lang,
            "html_lang": lang.replace("_", "-"),
            "dir": data.direction or "ltr",
            # where lines begin and end; boxes are counted from there
            "side": "right" if is_rtl else "left",
            "end": "left" if is_rtl else "right",
        }

    @api.model
    def _get_address_lines(self, partner):
        """Return name and postal address of *partner*, a line each."""
        names = [partner.commercial_company_name, partner.name]
        address = partner._display_address(without_company=True)
        lines = [clean(line) for line in [*names, *address.splitlines()]]
        return list(dict.fromkeys(filter(None, lines)))

    @api.model
    def _prepare_sender_block(self, company):
        """Return what stands at the head of a paper of *company*."""
        partner = company.partner_id
        return {
            "name": company.name,
            "logo": company.logo and image_data_uri(partner.image_256 or company.logo),
            "lines": self._get_address_lines(partner),
            "contact": " · ".join(
                clean(text)
                for text in (company.phone, company.email, company.vat)
                if text
            ),
        }

    @api.model
    def _format_paper_date(self, value):
        """Return a date or time as its reader writes dates."""
        return format_date(self.env, value) if value else ""

    @api.model
    def _format_paper_amount(self, value, currency):
        """Return an amount as its reader writes amounts; nothing for zero."""
        return format_amount(self.env, value, currency) if value else ""

    def _format_paper_quantity(self, value):
        """Return a quantity without needless decimals."""
        return f"{value:.3f}".rstrip("0").rstrip(".")

    def _get_selection_label(self, record, name):
        """Return the text of a selection field in the paper's language."""
        return selection_label(record, name, self.env)

    # -- rows of units --

    def _prepare_unit_rows(self, moves, units):
        """Return a row for each unit that *moves* carry, and for each of *units*.

        A replacement has its own serial number: the moves know which one travels.
        """
        # the order of the claims, whatever the warehouse did first
        rows, seen = [], set()
        for move in moves.sorted(lambda m: (m.rma_line_id.reference or "", m.id)):
            unit = move.rma_line_id.with_env(self.env)
            seen.add(unit.id)
            serials = move.move_line_ids.lot_id.mapped("name")
            serials += list(filter(None, move.move_line_ids.mapped("lot_name")))
            is_done = move.state == "done"
            rows.append(
                {
                    **self._prepare_unit_row(unit),
                    "product": move.product_id.with_env(self.env).display_name,
                    "serial_text": self._get_serial_text(
                        ", ".join(dict.fromkeys(serials)) or self._get_unit_serial(unit)
                    ),
                    "quantity": self._format_paper_quantity(
                        move.quantity if is_done else move.product_uom_qty
                    ),
                    "replacement_text": self.env._("Replacement")
                    if move.rma_move_kind == "replacement"
                    else "",
                }
            )
        rows += [
            self._prepare_unit_row(unit)
            for unit in units.sorted("reference")
            if unit.id not in seen
        ]
        return rows

    def _prepare_unit_row(self, unit):
        return {
            "reference": unit.reference,
            "product": unit.product_id.display_name or "",
            "serial_text": self._get_serial_text(self._get_unit_serial(unit)),
            "quantity": self._format_paper_quantity(unit.quantity),
            "solution": clean(unit.solution),
            "resolution": unit.resolution_id.name or "",
            "accessories": clean(unit.accessories),
            "condition": self._get_selection_label(unit, "condition_grade"),
            "symptom": clean(unit.symptom_id.name or unit.symptom_note),
            "replacement_text": "",
        }

    @api.model
    def _get_serial_text(self, serial):
        """Return a serial number as papers print it; nothing for none."""
        return self.env._("S/N %(serial)s", serial=serial) if serial else ""

    @api.model
    def _get_unit_serial(self, unit):
        return clean(unit.lot_id.name or unit.lot_name)
