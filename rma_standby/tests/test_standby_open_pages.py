# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.rma_management.tests.open_pages import OpenPages

from .money_common import StandbyMoneyCommon


@tagged("post_install", "-at_install", "browser")
class TestStandbyOpenPages(OpenPages, StandbyMoneyCommon, HttpCase):
    """Every page opens in a browser, for everybody who may see it."""

    IN_POOL = 10
    browser_size = "1400x1000"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = fields.Date.context_today(cls.env.user)
        units = iter(cls.units)
        claim = cls._approved()
        bound = cls._request(line_id=claim.line_ids.id)
        bound.action_reserve(next(units))
        cls.loans = {
            "claim": cls._hand_out(bound),
            "requested": cls._request(),
            "waiting": cls._request(product_id=cls.other_product.id),
            "reserved": cls._reserved(next(units)),
            "prepared": cls._reserved(next(units)),
            "issued": cls._issued(next(units)),
            "overdue": cls._issued(next(units)),
            "asked back": cls._issued(next(units)),
            "returned": cls._bring_back(cls._issued(next(units))),
            "damaged": cls._bring_back(cls._issued(next(units))),
            "lost": cls._issued(next(units)),
            "cancelled": cls._request(),
        }
        cls.loans["prepared"].action_issue()
        cls.loans["asked back"].action_request_return()
        cls.loans["overdue"].sudo().write(
            {
                "date_from": today - timedelta(days=9),
                "date_expected": today - timedelta(days=2),
                "is_date_fixed": True,
            }
        )
        cls.loans["overdue"].sudo()._sync_due_state()
        cls.loans["damaged"].damage = "Broken"
        cls.loans["lost"].action_mark_lost("Stolen")
        cls.loans["cancelled"].action_cancel("Mistake")
        # what costs something, and a ticket without a claim
        cls._ask_fee()
        cls._ask_deposit()
        paid = cls._reserved(next(units))
        paid.action_quote_fee()
        cls.ticket = cls.env["helpdesk.ticket"].create(
            {"name": "Dead", "description": "x", "partner_id": cls.customer.id}
        )
        cls.ticket.action_create_loan()
        cls.loans |= {"paid": paid, "ticket": cls.ticket.standby_loan_ids}
        cls.env["rma.standby.family"].create({"name": "Printers"})

    def _get_actions(self, user):
        """Return our windows that *user* may open."""
        return self._get_addon_actions("rma_standby").filtered(
            lambda action: (
                # dialogs are no pages
                action.target != "new"
                and self.env[action.res_model].with_user(user).has_access("read")
            )
        )

    def _open_all(self, user, actions, *others):
        """Open windows, a loan of every kind and others, with all tabs."""
        pages = [page for a in actions for page in self._get_action_pages(a, user)]
        bound = self.loans["claim"]
        records = [*self.loans.values(), bound.unit_id, bound.line_id, *others]
        pages += [self._get_form_page(record, tabs=True) for record in records]
        self._open(pages, user.login)

    def _open_main(self, user):
        """Open the pool and the loans as one of the people who work with them."""
        names = ("unit_action", "loan_action")
        actions = [self.env.ref(f"rma_standby.rma_standby_{name}") for name in names]
        self._open_all(user, actions)

    def test_every_page_opens(self):
        """Each window with its filters, as the administrator."""
        admin = self.env.ref("base.user_admin")
        loan = self.loans["claim"]
        self._open_all(
            admin,
            self._get_actions(admin),
            self.ticket,
            loan.lot_id,
            loan.unit_id.product_tmpl_id,
            loan.picking_ids[:1],
            loan.line_id.claim_id,
        )
        pages = [
            {
                "title": f"{name} (filters)",
                "action": self.env.ref(f"rma_standby.{name}").id,
                "viewType": "list",
                "filters": True,
            }
            for name in ("rma_standby_loan_action", "rma_standby_unit_action")
        ]
        self._open(pages, admin.login)

    def test_pages_open_for_the_service_desk(self):
        for loan in self.loans.values():
            loan.sudo().user_id = self.agent_own
        self.loans["claim"].line_id.sudo().user_id = self.agent_own
        self.loans["claim"].sudo().claim_id.user_id = self.agent_own
        self._open_main(self.agent_own)

    def test_pages_open_for_the_approver(self):
        self._open_main(self.approver)

    def test_pages_open_for_the_warehouse(self):
        self._open_main(self.stocker)

    def test_pages_open_for_the_auditor(self):
        auditor = new_test_user(
            self.env, "rma_auditor", groups="account.group_account_readonly"
        )
        self._open_main(auditor)

    def test_buttons_open_the_documents(self):
        bound = self.loans["claim"]
        pages = [
            self._get_form_page(record, buttons=True)
            for record in (bound, bound.unit_id)
        ]
        self._open(pages, self.agent.login)
