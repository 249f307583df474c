# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.fields import Domain

from ..models.rma_standby_reservation_mixin import BOOKED_STATES


class RmaStandbyPoolCheckMixin(models.AbstractModel):
    """Which units were scanned, and why they cannot be moved."""

    _name = "rma.standby.pool.check.mixin"
    _inherit = "rma.action.mixin"
    _description = "RMA Check of Stand-by Units to Move"

    # -- which units --

    def _get_names(self):
        """Return the scanned serial numbers, each once, in order."""
        self.ensure_one()
        names = (name.strip() for name in (self.serials or "").splitlines())
        return list(dict.fromkeys(filter(None, names)))

    def _find_lots(self):
        """Return (the serial numbers that were scanned, sentences about others)."""
        self.ensure_one()
        names = self._get_names()
        lots = self.env["stock.lot"]
        if names:
            lots = lots.search(
                Domain("name", "in", names)
                & Domain("company_id", "in", (self.company_id.id, False))
            )
        by_name = lots.grouped("name")
        problems = []
        for name in names:
            same = by_name.get(name, lots.browse())
            if not same:
                problems.append(
                    self.env._(
                        "%(serial)s is not known: scan it again, or receive the unit "
                        "first.",
                        serial=name,
                    )
                )
            elif len(same) > 1 and not same & self.lot_ids:
                products = ", ".join(same.product_id.mapped("display_name"))
                problems.append(
                    self.env._(
                        "%(serial)s is the number of several products (%(products)s): "
                        "choose the right one from the list.",
                        serial=name,
                        products=products,
                    )
                )
                lots -= same
            elif len(same) > 1:
                # chosen from the list already
                lots -= same - self.lot_ids
        return lots, problems

    # -- why not --

    def _find_quants(self, lots):
        """Return where these serial numbers are in stock.

        sudo: approvers, too, have to hear where a unit is and who has reserved it.
        """
        return (
            self.env["stock.quant"]
            .sudo()
            .search(
                [
                    ("lot_id", "in", lots.ids),
                    ("quantity", ">", 0),
                    ("location_id.usage", "=", "internal"),
                    ("company_id", "=", self.company_id.id),
                ]
            )
        )

    def _get_unlent_products(self, lots):
        """Return the products of *lots* that are not ticked as “May Be Lent”."""
        return lots.product_id.product_tmpl_id.filtered(
            lambda product: not product.is_rma_standby
        )

    def _get_problems(self, lots, quants):
        """Return a sentence for each of *lots* that cannot be moved."""
        by_lot = quants.grouped("lot_id")
        names = self._get_reserving_names(quants)
        problems = []
        for lot in lots:
            # sudo: compared with the quants' serials
            quant = by_lot.get(lot.sudo(), quants.browse())
            problem = self._get_product_problem(lot) or (
                self._get_place_problem(lot, quant)
                or self._get_reserved_problem(lot, quant, names.get(lot.id))
            )
            if problem:
                problems.append(problem)
        return problems

    def _get_product_problem(self, lot):
        """Return why the product of *lot* is not lent, or False."""
        product = lot.product_id
        values = {"serial": lot.name, "product": product.display_name}
        if product.tracking != "serial":
            return self.env._(
                "%(serial)s is a lot of %(product)s, and no serial number of one unit: "
                "only units with a number of their own are lent.",
                **values,
            )
        if self.direction == "in" and not product.is_rma_standby:
            if self.env["product.template"].has_access("write"):
                return self.env._(
                    "%(product)s (%(serial)s) is not lent: tick “Let Them Be Lent”, or "
                    "“May Be Lent” on the product.",
                    **values,
                )
            return self.env._(
                "%(product)s (%(serial)s) is not lent: ask who maintains the products "
                "to tick “May Be Lent” on it.",
                **values,
            )
        return False

    def _get_place_problem(self, lot, quant):
        """Return why *lot* cannot be taken from where it is, or False."""
        company = self.company_id
        values = {
            "serial": lot.name,
            "place": lot.sudo().location_id.display_name,  # sudo: as in _find_quants
            "owner": quant[:1].owner_id.display_name,
        }
        if not quant:
            return self.env._(
                "%(serial)s is not in stock: it was sold, used up, or never received.",
                **values,
            )
        if len(quant) > 1:
            return self.env._(
                "%(serial)s is in stock at several places: correct its stock first.",
                **values,
            )
        if quant.location_id._child_of(company.rma_standby_loan_location_id):
            return self.env._(
                "%(serial)s is on loan (%(customer)s): it has to come back first.",
                customer=self._get_holder(lot) or self.env._("a customer"),
                **values,
            )
        if quant.owner_id and quant.owner_id != company.partner_id:
            return self.env._(
                "%(serial)s belongs to %(owner)s: only our own units are lent.",
                **values,
            )
        is_inside = quant.location_id._child_of(company.rma_standby_pool_location_id)
        if self.direction != "in" and not is_inside:
            return self.env._(
                "%(serial)s is not in the stand-by pool (%(place)s).", **values
            )
        if self.direction == "in" and is_inside:
            return self.env._(
                "%(serial)s is in the pool of another site (%(place)s): choose “Move "
                "to Another Site”.",
                **values,
            )
        return False

    def _get_holder(self, lot):
        """Return the name of who has or wants the unit of *lot*, or False."""
        # sudo: who has a unit is what the pool is about
        return lot.sudo().standby_unit_ids.partner_id.display_name

    def _get_reserved_problem(self, lot, quant, name):
        """Return who else wants *lot*, or False.

        :param name: the transfers that have reserved it
        """
        if quant.reserved_quantity:
            return self.env._(
                "%(serial)s is reserved by %(transfer)s: finish or cancel that first.",
                serial=lot.name,
                transfer=name or self.env._("another document"),
            )
        # sudo: as in _get_holder
        loan_sudo = lot.sudo().standby_unit_ids.loan_id
        if self.direction == "out" and loan_sudo.state in BOOKED_STATES:
            return self.env._(
                "%(serial)s is reserved for %(customer)s (%(loan)s): give the "
                "reservation back first.",
                serial=lot.name,
                customer=loan_sudo.partner_id.display_name,
                loan=loan_sudo.name,
            )
        return False

    def _get_reserving_names(self, quants):
        """Return {id of serial: names of the transfers that have reserved it}."""
        reserved = quants.filtered("reserved_quantity").lot_id
        if not reserved:
            return {}
        lines = quants.env["stock.move.line"].search(
            [
                ("lot_id", "in", reserved.ids),
                ("state", "not in", ("done", "cancel", "draft")),
                ("quantity", ">", 0),
            ]
        )
        return {
            lot.id: ", ".join(sorted(set(filter(None, group.mapped("reference")))))
            for lot, group in lines.grouped("lot_id").items()
        }
