# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Domain

from ..models.rma_identity_mixin import MAX_SERIAL
from ..models.rma_step_mixin import ENDED_STAGES

#: So many lots with one number are offered to choose from.
MAX_LOTS = 10
#: So many open claims of one unit are named.
MAX_NAMED = 5


class RmaCounterScanMixin(models.AbstractModel):
    """What a scanned or typed number means: a claim, a serial number or an order.

    The number of an open claim opens that claim; a serial fills in product and
    customer; what is unknown becomes the number "as told".
    """

    _name = "rma.counter.scan.mixin"
    _description = "RMA Scan at the Counter"
    _inherit = ["rma.counter.unit.mixin", "rma.counter.customer.mixin"]

    scan = fields.Char(string="Scan or Type a Number")
    scanned = fields.Char(string="Scanned Number")
    found_claim_id = fields.Many2one("rma.claim", string="Claim Found")
    candidate_lot_ids = fields.Many2many(
        "stock.lot", "rma_counter_wizard_candidate_rel", string="Same Number"
    )
    sale_order_id = fields.Many2one("sale.order", string="Order")
    focus_field = fields.Char(compute="_compute_focus_field")
    scan_note = fields.Text(compute="_compute_scan_note")
    scan_level = fields.Selection(
        selection=[("info", "Known"), ("warning", "Look Closer")],
        compute="_compute_scan_note",
    )
    warranty_summary = fields.Char(
        string="Warranty", compute="_compute_warranty_summary"
    )
    open_claims = fields.Text(compute="_compute_open_claims")

    # -- what is shown of it --

    @api.depends("lot_id")
    def _compute_warranty_summary(self):
        for wizard in self:
            wizard.warranty_summary = wizard.lot_id.warranty_summary

    @api.depends("lot_id")
    def _compute_open_claims(self):
        stages = dict(
            self.env["rma.claim.line"]._fields["stage"]._description_selection(self.env)
        )
        for wizard in self:
            lines = wizard._find_open_lines()
            wizard.open_claims = "\n".join(
                self.env._(
                    "%(unit)s: %(stage)s",
                    unit=line.reference,
                    stage=stages.get(line.stage, line.stage),
                )
                for line in lines
            )

    def _find_open_lines(self):
        """Return the open claims of the same unit, whoever works on them."""
        if not self.lot_id or self.lot_id.product_id.tracking != "serial":
            return self.env["rma.claim.line"]
        # sudo: that the unit is in a claim is told to whoever has it in hand
        return (
            self.env["rma.claim.line"]
            .sudo()
            .search(
                [
                    ("lot_id", "=", self.lot_id._origin.id),
                    ("company_id", "=", self.env.company.id),
                    ("claim_id.is_confirmed", "=", True),
                    ("ending", "=", False),
                    ("decision", "!=", "rejected"),
                ],
                limit=MAX_NAMED,
            )
        )

    @api.depends("lot_id", "found_claim_id", "candidate_lot_ids", "sale_order_id")
    def _compute_scan_note(self):
        for wizard in self:
            note, level = wizard._get_scan_note()
            wizard.scan_note, wizard.scan_level = note, level

    def _get_scan_note(self):
        """Return what the number means, as a sentence, and how it is shown."""
        self.ensure_one()
        number = self.scanned
        if claim := self.found_claim_id:
            return self._get_claim_note(claim), "info"
        if self.lot_id or not number:
            return False, False
        if self.candidate_lot_ids:
            return self.env._(
                "Several products have the number %(number)s. Choose the one that "
                "lies here.",
                number=number,
            ), "warning"
        if self.sale_order_id:
            return self.env._(
                "%(number)s is an order. Choose which of its lines the unit is from.",
                number=number,
            ), "info"
        return self.env._(
            "%(number)s is not known here: it is taken as the serial number. Choose "
            "the product and the customer.",
            number=number,
        ), "warning"

    def _get_claim_note(self, claim):
        """Return whose claim the number belongs to, and what the button does."""
        note = self.env._(
            "%(number)s belongs to claim %(claim)s of %(customer)s: %(step)s. No "
            "second claim is made for it.",
            number=self.scanned,
            claim=claim.display_name,
            customer=claim.partner_id.display_name,
            step=claim.next_step_summary or claim.state,
        )
        expected = claim.line_ids.filtered(lambda line: line.goods_state == "expected")
        if len(expected) < 2:
            return note
        more = self.env._(
            "%(count)s units are expected: the button receives all of them. Where some "
            "are missing, open the claim and receive in its transfer.",
            count=len(expected),
        )
        return f"{note} {more}"

    @api.depends("product_id", "found_claim_id", "candidate_lot_ids", "sale_order_id")
    def _compute_focus_field(self):
        """Say where the cursor goes after a scan: to what is still missing."""
        for wizard in self:
            if wizard.found_claim_id:
                wizard.focus_field = "accessories"
            elif wizard.candidate_lot_ids and not wizard.lot_id:
                wizard.focus_field = "lot_id"
            elif wizard.sale_order_id and not wizard.sale_line_id:
                wizard.focus_field = "sale_line_id"
            elif not wizard.product_id:
                wizard.focus_field = "product_id"
            elif not wizard.partner_id and not wizard.is_new_customer:
                wizard.focus_field = "partner_id"
            else:
                wizard.focus_field = "symptom_note"

    # -- what it means --

    @api.onchange("scan")
    def _onchange_scan(self):
        """Find what the number means; a claim first, then serial, then order."""
        text = (self.scan or "").strip()
        self.scan = False
        if not text:
            return None
        if len(text) > MAX_SERIAL:
            return {
                "warning": {
                    "title": self.env._("Not a number"),
                    "message": self.env._(
                        "A number has at most %(limit)s characters; this was longer. "
                        "Scan the number itself.",
                        limit=MAX_SERIAL,
                    ),
                }
            }
        self._forget_scan()
        self.scanned = text
        if claim := self._find_claim(text):
            self.found_claim_id = claim
            self.partner_id = claim.partner_id
            return None
        lots = self._find_lots(text)
        if len(lots) == 1:
            self.lot_id = lots
            self._onchange_lot_id()
        elif lots:
            self.candidate_lot_ids = lots
        elif order := self._find_order(text):
            self._take_order(order)
        else:
            self.lot_name = text
        return None

    def _forget_scan(self):
        """Empty what the last number meant; the customer stays."""
        self.scanned = False
        self.found_claim_id = False
        self.candidate_lot_ids = False
        self.sale_order_id = False
        self.sale_line_id = False
        self.lot_id = False
        self.lot_name = False
        self.product_id = False

    @api.onchange("lot_id")
    def _onchange_lot_id(self):
        """Fill in whose unit it is: the last one it was delivered to."""
        lot = self.lot_id._origin
        if not lot:
            return
        self.lot_name = False
        if self.partner_id or self.is_new_customer:
            return
        history = self.env["rma.claim.line"]._find_history(lot)
        delivery = history.get(lot, {}).get("delivery")
        # sudo: whoever takes the unit in may see whose it is
        partner = delivery and delivery.sudo().picking_id.partner_id
        self.partner_id = (partner or lot.warranty_partner_id).sudo(False)

    def _find_claim(self, text):
        """Return the open claim whose own number this is, or an empty record."""
        Claim = self.env["rma.claim"]
        domain = Claim._get_counter_domain(text)
        domain &= Domain("company_id", "=", self.env.company.id)
        domain &= Domain("state", "not in", ENDED_STAGES)
        claims = Claim.search(domain, limit=2)
        return claims if len(claims) == 1 else claims.browse()

    def _find_lots(self, text):
        """Return the serial numbers and lots that are called *text*."""
        Lot = self.env["stock.lot"]
        company = ("company_id", "in", [False, self.env.company.id])
        lots = Lot.search([("name", "=", text), company], limit=MAX_LOTS)
        if not lots and text != text.upper():
            lots = Lot.search([("name", "=", text.upper()), company], limit=MAX_LOTS)
        return lots

    def _find_order(self, text):
        """Return the confirmed order that is called *text*, or an empty record."""
        return self.env["sale.order"].search(
            [
                ("name", "=", text.upper()),
                ("company_id", "=", self.env.company.id),
                ("state", "=", "sale"),
            ],
            limit=1,
        )

    def _take_order(self, order):
        """Fill in what the order says; its only product is the one."""
        self.sale_order_id = order
        self.partner_id = self.partner_id or order.partner_id
        goods = order.order_line.filtered(lambda line: line.product_id.type == "consu")
        if len(goods) == 1:
            self.sale_line_id = goods
            self.product_id = goods.product_id

    def action_open_found(self):
        """Open the claim that the number belongs to, or the open ones of the unit."""
        self.ensure_one()
        claims = self.found_claim_id or self._find_open_lines().claim_id.sudo(False)
        return claims._filtered_access("read")._get_records_action(
            name=self.env._("Claims")
        )
