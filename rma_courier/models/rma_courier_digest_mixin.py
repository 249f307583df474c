# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

#: The kinds of claim events that are legs of a parcel's way.
LEG_KINDS = frozenset(
    {
        "consigned",
        "collection",
        "shipped",
        "available",
        "attempt_failed",
        "delivered",
        "parcel_late",
        "parcel_lost",
    }
)


class RmaCourierDigestMixin(models.AbstractModel):
    """One message a day about all parcels, for whoever chose it."""

    _name = "rma.courier.digest.mixin"
    _description = "RMA Digest of Consignments"

    is_customer_digest_due = fields.Boolean(readonly=True)
    is_office_digest_due = fields.Boolean(readonly=True)

    _customer_digest_idx = models.Index("(claim_id) WHERE is_customer_digest_due")
    _office_digest_idx = models.Index("(company_id) WHERE is_office_digest_due")

    @api.model
    def _cron_send_digests(self):
        """Queue one message for each head office and each customer with news.

        Commits after each, so that it may be killed anywhere: what is committed was
        queued once, what is not is queued by the next run.
        """
        offices = [
            company
            for [company] in self._read_group(
                [("is_office_digest_due", "=", True)], ["company_id"]
            )
        ]
        customers = self._get_digest_customers()
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(offices) + len(customers))
        for receiver in [*offices, *customers]:
            self._send_digest(receiver)
            if not progress._commit_progress(1):
                return

    @api.model
    def _get_digest_customers(self):
        """Return the companies of customers for whom news is waiting."""
        groups = self._read_group([("is_customer_digest_due", "=", True)], ["claim_id"])
        claims = self.env["rma.claim"].union(*(claim for [claim] in groups))
        return list(claims.commercial_partner_id)

    @api.model
    def _send_digest(self, receiver):
        """Queue the digest of *receiver*, a company or a customer, and mark it sent."""
        is_office = receiver._name == "res.company"
        flag = "is_office_digest_due" if is_office else "is_customer_digest_due"
        whose = "company_id" if is_office else "claim_id.commercial_partner_id"
        events = self.search([(flag, "=", True), (whose, "=", receiver.id)], order="id")
        events = events.try_lock_for_update()
        if not events:
            return
        kind = "office" if is_office else "customer"
        template = self.env.ref(f"rma_courier.mail_template_digest_{kind}")
        partners = (
            receiver.rma_head_office_partner_ids
            if is_office
            else receiver.filtered("email") or events.claim_id.partner_id
        )
        lang = receiver.partner_id.lang if is_office else receiver.lang
        rows = events.with_context(lang=lang or self.env.lang)._get_digest_rows()
        if partners:
            template.with_context(rma_rows=rows).send_mail(
                receiver.id,
                email_values={"recipient_ids": [(6, 0, partners.ids)]},
                email_layout_xmlid="mail.mail_notification_light",
            )
        events.write({flag: False})

    def _get_digest_rows(self):
        """Return what the digest lists: one row for each claim, parcel and leg."""
        titles = dict(self._fields["kind"]._description_selection(self.env))
        rows = {}
        for event in self:
            key = (event.claim_id, event.kind, event.document_id)
            row = rows.setdefault(
                key,
                {
                    "claim": event.claim_id.display_name,
                    "title": titles[event.kind],
                    "units": [],
                    "details": event.claim_id._get_notice_details(event),
                },
            )
            if event.line_id.reference:
                row["units"].append(event.line_id.reference)
        return list(rows.values())
