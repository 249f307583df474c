"""The main job on the demo data, through the public actions only.

`setup/demo --once` feeds this file to `odoo shell` on a fresh copy of the demo
database (`env` is there). It prints each step of the timeline with the numbers of the
native documents, raises at the first step that does not hold, and ends normally
otherwise. The copy is thrown away, so nothing needs to be undone.
"""

from odoo import Command

env = self.env if "self" in globals() else env


def demo(name):
    """Return a record of the demo data."""
    return env.ref(f"rma_management.{name}")


def as_role(role, record):
    """Return *record* as one of the demo's roles sees it."""
    return record.with_user(demo(f"demo_user_{role}"))


def hold(is_true, text):
    """Print the step, or stop when it does not hold."""
    if not is_true:
        raise AssertionError(f"This step does not hold: {text}")
    print(f"  ok  {text}")


def validate(claim, code, **vals):
    """Let the warehouse complete and validate the claim's open transfer; return it."""
    picking = claim.line_ids.picking_ids.filtered(
        lambda p: p.picking_type_id.code == code and p.state != "done"
    )
    as_role("warehouse", picking).write(vals)
    result = as_role("warehouse", picking).button_validate()
    hold(result is True and picking.state == "done", f"transfer {picking.name} done")
    return picking


# -- a unit that we sold --
product = demo("demo_product_register")
order = env["sale.order"].create(
    {
        "partner_id": demo("demo_partner_hotel").id,
        "order_line": [Command.create({"product_id": product.id})],
    }
)
order.action_confirm()
order.picking_ids.move_ids.picked = True
order.picking_ids._action_done()
lot = order.picking_ids.move_line_ids.lot_id
on_hand, value = product.qty_available, product.total_value
hold(lot and order.picking_ids.state == "done", f"{order.name} sold serial {lot.name}")

# -- ticket → claim --
ticket = as_role("desk", env["helpdesk.ticket"]).create(
    {
        "name": "Cash register does not print",
        "description": "<p>Beeps and shows an error.</p>",
        "partner_id": demo("demo_partner_hotel").id,
        "team_id": demo("demo_team").id,
        "rma_lot_id": lot.id,
        "rma_product_id": product.id,
    }
)
ticket.action_create_rma()
claim = ticket.rma_claim_ids
line = claim.line_ids
hold(claim.state == "draft", f"ticket {ticket.number} made claim {claim.name}")
hold(line.sale_line_id.order_id == order, f"the serial names its order {order.name}")
claim.resolution_id = demo("resolution_repair")

# -- entitlement, where an addon brings it --
if hasattr(line, "action_check_entitlement"):
    line.action_check_entitlement()
    hold(line.coverage, f"entitlement checked: {line.coverage}")

# -- approval --
claim.action_submit()
hold(claim.state == "submitted" and not claim.rma_number, "submitted, no number yet")
as_role("approver", claim).action_approve()
hold(claim.rma_number, f"approved: {claim.rma_number} until {claim.valid_until}")

# -- a loaner meanwhile, where there is a pool --
has_standby = "rma.standby.loan" in env
if has_standby:
    loan = as_role("desk", env["rma.standby.loan"]).create(
        {
            "line_id": line.id,
            "product_id": env.ref("rma_standby.demo_product_terminal_plus").id,
            "delivery_method": "counter",
        }
    )
    if as_role("approver", loan).is_waive_charges_allowed:
        as_role("approver", loan).action_waive_charges("The hotel is full")
    loan.action_reserve()
    loan.action_issue()
    as_role("warehouse", loan.picking_ids).button_validate()
    hold(loan.state == "issued", f"{loan.name} lent {loan.lot_id.name} meanwhile")

# -- the parcel, where couriers are followed --
has_courier = "rma.consignment" in env
out_vals = {}
if has_courier:
    carrier = env.ref("rma_courier.demo_carrier_swift")
    as_role("desk", claim).action_announce_consignment(docket="JOB-1", carrier=carrier)
    parcel = claim.consignment_ids
    hold(claim.stage == "dispatched", f"stage: Dispatched, by {parcel.name}")
    found = as_role("warehouse", env["rma.dock"]).scan("job 1")
    hold(found["kind"] == "receipt", "the dock knows the docket")
    out_vals = {"carrier_id": carrier.id, "carrier_tracking_ref": "JOB-2"}

# -- receipt --
receipt = validate(claim, "incoming")
hold(claim.stage == "received", "stage: Received for Repair/Inspection")
hold(
    receipt.move_line_ids.owner_id == claim.partner_id, "the unit stays the customer's"
)

# -- repair --
line = as_role("engineer", line)
line.write({"condition_grade": "good", "accessories": "Power cable"})
line.action_start_work()
repair = line.repair_ids
keyboard = demo("demo_product_keyboard")
repair.move_ids = [
    Command.create(
        {"product_id": keyboard.id, "product_uom_qty": 1, "repair_line_type": "add"}
    )
]
parts = keyboard.qty_available
line.solution = "Keyboard replaced."
line.action_finish_work()
hold(
    repair.state == "done" and repair.lot_id == lot, f"repair order {repair.name} done"
)
hold(keyboard.qty_available == parts - 1, "one part left the stock")

# -- return, confirmation, closure --
line.action_ship()
delivery = validate(claim, "outgoing", **out_vals)
hold(delivery.move_line_ids.lot_id == lot, f"{delivery.name} brought back {lot.name}")
if has_courier:
    hold(claim.stage == "shipped", "stage: Shipped")
    delivery.consignment_ids.action_deliver()
    hold(claim.stage == "delivered", "stage: Delivered, told by the courier")
line.action_confirm_working()
if has_standby:
    hold(loan.is_return_requested, "the loaner was asked for with the delivery")
    hold(not line.is_close_allowed, "the claim stays open until it is home")
    back = loan.picking_ids.filtered(lambda p: p.state == "assigned")
    as_role("warehouse", back).button_validate()
    hold(loan.state == "returned", f"{back.name} brought the loaner home")
claim.action_close()
hold(claim.state == "closed", f"{claim.rma_number} closed")
hold(order.order_line.qty_delivered == 1, "the original order is untouched")
hold(
    (product.qty_available, product.total_value) == (on_hand, value),
    "stock on hand and its value are what they were",
)

print(f"\nTimeline of {claim.rma_number}")
for event in claim._get_timeline_events():
    parts = [event["title"], event["document"], event["text"], event["actor"]]
    print(f"  {event['date']:%Y-%m-%d %H:%M}  {' – '.join(filter(None, parts))}")
