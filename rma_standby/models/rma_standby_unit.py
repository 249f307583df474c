# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

#: How good a unit of the pool is.
GRADES = [
    ("new", "As new"),
    ("good", "Good"),
    ("worn", "Worn"),
    ("damaged", "Damaged"),
]
#: Where a unit of the pool stands; the board has a column for each.
UNIT_STATES = [
    ("free", "Free"),
    ("reserved", "Reserved"),
    ("on_loan", "On Loan"),
    ("overdue", "Overdue"),
    ("preparation", "In Preparation"),
    ("lost", "Lost"),
    ("out", "Not in the Pool"),
]


class RmaStandbyUnit(models.Model):
    """One serial number that may be lent.

    Whatever native transfers bring into the pool becomes such a unit; what they take
    out leaves it. State and place are read off stock and loans, never typed.
    """

    _name = "rma.standby.unit"
    _description = "RMA Stand-by Unit"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "rma.action.mixin",
        "rma.standby.place.mixin",
        "rma.standby.unit.page.mixin",
        "rma.standby.value.mixin",
    ]
    _order = "product_id, id"
    _rec_name = "lot_id"
    _rec_names_search = ["lot_id.name", "product_id"]
    _check_company_auto = True
    _mail_post_access = "read"

    product_id = fields.Many2one(
        related="lot_id.product_id", store=True, index=True, precompute=True
    )
    product_tmpl_id = fields.Many2one(related="product_id.product_tmpl_id")
    family_id = fields.Many2one(
        related="product_id.rma_standby_family_id", store=True, index=True
    )
    rank = fields.Integer(related="product_id.rma_standby_rank", store=True)
    active = fields.Boolean(default=True)
    # what it is like
    grade = fields.Selection(selection=GRADES, default="good", tracking=True)
    accessories = fields.Char(help="What goes with it: power supply, cables, bag …")
    date_service_due = fields.Date(
        string="Service Due", index="btree_not_null", tracking=True
    )
    note = fields.Text(string="Notes")
    is_ready = fields.Boolean(
        string="Checked",
        default=True,
        readonly=True,
        copy=False,
        help="Somebody has checked it since it came back.",
    )
    state = fields.Selection(
        selection=UNIT_STATES,
        compute="_compute_state",
        store=True,
        index=True,
        group_expand="_group_expand_state",
    )
    # who has it
    loan_ids = fields.One2many("rma.standby.loan", "unit_id", string="Loans")
    loan_id = fields.Many2one(
        "rma.standby.loan",
        string="Current Loan",
        compute="_compute_state",
        store=True,
        help="The loan that has it; when it is here, the next one that wants it.",
    )
    loan_count = fields.Integer(string="Loans Count", compute="_compute_loan_count")
    partner_id = fields.Many2one(
        related="loan_id.partner_id", string="Customer", tracking=False
    )
    date_expected = fields.Date(
        related="loan_id.date_expected", string="Until", tracking=False
    )
    is_make_ready_allowed = fields.Boolean(compute="_compute_unit_allowed")

    _lot_uniq = models.UniqueIndex(
        "(lot_id)", "This serial number is in the stand-by pool already."
    )

    # -- computes --

    @api.depends("place", "is_ready", "loan_ids.state", "loan_ids.date_from")
    def _compute_state(self):
        for unit in self:
            loan = unit._get_current_loan()
            unit.loan_id = loan
            unit.state = unit._get_state(loan)

    def _get_current_loan(self):
        """Return the loan that has the unit, else the next one that wants it."""
        self.ensure_one()
        by_state = self.loan_ids.grouped("state")
        none = self.loan_ids.browse()
        for state in ("overdue", "due", "issued"):
            if state in by_state:
                return by_state[state][:1]
        if "lost" in by_state and self.place == "on_loan":
            return by_state["lost"].sorted("id")[-1:]
        return by_state.get("reserved", none).sorted("date_from")[:1]

    def _get_state(self, loan):
        """Return where the unit stands, given its current loan."""
        self.ensure_one()
        if loan.state in ("issued", "due"):
            return "on_loan"
        if loan.state in ("overdue", "lost"):
            return loan.state
        if self.place != "pool":
            return "out"
        if not self.is_ready:
            return "preparation"
        return "reserved" if loan else "free"

    @api.model
    def _group_expand_state(self, states, domain):
        """Show the columns of the pool also when they are empty."""
        living = [
            state for state, _label in UNIT_STATES if state not in ("lost", "out")
        ]
        return living + [state for state in states if state not in living]

    def _compute_loan_count(self):
        counts = dict(
            self.env["rma.standby.loan"]._read_group(
                [("unit_id", "in", self.ids)], ["unit_id"], ["__count"]
            )
        )
        for unit in self:
            unit.loan_count = counts.get(unit, 0)

    @api.depends("lot_id.name", "product_id")
    def _compute_display_name(self):
        for unit in self:
            # sudo: serial and product's name are what the unit is called
            names = (unit.product_id.sudo().display_name, unit.lot_id.sudo().name)
            unit.display_name = " ".join(filter(None, names))

    @api.constrains("lot_id")
    def _check_lot_id(self):
        for unit in self:
            if not unit.product_id.is_rma_standby:
                raise ValidationError(
                    self.env._(
                        "%(product)s is not lent: tick “May Be Lent” on the product "
                        "first.",
                        product=unit.product_id.display_name,
                    )
                )

    # -- CRUD --

    @api.model_create_multi
    def create(self, vals_list):
        """Keep what only actions write closed."""
        for vals in vals_list:
            self._check_axis_vals(vals)
        model = self._without_closed_defaults()
        return super(RmaStandbyUnit, model).create(vals_list).with_env(self.env)

    def write(self, vals):
        """Keep what only actions write closed, and the serial of a unit."""
        self._check_axis_vals(vals)
        if not vals.get("active", True):
            self._check_not_wanted()
        if {"lot_id", "company_id"} & vals.keys():
            self._check_identity(vals)
        return super().write(vals)

    def _check_identity(self, vals):
        """Raise when a unit that was lent is to be another one, or somebody else's."""
        for unit in self:
            # sudo: that it was lent counts, whoever's loan it was
            is_lent = bool(unit.sudo().loan_ids)
            if is_lent and vals.get("lot_id", unit.lot_id.id) != unit.lot_id.id:
                raise UserError(
                    self.env._(
                        "%(unit)s was lent already: its serial number stays.",
                        unit=unit.display_name,
                    )
                )
            if vals.get("company_id", unit.company_id.id) != unit.company_id.id:
                raise UserError(
                    self.env._(
                        "%(unit)s stays with its company. Sell it to the other company "
                        "and receive it there.",
                        unit=unit.display_name,
                    )
                )

    def _check_not_wanted(self):
        """Raise when somebody has one of these units, or has booked it."""
        for unit in self.filtered("loan_id"):
            raise UserError(
                self.env._(
                    "%(unit)s is not archived while %(loan)s has it or wants it.",
                    unit=unit.display_name,
                    # sudo: which loan it is, whoever may read it
                    loan=unit.sudo().loan_id.name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_lent(self):
        for unit in self:
            # sudo: as in _check_identity
            if unit.sudo().loan_ids:
                raise UserError(
                    self.env._(
                        "%(unit)s was lent already and stays on record. Archive it "
                        "instead of deleting it.",
                        unit=unit.display_name,
                    )
                )

    # -- ready for the next loan --

    @api.depends("state", "is_ready")
    def _compute_unit_allowed(self):
        self._set_allowed("make_ready")

    def _is_make_ready_done(self):
        self.ensure_one()
        return self.is_ready

    def _get_make_ready_obstacle(self):
        self.ensure_one()
        if self.place != "pool":
            return self.env._(
                "%(unit)s is not in the pool, so there is nothing to check.",
                unit=self.display_name,
            )
        return False

    def action_make_ready(self):
        """Note that the units were checked and may be lent again.

        :raises odoo.exceptions.UserError: a unit is not in the pool
        """
        todo = self._pass_gate("make_ready")
        todo._write_axis({"is_ready": True})
        return self._answer(todo, self.env._("This is ready already."))

    # -- why not --

    def _get_lending_obstacle(self):
        """Return why the unit cannot be lent at all now, or False."""
        self.ensure_one()
        unit = self.display_name
        if not self.active:
            return self.env._("%(unit)s is archived and is not lent.", unit=unit)
        if self.state == "lost":
            return self.env._(
                "%(unit)s was lost (%(loan)s) and is not lent before it is found.",
                unit=unit,
                # sudo: as in the name of the unit
                loan=self.sudo().loan_id.name,
            )
        if self.place == "pool" and not self.is_ready:
            return self.env._(
                "%(unit)s is in preparation: check it and mark it as ready first.",
                unit=unit,
            )
        if self.place == "elsewhere":
            location = self.location_id
            is_gone = not location or location.usage == "customer"
            place = (
                self.env._("sold, or not in stock")
                if is_gone
                else (location.display_name)
            )
            return self.env._(
                "%(unit)s is not in the stand-by pool (%(place)s). Bring it into the "
                "pool by a transfer first, or lend another unit.",
                unit=unit,
                place=place,
            )
        return False
