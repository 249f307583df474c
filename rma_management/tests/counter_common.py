# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import base64

from odoo.tests import Form
from odoo.tools.misc import file_open

from .common import RmaCommon


class CounterCommon(RmaCommon):
    """Somebody of the service desk at the counter, without any right on stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open("web/static/img/logo.png", "rb") as picture:
            cls.picture = base64.b64encode(picture.read())
        # the repair is free: the rules have nothing to say
        cls.known_lot = cls.lots[0]

    def _open(self, user=None, **context):
        """Return the form of an empty counter."""
        model = self.env["rma.counter.wizard"].with_user(user or self.agent)
        return Form(model.with_context(**context))

    def _scan(self, form, text):
        form.scan = text
        return form

    def _take_in(self, form):
        """Press the one button; return the saved page."""
        wizard = form.save()
        wizard.action_take_in()
        return wizard
