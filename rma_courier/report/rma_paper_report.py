# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import UserError

from ..tools import label_text

#: More at once is a mistake in typing.
MAX_COPIES = 100
#: Pages that one document holds at most.
MAX_PAGES = 2000


class RmaPaperReport(models.AbstractModel):
    """Prepares labels and papers for their templates: plain values only.

    The records come from the Print menu (*docids*) or from the dialog (``data``); both
    are ids from outside, so the records themselves check who may read them.
    """

    _name = "rma.paper.report"
    _description = "RMA Paper"

    #: Model of the records, and the method that says what stands on their papers.
    _paper_model = None
    _paper_method = None

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return the values of the template.

        :raises odoo.exceptions.AccessError: the user may not read a record
        """
        data = data or {}
        ids = docids or data.get("ids") or []
        if not isinstance(ids, list) or not all(isinstance(i, int) for i in ids):
            raise UserError(self.env._("Choose the records to print in their list."))
        records = self.env[self._paper_model].browse(ids)
        if not records:
            raise UserError(
                self.env._("There is nothing to print: choose at least one record.")
            )
        papers = getattr(records, self._paper_method)()
        copies = self._to_number(data.get("copies"), MAX_COPIES)
        return {
            **self._prepare_values(papers, copies, data),
            "doc_ids": records.ids,
            "doc_model": self._paper_model,
            "split_runs": label_text.split_runs,
            "get_direction": label_text.get_direction,
            "zoom": self.env["ir.actions.report"]._get_rma_zoom(),
        }

    @api.model
    def _to_number(self, value, limit):
        """Return *value* as a whole number from 1 to *limit*; 1 when missing."""
        try:
            number = int(value or 1)
        except (TypeError, ValueError):
            number = 0
        if not 1 <= number <= limit:
            raise UserError(
                self.env._(
                    "“%(value)s” is not possible here: enter a whole number from 1 to "
                    "%(limit)s.",
                    value=value,
                    limit=limit,
                )
            )
        return number

    @api.model
    def _prepare_values(self, papers, copies, data):
        """Return the values of the template from the *papers*; a hook."""
        if len(papers) * copies > MAX_PAGES:
            raise UserError(
                self.env._(
                    "This would be more than %(limit)s pages. Print fewer records or "
                    "copies at once.",
                    limit=MAX_PAGES,
                )
            )
        return {"papers": [paper for paper in papers for _i in range(copies)]}
