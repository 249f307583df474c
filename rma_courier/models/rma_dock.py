# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import AccessError, LockError, MissingError, UserError

from ..tools import scan_code
from .rma_consignment import TO_US

#: Who works at the dock.
GROUPS = ("stock.group_stock_user", "rma_management.group_rma_user")
#: What a choice on the screen may open.
SHOWN = frozenset({"rma.claim", "rma.parcel", "rma.consignment", "stock.picking"})
#: Options that fit the keys 1 to 9.
MAX_OPTIONS = 9


class RmaDock(models.AbstractModel):
    """The dock: one field for whatever number is on a parcel, one answer for each.

    Every public method is called by the screen. What it posts is not trusted: ids are
    read with the rights of the user. Answers are plain JSON.
    """

    _name = "rma.dock"
    _inherit = [
        "rma.dock.lookup.mixin",
        "rma.dock.card.mixin",
        "rma.dock.obstacle.mixin",
        "rma.dock.receipt.mixin",
        "rma.dock.parcel.mixin",
    ]
    _description = "RMA Dock"

    # -- what the screen asks --

    @api.model
    def get_setup(self):
        """Return what the screen needs once: service centres and couriers.

        :raises odoo.exceptions.AccessError: the user does not work at the dock
        """
        self._check_dock_access()
        companies = [False, *self.env.companies.ids]
        domain = [("company_id", "in", companies)]
        warehouses = self.env["stock.warehouse"].search(domain)
        carriers = self.env["delivery.carrier"].search(domain)
        mine = self.env.user._get_default_warehouse_id()
        return {
            "warehouses": [{"id": w.id, "name": w.name} for w in warehouses],
            "warehouse_id": (mine if mine in warehouses else warehouses[:1]).id,
            "carriers": [{"id": c.id, "name": c.name} for c in carriers],
            "is_receiving_allowed": self.env["stock.picking"].has_access("write"),
        }

    @api.model
    def scan(self, code, warehouse_id=None):
        """Return what *code* means and what can be done about it, as a dict.

        ``kind`` says which: ``receipt`` (ready to validate), ``options`` (several: the
        user chooses), ``obstacle`` (it receives no goods, and why), ``outgoing``,
        ``transfer``, ``parcel`` (in quarantine), ``denied``, ``unknown``, ``empty``.

        :param str code: what the scanner sent or somebody typed
        :param int warehouse_id: the service centre that the dock belongs to
        :raises odoo.exceptions.AccessError: the user does not work at the dock
        """
        self._check_dock_access()
        text = scan_code.clean(code)
        if not scan_code.get_keys([text]):
            message = self.env._("Nothing was scanned. Scan the number on the parcel.")
            return {"kind": "empty", "code": text, "message": message}
        found, docket = self._look_up(text)
        targets, is_denied = self._get_targets(found)
        answer = self._prepare_answer(targets, found, is_denied, warehouse_id)
        return {**answer, "code": text, "docket": docket}

    @api.model
    def show(self, model, record_id, line_ids=None, warehouse_id=None):
        """Return the answer for one record that was chosen from several.

        :param str model: one of ``SHOWN``
        :param list line_ids: the units that the scan meant
        :raises odoo.exceptions.UserError: the record is gone
        """
        self._check_dock_access()
        if model not in SHOWN:
            raise UserError(self.env._("The dock cannot show this. Scan it again."))
        record = self._get_posted(model, record_id)
        units = self.env["rma.claim.line"].browse(self._get_ids(line_ids)).exists()
        units = units._filtered_access("read")
        targets = self._get_record_targets(record, units)
        return self._prepare_answer(targets, {}, False, warehouse_id)

    @api.model
    def extend(self, claim_id, days, warehouse_id=None):
        """Extend the validity of an expired claim and return its receipt's card.

        :raises odoo.exceptions.UserError: the user is no approver, or no days
        """
        self._check_dock_access()
        claim = self._get_posted("rma.claim", claim_id)
        # who may not extend is told whom to ask
        claim._check_extend_validity_allowed()
        claim.action_extend_validity(days if isinstance(days, int) else None)
        return self.show("rma.claim", claim.id, warehouse_id=warehouse_id)

    @api.model
    def take_back(self, consignment_id):
        """Note that an outgoing consignment came back to us; returns its card.

        :raises odoo.exceptions.UserError: it was delivered, or never dispatched
        """
        self._check_dock_access()
        consignment = self._get_posted("rma.consignment", consignment_id, "write")
        consignment.action_return()
        return self.show("rma.consignment", consignment.id)

    # -- what the answers share --

    def _check_dock_access(self):
        """Raise an AccessError when the user does not work at the dock."""
        if not any(map(self.env.user.has_group, GROUPS)):
            raise AccessError(
                self.env._(
                    "The dock needs the right “Inventory: User” or “After-sales: "
                    "User”. Ask your administrator for it."
                )
            )

    @api.model
    def _get_ids(self, posted):
        """Return the posted ids that are numbers; what else was posted is left out."""
        posted = posted if isinstance(posted, (list, tuple)) else []
        return [i for i in posted if type(i) is int and 0 < i < 2**31]

    def _get_posted(self, model, record_id, operation="read"):
        """Return the record that the screen names, with the rights of the user.

        :raises odoo.exceptions.MissingError: there is no such record
        :raises odoo.exceptions.AccessError: the user may not *operation* it
        """
        record = self.env[model].browse(self._get_ids([record_id])).exists()
        if not record:
            raise MissingError(
                self.env._("This is gone meanwhile. Scan the parcel again.")
            )
        record.check_access(operation)
        return record

    def _lock(self, record):
        """Keep everybody else waiting until this request has ended."""
        try:
            record.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise LockError(
                self.env._(
                    "Somebody else is working on %(name)s right now. Nothing was "
                    "changed here; please try again in a few seconds.",
                    name=record.display_name,
                )
            ) from error

    # -- from what was found to what it means --

    def _get_targets(self, found):
        """Return what the found ids mean to this user, and whether some are denied."""
        claims = self.env["rma.claim"]
        units = self.env["rma.claim.line"]
        if found.get("line"):
            units = units.search([("id", "in", list(found["line"]))])
        claim_ids = found.get("claim", set()) | set(units.claim_id.ids)
        if claim_ids:
            claims = claims.search([("id", "in", list(claim_ids))], order="id desc")
        targets = self._get_claim_targets(claims, units)
        for kind, model in (
            ("consignment", "rma.consignment"),
            ("picking", "stock.picking"),
            ("parcel", "rma.parcel"),
        ):
            if ids := found.get(kind):
                # the rules of the user apply
                records = self.env[model].search([("id", "in", list(ids))])
                records = self._drop_ended(records)
                targets += self._get_record_targets(records)
        is_denied = bool(found.keys() - {"lot"}) and not targets
        return self._merge_targets(targets), is_denied

    def _drop_ended(self, records):
        """Leave out ended consignments where one with the same docket is under way."""
        if records._name != "rma.consignment":
            return records
        return records.filtered("is_open") or records[:MAX_OPTIONS]

    def _get_record_targets(self, records, units=None):
        """Return the targets of *records* of one of the ``SHOWN`` models."""
        if records._name == "rma.claim":
            return self._get_claim_targets(records, units)
        if records._name == "rma.consignment":
            return self._get_consignment_targets(records)
        if records._name == "stock.picking":
            return self._get_picking_targets(records, units)
        return [self._prepare_target(parcel=parcel) for parcel in records]

    def _prepare_target(self, **vals):
        """Return one thing that a scan may mean; what is not given is empty."""
        target = {
            "claim": self.env["rma.claim"],
            "picking": self.env["stock.picking"],
            "consignment": self.env["rma.consignment"],
            "parcel": self.env["rma.parcel"],
            "units": self.env["rma.claim.line"],
            **vals,
        }
        target["obstacle"] = bool(target["claim"]) and self._get_obstacle(target)
        return target

    def _get_claim_targets(self, claims, units=None, consignment=None):
        """Return one target for each open receipt of *claims*, or for the claim.

        :param units: the units that the scan means; none: the claims as a whole
        """
        targets = []
        units = units if units is not None else self.env["rma.claim.line"]
        common = {"consignment": consignment} if consignment else {}
        # sudo: whoever may read the claim may know what is expected of it
        moves_sudo = claims.sudo().line_ids.move_ids.filtered(self._is_expected)
        moves = moves_sudo.grouped(lambda move: move.rma_line_id.claim_id.id)
        for claim in claims:
            meant = units & claim.line_ids
            expected = moves.get(claim.id, moves_sudo.browse())
            if meant:
                expected = expected.filtered(
                    lambda m, ids=meant.ids: m.rma_line_id.id in ids
                )
            none = self.env["stock.picking"]
            # a record set without records is one target: that of the claim
            for picking in expected.picking_id.sudo(False) or [none]:
                targets.append(
                    self._prepare_target(
                        claim=claim, units=meant, picking=picking, **common
                    )
                )
        return targets

    @api.model
    def _is_expected(self, move):
        """Tell whether *move* waits for goods to come in."""
        return (
            move.state not in ("done", "cancel")
            and move.picking_id.picking_type_id.code == "incoming"
        )

    def _get_consignment_targets(self, consignments):
        """Return what *consignments* bring or take away."""
        targets = []
        for consignment in consignments:
            if consignment.direction not in TO_US:
                targets.append(self._prepare_target(consignment=consignment))
                continue
            # the rules of the user apply to the units inside
            units = consignment.line_ids._filtered_access("read")
            inside = self._get_claim_targets(units.claim_id, units, consignment)
            # what moves no units of claims comes beside them
            pickings = consignment.picking_ids._filtered_access("read")
            inside += [
                self._prepare_target(consignment=consignment, picking=picking)
                for picking in pickings[:MAX_OPTIONS]
                if not (inside and self._is_claim_transfer(picking))
            ]
            targets += inside or [self._prepare_target(consignment=consignment)]
        return targets

    @api.model
    def _is_claim_transfer(self, picking):
        """Tell whether *picking* moves units of claims, or takes in what seem to be."""
        # sudo: whoever may read the transfer may know what it is about
        picking_sudo = picking.sudo()
        return picking_sudo.picking_type_id.is_rma or bool(
            picking_sudo.move_ids.rma_line_id
        )

    def _get_picking_targets(self, pickings, units=None):
        """Return what *pickings* are: receipts of claims, or other transfers."""
        return [
            self._prepare_target(
                picking=picking,
                # of other transfers a claim is only the reason
                claim=picking.rma_claim_id._filtered_access("read")
                if self._is_claim_transfer(picking)
                else self.env["rma.claim"],
                units=units or self.env["rma.claim.line"],
            )
            for picking in pickings
        ]

    @api.model
    def _merge_targets(self, targets):
        """Return *targets* without those that mean the same thing twice."""
        merged = {}
        for target in targets:
            key = (target["claim"], target["picking"], target["parcel"])
            if not any(key):
                key = target["consignment"]
            if key not in merged:
                merged[key] = target
                continue
            known = merged[key]
            known["units"] |= target["units"]
            known["consignment"] = known["consignment"] or target["consignment"]
        return list(merged.values())
