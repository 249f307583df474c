# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.intake_form import IntakeForm
from ..tools.upload_check import PHOTO_KINDS, PROOF_KINDS, read_uploads

#: What may be uploaded into which field of the unit.
UPLOAD_KINDS = {"fault_photo_ids": PHOTO_KINDS, "proof_ids": PROOF_KINDS}


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
        return IntakeForm(self.env, values, partner).read(has_unit)

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
                    lots = lots.filtered(lambda lot: lot.product_id == line.product_id)
                if lots and len(lots) == 1:
                    line.write({"lot_id": lots.id, "lot_name": False})

    def _create_delegates(self):
        """Make the people who bring or collect the units contacts of the customer."""
        for claim in self.filtered("delegate_name"):
            if claim.delegate_id:
                continue
            customer = claim.commercial_partner_id
            known = customer.child_ids.filtered(
                lambda child: child.name == claim.delegate_name
            )
            claim.delegate_id = known[:1] or customer.create(
                {
                    "name": claim.delegate_name,
                    "phone": claim.delegate_phone,
                    "parent_id": customer.id,
                    "type": "other",
                    "company_id": customer.company_id.id,
                }
            )

    # -- files --

    def _attach_uploads(self, files, field="fault_photo_ids", line=None):
        """Check *files* and tie them to a unit; all or none.

        :param files: uploads of a form (werkzeug), or pairs of name and bytes
        :param str field: ``fault_photo_ids`` or ``proof_ids``
        :param line: the unit; the first one of the claim when missing
        :raises odoo.exceptions.UserError: a file is too big, too many or of another kind
        :return: the attachments
        """
        self.ensure_one()
        self._lock_records()  # two posts at the same moment share the limit
        kinds = UPLOAD_KINDS[field]
        uploads = read_uploads(files, self.env, kinds, self._count_uploads())
        return self._link_uploads(uploads, field, line)

    def _link_uploads(self, uploads, field="fault_photo_ids", line=None):
        """Tie checked *uploads* (see ``read_uploads``) to a unit of the claim."""
        self.ensure_one()
        line = line or self.line_ids[:1]
        if not uploads or not line:
            return self.env["ir.attachment"]
        # sudo: customers make no attachments; these were checked
        files_sudo = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                [
                    {**upload, "res_model": line._name, "res_id": line.id}
                    for upload in uploads
                ]
            )
        )
        # sudo: as above
        line.sudo()[field] = [Command.link(file.id) for file in files_sudo]
        return files_sudo

    def _count_uploads(self):
        """Return how many files customers have put on the claim."""
        self.ensure_one()
        lines_sudo = self.sudo().line_ids  # sudo: a number only
        return len(lines_sudo.fault_photo_ids | lines_sudo.proof_ids)

    @api.model
    def _get_purge_domain(self):
        """Return the domain of the claims whose authors did not confirm in time."""
        return [
            ("is_confirmed", "=", False),
            ("create_date", "<", fields.Datetime.now()),
        ]
