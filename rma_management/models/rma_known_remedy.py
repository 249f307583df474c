# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What customers may try themselves before they send a unit, and whether it helped."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

#: More advice than this is not read.
MAX_SHOWN = 5


class RmaKnownRemedy(models.Model):
    """Advice for a fault of some goods, shown before the claim is raised."""

    _name = "rma.known.remedy"
    _description = "RMA Known Remedy"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index="btree_not_null")
    product_tmpl_ids = fields.Many2many(
        "product.template",
        "rma_known_remedy_product_rel",
        string="Products",
        help="Empty, and no category: it may help with all products.",
    )
    categ_ids = fields.Many2many(
        "product.category",
        "rma_known_remedy_categ_rel",
        string="Product Categories",
        help="With the categories below them.",
    )
    symptom_ids = fields.Many2many(
        "rma.symptom",
        "rma_known_remedy_symptom_rel",
        string="Symptoms",
        help="Empty: it may help with all symptoms.",
    )
    body = fields.Html(
        string="What to Try",
        required=True,
        translate=True,
        help="Shown to customers before they raise a claim.",
    )
    answer_ids = fields.One2many("rma.known.remedy.answer", "remedy_id")
    solved_count = fields.Integer(string="Solved", compute="_compute_counts")
    unsolved_count = fields.Integer(string="Did Not Help", compute="_compute_counts")
    solved_percent = fields.Float(
        string="Solved (%)", compute="_compute_counts", digits=(5, 1)
    )

    def _compute_counts(self):
        groups = self.env["rma.known.remedy.answer"]._read_group(
            [("remedy_id", "in", self.ids)], ["remedy_id", "is_solved"], ["__count"]
        )
        counts = {(remedy, is_solved): count for remedy, is_solved, count in groups}
        for remedy in self:
            solved = counts.get((remedy, True), 0)
            unsolved = counts.get((remedy, False), 0)
            remedy.solved_count = solved
            remedy.unsolved_count = unsolved
            remedy.solved_percent = 100 * solved / ((solved + unsolved) or 1)

    @api.model
    def _find(self, product, symptom, company):
        """Return the advice for a fault, the most fitting kinds in their order.

        :param product: the product, empty when it is not known
        :param symptom: what is seen, empty when nothing was chosen
        """
        by_symptom = Domain("symptom_ids", "=", False)
        if symptom:
            by_symptom |= Domain("symptom_ids", "in", symptom.ids)
        by_product = Domain("product_tmpl_ids", "=", False) & Domain(
            "categ_ids", "=", False
        )
        if product:
            by_product |= Domain("product_tmpl_ids", "in", product.product_tmpl_id.ids)
            if product.categ_id:
                by_product |= Domain("categ_ids", "parent_of", product.categ_id.ids)
        # sudo: advice is written for customers, who have no rights on its list
        return self.sudo().search(
            Domain("company_id", "in", [False, company.id]) & by_symptom & by_product,
            limit=MAX_SHOWN,
        )

    def _record_answer(self, is_solved, channel, **vals):
        """Keep whether the advice helped; the same answer on the same day counts once.

        :param str channel: ``portal``, ``web``, ``counter`` or ``phone``
        :param vals: ids of partner, product and symptom, serial as text
        """
        # sudo: answers are append-only, nobody writes them himself
        answers_sudo = self.env["rma.known.remedy.answer"].sudo()
        values = {"is_solved": is_solved, "channel": channel, **vals}
        since = fields.Datetime.now() - timedelta(days=1)
        same = [(name, "=", value) for name, value in values.items()]
        given = answers_sudo.search(
            [("remedy_id", "in", self.ids), ("date", ">=", since), *same]
        )
        new = self - given.remedy_id
        company_id = self.env.company.id
        return given | answers_sudo.create(
            [{"remedy_id": r.id, "company_id": company_id, **values} for r in new]
        )

    def action_view_answers(self):
        """Open what customers said about this advice."""
        return self.answer_ids._get_records_action(name=self.env._("Answers"))


class RmaKnownRemedyAnswer(models.Model):
    """Whether an advice helped a customer: a claim that was not needed, or was.

    Append-only for everybody.
    """

    _name = "rma.known.remedy.answer"
    _description = "RMA Answer to a Known Remedy"
    _order = "date desc, id desc"

    remedy_id = fields.Many2one(
        "rma.known.remedy",
        string="Advice",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    partner_id = fields.Many2one("res.partner", string="Customer", ondelete="set null")
    product_id = fields.Many2one("product.product", ondelete="set null")
    serial = fields.Char(help="As the customer told it.")
    symptom_id = fields.Many2one("rma.symptom", ondelete="set null")
    is_solved = fields.Boolean(string="Solved Without Return")
    channel = fields.Selection(
        selection=[
            ("portal", "Portal"),
            ("web", "Web Form"),
            ("counter", "Counter"),
            ("phone", "Phone"),
        ],
        required=True,
    )

    @api.depends("remedy_id", "is_solved")
    def _compute_display_name(self):
        for answer in self:
            result = self.env._("solved") if answer.is_solved else self.env._("no help")
            answer.display_name = f"{answer.remedy_id.name} – {result}"
