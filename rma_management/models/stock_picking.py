# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import rma_number, tracking_link
from .rma_receipt_mixin import OUTCOMES


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = [
        "stock.picking",
        "rma.receipt.mixin",
        "rma.outcome.mixin",
        "rma.travel.mixin",
    ]

    rma_claim_id = fields.Many2one(
        "rma.claim",
        string="RMA Claim",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    rma_number_scan = fields.Char(
        string="Scan RMA Number",
        store=False,
        help="Scan or type the number on the parcel: its claim is looked up.",
    )
    is_rma_receipt = fields.Boolean(compute="_compute_is_rma_receipt")

    @api.depends("picking_type_id.is_rma", "picking_type_id.code")
    def _compute_is_rma_receipt(self):
        for picking in self:
            picking_type = picking.picking_type_id
            picking.is_rma_receipt = (
                picking_type.is_rma and picking_type.code == "incoming"
            )

    @api.onchange("rma_number_scan")
    def _onchange_rma_number_scan(self):
        """Find the claim of the number on the parcel; say so when there is none."""
        if not self.rma_number_scan:
            return None
        scan = tracking_link.to_number(self.rma_number_scan, is_claim=True)
        number = rma_number.normalize(scan)
        claim = self.env["rma.claim"].search([("rma_number", "=", number)], limit=1)
        self.rma_number_scan = False
        if not claim:
            return {
                "warning": {
                    "title": self.env._("Unknown RMA number"),
                    "message": self.env._(
                        "%(number)s was never given. Check the number on the parcel; "
                        "without one, add what arrived: it goes to quarantine.",
                        number=number,
                    ),
                }
            }
        self.rma_claim_id = claim
        self.partner_id = claim.partner_shipping_id
        waiting = claim.line_ids.picking_ids.filtered(
            lambda picking: (
                picking.is_rma_receipt
                and picking.state not in ("done", "cancel")
                and picking != self._origin
            )
        )
        if waiting:
            return {
                "warning": {
                    "title": self.env._("Announced already"),
                    "message": self.env._(
                        "%(transfer)s waits for the units of %(number)s: receive them "
                        "there. Add here only what was not announced.",
                        transfer=waiting[0].name,
                        number=number,
                    ),
                }
            }
        if obstacle := self._get_rma_receiving_obstacle():
            return {"warning": {"title": self.env._("Not valid"), "message": obstacle}}
        return None

    def _pre_action_done_hook(self):
        """Ask the worker what to do when the parcel is not what was announced."""
        self._mark_rma_quantities_picked()
        if findings := self._get_rma_findings():
            return self._action_check_rma_receipt(findings)
        return super()._pre_action_done_hook()

    def _mark_rma_quantities_picked(self):
        """Count what stands on the transfer as arrived when nobody picked anything."""
        for picking in self.filtered("is_rma_receipt"):
            if not any(picking.move_ids.mapped("picked")):
                picking.move_ids.filtered("quantity").picked = True

    def _action_check_rma_receipt(self, findings):
        """Return the dialog that lists *findings* with a choice for each."""
        check = self.env["rma.receipt.check"].create(
            {"line_ids": [fields.Command.create(self._to_line(f)) for f in findings]}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("This is not what was announced"),
            "res_model": "rma.receipt.check",
            "res_id": check.id,
            "view_mode": "form",
            "target": "new",
            "context": self.env.context,
        }

    @api.model
    def _to_line(self, finding):
        return {
            "picking_id": finding["picking"].id,
            "kind": finding["kind"],
            "text": finding["text"],
            "move_id": finding["move"].id,
            "move_line_id": finding["move_line"].id,
            "outcome": OUTCOMES[finding["kind"]][0],
        }

    def _action_done(self):
        """Let nothing in unseen, also without a dialog, and record what is missing."""
        receipts = self.filtered("is_rma_receipt")
        for finding in receipts._get_rma_findings():
            outcome = OUTCOMES[finding["kind"]][0]
            finding["picking"]._apply_rma_outcome(finding, outcome)
        receipts._split_units_by_lot()
        receipts._check_rma_receipts()
        self._check_rma_acceptance()
        self._check_rma_deliveries()
        announced = {
            move: move.product_uom_qty
            for move in receipts.move_ids
            if move.rma_move_kind == "receipt" and move.state not in ("done", "cancel")
        }
        result = super()._action_done()
        self._log_missing(announced)
        return result

    def _check_rma_receipts(self):
        """Let units arrive as whose they are, and inside After-sales only."""
        root = self.company_id.rma_location_id
        for move in self.move_ids:
            is_ours = move.rma_move_kind in ("receipt", "delivery")
            if not is_ours or move.state in ("done", "cancel"):
                continue
            for line in move.move_line_ids:
                if line.owner_id != move.restrict_partner_id:
                    line.owner_id = move.restrict_partner_id
                if not any(line.location_dest_id._child_of(place) for place in root):
                    raise UserError(
                        self.env._(
                            "%(place)s is no place for units of a claim: they would "
                            "look sellable. Receive them at %(right)s.",
                            place=line.location_dest_id.display_name,
                            right=move.location_dest_id.display_name,
                        )
                    )

    def _check_rma_acceptance(self):
        """Let nothing leave for which the customer has not agreed to pay."""
        leaving = self.move_ids.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.location_dest_id.usage == "customer"
                and move.location_id.usage != "customer"
            )
        )
        # units that somebody sends without their claim's delivery count too
        held = leaving._find_held_units()
        for move in leaving:
            # sudo: the dock may only read the claim
            for unit_sudo in held.get(move) or move.rma_line_id.sudo():
                obstacle = unit_sudo.resolution_id.needs_work and (
                    unit_sudo._get_unaccepted_obstacle()
                )
                if obstacle:
                    raise UserError(obstacle)

    def _check_rma_deliveries(self):
        """Let only the unit itself leave, with its owner, and no more than is here."""
        for move in self.move_ids:
            # a delivery that is returned comes in: it takes nothing away
            is_leaving = move._get_rma_direction() == "out"
            is_delivery = move.rma_move_kind == "delivery" and is_leaving
            if not is_delivery or move.state in ("done", "cancel"):
                continue
            # sudo: the dock may only read the claim
            unit_sudo = move.rma_line_id.sudo()
            lines = move.move_line_ids.filtered("quantity")
            for line in lines:
                if unit_sudo.lot_id and line.lot_id != unit_sudo.lot_id:
                    raise UserError(
                        self.env._(
                            "%(unit)s goes back with serial number %(right)s, not with "
                            "%(wrong)s. Put the right unit into the parcel.",
                            unit=unit_sudo.reference,
                            right=unit_sudo.lot_id.name,
                            wrong=line.lot_id.name or self.env._("none"),
                        )
                    )
                if line.owner_id != move.restrict_partner_id:
                    raise UserError(
                        self.env._(
                            "%(unit)s belongs to %(right)s, the transfer takes goods "
                            "of %(wrong)s. Check the availability again.",
                            unit=unit_sudo.reference,
                            right=move.restrict_partner_id.display_name
                            or move.company_id.name,
                            wrong=line.owner_id.display_name or move.company_id.name,
                        )
                    )
            leaving = sum(lines.mapped("quantity_product_uom"))
            if move.product_id.uom_id.compare(leaving, unit_sudo.quantity_held) > 0:
                raise UserError(
                    self.env._(
                        "%(leaving)s of %(unit)s cannot leave: %(held)s are here.",
                        leaving=leaving,
                        unit=unit_sudo.reference,
                        held=unit_sudo.quantity_held,
                    )
                )

    def copy_data(self, default=None):
        """Copy no purpose: a duplicated transfer is not announced by any claim."""
        vals_list = super().copy_data(default)
        if "move_ids" not in (default or {}):
            for vals in vals_list:
                vals.pop("rma_claim_id", None)
                for command in vals.get("move_ids", []):
                    command[2].pop("rma_line_id", None)
                    command[2].pop("rma_move_kind", None)
        return vals_list

    @api.model
    def _log_missing(self, announced):
        """Record on the units that less arrived than was announced.

        :param announced: {move: quantity} as it was before the validation
        """
        for move, quantity in announced.items():
            arrived = move.quantity if move.state == "done" else 0.0
            if move.product_uom.compare(arrived, quantity) < 0:
                # sudo: the dock writes the history of claims that it may only read
                move.rma_line_id.sudo()._log_event(
                    "discrepancy",
                    text=self.env._(
                        "Less arrived than announced: %(arrived)s of %(announced)s.",
                        arrived=f"{arrived:g}",
                        announced=f"{quantity:g}",
                    ),
                    document=move.picking_id,
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done_rma(self):
        if self.filtered(lambda p: p.rma_claim_id and p.state == "done"):
            raise UserError(
                self.env._(
                    "A transfer that moved the goods of a claim stays on record."
                )
            )

    def action_view_rma_claim(self):
        """Open the claim behind this transfer."""
        return self.rma_claim_id._get_records_action()
