# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.mimetypes import guess_mimetype

from ..tools.rma_context import without_defaults
from .rma_counter_unit_mixin import UNIT_FIELDS

#: More units than this come with a list, not over the counter.
MAX_UNITS = 50
#: A signature is a small picture.
MAX_SIGNATURE = 1024 * 1024


class RmaCounterWizard(models.TransientModel):
    """Takes units in at the counter: who, which, what is wrong, signed and received.

    One button makes the claim, submits, approves and receives it, all or nothing; what
    it did stands on the same page afterwards.
    """

    _name = "rma.counter.wizard"
    _description = "RMA Counter Intake"
    _inherit = [
        "rma.counter.scan.mixin",
        "rma.counter.result.mixin",
    ]

    photo_ids = fields.Many2many(
        "ir.attachment", "rma_counter_wizard_photo_rel", string="Photos"
    )
    proof_ids = fields.Many2many(
        "ir.attachment", "rma_counter_wizard_proof_rel", string="Proof of Purchase"
    )
    unit_ids = fields.One2many(
        "rma.counter.unit", "wizard_id", string="Units before This One"
    )
    # the claim
    demand = fields.Selection(
        selection=lambda self: self._get_claim_selection("demand"), default="warranty"
    )
    priority = fields.Selection(
        selection=lambda self: self._get_claim_selection("priority"), default="0"
    )
    return_method = fields.Selection(
        selection=lambda self: self._get_claim_selection("delivery_method"),
        string="Way Back",
        default="counter",
        help="How the customer gets the unit back.",
    )
    signature = fields.Binary(attachment=False)
    signed_by = fields.Char(
        compute="_compute_signed_by", store=True, readonly=False, precompute=True
    )

    @api.model
    def _get_claim_selection(self, name):
        field = self.env["rma.claim"]._fields[name]
        return field._description_selection(self.env)

    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Counter Intake")

    @api.depends("partner_id", "delegate_id", "delegate_name", "new_name")
    def _compute_signed_by(self):
        """Offer the name of who stands at the counter."""
        for wizard in self:
            if wizard.signature and wizard.signed_by:
                continue
            wizard.signed_by = (
                wizard.delegate_id.name
                or wizard.delegate_name
                or (wizard.new_name if wizard.is_new_customer else False)
                or wizard.partner_id.name
            )

    # -- what comes from outside --

    @api.model_create_multi
    def create(self, vals_list):
        """Let nobody post what only the intake writes."""
        for vals in vals_list:
            self._check_axis_vals(vals)
        model = self._without_closed_defaults()
        return super(RmaCounterWizard, model).create(vals_list).with_env(self.env)

    def write(self, vals):
        """Let nobody post what only the intake writes."""
        self._check_axis_vals(vals)
        return super().write(vals)

    @api.model
    def default_get(self, fields_list):
        """Start without what a client says is done already."""
        model = self._without_closed_defaults()
        return super(RmaCounterWizard, model).default_get(fields_list)

    # -- more units of one customer --

    def action_next_unit(self):
        """Put the unit aside on the page and go on with the next one of the customer.

        :raises odoo.exceptions.UserError: something of the unit is missing
        """
        self.ensure_one()
        self._check_open()
        self._check_unit()
        self._check_new_serial()
        if len(self.unit_ids) >= MAX_UNITS - 1:
            raise UserError(
                self.env._(
                    "At most %(limit)s units at once. Take these in first.",
                    limit=MAX_UNITS,
                )
            )
        # sudo: only to hand on the files, which were checked to be the user's own
        unit = self.sudo()._convert_to_write({n: self.sudo()[n] for n in UNIT_FIELDS})
        self.env["rma.counter.unit"].create({**unit, "wizard_id": self.id})
        self.write(self._get_empty_unit())
        return True

    def _get_empty_unit(self):
        """Return the values of the page without a unit; the customer stays."""
        return {
            **dict.fromkeys(UNIT_FIELDS, False),
            "quantity": 1.0,
            "resolution_id": self.resolution_id.id,
            "photo_ids": [Command.clear()],
            "proof_ids": [Command.clear()],
            "candidate_lot_ids": [Command.clear()],
            "scan": False,
            "scanned": False,
            "sale_order_id": False,
            "found_claim_id": False,
        }

    def _check_open(self):
        if self.state != "input":
            raise UserError(
                self.env._("This was taken in already. Start with the next customer.")
            )
        if self.found_claim_id:
            raise UserError(
                self.env._(
                    "%(claim)s has its units already: receive them with the button, or "
                    "scan another number.",
                    claim=self.found_claim_id.display_name,
                )
            )

    def _check_new_serial(self):
        """Refuse a serial number that was entered for this customer already."""
        if self.product_id.tracking != "serial" or not self.serial:
            return
        same = self.unit_ids.filtered(
            lambda unit: (
                unit.product_id == self.product_id and unit.serial == self.serial
            )
        )
        if same:
            raise UserError(
                self.env._(
                    "Serial number %(serial)s was entered already. Scan the number of "
                    "the next unit.",
                    serial=self.serial,
                )
            )

    # -- the one button --

    def action_take_in(self):
        """Make the claim, submit, approve and receive it; print what is handed out.

        All or nothing: an error anywhere leaves everything as it was. A repeat does
        nothing.

        :raises odoo.exceptions.UserError: something is missing or refused
        """
        self.ensure_one()
        self._lock_records()
        if self.state != "input":
            return True
        self._check_lengths()
        signature = self._get_checked_signature()
        claims = self._take_in_found() if self.found_claim_id else self._take_in_new()
        for claim in claims:
            claim._log_intake(self._get_intake_texts(), signature, self.signed_by)
            if self.return_method != "counter" and claim._get_received_lines():
                claim.delivery_method = self.return_method
        return self._show_result(claims)

    def _take_in_new(self):
        """Return the new claim; one for each unit where the customer wants that."""
        vals_list = self._prepare_claims_vals()
        Claim = without_defaults(self.env["rma.claim"], bool)
        claims = Claim.create(vals_list).with_env(self.env)
        for claim in claims:
            claim._take_in()
        return claims

    def _prepare_claims_vals(self):
        """Return the values of the claims, from what was entered and checked."""
        self.ensure_one()
        units = [*self.unit_ids]
        if self._has_unit() or not units:
            self._check_new_serial()
            units.append(self)
        lines = [Command.create(unit._prepare_line_vals()) for unit in units]
        partner = self._get_customer()
        delegate = self._get_delegate(partner)
        self.write({"partner_id": partner.id, "is_new_customer": False})
        common = {
            "partner_id": partner.id,
            "delegate_id": delegate.id,
            "company_id": self.company_id.id,
            "channel": "counter",
            "delivery_method": "counter",
            "demand": self.demand,
            "priority": self.priority,
        }
        parcels = [[line] for line in lines]
        if not partner._is_one_unit_per_claim():
            parcels = [lines]
        return [{**common, "line_ids": parcel} for parcel in parcels]

    def _take_in_found(self):
        """Receive the units of the claim whose number was scanned."""
        claim = self.found_claim_id
        claim.check_access("write")
        before = claim._get_received_lines()
        line = claim.single_line_id
        if line:
            line.write(self._prepare_found_vals())
        claim._take_in()
        if claim._get_received_lines() == before and not claim._get_undecided_lines():
            raise UserError(
                self.env._(
                    "No unit of %(claim)s is expected: %(step)s. Open the claim to see "
                    "what happened.",
                    claim=claim.display_name,
                    step=claim.next_step_summary or claim.state,
                )
            )
        return claim

    def _prepare_found_vals(self):
        """Return what is noted on the only unit of a claim that there was already."""
        self._check_files()
        files_sudo = (self.photo_ids | self.proof_ids).sudo()  # sudo: checked above
        files_sudo.write({"res_model": False, "res_id": False})
        vals = {
            "accessories": (self.accessories or "").strip(),
            "condition_grade": self.condition_grade,
            "fault_photo_ids": [Command.link(i) for i in self.photo_ids.ids],
            "proof_ids": [Command.link(i) for i in self.proof_ids.ids],
        }
        return {name: value for name, value in vals.items() if value}

    def _get_intake_texts(self):
        """Return what the timeline keeps of the intake, as sentences."""
        texts = []
        name = self.delegate_id.name or self.delegate_name
        if name:
            texts.append(self.env._("Brought by %(name)s.", name=name))
        if self.signature:
            texts.append(self.env._("Signed by %(name)s.", name=self.signed_by))
        return texts

    def _get_checked_signature(self):
        """Return the signature, when it is a small picture with a name; or nothing."""
        if not self.signature:
            return False
        try:
            picture = base64.b64decode(self.signature, validate=True)
        except (binascii.Error, ValueError):
            picture = b""
        is_picture = guess_mimetype(picture) in ("image/png", "image/jpeg")
        if not is_picture or len(picture) > MAX_SIGNATURE:
            raise UserError(
                self.env._(
                    "The signature is no picture that can be kept. Sign again, or "
                    "leave it out and let the customer sign the receipt."
                )
            )
        if not (self.signed_by or "").strip():
            raise UserError(self.env._("Whose signature is it? Enter the name."))
        return self.signature

    def action_next_customer(self):
        """Start again with an empty page."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "rma_management.rma_counter_wizard_action"
        )
        # nobody goes back to the customer before
        return {**action, "target": "main"}
