# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.intake_form import IntakeForm


class RmaClaimIntakeMixin(models.AbstractModel):
    """Claims that customers raise themselves: prepared unseen, then confirmed.

    Until its author confirms it, a claim is seen by nobody but the pages that its
    author fills in: not by colleagues, not by other people of the customer.
    """

    _name = "rma.claim.intake.mixin"
    _description = "RMA Claim Raised by the Customer"

    delegate_name = fields.Char(
        string="Delegate as Told",
        copy=False,
        help="Who brings or collects the unit; a contact when the claim is confirmed.",
    )
    delegate_phone = fields.Char(string="Telephone of the Delegate", copy=False)

    @api.model
    def _prepare_intake_vals(self, values, partner=None, has_unit=True):
        """Read what a customer typed.

        Fields of the form: ``serial``, ``order_line``, ``lot`` (of that line),
        ``product``, ``product_text``, ``quantity``, ``symptom_id``, ``symptom_note``,
        ``reason_id``, ``reason_note``, ``demand``, ``delivery_method``,
        ``date_purchased``, ``manufacture_year``, ``accessories``, ``client_ref``,
        ``delegate_name``, ``delegate_phone``; all strings, all may be missing.

        A serial is recognised only when it was sold to *partner*; any other one stays
        a text, so that nobody learns about units of others.

        :param bool has_unit: False leaves out which unit it is
        :return: ``(vals, errors)``: checked values for ``_create_intake``, and
            ``{field of the form: sentence}``
        """
        return IntakeForm(self.env, values, partner).get_vals(has_unit)

    @api.model
    def _create_intake(self, partner, vals, channel):
        """Return a new unconfirmed claim of *partner*, with all rights.

        :param partner: whose claim it is
        :param dict vals: checked values of claim and unit (``line_ids`` for many units)
        :param str channel: ``portal`` or ``web``
        """
        company = self.env.company
        return (
            # sudo: customers have no right to create; the values were checked
            self.sudo().create(
                {
                    "team_id": company.rma_customer_team_id.id,
                    "company_id": company.id,
                    **vals,
                    "partner_id": partner.id,
                    "channel": channel,
                    "is_confirmed": False,
                }
            )
        )

    def _rewrite_intake(self, vals):
        """Give an unconfirmed claim of one unit the values of a changed form.

        Which unit it is stays: another unit is another claim.
        """
        self.ensure_one()
        self._lock_records()
        if self.is_confirmed:
            raise UserError(
                self.env._(
                    "%(claim)s was sent already. Write us a message on its page "
                    "instead.",
                    claim=self.display_name,
                )
            )
        self.write(vals)

    def _confirm_intake(self):
        """Let the service desk see the claims and submit them; a repeat does nothing.

        What has no product yet waits as a draft for somebody who knows it.
        """
        todo = self.filtered(lambda claim: not claim.is_confirmed)
        if not todo:
            return
        todo._lock_records()
        todo._bind_sold_serials()
        todo._create_delegates()
        todo._write_axis({"is_confirmed": True})
        todo.filtered(lambda claim: not claim.user_id)._assign_users()
        todo._get_draft_lines().filtered("product_id").action_submit()

    def _get_customer_send_obstacle(self):
        """Return why the customer cannot send his claim, or False."""
        self.ensure_one()
        lines = self.line_ids.filtered(
            lambda line: not line.lot_id or line.product_id.tracking == "serial"
        )
        open_claims = self._find_open_claims(
            self.partner_id, lines.lot_id, lines.mapped("lot_name")
        )
        if open_claims:
            return self.env._(
                "This unit is in the open claim %(claim)s already. Write us there, and "
                "discard this one.",
                claim=open_claims[0].display_name,
            )
        return False

    def _customer_send(self):
        """Send the claims of a customer; a repeat does nothing.

        :raises odoo.exceptions.UserError: a unit is in another open claim of his
        """
        self._lock_records()
        todo = self.filtered(lambda claim: not claim.is_confirmed)
        for claim in todo:
            if obstacle := claim._get_customer_send_obstacle():
                raise UserError(obstacle)
        todo._confirm_intake()

    def _discard_intake(self):
        """Delete unconfirmed claims and their files; a repeat does nothing."""
        todo = self.exists().filtered(lambda claim: not claim.is_confirmed)
        todo.line_ids.unlink()
        todo.unlink()

    def _bind_sold_serials(self):
        """Recognise the serials that were sold to the customer who confirmed.

        In the public form nothing is recognised before: who types an e-mail address
        must not learn what its owner bought.
        """
        for claim in self:
            told = claim.line_ids.filtered(lambda line: not line.lot_id)
            names = [name for name in told.mapped("lot_name") if name]
            found = self._find_sold_lots(names, claim.partner_id)
            for line in told:
                lots = found.get((line.lot_name or "").strip())
                if lots and line.product_id:
                    lots = lots.grouped("product_id").get(line.product_id)
                if lots and len(lots) == 1:
                    line.write({"lot_id": lots.id, "lot_name": False})

    def _create_delegates(self):
        """Make the people who bring or collect the units contacts of the customer."""
        for claim in self.filtered("delegate_name"):
            if claim.delegate_id:
                continue
            customer = claim.commercial_partner_id
            known = customer.child_ids.grouped("name").get(claim.delegate_name)
            claim.delegate_id = (known and known[:1]) or customer.create(
                {
                    "name": claim.delegate_name,
                    "phone": claim.delegate_phone,
                    "parent_id": customer.id,
                    "type": "other",
                    "company_id": customer.company_id.id,
                }
            )

    def action_take_told_lot(self):
        """Take the serials that we know by the numbers told; see ``rma.claim.line``."""
        return self.line_ids.action_take_told_lot()
