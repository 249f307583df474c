# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

#: Fields of the unit with photos and proofs.
FILE_FIELDS = frozenset({"fault_photo_ids", "inspection_photo_ids", "proof_ids"})


class RmaInspectionMixin(models.AbstractModel):
    """What was found when the unit was unpacked."""

    _name = "rma.inspection.mixin"
    _description = "RMA Inspection of the Unit"

    date_inspected = fields.Datetime(string="Inspected On", readonly=True, copy=False)
    condition_grade = fields.Selection(
        selection=[
            ("new", "As new"),
            ("good", "Good"),
            ("worn", "Worn"),
            ("damaged", "Damaged"),
            ("destroyed", "Destroyed"),
        ],
        string="Condition",
        copy=False,
    )
    packaging = fields.Selection(
        selection=[
            ("original", "Original"),
            ("adequate", "Adequate"),
            ("poor", "Poor"),
            ("none", "None"),
        ],
        copy=False,
    )
    accessories = fields.Char(
        string="Accessories Received",
        copy=False,
        help="What came with the unit: power supply, cables, bag …",
    )
    is_damaged_in_transit = fields.Boolean(string="Damaged in Transit", copy=False)
    damage = fields.Text(string="Damage Found", copy=False)
    inspection_note = fields.Text(string="Inspection Notes", copy=False)
    inspection_photo_ids = fields.Many2many(
        "ir.attachment",
        "rma_claim_line_inspection_photo_rel",
        string="Photos",
        copy=False,
        bypass_search_access=True,
    )

    def _is_set_inspected_done(self):
        self.ensure_one()
        return bool(self.date_inspected)

    def _get_set_inspected_obstacle(self):
        self.ensure_one()
        unit = self.display_name
        if obstacle := self._get_inactive_obstacle():
            return obstacle
        if self.resolution_id.goods_in != "no" and self.quantity_held <= 0:
            return self.env._(
                "%(unit)s is not here, so it cannot have been inspected.", unit=unit
            )
        return False

    def action_set_inspected(self):
        """Note that the unit was inspected; its findings stand in its fields.

        :raises odoo.exceptions.UserError: a unit is not here or not approved
        """
        todo = self._pass_gate("set_inspected")
        if todo:
            todo._write_axis({"date_inspected": fields.Datetime.now()})
            todo._log_event("inspected")
            todo._recheck_entitlement("inspection")
        return self._answer(todo, self.env._("This was inspected already."))

    def _bind_attachments(self):
        """Tie photos and proofs to their unit: who may read it may see them.

        A file uploaded before the record was saved belongs to nothing yet, and only
        its author could see it. A file that belongs to something else may be shown here
        only by who may read it there: the customer's page hands it out.

        :raises odoo.exceptions.AccessError: a file belongs to something that the user
            may not read
        """
        for line in self:
            # sudo: the author's own, new attachments; foreign ones stay as they are
            files_sudo = (
                self.env["ir.attachment"]
                .union(*(line[name] for name in FILE_FIELDS))
                .sudo()
            )
            new = files_sudo.filtered(
                lambda file: not file.res_id and file.create_uid == self.env.user
            )
            new.write({"res_model": line._name, "res_id": line.id})
            others_sudo = files_sudo.filtered(
                lambda file, line=line: (
                    (file.res_model, file.res_id) != (line._name, line.id)
                )
            )
            if others_sudo and not self.env.su:
                others_sudo.sudo(False).check_access("read")
