# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64
import binascii

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import formatLang, is_html_empty
from odoo.tools.image import image_data_uri, image_process

from odoo.addons.rma_management.tools.rma_words import selection_label

#: Photos on the agreement; the others stay with the loan.
MAX_PHOTOS = 4
#: The customer does not pay a fee.
NO_FEE_STATES = ("not_needed", "waived", "declined", False)


class RmaStandbyAgreementReport(models.AbstractModel):
    """The agreement that the customer signs."""

    _name = "report.rma_standby.report_standby_agreement"
    _inherit = "rma.standby.paper.report"
    _description = "RMA Stand-by Agreement"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Add what the agreement shows besides fields."""
        return super()._get_report_values(docids, data) | {
            "get_photos": self._get_photos,
            "get_signature": self._get_signature,
            "get_label": selection_label,
            "get_payer": self._get_payer,
            "get_prices": self._get_prices,
            "is_html_empty": is_html_empty,
        }

    @api.model
    def _get_payer(self, loan):
        """Return who bears the courier, as a contract says it."""
        if loan.courier_payer == "company":
            return loan.env._("The lender")
        return loan.env._("The borrower")

    @api.model
    def _get_prices(self, loan):
        """Return fee and deposit as (caption, text), as far as they are asked for."""
        prices, env = [], loan.env
        if loan.is_entitled:
            term = loan.entitlement_term_id.name
            text = env._("None: included in %(term)s", term=term)
            prices.append((env._("Loan fee"), text))
        elif loan.fee_state not in NO_FEE_STATES and loan.fee_estimate:
            fee = self._format_amount(loan, loan.fee_estimate)
            text = env._(
                "%(amount)s, without taxes, until the expected return", amount=fee
            )
            prices.append((env._("Loan fee"), text))
        if loan.deposit_state != "none" and loan.deposit_amount:
            deposit = self._format_amount(loan, loan.deposit_amount)
            text = env._("%(amount)s, without taxes, to be paid back", amount=deposit)
            prices.append((env._("Deposit"), text))
        return prices

    @api.model
    def _format_amount(self, loan, amount):
        return formatLang(loan.env, amount, currency_obj=loan.currency_id)

    @api.model
    def _get_photos(self, loan):
        """Return the first photos of the issue, small, as data URIs."""
        pictures = (self._to_small(photo.raw) for photo in loan.photo_out_ids)
        return [picture for picture in pictures if picture][:MAX_PHOTOS]

    @api.model
    def _to_small(self, content):
        """Return an image as a small JPEG, or None when it is none."""
        try:
            small = image_process(content, size=(480, 360), output_format="JPEG")
        except (UserError, ValueError, OSError):
            # a file that somebody attached; the agreement is printed without it
            return None
        return small and image_data_uri(base64.b64encode(small))

    @api.model
    def _get_signature(self, loan):
        """Return the drawn signature as a data URI, or None."""
        if not loan.signature:
            return None
        try:
            return image_data_uri(loan.signature)
        except (KeyError, ValueError, binascii.Error):
            # no picture that a page can show
            return None
