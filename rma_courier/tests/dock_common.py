# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from .common import CourierCommon


class DockCommon(CourierCommon):
    """The dock, as the stocker sees it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dock = cls.env["rma.dock"].with_user(cls.stocker)

    def _scan(self, code, kind, **vals):
        """Scan *code* as the stocker, assert what kind of answer comes; return it."""
        answer = self.dock.scan(code, **vals)
        self.assertEqual(answer["kind"], kind, answer)
        self.assertTrue(answer["message"])
        return answer

    def _get_receipt(self, claim):
        """Return the claim's open receipt, as the warehouse."""
        return self._get_open_pickings(claim, "incoming")

    def _keep(self, **vals):
        """Return a parcel in quarantine, kept by the stocker."""
        return (
            self.env["rma.parcel"]
            .with_user(self.stocker)
            .create({"sender_name": "Somebody", "contents": "A box", **vals})
        )
