# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from stdnum.util import get_cc_module

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize

from ..tools.rma_context import without_defaults

#: So many customers who look the same are named.
MAX_DUPLICATES = 5
#: Most letters and digits of a tax number anywhere.
MAX_VAT = 32


class RmaCounterCustomerMixin(models.AbstractModel):
    """Whose unit it is: found, or written down in the same dialog; and who brings it.

    Odoo has one phone a contact: the number at work becomes an address of its own.
    """

    _name = "rma.counter.customer.mixin"
    _description = "RMA Customer at the Counter"

    partner_id = fields.Many2one("res.partner", string="Customer")
    is_new_customer = fields.Boolean(string="New Customer")
    new_name = fields.Char(string="Name")
    new_is_company = fields.Boolean(string="Is a Company")
    new_vat = fields.Char(string="Tax ID")
    new_phone = fields.Char(string="Phone")
    new_work_phone = fields.Char(string="Phone at Work")
    new_email = fields.Char(string="E-mail")
    new_street = fields.Char(string="Street")
    new_zip = fields.Char(string="ZIP")
    new_city = fields.Char(string="City")
    new_country_id = fields.Many2one(
        "res.country",
        string="Country",
        default=lambda self: self.env.company.country_id,
    )
    duplicate_ids = fields.Many2many(
        "res.partner", string="Known Already", compute="_compute_duplicate_ids"
    )
    duplicate_note = fields.Text(compute="_compute_duplicate_ids")
    # who stands at the counter, when it is somebody else
    delegate_id = fields.Many2one("res.partner", string="Brought By")
    delegate_name = fields.Char(string="Somebody New")
    delegate_phone = fields.Char(string="Their Phone")

    # -- found --

    @api.depends(
        "is_new_customer", "new_vat", "new_email", "new_phone", "new_work_phone"
    )
    def _compute_duplicate_ids(self):
        for wizard in self:
            found = wizard._find_duplicates()
            wizard.duplicate_ids = found
            wizard.duplicate_note = bool(found) and self.env._(
                "Known already, by tax ID, e-mail or phone: %(names)s.",
                names="; ".join(
                    " – ".join(filter(None, [p.display_name, p.phone, p.email, p.vat]))
                    for p in found
                ),
            )

    def _find_duplicates(self):
        """Return customers with the tax ID, e-mail or phone that was typed."""
        partners = self.env["res.partner"]
        if not self.is_new_customer:
            return partners
        domains = []
        if vat := self._clean_vat(self.new_vat):
            domains.append(Domain("vat", "in", [vat, self.new_vat.strip()]))
        if email := email_normalize(self.new_email or ""):
            domains.append(Domain("email_normalized", "=", email))
        for phone in (self.new_phone, self.new_work_phone):
            if ids := partners._find_by_phone(phone):
                domains.append(Domain("id", "in", ids))
        if not domains:
            return partners
        company = Domain("company_id", "in", [False, self.env.company.id])
        return partners.search(Domain.OR(domains) & company, limit=MAX_DUPLICATES)

    @api.model
    def _clean_vat(self, text):
        """Return a tax number without what people write between its digits."""
        kept = (c for c in (text or "") if c.isalnum())
        return "".join(kept).upper()

    def action_use_duplicate(self):
        """Take the customer who is known already instead of writing a new one."""
        self.ensure_one()
        if found := self._find_duplicates()[:1]:
            self.write({"partner_id": found.id, "is_new_customer": False})
        return True

    # -- written down --

    def _get_customer(self):
        """Return the customer, made now when he is new.

        :raises odoo.exceptions.UserError: nobody was chosen, or the new one is
            incomplete
        """
        self.ensure_one()
        if not self.is_new_customer:
            if not self.partner_id:
                raise UserError(
                    self.env._(
                        "Whose unit is it? Find the customer by name, phone, e-mail or "
                        "tax ID, or tick “New Customer”."
                    )
                )
            return self.partner_id
        self._check_new_customer()
        partners = without_defaults(self.env["res.partner"], bool)
        partner = partners.create(self._prepare_customer_vals())
        if self.new_work_phone:
            partners.create(
                {
                    "name": self.env._("Work"),
                    "parent_id": partner.id,
                    "type": "other",
                    "phone": self.new_work_phone.strip(),
                }
            )
        return partner.with_env(self.env)

    def _prepare_customer_vals(self):
        """Return the values of the new customer."""
        self.ensure_one()
        return {
            "name": self.new_name.strip(),
            "is_company": self.new_is_company,
            "vat": self._clean_vat(self.new_vat) or False,
            "phone": (self.new_phone or "").strip() or False,
            "email": (self.new_email or "").strip() or False,
            "street": (self.new_street or "").strip() or False,
            "zip": (self.new_zip or "").strip() or False,
            "city": (self.new_city or "").strip() or False,
            "country_id": self.new_country_id.id,
        }

    def _check_new_customer(self):
        """Raise a UserError that says what is missing or wrong of a new customer."""
        if not (self.new_name or "").strip():
            raise UserError(self.env._("What is the name of the new customer?"))
        if not any(
            (text or "").strip()
            for text in (self.new_phone, self.new_work_phone, self.new_email)
        ):
            raise UserError(
                self.env._(
                    "How do we reach %(name)s? Enter a phone number or an e-mail "
                    "address.",
                    name=self.new_name.strip(),
                )
            )
        if self.new_email and not email_normalize(self.new_email):
            raise UserError(
                self.env._(
                    "“%(email)s” is no e-mail address. Correct it, or leave it empty.",
                    email=self.new_email,
                )
            )
        self._check_new_vat()

    def _check_new_vat(self):
        """Check the tax ID by its country's rule; base_vat does it natively."""
        vat = self._clean_vat(self.new_vat)
        if not vat or "base_vat" in self.env["ir.module.module"]._installed():
            return
        code = self.new_country_id.code or self.env.company.country_id.code
        for prefix in (vat[:2], code):
            if not prefix or not prefix.isalpha():
                continue
            module = get_cc_module(prefix.lower(), "vat")
            if module:
                is_valid = module.is_valid(vat)
                break
        else:
            is_valid = len(vat) <= MAX_VAT
        if not is_valid:
            raise ValidationError(
                self.env._(
                    "“%(vat)s” is no valid tax ID. Correct it, or leave it empty.",
                    vat=self.new_vat,
                )
            )

    def _get_delegate(self, partner):
        """Return who brings the unit, made now as a contact of *partner* when new."""
        self.ensure_one()
        name = (self.delegate_name or "").strip()
        if self.delegate_id or not name:
            return self.delegate_id
        partners = without_defaults(self.env["res.partner"], bool)
        return partners.create(
            {
                "name": name,
                "parent_id": partner.commercial_partner_id.id,
                "type": "contact",
                "phone": (self.delegate_phone or "").strip() or False,
            }
        ).with_env(self.env)
