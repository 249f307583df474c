# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import docket
from .rma_courier_digest_mixin import LEG_KINDS


class RmaClaim(models.Model):
    _name = "rma.claim"
    _inherit = [
        "rma.claim",
        "rma.claim.courier.mixin",
        "rma.claim.pickup.mixin",
        "rma.claim.label.mixin",
        "rma.claim.courier.input.mixin",
        "rma.claim.customer.courier.mixin",
        "rma.claim.parcel.mixin",
    ]

    consignment_ids = fields.Many2many(
        "rma.consignment", string="Consignments", compute="_compute_consignment_ids"
    )
    next_step = fields.Selection(
        selection_add=[
            ("trace", "Trace the lost parcel"),
            ("take_back", "Book in what came back"),
        ],
        ondelete={"trace": "set null", "take_back": "set null"},
    )
    consignment_count = fields.Integer(
        string="Number of Consignments", compute="_compute_consignment_count"
    )

    def write(self, vals):
        """Let what is about to leave follow the way of delivery."""
        result = super().write(vals)
        if "delivery_method" in vals:
            self._follow_delivery_method()
        return result

    def _is_validity_over(self):
        """Let in what was handed to the courier while the number was valid."""
        return super()._is_validity_over() and not any(
            line._is_sent_in_time() for line in self.line_ids
        )

    def _remind(self):
        """Remind nobody of units that a courier has lost or is about to fetch."""
        awaited = self.filtered(
            lambda claim: any(
                line.goods_state == "expected"
                and not line._is_arrival_lost()
                and not line._is_pickup_requested()
                for line in claim.line_ids
            )
        )
        return super(RmaClaim, awaited)._remind()

    @api.depends("line_ids.consignment_ids")
    def _compute_consignment_ids(self):
        # at once, not one by one as each is assigned
        consignments = self.line_ids.consignment_ids._filtered_access("read")
        for claim in self:
            claim.consignment_ids = claim.line_ids.consignment_ids & consignments

    @api.model
    def _get_number_domain(self, operator, value):
        """Find a claim by the docket number of its parcels, however it is typed."""
        domain = super()._get_number_domain(operator, value)
        return domain | self._get_docket_domain(value)

    @api.model
    def _get_docket_domain(self, text):
        """Return the domain of the claims that *text* is a parcel's docket of."""
        key = docket.normalize(text)
        if not key:
            return Domain.FALSE
        # any!: a number is looked up, whatever the user may see of the parcel
        by_key = Domain("docket_ids", "any!", Domain("key", "in", [key]))
        return Domain("line_ids", "any!", Domain("consignment_ids", "any!", by_key))

    @api.model
    def _get_counter_domain(self, text):
        """Find a claim at the counter by the docket number of its parcels, too."""
        return super()._get_counter_domain(text) | self._get_docket_domain(text)

    def _receive_at_counter(self):
        """Receive without asking for courier and docket: somebody brought it."""
        brought = self.with_context(skip_rma_courier_check=True)
        return super(RmaClaim, brought)._receive_at_counter()

    def _get_counter_reports(self):
        """Print also the labels that find the units again on the shelf."""
        label = ("rma_courier.report_item_label_action", self._get_received_lines())
        return [*super()._get_counter_reports(), label]

    def _get_next_step_hints(self):
        """Say where the parcel is that everybody waits for."""
        lines = self.line_ids.filtered(lambda line: line.next_step == self.next_step)
        yield from lines._get_courier_hints()
        yield from super()._get_next_step_hints()

    def _get_timeline_events(self):
        """Tell also what the couriers have told."""
        events = super()._get_timeline_events()
        return self._sort_timeline(self.line_ids._get_consignment_timeline() + events)

    # -- what customers read --

    def _get_customer_event_titles(self):
        """Tell customers also what happened to their parcels."""
        return super()._get_customer_event_titles() | {
            "consigned": self.env._("The parcel was handed to the courier"),
            "collection": self.env._("The courier was asked to fetch the parcel"),
            "available": self.env._("The parcel can be picked up"),
            "attempt_failed": self.env._("The courier could not deliver the parcel"),
            "parcel_late": self.env._("The parcel is late; we ask the courier"),
            "parcel_lost": self.env._("The courier has lost the parcel"),
            "parcel_found": self.env._("The parcel was found again"),
            "parcel_returned": self.env._("The parcel went back to its sender"),
            "parcel_exception": self.env._("The courier reported a problem"),
            "loss_settled": self.env._("We settled the loss of the parcel"),
            "undelivered": self.env._("The parcel was not delivered after all"),
        }

    def _get_customer_sentences(self):
        """Say what is next while a parcel is lost or came back."""
        return super()._get_customer_sentences() | {
            "trace": self.env._(
                "The courier cannot find the parcel. We look for it and write to you."
            ),
            "take_back": self.env._(
                "The parcel came back to us. We write to you how it goes on."
            ),
        }

    def _get_tracking_details(self):
        """Tell also where the parcels are."""
        return [*super()._get_tracking_details(), *self._get_parcel_details()]

    # -- messages --

    def _get_notice_partners(self, events, is_for_head_office):
        """Leave out who gets one message a day about all consignments."""
        partners = super()._get_notice_partners(events, is_for_head_office)
        if events[:1].kind not in LEG_KINDS:
            return partners
        if (
            self.commercial_partner_id.rma_courier_digest
            and self.partner_id in partners
        ):
            partners -= self.partner_id
            events.is_customer_digest_due = True
        if is_for_head_office and self.company_id.rma_courier_digest:
            partners -= self.company_id.rma_head_office_partner_ids
            events.is_office_digest_due = True
        return partners

    def _get_notice_details(self, events):
        """Say with which courier, under which docket, and until when."""
        details = super()._get_notice_details(events)
        if events[:1].kind not in LEG_KINDS:
            return details
        claim = self.with_context(lang=self.partner_id.lang or self.env.lang)
        return details + [
            detail
            for consignment in claim._get_told_consignments(events)
            if (detail := consignment._get_notice_detail())
        ]

    def _get_told_consignments(self, events):
        """Return the consignments that *events* are about."""
        ids = [e.document_id for e in events if e.document_model == "rma.consignment"]
        pickings = [
            e.document_id for e in events if e.document_model == "stock.picking"
        ]
        # sudo: the job tells what the courier told, whoever may read it
        consignments = self.env["rma.consignment"].sudo().browse(ids).exists()
        moved = self.env["stock.picking"].sudo().browse(pickings).exists()  # sudo: same
        return consignments | moved.consignment_ids.with_env(consignments.env)

    @api.depends("consignment_ids")
    def _compute_consignment_count(self):
        for claim in self:
            claim.consignment_count = len(claim.consignment_ids)

    def action_view_consignments(self):
        """Open the consignments with units of the claims."""
        return self.line_ids.action_view_consignments()
