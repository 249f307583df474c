# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaTimelineMixin(models.AbstractModel):
    """What happened, from sale to closure, for a unit and for a whole claim."""

    _name = "rma.timeline.mixin"
    _description = "RMA Timeline"

    event_ids = fields.One2many("rma.claim.event", string="Events")
    timeline_html = fields.Html(
        string="Timeline", compute="_compute_timeline_html", sanitize=False
    )

    def _log_event(self, kind, text=None, document=None):
        """Write one event for each record of *self* with a single insert.

        :param str kind: key of the ``kind`` of ``event_ids``
        :param str text: remark of a person
        :param document: the native record it is about, or a dict of one per record
        """
        vals_list = []
        for record in self:
            vals = record._prepare_event_vals() | {"kind": kind, "text": text}
            native = document.get(record) if isinstance(document, dict) else document
            if native:
                vals |= {
                    "document_model": native._name,
                    "document_id": native.id,
                    "document_name": native.display_name,
                }
            vals_list.append(vals)
        history = self._fields["event_ids"].comodel_name
        # sudo: the timeline is append-only for users; only actions write it
        return self.env[history].sudo().create(vals_list)

    def _prepare_event_vals(self):
        """Return the values that tie an event to this record."""
        self.ensure_one()
        return {
            "claim_id": self.id,
            "company_id": self.company_id.id,
            "user_id": self.env.uid,
        }

    def _get_timeline_events(self):
        """Return what happened, oldest first, as a list of dicts.

        Keys: ``date`` (UTC datetime), ``kind``, ``title`` (translated sentence),
        ``text`` (remark or ``False``), ``actor`` (name or ``False``), ``unit`` (item
        reference or ``False``), ``model``, ``res_id`` and ``document`` (name) of the
        native document, each ``False`` when there is none. Addons append theirs and
        call ``_sort_timeline``.
        """
        self.ensure_one()
        return self._sort_timeline(
            [
                *self._get_origin_events(),
                *map(self._format_event, self.event_ids.sorted("id")),
            ]
        )

    def _get_timeline_rows(self):
        """Return the events as people read them: one row for what many units share.

        Each row is an event with the key ``units`` in place of ``unit``: the references
        of the units it happened to.
        """
        rows = {}
        for event in self._get_timeline_events():
            unit = event["unit"]
            row = {name: value for name, value in event.items() if name != "unit"}
            units = rows.setdefault(tuple(row.values()), {**row, "units": []})["units"]
            if unit and unit not in units:
                units.append(unit)
        return list(rows.values())

    @api.model
    def _sort_timeline(self, events):
        return sorted(events, key=lambda event: event["date"])

    def _get_origin_events(self):
        """Return what happened before the claim: the sale and the first delivery."""
        return []

    @api.model
    def _format_event(self, event):
        titles = dict(event._fields["kind"]._description_selection(self.env))
        return {
            "date": event.date,
            "kind": event.kind,
            "title": titles[event.kind],
            "text": event.text,
            "actor": event._get_actor(),
            "unit": event.line_id.reference,
            "model": event.document_model,
            "res_id": event.document_id,
            "document": event.document_name,
        }

    @api.depends("event_ids")
    def _compute_timeline_html(self):
        for record in self:
            record.timeline_html = record._origin.id and self.env["ir.qweb"]._render(
                "rma_management.timeline",
                {"events": record._origin._get_timeline_rows(), "record": record},
            )
