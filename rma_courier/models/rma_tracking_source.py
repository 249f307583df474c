# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import secrets

from odoo import api, fields, models

#: How long ago a message may be signed, in seconds. AfterShip dates its messages by the
#: event and tries again for days.
TOLERANCES = {"generic": 300, "easypost": 300, "aftership": 7 * 24 * 3600}
#: A message may never be older than the memory of those that came (see _gc_messages).
MAX_TOLERANCE = 30 * 24 * 3600


class RmaTrackingSource(models.Model):
    """A service that tells us by webhook what happens to consignments."""

    _name = "rma.tracking.source"
    _description = "RMA Tracking Service"
    _inherit = [
        "rma.tracking.receive.mixin",
        "rma.tracking.generic.mixin",
        "rma.tracking.aftership.mixin",
        "rma.tracking.easypost.mixin",
    ]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    payload_format = fields.Selection(
        selection=[
            ("generic", "Generic"),
            ("aftership", "AfterShip"),
            ("easypost", "EasyPost"),
        ],
        string="Format",
        default="generic",
        required=True,
    )
    token = fields.Char(
        readonly=True,
        copy=False,
        required=True,
        default=lambda self: secrets.token_urlsafe(24),
        help="Names this service in the address it calls.",
    )
    secret = fields.Char(
        copy=False,
        groups="rma_management.group_rma_manager",
        help="Both sides sign with it. It is never shown in the log. Without a secret "
        "nothing is accepted.",
    )
    tolerance = fields.Integer(
        string="Tolerance (s)",
        compute="_compute_tolerance",
        store=True,
        readonly=False,
        precompute=True,
        aggregator=None,
        help="Messages that were signed longer ago are refused.",
    )
    carrier_id = fields.Many2one(
        "delivery.carrier",
        string="Courier",
        check_company=True,
        help="Whose consignments it tells about; empty: it names the courier itself.",
    )
    url = fields.Char(string="Address to Call", compute="_compute_url")
    message_ids = fields.One2many("rma.tracking.message", "source_id")
    message_count = fields.Integer(
        string="Messages", compute="_compute_message_counts", aggregator=None
    )
    problem_count = fields.Integer(
        string="Not Applied", compute="_compute_message_counts", aggregator=None
    )

    _token_uniq = models.UniqueIndex("(token)", "This token is taken.")
    _tolerance_range = models.Constraint(
        f"CHECK (tolerance BETWEEN 1 AND {MAX_TOLERANCE})",
        "The tolerance is at least one second and at most 30 days (2592000 seconds).",
    )

    @api.depends("payload_format")
    def _compute_tolerance(self):
        for source in self:
            source.tolerance = TOLERANCES.get(source.payload_format, 300)

    @api.depends("token")
    def _compute_url(self):
        for source in self:
            source.url = f"{source.get_base_url()}/rma/courier/webhook/{source.token}"

    @api.depends("message_ids.state")
    def _compute_message_counts(self):
        rows = self.env["rma.tracking.message"]._read_group(
            [("source_id", "in", self.ids)], ["source_id", "state"], ["__count"]
        )
        totals, problems = {}, {}
        for source, state, count in rows:
            totals[source] = totals.get(source, 0) + count
            if state != "applied":
                problems[source] = problems.get(source, 0) + count
        for source in self:
            source.message_count = totals.get(source, 0)
            source.problem_count = problems.get(source, 0)

    def action_make_secret(self):
        """Replace the secrets by new ones; messages signed with the old are refused.

        A single new secret is shown once, to be entered at the service.
        """
        for source in self:
            source.secret = secrets.token_urlsafe(32)
        if len(self) != 1:
            return True
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Enter this secret at the service"),
                "message": self.secret,
                "type": "info",
                "sticky": True,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open_messages(self):
        """Open the messages of these services."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rma_courier.rma_tracking_message_action"
        )
        return {**action, "domain": [("source_id", "in", self.ids)], "context": {}}
