# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaCustomerHistoryMixin(models.AbstractModel):
    """What happened to a claim, and its documents, as its customer may see them."""

    _name = "rma.customer.history.mixin"
    _description = "RMA History for the Customer"

    # -- what happened --

    def _get_customer_timeline(self):
        """Return what happened as the customer reads it, the latest first.

        What happened to many units on one day is one row. Keys: ``date`` (UTC
        datetime of the latest), ``kind``, ``title`` (sentence), ``texts`` (our
        questions) and ``units`` (references, none for the whole claim).
        Remarks of colleagues and names of documents stay away. Addons append rows and
        call ``_sort_customer_timeline``.
        """
        self.ensure_one()
        titles = self._get_customer_event_titles()
        groups = self.env["rma.claim.event"]._read_group(
            [("claim_id", "=", self.id), ("kind", "in", list(titles))],
            ["date:day", "kind"],
            ["date:max", "line_id:recordset", "text:array_agg"],
        )
        return self._sort_customer_timeline(
            {
                "date": date,
                "kind": kind,
                "title": titles[kind],
                "texts": list(dict.fromkeys(texts)) if kind == "asked" else [],
                "units": lines.sorted("number").mapped("reference"),
            }
            for _day, kind, date, lines, texts in groups
        )

    def _sort_customer_timeline(self, rows):
        """Return *rows* the latest first; at the same moment as the process goes."""
        kinds = list(self._get_customer_event_titles())
        order = {kind: index for index, kind in enumerate(kinds)}
        return sorted(
            rows,
            key=lambda row: (row["date"], order.get(row["kind"], len(kinds))),
            reverse=True,
        )

    def _get_customer_event_titles(self):
        """Return {kind of event: sentence} of what concerns customers.

        In the order of the process. Addons add the kinds of theirs that do.
        """
        return {
            "registered": self.env._("Your claim was registered"),
            "follow_up": self.env._("It carries on an earlier claim of yours"),
            "confirmed": self.env._("You confirmed your claim"),
            "submitted": self.env._("We started to check your claim"),
            "approved": self.env._("We accepted your claim"),
            "rejected": self.env._("We could not accept your claim"),
            "waived": self.env._("You need not send the unit"),
            "reminded": self.env._("We reminded you to send the unit"),
            "extended": self.env._("You have more time to send the unit"),
            "expired": self.env._("The unit did not reach us in time"),
            "taken_in": self.env._("You brought the unit to our counter"),
            "received": self.env._("The unit arrived with us"),
            "discrepancy": self.env._("Something else arrived than was announced"),
            "refused": self.env._("We could not take the parcel in"),
            "inspected": self.env._("We inspected the unit"),
            "verdict": self.env._("Who pays has changed"),
            "resolution": self.env._("We solve it in another way than planned"),
            "work_started": self.env._("We started to work on the unit"),
            "asked": self.env._("We asked you something"),
            "answered": self.env._("You answered our question"),
            "offered": self.env._("We sent you a quotation"),
            "accepted": self.env._("The quotation was accepted"),
            "declined": self.env._("You declined the quotation"),
            "work_finished": self.env._("We finished the work"),
            "kept": self.env._("The unit stays with us"),
            "shipped": self.env._("The goods left us"),
            "delivered": self.env._("The goods were delivered to you"),
            "working": self.env._("You confirmed that it works"),
            "failing": self.env._("You told us that it does not work"),
            "credited": self.env._("You got a credit note"),
            "credit_cancelled": self.env._("The credit note was cancelled"),
            "solved": self.env._("Solved without a return"),
            "cancelled": self.env._("The claim was cancelled"),
            "closed": self.env._("The claim was closed"),
            "reopened": self.env._("The claim was opened again"),
        }

    # -- the native documents --

    def _get_customer_documents(self):
        """Return the documents of the claim that its customer may know of.

        A list of dicts: ``kind`` (``quotation``, ``invoice`` or ``transfer``),
        ``title``, ``name``, ``state`` (words), ``date``, ``record``, ``url`` (``False``
        when this visitor cannot open it) and ``is_waiting`` (for the customer's yes).
        """
        self.ensure_one()
        return [
            *self._get_customer_quotations(),
            *self._get_customer_invoices(),
            *self._get_customer_transfers(),
        ]

    def _get_customer_quotations(self):
        """Return the quotations and orders that were shown to the customer."""
        orders = self.line_ids.sale_order_ids | self.line_ids.repair_ids.sale_order_id
        orders = orders.filtered(
            lambda order: (
                order.state in ("sent", "sale")
                or (order.state == "cancel" and order.is_rma_declined)
            )
        )
        states = {
            "sent": self.env._("Waits for your answer"),
            "sale": self.env._("Accepted"),
            "cancel": self.env._("Declined"),
        }
        links = self._get_customer_links(orders, "/my/orders/%s")
        return [
            {
                "kind": "quotation",
                "title": self.env._("Quotation"),
                "name": order.name,
                "state": states[order.state],
                "date": order.date_order,
                "record": order,
                "url": links[order],
                "is_waiting": order.state == "sent",
            }
            for order in orders.sorted("id")
        ]

    def _get_customer_invoices(self):
        """Return the posted invoices and credit notes for this customer."""
        moves = self.line_ids.account_move_ids.filtered(
            lambda move: (
                move.state == "posted"
                and move.move_type in ("out_invoice", "out_refund")
                and move.commercial_partner_id == self.commercial_partner_id
            )
        )
        titles = {
            "out_invoice": self.env._("Invoice"),
            "out_refund": self.env._("Credit note"),
        }
        links = self._get_customer_links(moves, "/my/invoices/%s")
        return [
            {
                "kind": "invoice",
                "title": titles[move.move_type],
                "name": move.name,
                "state": (
                    self.env._("Paid")
                    if move.payment_state in ("paid", "in_payment")
                    else self.env._("Open")
                ),
                "date": move.invoice_date,
                "record": move,
                "url": links[move],
                "is_waiting": False,
            }
            for move in moves.sorted("id")
        ]

    def _get_customer_transfers(self):
        """Return the receipts and deliveries between the customer and us."""
        pickings = self.line_ids.picking_ids.filtered(
            lambda picking: (
                picking.picking_type_code in ("incoming", "outgoing")
                and picking.state != "cancel"
                and picking.partner_id.commercial_partner_id
                == self.commercial_partner_id
            )
        )
        titles = {
            "incoming": self.env._("Receipt"),
            "outgoing": self.env._("Delivery"),
        }
        links = self._get_customer_links(pickings, "/my/picking/pdf/%s")
        return [
            {
                "kind": "transfer",
                "title": titles[picking.picking_type_code],
                "name": picking.name,
                "state": (
                    self.env._("Done")
                    if picking.state == "done"
                    else self.env._("Expected")
                ),
                "date": picking.date_done or False,
                "record": picking,
                "url": links[picking],
                "is_waiting": False,
            }
            for picking in pickings.sorted("id")
        ]

    def _get_customer_links(self, records, path):
        """Return {record: the native page that this visitor can open, or False}.

        Which customer may see the claim may open its documents by their own token; a
        colleague opens what his rights open. No token is made here, reading writes
        nothing.
        """
        # the visitor's own rights, that the pages of the documents check
        readable = records.sudo(False)._filtered_access("read").ids
        is_customer = not self.env.user._is_internal()
        links = {}
        for record in records:
            has_token = is_customer and "access_token" in record._fields
            token = has_token and record.access_token
            links[record] = (token or record.id in readable) and path % record.id
            if token and links[record]:
                links[record] += f"?access_token={token}"
        return links
