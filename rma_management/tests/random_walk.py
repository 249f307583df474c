# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import random

from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.rma_receipt_mixin import OUTCOMES

#: Resolutions under which the unit stays the customer's all the time.
CUSTOMER_OWNED = ("repair", "return_unrepaired", "send_to_vendor", "onsite", "advice")
ALL_RESOLUTIONS = (
    *CUSTOMER_OWNED,
    "replace_after_receipt",
    "replace_in_advance",
    "credit_after_inspection",
    "scrap",
)
#: Actions of a unit that a walk takes when the unit allows them: (weight, words).
LINE_ACTIONS = {
    "submit": (3, ()),
    "approve": (4, ()),
    "reject": (1, ("No.",)),
    "start_work": (3, ()),
    "finish_work": (3, ()),
    "ship": (4, ()),
    "deliver": (2, ()),
    "confirm_working": (2, ()),
    "close": (2, ()),
    "reopen": (1, ("Still broken.",)),
    "cancel": (1, ("By mistake.",)),
}


class RandomWalk:
    """Random actions of random people on several claims; refusals are part of it.

    Mostly what is possible is done, now and then something that is not.
    """

    #: One step of so many is taken without asking whether it is possible.
    BLIND = 6

    def _start_walk(self, seed, resolutions):
        """Return three claims of four units that are to be treated in *resolutions*."""
        self.random = random.Random(seed)
        self.resolutions = resolutions
        self.trail = []
        lots = list(self.lots)
        self.random.shuffle(lots)
        claims = self.env["rma.claim"].with_user(self.approver)
        for count in (1, 2, 1):
            lines = [
                {"lot_id": lots.pop().id, "resolution_id": self._pick_resolution().id}
                for _i in range(count)
            ]
            claims |= self._register(
                user=self.approver, line_ids=[Command.create(vals) for vals in lines]
            )
        claims.action_submit()
        claims[:2].action_approve()
        return claims

    def _pick_resolution(self):
        return self._resolution(self.random.choice(self.resolutions))

    def _take_step(self, claims):
        """Do one random thing; what is refused must be refused by a sentence."""
        name, step, *args = self._pick_step(claims)
        try:
            with self.env.cr.savepoint():
                step(*args)
                self.env.flush_all()
        except UserError as error:
            assert str(error).strip()
            self.trail.append(f"({name} refused)")
        else:
            self.trail.append(name)
        self.env.invalidate_all()

    def _pick_step(self, claims):
        is_blind = not self.random.randrange(self.BLIND)
        steps = []
        for line in claims.line_ids:
            for action, (weight, args) in LINE_ACTIONS.items():
                if is_blind or line[f"is_{action}_allowed"]:
                    name = f"{action} {line.id}"
                    step = (name, getattr(line, f"action_{action}"), *args)
                    steps += [step] * weight
            if is_blind or line.goods_state in ("none", "expected", "received"):
                steps.append((f"change {line.id}", self._change_resolution, line))
        for claim in claims:
            if self._get_open_pickings(claim, "incoming"):
                steps += [(f"receive {claim.id}", self._validate_receipt, claim)] * 4
            if self._get_open_pickings(claim, "outgoing"):
                steps += [(f"hand over {claim.id}", self._hand_over, claim)] * 4
                steps.append((f"take back {claim.id}", self._cancel_delivery, claim))
            if claim.is_extend_validity_allowed:
                steps.append((f"extend {claim.id}", claim.action_extend_validity, 3))
        return self.random.choice(steps)

    def _change_resolution(self, line):
        line.resolution_id = self._pick_resolution()

    def _validate_receipt(self, claim):
        self._get_open_pickings(claim, "incoming").button_validate()

    def _start_untracked_walk(self, seed, resolutions):
        """Return two claims of several cables each; transfers move any part of them."""
        self.random = random.Random(seed)
        self.resolutions = resolutions
        self.trail = []
        self._validate_receipt = self._validate_any_part
        claims = self.env["rma.claim"].with_user(self.approver)
        for _i in range(2):
            lines = [
                {
                    "product_id": self.cable.id,
                    "quantity": quantity,
                    "resolution_id": self._pick_resolution().id,
                }
                for quantity in (3.0, 2.0)
            ]
            claims |= self._register(
                user=self.approver, line_ids=[Command.create(vals) for vals in lines]
            )
        claims.action_submit()
        claims.action_approve()
        return claims

    def _validate_any_part(self, claim):
        """Receive less or more than was announced; answer every question somehow."""
        receipt = self._get_open_pickings(claim, "incoming")[:1]
        for move in receipt.move_ids:
            most = int(move.product_uom_qty) + 1
            move.quantity = self.random.randint(0, most)
        action = receipt.button_validate()
        while isinstance(action, dict):
            model = self.env[action["res_model"]].with_user(self.stocker)
            model = model.with_context(**action["context"])
            if model._name == "rma.receipt.check":
                check = model.browse(action["res_id"])
                for line in check.line_ids:
                    line.outcome = self.random.choice(OUTCOMES[line.kind])
                self.trail.append(f"answer {check.line_ids.mapped('outcome')}")
                action = check.action_apply()
            elif self.random.randrange(2):
                action = model.create({}).process()
            else:
                action = model.create({}).process_cancel_backorder()

    def _cancel_delivery(self, claim):
        self._get_open_pickings(claim, "outgoing").action_cancel()
