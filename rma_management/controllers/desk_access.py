# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""Who may use the partner desk, whose list it is, and how its files are sent."""

from odoo.exceptions import UserError
from odoo.http import request

#: How many lists a company may send within an hour.
LISTS_PER_HOUR = 60
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


class DeskAccess:
    """Joined to a portal controller: it looks up what is the visitor's company's."""

    def _is_partner_desk(self):
        """Tell whether the visitor's company may send lists."""
        user = request.env.user
        return not user._is_public() and user.partner_id._has_rma_partner_desk()

    def _get_batch_sudo(self, batch_id):
        """Return the list in the visitor's name with all rights, or nothing."""
        # sudo: customers have no rights on lists; only their own company's are found
        batches_sudo = request.env["rma.desk.batch"].sudo()
        if not self._is_partner_desk():
            return batches_sudo
        return batches_sudo.search([*self._get_batch_domain(), ("id", "=", batch_id)])

    def _get_batch_domain(self):
        """Return the domain of the lists of the visitor's company."""
        return [
            (
                "commercial_partner_id",
                "=",
                request.env.user.commercial_partner_id.id,
            ),
            ("company_id", "in", request.env.companies.ids),
        ]

    def _count_list(self):
        """Count a new list of the visitor's company.

        :raises odoo.exceptions.UserError: it is one too many
        """
        # sudo: counting is no right of customers
        limits_sudo = request.env["rma.rate.limit"].sudo()
        key = str(request.env.user.commercial_partner_id.id)
        if not limits_sudo._hit("desk", key, LISTS_PER_HOUR, 3600):
            raise UserError(
                request.env._(
                    "Your company has sent %(limit)s lists within an hour. Please go "
                    "on in an hour; nothing was taken over.",
                    limit=LISTS_PER_HOUR,
                )
            )

    def _get_unit_domain(self):
        """Return the domain of the units of the visitor's company."""
        return [
            (
                "claim_id.commercial_partner_id",
                "=",
                request.env.user.commercial_partner_id.id,
            ),
            ("claim_id.is_confirmed", "=", True),
            ("company_id", "in", request.env.companies.ids),
        ]

    def _get_symptoms(self):
        """Return the symptoms that customers may choose."""
        # sudo: they are shown to every customer
        return request.env["rma.symptom"].sudo().search([])

    def _get_text(self, value):
        """Return what was typed, as the database can keep it."""
        return str(value or "").replace("\x00", "").strip()

    def _get_choice(self, value, choices, default):
        """Return *value* when it is one of *choices*: anybody types addresses."""
        return value if value in choices else default
