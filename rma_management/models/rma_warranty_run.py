# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import rma_jobs
from ..tools.rma_dates import format_day

#: Serials that one transaction takes; the next one goes on from the cursor.
RUN_BATCH = 1000


class RmaWarrantyRun(models.Model):
    """Passports for units that were delivered before the warranty was recorded.

    A job works through the serials in batches and commits each: it may be killed
    anywhere and goes on from its cursor, ``last_lot_id``.
    """

    _name = "rma.warranty.run"
    _description = "RMA Recomputation of Warranties"
    _inherit = "rma.action.mixin"
    _order = "id desc"

    name = fields.Char(
        required=True,
        default=lambda self: self.env._(
            "Recomputation of %(date)s",
            date=format_day(self.env, fields.Date.context_today(self)),
        ),
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    category_ids = fields.Many2many(
        "product.category", string="Product Categories", help="Empty: all products."
    )
    is_missing_only = fields.Boolean(
        string="Only Units without a Passport",
        default=True,
        help="Otherwise what was frozen or entered before is replaced.",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("running", "Running"),
            ("done", "Done"),
            ("cancelled", "Stopped"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    last_lot_id = fields.Integer(
        string="Cursor", readonly=True, copy=False, aggregator=None
    )
    total = fields.Integer(string="Serials", readonly=True, copy=False)
    done = fields.Integer(string="Looked At", readonly=True, copy=False)
    frozen = fields.Integer(string="Passports Written", readonly=True, copy=False)
    progress = fields.Float(
        string="Progress (%)", compute="_compute_progress", aggregator=None
    )
    date_started = fields.Datetime(readonly=True, copy=False)
    date_finished = fields.Datetime(readonly=True, copy=False)

    @api.depends("total", "done", "state")
    def _compute_progress(self):
        for run in self:
            share = 100.0 * run.done / run.total if run.total else 0.0
            run.progress = 100.0 if run.state == "done" else min(share, 100.0)

    # -- CRUD --

    @api.model_create_multi
    def create(self, vals_list):
        """Start as a draft: state and counters are the job's."""
        for vals in vals_list:
            self._check_axis_vals(vals)
        quiet = self._without_closed_defaults()
        return super(RmaWarrantyRun, quiet).create(vals_list).with_env(self.env)

    def write(self, vals):
        """Keep state and counters to the job."""
        self._check_axis_vals(vals)
        return super().write(vals)

    # -- start and stop --

    def _is_start_done(self):
        self.ensure_one()
        return self.state in ("running", "done")

    def _get_start_obstacle(self):
        """A stopped run goes on from where it stopped: nothing is in the way."""
        self.ensure_one()
        return False

    def action_start(self):
        """Let the job work through the serials; a stopped run goes on."""
        todo = self._pass_gate("start")
        for run in todo:
            run._start()
        if todo:
            self._wake_job()
        return self._answer(todo, self.env._("This was started already."))

    def _start(self):
        vals = {"state": "running"}
        if not self.date_started:
            vals |= {
                "date_started": fields.Datetime.now(),
                "total": self._get_lot_model().search_count(self._get_lot_domain()),
            }
        self._write_axis(vals)

    def _is_stop_done(self):
        self.ensure_one()
        return self.state in ("cancelled", "done")

    def _get_stop_obstacle(self):
        self.ensure_one()
        if self.state == "draft":
            return self.env._(
                "%(run)s was not started: there is nothing to stop.", run=self.name
            )
        return False

    def action_stop(self):
        """Stop after the batch that is at work; what is written stays."""
        todo = self._pass_gate("stop")
        todo._write_axis({"state": "cancelled"})
        return self._answer(todo, self.env._("This does not run any more."))

    # -- the job --

    @api.model
    def _wake_job(self):
        rma_jobs.wake(self.env, "rma_management.ir_cron_warranty_run")

    def _cron_recompute(self):
        """Work on what was started, one committed batch after the other.

        Wakes itself for what is left when its time is up.
        """
        runs = self.search([("state", "=", "running")], order="id")
        jobs = self.env["ir.cron"]
        remaining = sum(max(run.total - run.done, 1) for run in runs)
        if not jobs._commit_progress(remaining=remaining):
            return
        for run in runs:
            while run.try_lock_for_update() and run.state == "running":
                count = run._work_batch()
                has_time = jobs._commit_progress(count)
                # somebody may have stopped it meanwhile; a million serials are many
                self.env.invalidate_all()
                if not has_time:
                    self._wake_job()
                    return

    def _work_batch(self):
        """Freeze the passports of the next serials; return how many were looked at."""
        self.ensure_one()
        model = self._get_lot_model()
        domain = self._get_lot_domain() & Domain("id", ">", self.last_lot_id)
        lots = model.search(domain, order="id", limit=RUN_BATCH)
        pairs = self._find_deliveries(lots)
        if pairs:
            model._freeze_deliveries(pairs, "recomputed")
        vals = {"done": self.done + len(lots), "frozen": self.frozen + len(pairs)}
        if lots:
            vals["last_lot_id"] = lots[-1].id
        if len(lots) < RUN_BATCH:
            vals |= {"state": "done", "date_finished": fields.Datetime.now()}
        self._write_axis(vals)
        return len(lots)

    def _get_lot_model(self):
        """Return the serials as the job sees them: all of its company."""
        # sudo: a manager of after-sales need not have rights in the warehouse
        return self.env["stock.lot"].sudo().with_company(self.company_id)

    def _get_lot_domain(self):
        """Return the domain of the serials of this run."""
        self.ensure_one()
        domain = Domain("company_id", "in", [self.company_id.id, False])
        if self.category_ids:
            domain &= Domain("product_id.categ_id", "child_of", self.category_ids.ids)
        if self.is_missing_only:
            domain &= Domain(
                [
                    ("warranty_term_id", "=", False),
                    ("warranty_move_id", "=", False),
                    ("warranty_end", "=", False),
                ]
            )
        return domain

    def _find_deliveries(self, lots):
        """Return pairs of a lot and its last sale to a customer, in constant queries.

        A lot of many pieces comes with each of its sales that has no entry yet. What
        was handed out as a replacement keeps what it inherited.
        """
        # sudo: as in _get_lot_model
        lines = (
            self.env["stock.move.line"]
            .sudo()
            .search(self._get_delivery_domain(lots), order="date, id")
        )
        pieces = lots.filtered(lambda lot: lot.product_id.tracking == "lot")
        known = pieces._get_logged_deliveries()
        last, sales = {}, {}
        for line in lines:
            lot, move = line.lot_id, line.move_id
            if line.quantity <= 0:
                continue
            if lot in pieces:
                if (lot.id, move.id) not in known:
                    sales[lot, move] = True
            else:
                last[lot] = move
        return [
            (lot, move)
            for lot, move in [*last.items(), *sales]
            if move.rma_move_kind != "replacement"
        ]

    def _get_delivery_domain(self, lots):
        """Return the domain of the done move lines that brought *lots* to customers."""
        return [
            ("lot_id", "in", lots.ids),
            ("state", "=", "done"),
            ("company_id", "=", self.company_id.id),
            ("location_dest_id.usage", "=", "customer"),
            ("location_id.usage", "!=", "customer"),
            ("owner_id", "in", [False, self.company_id.partner_id.id]),
            ("move_id.rma_move_kind", "in", [False, "replacement"]),
        ]
