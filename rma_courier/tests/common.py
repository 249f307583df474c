# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Command

from odoo.addons.rma_management.tests.common import RmaCommon


class CourierCommon(RmaCommon):
    """Couriers, and what they carry, beside the company of ``RmaCommon``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._ask_for_docket("none")
        cls.company.write({"rma_courier_days": 5, "rma_courier_digest": False})
        cls.courier_company = cls.env["res.partner"].create(
            {"name": "Swift Parcels", "is_company": True, "email": "ask@example.com"}
        )
        freight = cls.env["product.product"].create(
            {"name": "Freight", "type": "service", "list_price": 10}
        )
        cls.carrier, cls.other_carrier = cls.env["delivery.carrier"].create(
            [
                {
                    "name": name,
                    "product_id": freight.id,
                    "delivery_type": "fixed",
                    "tracking_url": "https://track.example.com/<shipmenttrackingnumber>",
                    "rma_partner_id": cls.courier_company.id,
                    "rma_courier_codes": codes,
                }
                for name, codes in (("Swift", "swift, swift-intl"), ("Slow", "slow"))
            ]
        )

    @classmethod
    def _consign(
        cls, claims=None, direction="customer_in", docket=None, user=None, **vals
    ):
        """Announce a consignment with all units of *claims*, as the agent."""
        units = claims.line_ids if claims else cls.env["rma.claim.line"]
        return (
            cls.env["rma.consignment"]
            .with_user(user or cls.agent)
            .create(
                {
                    "direction": direction,
                    "partner_id": cls.customer.id,
                    "carrier_id": cls.carrier.id,
                    "docket": docket,
                    "line_ids": [Command.set(units.ids)],
                    **vals,
                }
            )
        )

    @classmethod
    def _ask_for_docket(cls, how):
        """Let transfers be validated without a docket, with a question, or not."""
        cls.env["stock.picking.type"].search([]).courier_check = how

    @classmethod
    def _told(cls, consignment, status, date=None, key=None, **vals):
        """Tell of *consignment* as a tracking service does; returns the new events."""
        return cls.env["rma.consignment"]._register_events(
            [
                {
                    "consignment_id": consignment.id,
                    "status": status,
                    "date": date,
                    "source": "webhook",
                    "source_key": key,
                    **vals,
                }
            ]
        )
