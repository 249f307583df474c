# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class RmaWorkMixin(models.AbstractModel):
    """The axis that repair orders and people move: diagnosis and work."""

    _name = "rma.work.mixin"
    _description = "RMA Work on the Unit"

    work_state = fields.Selection(
        selection=[
            ("none", "None"),
            ("waiting", "To Do"),
            ("in_progress", "In Progress"),
            ("waiting_parts", "Waiting for Parts"),
            ("waiting_vendor", "Waiting for the Vendor"),
            ("waiting_customer", "Waiting for the Customer"),
            ("done", "Done"),
        ],
        string="Work",
        compute="_compute_work_state",
        store=True,
        index=True,
    )
    work_hold = fields.Selection(
        selection=[
            ("waiting_parts", "Parts"),
            ("waiting_vendor", "The Vendor"),
            ("waiting_customer", "The Customer"),
        ],
        string="Work Waits For",
        copy=False,
        tracking=True,
    )
    date_work_started = fields.Datetime(readonly=True, copy=False)
    date_work_finished = fields.Datetime(readonly=True, copy=False)
    repair_ids = fields.One2many(
        "repair.order", "rma_line_id", string="Repair Orders", copy=False
    )
    # why and what helped
    symptom_id = fields.Many2one("rma.symptom", index="btree_not_null")
    symptom_note = fields.Text(string="Fault as Told")
    cause_id = fields.Many2one("rma.cause", index="btree_not_null", copy=False)
    remedy_id = fields.Many2one("rma.remedy", index="btree_not_null", copy=False)
    solution = fields.Text(copy=False, help="What was done, for the next one to find.")
    is_start_work_allowed = fields.Boolean(compute="_compute_work_allowed")
    is_finish_work_allowed = fields.Boolean(compute="_compute_work_allowed")

    @api.depends(
        "decision",
        "quantity_held",
        "resolution_id",
        "repair_ids.state",
        "date_work_started",
        "date_work_finished",
        "work_hold",
    )
    def _compute_work_state(self):
        for line in self:
            line.work_state = line._get_work_state()

    def _get_work_state(self):
        """Return where the work stands, from the repair orders and the dates."""
        self.ensure_one()
        if self.decision != "approved" or not self.resolution_id.needs_work:
            return "none"
        repairs = self.repair_ids.filtered(lambda repair: repair.state != "cancel")
        is_done = self.date_work_finished or (
            repairs and all(repair.state == "done" for repair in repairs)
        )
        if is_done and not (self.date_work_finished and self._is_late_piece_here()):
            return "done"
        if repairs or (self.date_work_started and not self._is_repair_cancelled()):
            return self.work_hold or "in_progress"
        if self.resolution_id.goods_in == "no" or self.quantity_held > 0:
            return "waiting"
        return "none"

    @api.depends(
        "decision",
        "ending",
        "goods_state",
        "work_state",
        "money_state",
        "resolution_id",
    )
    def _compute_work_allowed(self):
        for action in ("start_work", "finish_work"):
            self._set_allowed(action)

    # -- start --

    def _is_start_work_done(self):
        self.ensure_one()
        return bool(self.date_work_started) and not self._is_repair_cancelled()

    def _is_repair_cancelled(self):
        """Tell whether all repair orders were cancelled and a new one is needed."""
        self.ensure_one()
        return (
            self.resolution_id.kind == "repair"
            and bool(self.repair_ids)
            and all(repair.state == "cancel" for repair in self.repair_ids)
        )

    def _get_start_work_obstacle(self):
        self.ensure_one()
        unit = self.display_name
        if obstacle := self._get_inactive_obstacle():
            return obstacle
        if not self.resolution_id.needs_work:
            return self.env._(
                "“%(resolution)s” needs no work on %(unit)s.",
                resolution=self.resolution_id.name,
                unit=unit,
            )
        if self.resolution_id.goods_in != "no" and not self.quantity_held:
            return self.env._(
                "%(unit)s is not here. Work starts when its receipt is validated.",
                unit=unit,
            )
        if (
            self.resolution_kind == "repair"
            and self.product_id.tracking != "none"
            and not self.lot_id
        ):
            return self.env._(
                "%(unit)s has no serial number yet; a repair order needs it. Enter the "
                "number on the unit.",
                unit=unit,
            )
        return False

    def _check_start_work_allowed(self):
        self._check_allowed("start_work")

    def action_start_work(self):
        """Start the work and create what the resolution needs for it.

        For a repair that is the native repair order, started, for exactly this unit;
        for a unit that goes to the vendor the booking of its way there.

        :raises odoo.exceptions.UserError: a unit is not here or not approved
        """
        todo = self._pass_gate("start_work")
        todo._start_work()
        return self._answer(todo, self.env._("The work was started already."))

    def _start_work(self):
        if not self:
            return
        now = fields.Datetime.now()
        self._write_axis({"date_work_started": now})
        inspected = self.filtered(lambda line: not line.date_inspected)
        inspected._write_axis({"date_inspected": now})
        inspected._recheck_entitlement("inspection")
        to_repair = self.filtered(lambda line: line.resolution_kind == "repair")
        repairs = to_repair._start_repairs()
        self._log_event("work_started", document=repairs)
        vendor_lines = self.filtered(lambda line: line.resolution_kind == "vendor")
        if vendor_lines:
            vendor_lines.work_hold = "waiting_vendor"
            for company, lines in vendor_lines.grouped("company_id").items():
                lines._book_move("vendor", company.rma_vendor_location_id)

    def _start_repairs(self):
        """Create and start the native repair orders; return {unit: repair order}."""
        if not self:
            return {}
        # sudo: repair orders are the warehouse's documents; the claim asks for them
        repairs = (
            self.env["repair.order"]
            .sudo()
            .create([line._prepare_repair_vals() for line in self])
        )
        repairs.action_repair_start()
        return dict(zip(self, repairs, strict=True))

    def _prepare_repair_vals(self):
        """Return the values of the native repair order of this unit.

        The unit is repaired where it is and ends on the repair bench, with the owner
        it has (see the owner defect in ``repair_order.py``).
        """
        self.ensure_one()
        claim = self.claim_id
        repair_type = claim.warehouse_id.repair_type_id
        place = self._get_current_location()
        return {
            "rma_line_id": self.id,
            "company_id": self.company_id.id,
            "partner_id": claim.partner_id.id,
            "user_id": claim.user_id.id or self.env.uid,
            "picking_type_id": repair_type.id,
            "product_id": self.product_id.id,
            "product_uom": self.product_id.uom_id.id,
            "product_qty": self._get_places().get(place, self.quantity_held),
            "lot_id": self.lot_id.id,
            "location_id": repair_type.default_location_src_id.id,
            "product_location_src_id": place.id,
            "product_location_dest_id": self.company_id.rma_repair_location_id.id,
            "under_warranty": self.coverage == "free",
            "internal_notes": self.symptom_note,
            **self._prepare_repair_plan_vals(),
        }

    # -- finish --

    def _is_finish_work_done(self):
        self.ensure_one()
        return bool(self.date_work_finished) and not self._is_late_piece_here()

    def _is_late_piece_here(self):
        """Tell whether a piece that stays with us came after the work was finished."""
        self.ensure_one()
        return self.resolution_id.is_unit_kept and self.quantity_held > 0

    def _get_finish_work_obstacle(self):
        self.ensure_one()
        if self.ending:
            return self._get_ended_obstacle()
        if not self.date_work_started:
            return self.env._(
                "The work on %(unit)s was not started.", unit=self.display_name
            )
        if self._is_repair_cancelled():
            return self.env._(
                "The repair order of %(unit)s was cancelled: start the work again, or "
                "change the resolution.",
                unit=self.display_name,
            )
        return self._get_unaccepted_obstacle()

    def _check_finish_work_allowed(self):
        self._check_allowed("finish_work")

    def action_finish_work(self):
        """End the work: the repair orders, the way back from the vendor, and the
        booking of a unit that stays with us.

        :raises odoo.exceptions.UserError: the work on a unit was not started
        """
        todo = self._pass_gate("finish_work")
        todo._finish_work()
        return self._answer(todo, self.env._("The work was finished already."))

    def _finish_work(self):
        if not self:
            return
        # sudo: as in _start_repairs
        repairs = self.repair_ids.sudo().filtered(
            lambda repair: repair.state == "under_repair"
        )
        if repairs:
            repairs.action_repair_end()
        for company, lines in (
            self.filtered(lambda line: line.resolution_kind == "vendor")
            .grouped("company_id")
            .items()
        ):
            lines._book_move("vendor", company.rma_inspection_location_id)
        self.filtered("resolution_id.is_unit_kept")._book_disposition()
        self._write_axis(
            {"date_work_finished": fields.Datetime.now(), "work_hold": False}
        )
        self._log_event("work_finished")
        self._log_repair_warranty("onsite")
