# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import random

from odoo.exceptions import UserError
from odoo.fields import Command

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

    def _cancel_delivery(self, claim):
        self._get_open_pickings(claim, "outgoing").action_cancel()
