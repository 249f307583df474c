# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import contextmanager
from unittest.mock import patch

from .common import CourierCommon


@contextmanager
def real_pdf(env):
    """Let reports be real PDFs: in tests they are HTML unless somebody asks."""
    model = type(env["ir.actions.report"])
    render = model._render_qweb_pdf

    def force(report, *args, **kwargs):
        report = report.with_context(force_report_rendering=True)
        return render(report, *args, **kwargs)

    with patch.object(model, "_render_qweb_pdf", force):
        yield


class LabelCommon(CourierCommon):
    """A service centre with an address, and a customer who sends parcels."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        country = cls.env.ref("base.de")
        cls.warehouse.partner_id = cls.env["res.partner"].create(
            {
                "name": "Service Centre North",
                "street": "Workshop Road 7",
                "zip": "20095",
                "city": "Hamburg",
                "country_id": country.id,
            }
        )
        cls.customer.write(
            {
                "street": "Market Square 1",
                "zip": "10001",
                "city": "Riverton",
                "country_id": country.id,
            }
        )
        cls.report_model = cls.env["ir.actions.report"]

    def _render_html(self, name, records, user=None, **data):
        """Return the paper *name* as HTML, as *user* (agent)."""
        report = self.report_model.with_user(user or self.agent)
        ids = records.ids if not data else None
        data = {**data, "ids": records.ids} if data else {}
        html = report._render_qweb_html(f"rma_courier.report_{name}", ids, data)[0]
        return html.decode()

    def _render_zpl(self, name, records, user=None, **data):
        report = self.report_model.with_user(user or self.agent)
        name = f"rma_courier.report_{name}_zpl"
        data = {**data, "ids": records.ids}
        return report._render_qweb_text(name, None, data)[0].decode()

    @classmethod
    def _register_named(cls, name, lot=None, street=None, **vals):
        """Return an approved claim of a new customer."""
        customer = cls.env["res.partner"].create(
            {"name": name, "street": street, "city": "Riverton", "is_company": True}
        )
        return cls._approved(partner_id=customer.id, lot=lot, **vals)
