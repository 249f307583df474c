# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

#: What may come back instead of the unit that was lent, and what a warehouse worker may
#: do about it; the first choice is what happens when nobody is asked.
OUTCOMES = {
    "other_loan": ("take_back", "refuse"),
    "own_unit": ("receive", "refuse"),
    "foreign": ("quarantine", "refuse"),
}


class RmaStandbyDiscrepancyMixin(models.AbstractModel):
    """Another unit came back than the one that was lent: both stay accounted for.

    The unit that was lent stays with the customer and expected. What came instead is
    taken back for the loan that it belongs to, or waits in quarantine as the
    customer's own, unless a claim expects it; or it is handed back at the door.
    """

    _name = "rma.standby.discrepancy.mixin"
    _description = "RMA Discrepancy of a Stand-by Return"

    def _get_standby_findings(self):
        """Return what differs on the stand-by returns in *self*, as a list of dicts.

        Keys: ``picking``, ``kind`` (key of ``OUTCOMES``), ``text`` (what is seen, for
        people), ``move_line``, ``loan`` (whose unit it is, may be empty), ``announced``
        (the move by which a claim expects it, may be empty).
        """
        wrong = self._get_wrong_standby_lines()
        if not wrong:
            return []
        loans_sudo = wrong._find_standby_loans_out()
        announced = wrong._find_announced_units()
        return [
            line.picking_id._prepare_standby_finding(
                line, line._match_standby_loan(loans_sudo), announced.get(line)
            )
            for line in wrong
        ]

    def _get_wrong_standby_lines(self):
        """Return the lines of open stand-by returns that carry another unit."""
        wrong = self.env["stock.move.line"]
        for picking in self.filtered(lambda p: p.state not in ("done", "cancel")):
            if not picking._is_standby_return():
                continue
            lines = picking.move_line_ids.filtered("quantity")
            if any(line.picked for line in lines):
                lines = lines.filtered("picked")
            quarantine = picking.company_id.rma_quarantine_location_id
            wrong |= lines.filtered(
                lambda line, quarantine=quarantine: (
                    line.location_dest_id != quarantine
                    # what a claim receives here was decided already
                    and not line.move_id.rma_line_id
                    and not line._is_expected_standby()
                )
            )
        return wrong

    def _is_standby_return(self):
        """Tell whether the transfer takes stand-by units back."""
        self.ensure_one()
        site = self.picking_type_id.warehouse_id
        return bool(self.picking_type_id) and (
            self.picking_type_id == site.rma_standby_return_type_id
        )

    def _prepare_standby_finding(self, line, loan, announced=None):
        self.ensure_one()
        # sudo: as in _get_standby_findings
        expected = line.move_id.sudo().rma_standby_loan_id
        values = {
            "actual": line.lot_id.name or line.lot_name or line.product_id.display_name,
            "expected": expected.lot_id.name or self.env._("no stand-by unit"),
            "loan": loan.name,
        }
        kind = "other_loan" if loan else "own_unit" if announced else "foreign"
        if kind == "own_unit":
            text = self.env._(
                "%(actual)s came back, %(expected)s was expected. It is the "
                "customer's own unit, which %(claim)s waits for.",
                claim=announced.rma_line_id.reference,
                **values,
            )
        elif loan:
            text = self.env._(
                "%(actual)s came back, %(expected)s was expected. It is the unit of "
                "%(loan)s.",
                **values,
            )
        else:
            text = self.env._(
                "%(actual)s came back, %(expected)s was expected. It is none of our "
                "stand-by units on loan.",
                **values,
            )
        return {
            "picking": self,
            "kind": kind,
            "text": text,
            "move_line": line,
            "loan": loan,
            "announced": announced,
        }

    # -- asked before the validation --

    def _action_check_standby_return(self, findings):
        """Return the dialog that lists *findings* with a choice for each."""
        check = self.env["rma.standby.return.check"].create(
            {
                "line_ids": [
                    Command.create(
                        {
                            "picking_id": finding["picking"].id,
                            "move_line_id": finding["move_line"].id,
                            "kind": finding["kind"],
                            "text": finding["text"],
                            "outcome": OUTCOMES[finding["kind"]][0],
                        }
                    )
                    for finding in findings
                ]
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Another unit came back"),
            "res_model": "rma.standby.return.check",
            "res_id": check.id,
            "view_mode": "form",
            "target": "new",
            "context": self.env.context,
        }

    # -- done about it --

    def _apply_standby_outcome(self, finding, outcome):
        """Do *outcome* about *finding* and record it on both loans.

        :raises odoo.exceptions.UserError: the outcome does not fit the finding
        """
        self.ensure_one()
        if outcome not in OUTCOMES[finding["kind"]]:
            raise UserError(
                self.env._(
                    "This choice does not fit what was found: %(finding)s Choose "
                    "another one.",
                    finding=finding["text"],
                )
            )
        # sudo: the dock writes the history of loans that it may only read
        expected = finding["move_line"].move_id.sudo().rma_standby_loan_id
        (expected | finding["loan"])._log_event(
            "discrepancy", text=finding["text"], document=self
        )
        self.message_post(body=finding["text"])
        getattr(self, f"_standby_outcome_{outcome}")(finding)

    def _standby_outcome_take_back(self, finding):
        """What came is the unit of another loan, which ends with it."""
        loan = finding["loan"]
        # what was prepared for it elsewhere is not needed any more
        others = loan._get_open_moves() - finding["move_line"].move_id
        others.filtered(lambda move: move.picking_id != self)._action_cancel()
        self._take_standby_back(finding["move_line"], loan)

    def _take_standby_back(self, line, loan):
        """Let *line* bring the unit of *loan* back, into the pool of this site."""
        self.ensure_one()
        vals = loan._prepare_standby_move_vals("return")
        vals["picking_type_id"] = self.picking_type_id.id
        # sudo: where the pool of the site is, is no secret
        if pool := self.picking_type_id.warehouse_id.sudo().rma_standby_location_id:
            vals["location_dest_id"] = pool.id
        self._replace_standby_line(line, vals, lot=loan.lot_id)

    def _standby_outcome_receive(self, finding):
        """What came is the customer's own unit: its claim receives it here."""
        announced_sudo = finding["announced"]
        vals = {
            name: announced_sudo[name].id
            for name in (
                "product_id",
                "product_uom",
                "location_id",
                "location_dest_id",
                "restrict_partner_id",
                "rma_line_id",
                "company_id",
                "origin_returned_move_id",
            )
        } | {
            "product_uom_qty": announced_sudo.product_uom_qty,
            "rma_move_kind": announced_sudo.rma_move_kind,
            "to_refund": announced_sudo.to_refund,
            "origin": announced_sudo.origin,
            "picking_type_id": self.picking_type_id.id,
        }
        lot = announced_sudo.rma_line_id.lot_id
        announced_sudo._action_cancel()
        self._replace_standby_line(finding["move_line"], vals, lot=lot)

    def _standby_outcome_quarantine(self, finding):
        """What came is not ours: it waits in quarantine as the customer's."""
        line = finding["move_line"]
        owner = self.partner_id or self.env.ref("rma_management.partner_unknown_sender")
        vals = {
            "product_id": line.product_id.id,
            "product_uom": line.product_id.uom_id.id,
            "product_uom_qty": line.quantity_product_uom,
            "location_id": self.env.ref("stock.stock_location_customers").id,
            "location_dest_id": self.company_id.rma_quarantine_location_id.id,
            "restrict_partner_id": owner.id,
            "picking_type_id": self.picking_type_id.id,
            "company_id": self.company_id.id,
            "to_refund": False,
        }
        self._replace_standby_line(line, vals)

    def _standby_outcome_refuse(self, finding):
        """What came is handed back at the door; nothing of it is received."""
        finding["move_line"].unlink()

    def _replace_standby_line(self, line, vals, lot=None):
        """Take *line* off its move and receive its unit by a move with *vals*.

        :param lot: the serial number, where only its name was typed
        """
        carried = {
            "lot_id": (lot or line.lot_id).id,
            "lot_name": line.lot_name,
            "quantity": line.quantity,
            "product_uom_id": line.product_uom_id.id,
            "owner_id": vals.get("restrict_partner_id", False),
        }
        move = line.move_id
        line.unlink()
        # sudo: the loan takes what came, as the worker has chosen
        is_expected = move.rma_standby_loan_id or move.sudo().rma_line_id
        if not is_expected and not move.move_line_ids:
            move.sudo()._action_cancel()  # sudo: as above
        extra_sudo = (
            self.env["stock.move"].sudo().create(vals | {"picking_id": self.id})
        )
        extra_sudo._action_confirm(merge=False)
        extra_sudo.move_line_ids.unlink()
        extra_sudo.move_line_ids = [
            Command.create(
                carried
                | {
                    "picking_id": self.id,
                    "product_id": extra_sudo.product_id.id,
                    "location_id": extra_sudo.location_id.id,
                    "location_dest_id": extra_sudo.location_dest_id.id,
                }
            )
        ]
        extra_sudo.picked = True
