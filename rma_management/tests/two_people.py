# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests.common import BaseCase, get_db_name

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

CONTEXT = {"tracking_disable": True, "no_reset_password": True}


class TwoPeople(BaseCase):
    """Two people at the same moment: real transactions, committed and cleaned up.

    What a test commits is named in ``self.ids`` (model to ids); ``_delete`` removes it.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.ids = {}
        self.addCleanup(self._clean_up)
        with self._transaction() as env:
            triggers = env["ir.cron.trigger"].search([], order="id desc", limit=1)
            self.last_trigger_id = triggers.id
            self._prepare(env)
            # the job would lock the events of these claims
            self._get(env, "rma.claim").event_ids.write({"notice_state": "none"})

    def _prepare(self, env):
        """Create what the two people meet at; a hook."""

    def _delete(self, env):
        """Delete what was committed; a hook."""

    def _get(self, env, model):
        """Return the records of *model* that this test has committed."""
        return env[model].browse(self.ids.get(model, []))

    def _clean_up(self):
        """Delete what was committed, past the rule that numbers stay on record."""
        with self._transaction() as env:
            context = {**CONTEXT, MODULE_UNINSTALL_FLAG: True, "force_delete": True}
            env = env(context=context)
            self._delete(env)
            triggers = [
                ("id", ">", self.last_trigger_id),
                ("cron_id", "=", env.ref("rma_management.ir_cron_notices").id),
            ]
            env["ir.cron.trigger"].search(triggers).unlink()

    @contextmanager
    def _transaction(self):
        """Yield the environment of a transaction of its own that waits for nobody."""
        with self.registry.cursor() as cr:
            cr.execute("SET LOCAL lock_timeout = '500ms'")
            yield api.Environment(cr, SUPERUSER_ID, CONTEXT)

    @contextmanager
    def _two_people(self):
        """Yield the environments of two administrators in two open transactions."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            envs = []
            for cr in (first, second):
                cr.execute("SET LOCAL lock_timeout = '500ms'")
                env = api.Environment(cr, SUPERUSER_ID, CONTEXT)
                envs.append(env(user=env.ref("base.user_admin")))
            yield envs
