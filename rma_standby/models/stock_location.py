# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import UserError

#: What makes a location the place of stand-by units.
PLACE_FIELDS = frozenset({"active", "company_id", "location_id", "usage"})


class StockLocation(models.Model):
    _inherit = "stock.location"

    def write(self, vals):
        """Keep the places of stand-by units: loans are read off them."""
        if not self.env.su and not PLACE_FIELDS.isdisjoint(vals):
            changed = self.filtered(lambda place: place._is_other_place(vals))
            changed._check_standby_place()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_standby(self):
        self._check_standby_place()

    def _is_other_place(self, vals):
        """Tell whether *vals* change what the location is."""
        self.ensure_one()
        return any(
            self._fields[name].convert_to_cache(vals[name], self, validate=False)
            != self._fields[name].convert_to_cache(self[name], self)
            for name in PLACE_FIELDS & vals.keys()
        )

    def _check_standby_place(self):
        """Raise when stand-by units of a company are kept at one of these."""
        if not self:
            return
        # sudo: of whichever company it is the place
        companies_sudo = self.env["res.company"].sudo()
        sites_sudo = self.env["stock.warehouse"].sudo().with_context(active_test=False)
        companies_sudo = companies_sudo.search(
            [
                "|",
                ("rma_standby_pool_location_id", "in", self.ids),
                ("rma_standby_loan_location_id", "in", self.ids),
            ]
        )
        sites_sudo = sites_sudo.search([("rma_standby_location_id", "in", self.ids)])
        places = companies_sudo._get_standby_locations()
        places |= sites_sudo.rma_standby_location_id
        # sudo: compared with the places of all companies
        if found := places & self.sudo():
            raise UserError(
                self.env._(
                    "%(place)s is where stand-by units are kept: it can be renamed, "
                    "but neither moved, archived nor deleted.",
                    place=found[0].display_name,
                )
            )
