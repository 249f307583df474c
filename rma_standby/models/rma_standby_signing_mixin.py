# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import hashlib

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import hash_sign, verify_hash_signed

from ..tools import signature as signatures
from .rma_standby_gate_mixin import OUT_STATES

#: What the token of the page is good for, and for how long (hours).
SIGN_SCOPE = "rma_standby.sign_agreement"
SIGN_HOURS = 24
MIN_NAME = 2
MAX_NAME = 100


class RmaStandbySigningMixin(models.AbstractModel):
    """The customer signs for a stand-by on the page of his claim, once.

    By drawing, or by typing his name and accepting. The caller has checked that the
    visitor may see the loan; the token says what he was shown.
    """

    _name = "rma.standby.signing.mixin"
    _description = "RMA Signature of the Customer"

    def _get_customer_sign_obstacle(self):
        """Return why nothing is to be signed, in the customer's words, or False."""
        self.ensure_one()
        if self.state not in ("reserved", *OUT_STATES) or not self.unit_id:
            return self.env._(
                "There is nothing to sign for this stand-by unit: it is not reserved "
                "for you, or you have returned it."
            )
        if self.date_signed:
            return self.env._("This agreement is signed already.")
        return False

    def _get_customer_prices(self):
        """Return fee and deposit as (caption, text), as the agreement says them."""
        self.ensure_one()
        report = self.env["report.rma_standby.report_standby_agreement"]
        return report._get_prices(self)

    # -- what is signed --

    def _get_sign_digest(self):
        """Return what stands for all that the customer signs."""
        self.ensure_one()
        parts = (
            self.unit_id.id,
            self.partner_id.id,
            self.grade_out or "",
            self.accessories_out or "",
            self.terms or "",
            self.deposit_amount,
        )
        text = "\0".join(map(str, parts))
        return hashlib.sha256(text.encode()).hexdigest()

    def _get_sign_token(self):
        """Return the token of the page: for this loan as it is now, nothing else."""
        self.ensure_one()
        return hash_sign(
            self.sudo().env,  # sudo: to read the database's secret
            SIGN_SCOPE,
            [self.id, self._get_sign_digest()],
            expiration_hours=SIGN_HOURS,
        )

    def _check_sign_token(self, token):
        """Raise unless *token* was made for this loan as it still is."""
        self.ensure_one()
        try:
            # sudo: as in _get_sign_token
            values = verify_hash_signed(self.sudo().env, SIGN_SCOPE, token or "")
        except ValueError:
            values = None
        if values != [self.id, self._get_sign_digest()]:
            raise UserError(
                self.env._(
                    "The agreement has changed, or its page was open for too long. "
                    "Nothing was signed; please read it again and sign then."
                )
            )

    # -- signing --

    def _customer_sign(self, token, name, drawing=None, is_accepted=False):
        """Sign for the unit in the name of the customer; a repeat changes nothing.

        :param str token: made by ``_get_sign_token`` when the card was shown
        :param str name: of the person who signs
        :param str drawing: PNG as base64; without it *is_accepted* is needed
        :raises odoo.exceptions.UserError: nothing is to be signed, or something is
            missing or wrong
        """
        self.ensure_one()
        name = self._read_sign_name(name)
        picture = self._read_drawing(drawing) if drawing else False
        if not picture and not is_accepted:
            raise UserError(
                self.env._(
                    "Please draw your signature, or type your name and tick that you "
                    "accept the agreement."
                )
            )
        self._lock_records()
        if self.date_signed:
            return
        if obstacle := self._get_customer_sign_obstacle():
            raise UserError(obstacle)
        self._check_sign_token(token)
        self._write_axis(
            {
                "signature": picture,
                "signed_by": name,
                "date_signed": fields.Datetime.now(),
            }
        )
        self._log_event("signed", text=name)

    def _read_sign_name(self, name):
        name = " ".join(name.split()) if isinstance(name, str) else ""
        name = "".join(char for char in name if char.isprintable())
        if not MIN_NAME <= len(name) <= MAX_NAME:
            raise UserError(
                self.env._(
                    "Please enter your name, with %(least)s to %(most)s characters.",
                    least=MIN_NAME,
                    most=MAX_NAME,
                )
            )
        return name

    def _read_drawing(self, drawing):
        """Return the drawn signature, drawn anew.

        :raises odoo.exceptions.UserError: it is none
        """
        try:
            return signatures.read(drawing)
        except signatures.SignatureError as error:
            texts = {
                "size": self.env._("The signature is too large. Please draw it again."),
                "empty": self.env._("The signature is empty. Please draw it."),
            }
            other = self.env._("The signature is no picture. Please draw it again.")
            raise UserError(texts.get(error.args[0], other)) from error
