# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.fields import Domain

from .rma_step_mixin import ENDED_STAGES


class RmaCustomerListMixin(models.AbstractModel):
    """The list of a customer's claims: what is found, in which order, told how."""

    _name = "rma.customer.list.mixin"
    _description = "RMA List for the Customer"

    @api.model
    def _get_customer_domain(self):
        """Return the domain of the confirmed claims of the visitor's whole company."""
        company = self.env.user.commercial_partner_id
        return Domain("partner_id", "child_of", company.id) & Domain(
            "is_confirmed", "=", True
        )

    @api.model
    def _get_customer_filters(self):
        """Return {key: domain} of what the visitor can choose to see."""
        ended = Domain("stage", "in", ENDED_STAGES)
        return {
            "all": Domain.TRUE,
            "open": ~ended,
            "yours": Domain("ball_owner", "=", "customer") & ~ended,
            "underway": Domain("stage", "in", ("dispatched", "shipped")),
            "closed": ended,
        }

    @api.model
    def _get_customer_search_domain(self, search_in, text):
        """Return the domain of the visitor's claims that *text* is found in.

        :param str search_in: ``number``, ``serial``, ``product`` or anything else for
            all of them
        """
        if not text:
            return Domain.TRUE
        by_serial = Domain("line_ids.lot_name", "ilike", text) | Domain(
            "line_ids.lot_id.name", "ilike", text
        )
        by_product = Domain(
            "line_ids.product_id.product_tmpl_id.name", "ilike", text
        ) | Domain("line_ids.product_id.default_code", "ilike", text)
        by_number = self._get_number_domain("ilike", text)
        domain = {"number": by_number, "serial": by_serial, "product": by_product}.get(
            search_in, by_number | by_serial | by_product
        )
        # sudo: customers read neither lots nor products nor our links to orders; what
        # is found is still theirs only, here and by the rules of who searches
        found = self.sudo()._search(self._get_customer_domain() & domain)
        return Domain("id", "in", found)

    @api.model
    def _search_for_customer(self, domain, sortby, offset, limit):
        """Return one page of the visitor's claims, by his own rights.

        :param str sortby: ``newest``, ``yours`` (what waits for him comes first) or
            ``number``
        """
        if sortby == "number":
            return self.search(domain, order="name, id", offset=offset, limit=limit)
        newest = "date_registered desc, id desc"
        if sortby != "yours":
            return self.search(domain, order=newest, offset=offset, limit=limit)
        yours = self._get_customer_filters()["yours"]
        count = self.search_count(domain & yours)
        first = self.search(domain & yours, order=newest, offset=offset, limit=limit)
        left = limit - len(first)
        if not left:
            return first
        return first + self.search(
            domain & ~yours, order=newest, offset=max(0, offset - count), limit=left
        )

    def _get_customer_rows(self):
        """Return what the list tells of each claim, in a constant number of queries.

        Keys: ``claim``, ``number``, ``reference`` (the customer's own), ``units`` (in
        words), ``status`` (as ``_get_customer_headline``), ``date`` and ``url``.
        """
        # sudo: the visitor found the claims by his own rights; the words for him are
        # made from more than he may read
        claims_sudo = self.sudo()
        units = claims_sudo._get_customer_unit_texts()
        return [
            {
                "claim": claim,
                "number": claim.display_name,
                "reference": claim.client_ref or "",
                "units": units.get(claim.id, ""),
                "status": claim._get_customer_headline(),
                "date": claim.date_registered,
                "url": claim.access_url,
            }
            for claim in claims_sudo
        ]

    def _get_customer_unit_texts(self):
        """Return {claim's id: its first unit, and how many more there are}."""
        units = self.env["rma.claim.line"]
        groups = units._read_group(
            [("claim_id", "in", self.ids)], ["claim_id"], ["id:min", "__count"]
        )
        firsts = units.browse([first for _claim, first, _count in groups])
        texts = {}
        for first, (claim, _first, count) in zip(firsts, groups, strict=True):
            text = first._get_unit_text()
            if count > 1:
                text = self.env._(
                    "%(units)s and %(count)s more", units=text, count=count - 1
                )
            texts[claim.id] = text
        return texts
