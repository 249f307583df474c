# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import plaintext2html


class RmaQuestionMixin(models.AbstractModel):
    """What we ask the customer about a unit; it waits until he answers.

    One question at a time: the next step is the customer's as long as it is open, from
    the submission to the end. He answers on his page; what he says on the phone is
    entered by whoever hears it.
    """

    _name = "rma.question.mixin"
    _description = "RMA Question about the Unit"

    question = fields.Text(
        string="Question to the Customer",
        readonly=True,
        copy=False,
        help="Waits for the customer's answer.",
    )
    date_asked = fields.Datetime(string="Asked On", readonly=True, copy=False)
    asked_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    is_ask_customer_allowed = fields.Boolean(compute="_compute_question_allowed")
    is_answer_question_allowed = fields.Boolean(compute="_compute_question_allowed")

    @api.depends("decision", "ending", "question")
    @api.depends_context("uid")
    def _compute_question_allowed(self):
        for action in ("ask_customer", "answer_question"):
            self._set_allowed(action)

    # -- ask --

    def _is_ask_customer_done(self):
        self.ensure_one()
        return bool(self.question) and not self.ending

    def _get_ask_customer_obstacle(self):
        self.ensure_one()
        if self.ending:
            return self._get_ended_obstacle()
        if self.decision == "rejected" or not self.claim_id.is_confirmed:
            return self.env._(
                "%(unit)s waits for nothing, so there is nothing to ask.",
                unit=self.display_name,
            )
        return False

    def _check_ask_customer_allowed(self):
        self._check_allowed("ask_customer")

    def action_ask_customer(self, question=None):
        """Ask the customer about these units; the next step is his until he answers.

        :param str question: in words for the customer; the button asks for them
        :raises odoo.exceptions.UserError: no question, or a unit has ended
        """
        todo = self._pass_gate("ask_customer")
        if todo:
            self._check_text(question, self.env._("the question"))
        todo._ask_customer(question)
        return self._answer(
            todo,
            self.env._(
                "There is an open question already, nothing was sent. Wait for its "
                "answer, or enter it."
            ),
        )

    def _ask_customer(self, question):
        if not self:
            return
        self._write_axis(
            {
                "question": question.strip(),
                "date_asked": fields.Datetime.now(),
                "asked_by_id": self.env.uid,
            }
        )
        # parts or a vendor hold the work up whatever the customer says
        self.filtered(lambda line: not line.work_hold)._write_axis(
            {"work_hold": "waiting_customer"}
        )
        self._log_event("asked", text=question.strip())

    # -- answer --

    def _is_answer_question_done(self):
        self.ensure_one()
        return not self.question

    def _get_answer_question_obstacle(self):
        self.ensure_one()
        return bool(self.ending) and self._get_ended_obstacle()

    def _check_answer_question_allowed(self):
        self._check_allowed("answer_question")

    def action_answer_question(self, answer=None):
        """Enter what the customer answered on the phone or by e-mail.

        :param str answer: what he said; kept in the timeline
        :raises odoo.exceptions.UserError: no answer, or a unit has ended
        """
        todo = self._pass_gate("answer_question")
        if todo:
            self._check_text(answer, self.env._("the answer"))
        todo._answer_question(answer)
        return self._answer(todo, self.env._("There is no open question."))

    def _answer_question(self, answer):
        if not self:
            return
        self._write_axis({"question": False, "date_asked": False})
        self.filtered(lambda line: line.work_hold == "waiting_customer")._write_axis(
            {"work_hold": False}
        )
        self._log_event("answered", text=answer)

    def _is_customer_answer_done(self):
        self.ensure_one()
        return not self.question

    def _get_customer_answer_obstacle(self):
        """Return why the customer cannot answer about the unit, or False."""
        self.ensure_one()
        if not self.ending:
            return False
        return self.env._(
            "%(unit)s is finished: the question is not open any more.",
            unit=self.display_name,
        )

    def _tell_engineer_answer(self, answer):
        """Put the answer on the list of whoever works on the claim, or has asked."""
        user = self.claim_id.user_id or self.asked_by_id[:1]
        if not user:
            return
        self.claim_id.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("The customer has answered"),
            note=plaintext2html(answer),
            user_id=user.id,
        )

    # -- dialogs --

    def action_open_ask_customer(self):
        """Open the dialog that asks for the question."""
        return self._get_page_lines()._open_dialog(
            "rma.remarks.wizard",
            self.env._("Ask the Customer"),
            default_action="ask_customer",
        )

    def action_open_answer_question(self):
        """Open the dialog that asks for the customer's answer."""
        return self._get_page_lines()._open_dialog(
            "rma.remarks.wizard",
            self.env._("Answer of the Customer"),
            default_action="answer_question",
        )
