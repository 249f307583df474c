# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaCarrierTrackingMixin(models.AbstractModel):
    """What tracking services call a courier, and what it answers when we ask.

    A provider ``x`` that can tell where its consignments are has one method::

        def x_rma_tracking(self, consignments):
            return {consignment: [event, …]}

    *consignments* all travel with this courier, are open and have a docket number; at
    most ``POLL_BATCH`` at once, so that one call outside can answer for all. An event
    is a dict with ``status`` (key of ``courier_status.STATUSES``; anything else is
    kept as information) and, where known, ``date`` (naive UTC), ``location``,
    ``text``, ``date_promised`` and ``key`` (its name at the courier; the same event
    told again is then a repeat). The whole history may be told each time. Those of
    which nothing is known are left out.

    It writes nothing, uses a timeout for each call outside, and raises
    ``RmaCourierError`` with a sentence for people when the courier did not answer.
    What was asked before the error is asked again later.
    """

    _name = "rma.carrier.tracking.mixin"
    _description = "RMA Tracking of Couriers"

    rma_can_track = fields.Boolean(
        string="Can Be Asked",
        compute="_compute_rma_can_track",
        help="This courier tells where its consignments are when it is asked.",
    )
    rma_poll_error = fields.Char(
        string="Last Failure",
        readonly=True,
        copy=False,
        help="Why the courier could not be asked. Empty when all is well.",
    )
    rma_poll_error_date = fields.Datetime(string="Failed On", readonly=True, copy=False)

    @api.depends("delivery_type")
    def _compute_rma_can_track(self):
        for carrier in self:
            carrier.rma_can_track = hasattr(
                carrier, f"{carrier.delivery_type}_rma_tracking"
            )

    @api.model
    def _get_rma_trackable_types(self):
        """Return the delivery types whose couriers can be asked."""
        types = dict(self._fields["delivery_type"]._description_selection(self.env))
        return [name for name in types if hasattr(self, f"{name}_rma_tracking")]

    def _get_rma_tracking(self, consignments):
        """Return what the courier knows of *consignments*: {consignment: [event]}.

        :raises odoo.addons.rma_courier.exceptions.RmaCourierError: it did not answer
        """
        self.ensure_one()
        if not self.rma_can_track:
            return {}
        return getattr(self, f"{self.delivery_type}_rma_tracking")(consignments)

    def _set_rma_poll_error(self, reason):
        """Note why the courier could not be asked; False when it could."""
        self.ensure_one()
        if self.rma_poll_error or reason:
            # sudo: the job may not set up couriers; it only says that one is silent
            self.sudo().write(
                {
                    "rma_poll_error": reason,
                    "rma_poll_error_date": reason and fields.Datetime.now(),
                }
            )

    @api.model
    def _find_by_codes(self, codes, company):
        """Return {code: couriers of *company* that services call so}.

        Capitals, spaces and signs make no difference; the name counts, too.
        """
        # sudo: who may tell of consignments need not see the couriers' set-up
        carriers = self.sudo().with_context(active_test=False)
        known = {}
        for carrier in carriers.search([("company_id", "in", [company.id, False])]):
            names = [carrier.name, *(carrier.rma_courier_codes or "").split(",")]
            for key in {self._normalize_code(name) for name in names}:
                known[key] = known.get(key, self.browse()) | carrier
        known.pop("", None)
        return {
            code: known.get(self._normalize_code(code), self.browse()) for code in codes
        }

    @api.model
    def _normalize_code(self, code):
        return "".join(c for c in (code or "").lower() if c.isalnum())
