# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import format_date


class RmaDockObstacleMixin(models.AbstractModel):
    """Says why goods are not received, and what may be done with them instead."""

    _name = "rma.dock.obstacle.mixin"
    _description = "RMA Obstacles at the Dock"

    def _get_obstacle(self, target):
        """Return why the claim of *target* receives no goods, or False.

        A dict with ``message`` (a sentence) and ``choices``.
        """
        # sudo: whoever may read the claim may know why it receives nothing
        claim = target["claim"].sudo()
        units = target["units"].sudo() or claim.line_ids  # sudo: as above
        keep = ["quarantine", "refuse", "open"]
        if claim.state in ("unconfirmed", "draft", "submitted"):
            message = self.env._(
                "%(number)s of %(customer)s is not approved yet: it receives no goods.",
                **self._get_names(claim),
            )
            return {"message": message, "choices": keep}
        if message := self._get_ended_obstacle(claim, units):
            return {"message": message, "choices": keep}
        is_past = claim._is_validity_over()
        is_awaited = target["picking"] or not self._is_all_received(units)
        if is_awaited and (is_past or self._is_ended(claim, units, "expired")):
            return {
                "message": self.env._(
                    "%(number)s of %(customer)s has expired: it was valid until "
                    "%(date)s.",
                    date=format_date(self.env, claim.valid_until),
                    **self._get_names(claim),
                ),
                "choices": [*self._get_extend_choice(claim), *keep],
            }
        if target["picking"] and target["picking"].state not in ("done", "cancel"):
            return False
        return self._get_unexpected_obstacle(claim, units, keep)

    def _get_unexpected_obstacle(self, claim, units, keep):
        """Return the obstacle of an open claim that no open receipt waits for."""
        if message := self._get_sent_message(units):
            return {"message": message, "choices": ["open", "quarantine"]}
        if self._is_all_received(units):
            message = self.env._(
                "%(unit)s of %(customer)s was received already, on %(date)s. It is "
                "“%(stage)s”.",
                unit=units.reference if len(units) == 1 else claim.rma_number,
                customer=claim.partner_id.display_name,
                date=format_date(self.env, max(units.mapped("date_received"))),
                stage=self._get_label(units[:1], "stage"),
            )
            return {"message": message, "choices": ["open", "quarantine"]}
        message = self.env._(
            "No receipt waits for %(number)s of %(customer)s: nothing is to come in "
            "for it now.",
            **self._get_names(claim),
        )
        return {
            "message": message,
            "choices": [*self._get_extend_choice(claim), *keep],
        }

    def _get_sent_message(self, units):
        """Return what to do when what we sent seems to come back, or False."""
        sent = units.filtered(lambda unit: unit.goods_state == "shipped")
        transfers = sent._get_consignments("customer_out").picking_ids
        if not sent or sent != units or not transfers:
            return False
        return self.env._(
            "%(units)s was sent to %(customer)s. If the parcel came back, book it in "
            "with “Return” on %(transfers)s.",
            units=", ".join(sent.mapped("reference")[:5]),
            customer=sent.partner_id[:1].display_name,
            transfers=", ".join(transfers.mapped("name")[:5]),
        )

    def _get_ended_obstacle(self, claim, units):
        """Return the sentence for units of which nothing comes in any more."""
        if self._is_ended(claim, units, "rejected"):
            return self.env._(
                "%(number)s of %(customer)s was rejected: it receives no goods.",
                **self._get_names(claim),
            )
        if self._is_ended(claim, units, "cancelled"):
            return self.env._(
                "%(number)s of %(customer)s was cancelled: it receives no goods.",
                **self._get_names(claim),
            )
        if self._is_ended(claim, units, "closed"):
            return self.env._(
                "%(number)s of %(customer)s is closed: everything was settled.",
                **self._get_names(claim),
            )
        return False

    @api.model
    def _is_ended(self, claim, units, ending):
        """Tell whether the claim, or all of the *units* meant, ended like this."""
        endings = {unit.ending or unit.decision for unit in units}
        return claim.state == ending or endings == {ending}

    @api.model
    def _is_all_received(self, units):
        return bool(units) and all(unit.quantity_received > 0 for unit in units)

    @api.model
    def _get_names(self, claim):
        return {
            "number": claim.rma_number or claim.name,
            "customer": claim.partner_id.display_name,
        }

    def _get_extend_choice(self, claim):
        """Return the choice to extend, where the user has the right to."""
        claim = claim.with_env(self.env)
        return [] if claim._get_extend_validity_obstacle() else ["extend"]

    def _prepare_obstacle_card(self, target, warehouse_id):
        claim_sudo = target["claim"].sudo()  # sudo: as in _get_obstacle
        obstacle = target["obstacle"] or self._get_unexpected_obstacle(
            claim_sudo, target["units"].sudo() or claim_sudo.line_ids, ["open"]
        )
        unit = target["units"].sudo()[:1]
        if not unit and len(claim_sudo.line_ids) == 1:
            unit = claim_sudo.line_ids
        return {
            **obstacle,
            "days": claim_sudo.company_id.rma_validity_days,
            "open": {"model": "rma.claim", "id": claim_sudo.id},
            "parcel_vals": {
                "named_line_id": unit.id,
                "sender_name": claim_sudo.partner_id.display_name,
                "serial": unit.lot_id.name or unit.lot_name or "",
                "product": unit.product_id.display_name or "",
            },
        }
