# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..tools import scan_code

#: What shares one number with more others is no number.
MAX_SAME = 100


class RmaDockLookupMixin(models.AbstractModel):
    """Finds what a code on a parcel means: exact, by indexed equality, in one query.

    The cost is that of a few index look-ups, however many claims and consignments
    there are. What is found is read with the rights of the user afterwards.
    """

    _name = "rma.dock.lookup.mixin"
    _description = "RMA Look-up at the Dock"

    @api.model
    def _look_up(self, code):
        """Return what *code* may mean, as {kind: set of ids}, and the docket in it.

        Kinds are ``claim``, ``line``, ``lot``, ``picking``, ``consignment`` and
        ``parcel``. The docket is a dict with ``number`` and ``carrier_id``, or False.
        """
        texts = scan_code.get_texts(code)
        found = self._run_lookups(self._get_lookups(texts))
        if found:
            number = "consignment" in found and texts[0]
            return found, number and {"number": number, "carrier_id": False}
        return self._look_up_by_pattern(texts[0])

    @api.model
    def _look_up_by_pattern(self, text):
        """Return as ``_look_up`` what a courier's long barcode *text* means."""
        carriers = self.env["delivery.carrier"].search(
            [
                ("rma_docket_pattern", "!=", False),
                ("company_id", "in", [False, *self.env.companies.ids]),
            ]
        )
        dockets = {}
        for carrier in carriers:
            number = scan_code.find_docket(carrier.rma_docket_pattern, text)
            for key in scan_code.get_keys([number or ""]):
                dockets.setdefault(key, {"number": number, "carrier_id": carrier.id})
        if not dockets:
            return {}, False
        found = self._run_lookups([self._get_docket_lookup(list(dockets))])
        # couriers whose codes look alike: the one that has the consignment is right
        consignments = self.env["rma.consignment"].browse(found.get("consignment", ()))
        carrier_ids = set(consignments.sudo().carrier_id.ids)  # sudo: as the look-up
        known = [d for d in dockets.values() if d["carrier_id"] in carrier_ids]
        return found, (known or list(dockets.values()))[0]

    @api.model
    def _get_lookups(self, texts):
        """Return one SELECT of kind and id for each number that *texts* may be; a hook.

        :param texts: the code in upper case, as it may be read
        """
        numbers = tuple(scan_code.get_numbers(texts))
        texts = tuple(texts)
        companies = tuple(self.env.companies.ids)
        own = [
            # what we call it
            ("claim", "rma_claim", "rma_number", numbers),
            ("claim", "rma_claim", "upper(name)", numbers),
            ("line", "rma_claim_line", "upper(reference)", numbers),
            ("picking", "stock_picking", "name", numbers),
            ("parcel", "rma_parcel", "name", numbers),
            # what others call it
            ("line", "rma_claim_line", "upper(lot_name)", texts),
            ("claim", "rma_claim", "upper(client_ref)", texts),
        ]
        lookups = [
            SQL(
                "SELECT %s, id FROM %s WHERE %s IN %s AND company_id IN %s LIMIT %s",
                kind,
                SQL.identifier(table),
                SQL(column),
                values,
                companies,
                MAX_SAME,
            )
            for kind, table, column, values in own
        ]
        return [
            *lookups,
            *self._get_serial_lookups(texts, companies),
            *self._get_document_lookups(numbers, companies),
            *self._get_parcel_lookups(texts, companies),
            self._get_docket_lookup(scan_code.get_keys(texts)),
        ]

    @api.model
    def _get_serial_lookups(self, texts, companies):
        return [
            SQL(
                "SELECT 'lot', id FROM stock_lot WHERE upper(name) IN %s"
                " AND (company_id IN %s OR company_id IS NULL) LIMIT %s",
                texts,
                companies,
                MAX_SAME,
            ),
            SQL(
                "SELECT 'line', line.id FROM stock_lot AS lot"
                " JOIN rma_claim_line AS line ON line.lot_id = lot.id"
                " WHERE upper(lot.name) IN %s AND line.company_id IN %s LIMIT %s",
                texts,
                companies,
                MAX_SAME,
            ),
        ]

    @api.model
    def _get_document_lookups(self, numbers, companies):
        return [
            SQL(
                "SELECT 'claim', claim.id FROM helpdesk_ticket AS ticket"
                " JOIN rma_claim AS claim ON claim.ticket_id = ticket.id"
                " WHERE upper(ticket.number) IN %s AND claim.company_id IN %s LIMIT %s",
                numbers,
                companies,
                MAX_SAME,
            ),
            SQL(
                "SELECT 'line', line.id FROM sale_order AS sale"
                " JOIN sale_order_line AS sold ON sold.order_id = sale.id"
                " JOIN rma_claim_line AS line ON line.sale_line_id = sold.id"
                " WHERE upper(sale.name) IN %s AND line.company_id IN %s LIMIT %s",
                numbers,
                companies,
                MAX_SAME,
            ),
        ]

    @api.model
    def _get_parcel_lookups(self, texts, companies):
        keys = scan_code.get_keys(texts) or [""]
        return [
            SQL(
                "SELECT 'parcel', id FROM rma_parcel WHERE %s IN %s"
                " AND state = 'quarantine' AND company_id IN %s LIMIT %s",
                SQL(column),
                tuple(values),
                companies,
                MAX_SAME,
            )
            for column, values in (("upper(scan)", texts), ("docket_key", keys))
        ]

    @api.model
    def _get_docket_lookup(self, keys):
        # what is still on its way first: couriers use their numbers again
        return SQL(
            "SELECT 'consignment', consignment_id FROM rma_consignment_docket"
            " WHERE key IN %s AND company_id IN %s"
            " ORDER BY is_open DESC, id DESC LIMIT %s",
            tuple(keys) or ("",),
            tuple(self.env.companies.ids),
            MAX_SAME,
        )

    @api.model
    def _run_lookups(self, lookups):
        """Return {kind: set of ids} of what the SELECTs *lookups* find."""
        # what this transaction has written counts too
        self.env.flush_all()
        query = SQL(" UNION ALL ").join(SQL("(%s)", lookup) for lookup in lookups)
        found = defaultdict(set)
        for kind, record_id in self.env.execute_query(query):
            found[kind].add(record_id)
        return dict(found)
