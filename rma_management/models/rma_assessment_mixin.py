# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class RmaAssessmentMixin(models.AbstractModel):
    """Who pays, in careful words for the customer, before anybody has decided.

    Only what is his is told: the reasons of the rules, and whose a unit is that he did
    not buy from us, are for colleagues.
    """

    _name = "rma.assessment.mixin"
    _description = "RMA Pre-assessment in Words"

    def _get_customer_assessment(self):
        """Return ``(title, text)`` of what the rules say now about an own unit."""
        self.ensure_one()
        return self._get_assessment_title(), " ".join(
            [self._get_assessment_text(), self._get_assessment_caution()]
        )

    def _get_assessment_caution(self):
        return self.env._("You get the final answer when we have looked at it.")

    def _get_assessment_kind(self):
        """Return what can be said: paid, unknown, open, free, part, contract, none."""
        self.ensure_one()
        if self.claim_id.demand == "paid":
            return "paid"
        if not self.lot_id and not self.sale_line_id and not self.date_purchased:
            return "unknown"
        if not self.product_id:
            return "unknown"
        if self.verdict == "block":
            return "open"
        if self.verdict_coverage == "paid":
            return "none"
        if self.verdict_coverage not in ("free", "contract"):
            return "open"
        if min(self.parts_percent, self.labour_percent) < 100:
            return "part"
        return self.verdict_coverage

    def _get_assessment_title(self):
        return {
            "paid": self.env._("A paid service"),
            "unknown": self.env._("We do not know this unit yet"),
            "open": self.env._("We have to look at this more closely"),
            "free": self.env._("Probably free of charge"),
            "part": self.env._("Probably covered in part"),
            "contract": self.env._("Probably covered by your service contract"),
            "none": self.env._("Probably not covered"),
        }[self._get_assessment_kind()]

    def _get_assessment_text(self):
        return {
            "paid": self.env._(
                "You asked for a paid service: you get a quotation before anything is "
                "done that costs money."
            ),
            "unknown": self.env._(
                "We do not find this unit among those that we delivered to you, so we "
                "check it by hand. A proof of purchase helps us."
            ),
            "open": self.env._(
                "We cannot say yet who pays for this unit. We tell you before anything "
                "is done that costs money."
            ),
            "free": self.env._(
                "As far as we can see now, the warranty covers this unit and the "
                "repair costs you nothing."
            ),
            "part": self.env._(
                "As far as we can see now, a part of the costs is covered. You get a "
                "quotation for the rest before we start."
            ),
            "contract": self.env._(
                "As far as we can see now, your service contract covers this unit."
            ),
            "none": self.env._(
                "As far as we can see now, this unit is not under warranty. You get a "
                "quotation before anything is done that costs money."
            ),
        }[self._get_assessment_kind()]

    def _get_customer_warranty(self):
        """Return the warranty of an own serial in a sentence, or False.

        Without names of people and without why it is void.
        """
        self.ensure_one()
        return self.lot_id and self.lot_id._get_customer_warranty()
