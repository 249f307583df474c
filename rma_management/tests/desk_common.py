# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import io
import re

from odoo.tests import new_test_user

from .portal_common import PortalCommon


class DeskCommon(PortalCommon):
    """The shop may send lists; so may a chain, which is a stranger to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.default_code = "PRN-1"
        cls.cable.default_code = "CBL-1"
        cls.chain = cls.env["res.partner"].create(
            {"name": "Chain", "is_company": True, "email": "chain@example.com"}
        )
        (cls.customer | cls.chain).rma_is_partner_desk = True
        cls.chain_user = new_test_user(
            cls.env,
            "rma_chain",
            groups="base.group_portal",
            partner_id=cls.chain.id,
        )
        cls.desks = cls.env["rma.desk.batch"].with_user(cls.portal).sudo()

    # -- lists --

    @classmethod
    def _create_batch(cls, *lines, user=None, **vals):
        """Return the list of *lines* (texts with tabs) as the pages make it."""
        table = [(n, line.split("\t")) for n, line in enumerate(lines, 1)]
        user = user or cls.portal
        desks = cls.env["rma.desk.batch"].with_user(user).sudo()
        return desks._create_from_table(user.partner_id, table, **vals)

    @classmethod
    def _make_xlsx(cls, rows):
        """Return a workbook as spreadsheets write it."""
        from openpyxl import Workbook

        book = Workbook()
        for row in rows:
            book.active.append(row)
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()

    @classmethod
    def _read_xlsx(cls, content):
        """Return the rows of the first sheet, formulas as such."""
        from openpyxl import load_workbook

        book = load_workbook(io.BytesIO(content))
        return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]

    def _upload(self, content=None, name="units.csv", **data):
        """Post a list through the page; returns the response."""
        files = {"file": (name, content)} if content is not None else None
        return self._post("/my/rma/desk/upload", data, files=files)

    def _get_batch(self, response):
        """Return the list that the answer of an upload leads to."""
        self.assertEqual(response.status_code, 303, response.text[:2000])
        batch_id = re.search(r"/my/rma/desk/(\d+)", response.headers["Location"])[1]
        return self.desks.browse(int(batch_id))

    def _get_errors(self, batch):
        """Return {row number: what is wrong}."""
        self.env.invalidate_all()
        return {row.number: row.error for row in batch.row_ids if row.error}
