# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from urllib.parse import quote

from odoo import api, fields, models
from odoo.fields import Command, Domain

from ..tools import docket


class RmaConsignmentDocketMixin(models.AbstractModel):
    """What couriers call a consignment, and how it is found by that."""

    _name = "rma.consignment.docket.mixin"
    _description = "RMA Docket Numbers of the Consignment"

    docket_ids = fields.One2many(
        "rma.consignment.docket", "consignment_id", string="Docket Numbers"
    )
    docket = fields.Char(
        string="Docket Number",
        compute="_compute_docket",
        inverse="_inverse_docket",
        search="_search_docket",
        help="What the courier calls it. Several numbers are separated by commas.",
    )
    tracking_url = fields.Char(string="Tracking Link", compute="_compute_tracking_url")

    @api.depends("docket_ids.name")
    def _compute_docket(self):
        for consignment in self:
            names = consignment.docket_ids.mapped("name")
            consignment.docket = ", ".join(names) or False

    def _inverse_docket(self):
        for consignment in self:
            wanted = {docket.normalize(n): n for n in docket.split(consignment.docket)}
            known = consignment.docket_ids.grouped("key")
            consignment.docket_ids = [
                *(
                    Command.delete(d.id)
                    for key, d in known.items()
                    if key not in wanted
                ),
                *(
                    Command.create({"name": name})
                    for key, name in wanted.items()
                    if key not in known
                ),
            ]

    @api.model
    def _search_docket(self, operator, value):
        if operator in ("ilike", "like", "=ilike") and isinstance(value, str):
            key = docket.normalize(value)
            if not key:
                return Domain.FALSE
            # the beginning of a number uses the index, its middle could not
            return Domain("docket_ids.key", "=like", key + "%")
        if operator == "in":
            keys = [docket.normalize(number) for number in value if number]
            domain = Domain("docket_ids.key", "in", keys) if keys else Domain.FALSE
            return (
                domain | Domain("docket_ids", "=", False) if False in value else domain
            )
        return NotImplemented

    @api.depends("carrier_id.tracking_url", "docket_ids.name")
    def _compute_tracking_url(self):
        for consignment in self:
            # sudo: accountants follow links, couriers are closed to them
            url = consignment.carrier_id.sudo().tracking_url
            number = consignment.docket_ids[:1].name
            consignment.tracking_url = (
                url.replace("<shipmenttrackingnumber>", quote(number, safe=""))
                if url and number
                else False
            )

    # -- finding --

    @api.model
    def _find_by_docket(self, number, carrier=None, is_open=True):
        """Return the consignments with the docket *number*, newest first.

        :param carrier: ``delivery.carrier``: only its consignments and those whose
            courier nobody knows
        :param is_open: only those of which something is still expected
        """
        key = docket.normalize(number)
        if not key:
            return self.browse()
        domain = Domain("key", "=", key)
        if is_open:
            domain &= Domain("is_open", "=", True)
        if carrier:
            domain &= Domain("carrier_id", "in", [*carrier.ids, False])
        found = self.env["rma.consignment.docket"].search(domain, order="id desc")
        return found.consignment_id
