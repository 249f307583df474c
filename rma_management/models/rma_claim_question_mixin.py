# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from ..tools.customer_text import check_customer_text


class RmaClaimQuestionMixin(models.AbstractModel):
    """The open questions of a claim's units: asked, shown and answered together."""

    _name = "rma.claim.question.mixin"
    _description = "RMA Questions of the Claim"

    question = fields.Text(
        string="Question to the Customer", compute="_compute_question"
    )
    is_ask_customer_allowed = fields.Boolean(compute="_compute_question_allowed")
    is_answer_question_allowed = fields.Boolean(compute="_compute_question_allowed")

    @api.depends("line_ids.question")
    def _compute_question(self):
        for claim in self:
            questions = dict.fromkeys(filter(None, claim.line_ids.mapped("question")))
            claim.question = "\n".join(questions) or False

    @api.depends("line_ids.question", "line_ids.stage")
    @api.depends_context("uid")
    def _compute_question_allowed(self):
        for claim in self:
            lines = claim.line_ids
            for action in ("ask_customer", "answer_question"):
                name = f"is_{action}_allowed"
                claim[name] = any(line[name] for line in lines)

    def action_ask_customer(self, question=None):
        """Ask the customer about all units that no question is open about.

        :param str question: in words for the customer
        """
        return self._delegate("ask_customer", question)

    def action_answer_question(self, answer=None):
        """Enter the customer's answer about all units with an open question.

        :param str answer: what he said; kept in the timeline
        """
        return self._delegate("answer_question", answer)

    def action_open_ask_customer(self):
        """Open the dialog that asks for the question."""
        lines = self.line_ids.filtered("is_ask_customer_allowed")
        return (lines or self.line_ids).action_open_ask_customer()

    def action_open_answer_question(self):
        """Open the dialog that asks for the customer's answer."""
        lines = self.line_ids.filtered("is_answer_question_allowed")
        return (lines or self.line_ids).action_open_answer_question()

    def _get_customer_questions(self):
        """Return the open questions as pairs of text and the units it is about."""
        self.ensure_one()
        lines = self.line_ids._may_customer("answer")
        return list(lines.grouped("question").items())

    def _customer_answer(self, lines, text, files=()):
        """Take the customer's answer to the question about *lines* of this claim.

        :param files: photos that show it, as ``_attach_uploads`` takes them
        :return: whether there was a question to answer
        :raises odoo.exceptions.UserError: no text, a unit has ended, or a file is not
            taken
        """
        self.ensure_one()
        lines._lock_records()
        todo = lines.filtered(lambda line: not line._is_customer_answer_done())
        if not todo:
            return False
        todo._check_allowed("customer_answer")
        text = check_customer_text(self.env, text, self.env._("your answer"))
        if files:
            self._attach_uploads(files, line=todo[:1])
        todo._answer_question(text)
        todo._tell_engineer_answer(text)
        return True
