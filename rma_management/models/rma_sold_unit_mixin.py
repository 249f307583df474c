# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.fields import Domain


class RmaSoldUnitMixin(models.AbstractModel):
    """What a customer bought of us: all that he may choose from, and nothing else.

    A serial of somebody else is answered like one that does not exist: who asks for
    numbers learns nothing about units that are not his.
    """

    _name = "rma.sold.unit.mixin"
    _description = "RMA Units Sold to a Customer"

    @api.model
    def _find_sold_lots(self, names, partner):
        """Return {name as given: serials of that name sold to *partner*'s company}.

        Two searches for any number of names, the same for a serial of somebody else
        and for one that does not exist: the time tells nothing either. A name may
        stand for two products.

        :param names: serials as typed
        :param partner: a contact of the customer; nothing is found for nobody
        """
        names = {name.strip() for name in names if name and name.strip()}
        if not names or not partner:
            return {}
        customer = partner.sudo().commercial_partner_id  # sudo: his own company
        spelled = list(names | {name.upper() for name in names})
        delivered_sudo = self._find_delivered_lots(
            Domain("lot_id.name", "in", spelled), customer
        )
        # sudo: customers may not read serials; only their own come back
        lots_sudo = (
            self.env["stock.lot"]
            .sudo()
            .search(
                Domain("name", "in", spelled)
                & Domain("company_id", "in", [False, self.env.company.id])
                & (
                    Domain("id", "in", delivered_sudo.ids)
                    | Domain("warranty_partner_id", "child_of", customer.id)
                )
            )
        )
        by_name = self._filter_sold(lots_sudo, customer).grouped("name")
        found = {name: by_name.get(name) or by_name.get(name.upper()) for name in names}
        return {name: lots for name, lots in found.items() if lots}

    @api.model
    def _filter_sold(self, lots_sudo, customer):
        """Return those of *lots_sudo* whose last buyer is *customer*.

        Lots of many pieces have many buyers: each of them counts.
        """
        if not lots_sudo:
            return lots_sudo
        history = self.env["rma.claim.line"]._find_history(lots_sudo)
        many_sudo = lots_sudo.filtered(lambda lot: lot.product_id.tracking != "serial")
        delivered = self._find_delivered_lots(
            Domain("lot_id", "in", many_sudo.ids), customer
        )

        def is_sold(lot_sudo):
            """Tell whether the customer was the last to get it."""
            # sudo: whose it is; only the customer's own come back
            delivery = history.get(lot_sudo, {})
            move_sudo = delivery.get("delivery", self.env["stock.move"]).sudo()
            buyers = (
                lot_sudo.warranty_partner_id
                | move_sudo.picking_id.partner_id
                | move_sudo.partner_id
                | move_sudo.sale_line_id.order_id.partner_id
            ).commercial_partner_id
            return customer in buyers or lot_sudo in delivered

        return lots_sudo.filtered(is_sold)

    @api.model
    def _find_delivered_lots(self, domain, customer):
        """Return the lots of *domain* that were ever delivered to *customer*."""
        to_customer = Domain("picking_id.partner_id", "child_of", customer.id) | Domain(
            "move_id.sale_line_id.order_id.partner_id", "child_of", customer.id
        )
        # sudo: only whether it was delivered to this customer
        lines_sudo = (
            self.env["stock.move.line"]
            .sudo()
            .search(
                domain
                & to_customer
                & Domain(
                    [
                        ("state", "=", "done"),
                        ("move_id.rma_line_id", "=", False),
                        ("location_dest_id.usage", "=", "customer"),
                    ]
                )
            )
        )
        return lines_sudo.lot_id

    @api.model
    def _get_sold_lines_domain(self, partner):
        """Return the domain of the order lines that *partner*'s company may claim."""
        customer = partner.sudo().commercial_partner_id  # sudo: his own company
        return Domain(
            [
                ("order_partner_id", "child_of", customer.id),
                ("company_id", "=", self.env.company.id),
                ("state", "=", "sale"),
                ("display_type", "=", False),
                ("product_id.type", "=", "consu"),
                ("qty_delivered", ">", 0),
                ("rma_line_id", "=", False),
            ]
        )

    @api.model
    def _search_sold_products(self, partner, text="", limit=50):
        """Return goods sold to *partner*'s company whose name or code holds *text*."""
        # sudo: customers may not read orders line by line; only their own count
        lines_sudo = self.env["sale.order.line"].sudo()
        domain = self._get_sold_lines_domain(partner)
        if text:
            domain &= Domain("product_id", "ilike", text)
        groups = lines_sudo._read_group(domain, ["product_id"], limit=limit)
        return self.env["product.product"].sudo().union(*(group[0] for group in groups))

    @api.model
    def _get_claimable_quantities(self, sale_lines_sudo):
        """Return {order line: quantity delivered and not claimed}, in the product's
        unit of measure, as ``quantity_claimable`` of a new unit would say."""
        # sudo: other people's claims on the same delivery count too
        claimed_sudo = (
            self.env["rma.claim.line"]
            .sudo()
            .search(
                [
                    ("sale_line_id", "in", sale_lines_sudo.ids),
                    ("decision", "in", ("submitted", "approved")),
                    ("ending", "in", (False, "closed")),
                ]
            )
        )
        by_line = claimed_sudo.grouped("sale_line_id")
        quantities = {}
        for line in sale_lines_sudo:
            delivered = line.qty_delivered + line._get_rma_returned_qty(True)
            delivered = line.product_uom_id._compute_quantity(
                delivered, line.product_id.uom_id, round=False
            )
            taken = by_line.get(line, claimed_sudo.browse()).filtered(
                lambda unit: (
                    not unit.ending
                    or (
                        unit.resolution_id.credit != "no" and not unit.quantity_received
                    )
                )
            )
            quantities[line] = delivered - sum(taken.mapped("quantity"))
        return quantities

    @api.model
    def _get_delivered_lots(self, sale_lines_sudo):
        """Return the serials that were delivered for these order lines."""
        return sale_lines_sudo.move_ids.filtered(
            lambda move: (
                move.state == "done"
                and move.location_dest_id.usage == "customer"
                and not move.rma_line_id
            )
        ).lot_ids

    @api.model
    def _find_open_claims(self, partner, lots=(), names=()):
        """Return the open claims of *partner*'s company about these serials.

        Claims of other customers are none of his business: they are not found.
        """
        serials = Domain("lot_id", "in", [lot.id for lot in lots])
        if names := [name for name in names if name]:
            serials |= Domain("lot_name", "in", names)
        # sudo: customers see the claims of their whole company
        lines_sudo = self.env["rma.claim.line"].sudo()
        return lines_sudo.search(
            serials
            & Domain(
                [
                    ("claim_id.is_confirmed", "=", True),
                    (
                        "claim_id.commercial_partner_id",
                        "=",
                        # sudo: visitors read no contacts; only whose units they are
                        partner.sudo().commercial_partner_id.id,
                    ),
                    ("decision", "!=", "rejected"),
                    ("ending", "=", False),
                ]
            ),
            limit=100,
        ).claim_id
