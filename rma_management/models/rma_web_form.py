# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re

from odoo import api, models
from odoo.tools import email_normalize

#: The fields of each step.
STEPS = {
    1: ("serial", "product_text", "date_purchased"),
    2: (
        "symptom_id",
        "symptom_note",
        "reason_id",
        "reason_note",
        "demand",
        "delivery_method",
        "accessories",
    ),
    3: (
        "name",
        "company",
        "email",
        "phone",
        "street",
        "zip",
        "city",
        "country_id",
        "delegate_name",
        "delegate_phone",
    ),
    4: ("consent",),
}
#: What the form carries from step to step besides.
CARRIED = ("once", "remedies_seen")
#: Longest answers about the author; those about the unit are checked as everywhere.
LIMITS = {
    "name": 80,
    "company": 80,
    "email": 254,
    "phone": 32,
    "street": 120,
    "zip": 20,
    "city": 80,
}
#: Longest text that is carried at all.
MAX_CARRIED = 10_000
#: Answers of many lines.
LONG_FIELDS = frozenset({"symptom_note", "reason_note"})
#: What goes into an e-mail to an address that nobody has confirmed yet.
MAILED_FIELDS = ("name", "company", "product_text", "serial")
#: One address and nothing else: no list, no name, no second line.
ONE_EMAIL = re.compile(
    r"[^\s,;:<>()\[\]\"\\@]+@[^\s,;:<>()\[\]\"\\@]+\.[^\s,;:<>@]{2,}"
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ud800-\udfff]")
LINK = re.compile(r"://|\bwww\.", re.IGNORECASE)
PHONE = re.compile(r"\+?[\d\s()/.-]{5,32}")


class RmaWebForm(models.AbstractModel):
    """The public form's answers: checked step by step, and all again at the end.

    Nothing is kept between the steps: the pages carry the answers.
    """

    _name = "rma.web.form"
    _description = "RMA Public Form"

    @api.model
    def _clean(self, post):
        """Return the form's answers in *post* as tidy texts, whatever was sent."""
        answers = {}
        for name in (*sum(STEPS.values(), ()), *CARRIED):
            value = post.get(name)
            text = value[:MAX_CARRIED] if isinstance(value, str) else ""
            text = CONTROL.sub("", text)
            if name in LONG_FIELDS:
                answers[name] = text.replace("\r\n", "\n").strip()
            elif name == "email":
                # a second line is a mistake to be told, not to be joined to the first
                answers[name] = text.strip(" ")
            else:
                answers[name] = " ".join(text.split())
        return answers

    @api.model
    def _check(self, answers, steps=tuple(STEPS)):
        """Return what is wrong with the answers of *steps*: {field: sentence}."""
        errors = self._check_unit(answers) | self._check_author(answers)
        for name in MAILED_FIELDS:
            if LINK.search(answers[name]):
                errors[name] = self.env._("Please enter it without a web address.")
        if answers["consent"] != "yes":
            errors["consent"] = self.env._(
                "We may handle your claim only when you agree that we use your details "
                "for it. Please tick the box."
            )
        # in the order of the pages, so that the first error is the first to mend
        asked = [name for step in steps for name in STEPS[step]]
        return {name: errors[name] for name in asked if name in errors}

    @api.model
    def _check_unit(self, answers):
        _vals, errors = self.env["rma.claim"]._prepare_intake_vals(answers)
        if not answers["demand"]:
            errors["demand"] = self.env._("Please choose what you ask for.")
        if not answers["delivery_method"]:
            errors["delivery_method"] = self.env._("Please choose how it comes to us.")
        return errors

    @api.model
    def _check_author(self, answers):
        errors = {}
        if answers["delivery_method"] == "pickup":
            wanted = {
                "street": self.env._("Please enter the street where we pick it up."),
                "zip": self.env._("Please enter the postcode where we pick it up."),
                "city": self.env._("Please enter the city where we pick it up."),
            }
            errors = {name: text for name, text in wanted.items() if not answers[name]}
        if not answers["name"]:
            errors["name"] = self.env._("Please enter your name.")
        if answers["phone"] and not PHONE.fullmatch(answers["phone"]):
            errors["phone"] = self.env._(
                "Enter a telephone number, for example +1 555 010 0199."
            )
        if not self._get_email(answers):
            errors["email"] = self.env._(
                "Please enter one e-mail address, for example name@example.com: we "
                "send the link there that confirms your claim."
            )
        country = answers["country_id"]
        if country and not self._browse_published("res.country", country):
            errors["country_id"] = self.env._("Choose one of the list.")
        for name, limit in LIMITS.items():
            if len(answers[name]) > limit:
                errors[name] = self.env._(
                    "At most %(limit)s characters fit here, these are %(count)s. "
                    "Please shorten the text.",
                    limit=limit,
                    count=len(answers[name]),
                )
        return errors

    # -- reading answers --

    @api.model
    def _get_email(self, answers):
        """Return the one e-mail address that was typed, normalised, or False."""
        text = answers["email"]
        if len(text) > LIMITS["email"] or not ONE_EMAIL.fullmatch(text):
            return False
        return email_normalize(text)

    @api.model
    def _browse_published(self, model, text):
        """Return the record of master data that the posted *text* names, or nothing."""
        records_sudo = self.env[model].sudo()  # sudo: lists that everybody may see
        if not re.fullmatch(r"[0-9]{1,9}", text):
            return records_sudo.browse()
        return records_sudo.search([("id", "=", int(text))])

    @api.model
    def _get_choices(self, name):
        """Return {value: words for customers} of a choice of the form."""
        if name == "demand":
            return {
                "warranty": self.env._("Repair or replace it under warranty"),
                "nonconformity": self.env._("It is not what I was promised"),
                "paid": self.env._("Repair it, I pay for it"),
            }
        return {
            "courier": self.env._("I send it by courier"),
            "pickup": self.env._("Please pick it up"),
            "counter": self.env._("I bring it to you"),
        }

    @api.model
    def _get_lists(self):
        """Return the lists of the form: symptoms, reasons, countries."""
        env = self.sudo().env  # sudo: lists that everybody may see
        return {
            "symptoms": env["rma.symptom"].search([]),
            "reasons": env["rma.reason"].search([]),
            "countries": env["res.country"].search([]),
        }

    @api.model
    def _find_remedies(self, answers):
        """Return what may help without a return; nothing is looked up by the serial."""
        symptom = self._browse_published("rma.symptom", answers["symptom_id"])
        product = self.env["product.product"]
        return self.env["rma.known.remedy"]._find(product, symptom, self.env.company)

    @api.model
    def _record_remedies(self, remedies, answers, is_solved):
        """Keep whether *remedies* have helped."""
        symptom = self._browse_published("rma.symptom", answers["symptom_id"])
        remedies._record_answer(
            is_solved,
            "web",
            serial=answers["serial"] or False,
            symptom_id=symptom.id,
        )

    @api.model
    def _create_claim(self, answers, files):
        """Return the unconfirmed claim made of checked answers.

        :raises odoo.exceptions.UserError: a file is too big or of another kind
        """
        claims = self.env["rma.claim"]
        vals, _errors = claims._prepare_intake_vals(answers)
        claim = claims._create_web_claim(vals, self._prepare_author(answers))
        claim._attach_uploads(files)
        return claim

    @api.model
    def _prepare_author(self, answers):
        """Return who the author says he is, and what he typed of the unit."""
        symptom = self._browse_published("rma.symptom", answers["symptom_id"])
        country = self._browse_published("res.country", answers["country_id"])
        texts = ("name", "company", "phone", "street", "zip", "city")
        return {
            **{name: answers[name] for name in texts},
            "email": self._get_email(answers),
            "country_id": country.id,
            "lang": self.env.lang,
            "product": answers["product_text"],
            "serial": answers["serial"],
            "fault": symptom.name or "",
        }
