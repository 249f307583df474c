# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json

from lxml import etree


class OpenPages:
    """Opens pages in a browser, one after the other; any error on one fails."""

    def _open(self, pages, login):
        """Open *pages*, dicts as ``rma_open_pages.openPages`` takes them."""
        self.browser_js(
            "/odoo",
            "odoo.loader.modules"
            ".get('@rma_management/../tests/tours/rma_open_pages')"
            f".openPages({json.dumps(pages)})",
            "odoo.isReady === true",
            login=login,
            timeout=300,
            success_signal=f"all {len(pages)} pages opened",
        )

    def _get_addon_actions(self, module):
        """Return the windows that an addon brings, in a menu or not; no dialogs."""
        rows = self.env["ir.model.data"].search(
            [("module", "=", module), ("model", "=", "ir.actions.act_window")]
        )
        actions = self.env["ir.actions.act_window"].browse(rows.mapped("res_id"))
        return actions.filtered(lambda action: action.target != "new")

    def _get_action_pages(self, action, user):
        """Return the pages of one window: each view, a record and a new one."""
        model = self.env[action.res_model].with_user(user)
        pages = []
        for view_type in action.view_mode.split(","):
            page = {
                "title": f"{action.name} ({view_type})",
                "action": action.id,
                "viewType": view_type,
                "tabs": True,
            }
            if view_type != "form":
                pages.append(page)
                continue
            record = not model._transient and model.search([], limit=1)
            if record:
                pages.append(page | {"resId": record.id})
            arch = etree.fromstring(model.get_view(view_type="form")["arch"])
            is_closed = arch.get("create", "").lower() in ("0", "false")
            if not is_closed and model.has_access("create"):
                pages.append(page | {"title": f"{action.name} (new)"})
        return pages

    def _get_form_page(self, record, **vals):
        action = {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [[False, "form"]],
        }
        return {"title": record.display_name, "action": action, **vals}
