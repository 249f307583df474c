"""Queries and milliseconds per unit: the floor, OCA rma and ours, in one run.

`setup/bench` feeds this file to `odoo shell` on a throw-away database. One unit goes
in and comes back out unrepaired. The floor is the bare native documents: a receipt and
a delivery of the same serial, made by hand. Nothing fails on a time; queries are
counted, so that a busy machine does not matter.
"""

import itertools
import os
import time

from odoo import Command, fields

UNITS = int(os.environ.get("BENCH_UNITS", "60"))
BATCH = int(os.environ.get("BENCH_BATCH", "200"))
OURS = [name for name in os.environ.get("BENCH_OURS", "").split(",") if name]
WARM_UP = 3
env = self.env if "self" in globals() else env

# --- What every way starts from -------------------------------------------------------

warehouse = env["stock.warehouse"].search(
    [("company_id", "=", env.company.id)], limit=1
)
customers = env.ref("stock.stock_location_customers")
stock = warehouse.lot_stock_id
counter = itertools.count(1)


def new_units(number):
    """Return (partner, product, lots): a customer and units that they hold."""
    mark = next(counter)
    partner = env["res.partner"].create({"name": f"Bench customer {mark}"})
    product = env["product.product"].create(
        {
            "name": f"Bench unit {mark}",
            "type": "consu",
            "is_storable": True,
            "tracking": "serial",
        }
    )
    vals = [{"name": f"B{mark}-{i}", "product_id": product.id} for i in range(number)]
    return partner, product, env["stock.lot"].create(vals)


def set_done(moves, lots):
    """Fill in the serials and finish the transfers of some moves."""
    for move, lot in zip(moves, lots, strict=True):
        if not move.move_line_ids:
            move.quantity = 1
        move.move_line_ids.lot_id = lot
        move.picked = True
    moves.picking_id._action_done()
    assert set(moves.mapped("state")) == {"done"}, moves.mapped("state")


# --- The floor ------------------------------------------------------------------------


def floor_one(partner, product, lots):
    """A receipt and a delivery for each unit, one after the other."""
    for lot in lots:
        for source, target, kind in (
            (customers, stock, warehouse.in_type_id),
            (stock, customers, warehouse.out_type_id),
        ):
            places = {"location_id": source.id, "location_dest_id": target.id}
            line = {"product_id": product.id, "product_uom_qty": 1, **places}
            picking = env["stock.picking"].create(
                {
                    "partner_id": partner.id,
                    "picking_type_id": kind.id,
                    "move_ids": [Command.create(line)],
                    **places,
                }
            )
            picking.action_confirm()
            if kind == warehouse.out_type_id:
                picking.action_assign()
            set_done(picking.move_ids, lot)


def set_serials(moves, lots, places):
    """Give each move its serial, done, in one creation."""
    vals = [
        {
            "move_id": move.id,
            "picking_id": move.picking_id.id,
            "product_id": move.product_id.id,
            "product_uom_id": move.product_uom.id,
            "lot_id": lot.id,
            "quantity": 1,
            "picked": True,
            **places,
        }
        for move, lot in zip(moves, lots, strict=True)
    ]
    env["stock.move.line"].create(vals)


def floor_batch(partner, product, lots):
    """One receipt and one delivery with a move for each unit."""
    for source, target, kind in (
        (customers, stock, warehouse.in_type_id),
        (stock, customers, warehouse.out_type_id),
    ):
        places = {"location_id": source.id, "location_dest_id": target.id}
        picking = env["stock.picking"].create(
            {"partner_id": partner.id, "picking_type_id": kind.id, **places}
        )
        vals = {
            "picking_id": picking.id,
            "product_id": product.id,
            "product_uom_qty": 1,
            "product_uom": product.uom_id.id,
            **places,
        }
        moves = env["stock.move"].create([vals for _lot in lots])
        moves._action_confirm(merge=False)
        set_serials(moves, lots, places)
        picking._action_done()
        assert picking.state == "done", picking.state


# --- OCA rma --------------------------------------------------------------------------


def oca_one(partner, product, lots):
    """OCA's life cycle: confirmed, received, returned."""
    operation = env["rma.operation"].create(
        {
            "name": f"Bench {next(counter)}",
            "action_create_receipt": "automatic_on_confirm",
            "action_create_delivery": "manual_after_receipt",
            "action_create_refund": False,
        }
    )
    env.flush_all()
    for lot in lots:
        vals = {
            "partner_id": partner.id,
            "product_id": product.id,
            "product_uom_qty": 1,
            "operation_id": operation.id,
            "location_id": warehouse.rma_loc_id.id,
        }
        if "lot_id" in env["rma"]._fields:
            vals["lot_id"] = lot.id
        rma = env["rma"].create(vals)
        rma.action_confirm()
        set_done(rma.reception_move_id, lot)
        assert rma.state == "received", rma.state
        rma.create_return(fields.Datetime.now(), 1, product.uom_id)
        rma.delivery_move_ids.picking_id.action_assign()
        set_done(rma.delivery_move_ids, lot)
        assert rma.state == "returned", rma.state


# --- Ours -----------------------------------------------------------------------------


def set_open_done(claim):
    """Validate the open transfer of a claim: serials and owners are filled in."""
    moves = claim.line_ids.move_ids.filtered(lambda move: move.state != "done")
    moves.picked = True
    moves.picking_id._action_done()
    assert set(moves.mapped("state")) == {"done"}, moves.mapped("state")


def ours_one(partner, product, lots):
    """One claim per unit, returned unrepaired: submitted … closed."""
    for lot in lots:
        ours_batch(partner, product, lot)


def ours_by_courier(partner, product, lots):
    """The same with a consignment and its docket each way, followed to the door."""
    for lot in lots:
        ours_batch(partner, product, lot, docket=f"BENCH{lot.id}")


def ours_batch(partner, product, lots, docket=None):
    """One claim for all units, returned unrepaired: submitted … closed."""
    resolution = env.ref("rma_management.resolution_return_unrepaired")
    vals = {"product_id": product.id, "quantity": 1, "resolution_id": resolution.id}
    claim = env["rma.claim"].create(
        {
            "partner_id": partner.id,
            "demand": "return",
            "delivery_method": "courier" if docket else "counter",
            "line_ids": [Command.create({**vals, "lot_id": lot.id}) for lot in lots],
        }
    )
    claim.action_submit()
    claim.action_approve()
    if docket:
        claim.action_announce_consignment(docket=docket)
    set_open_done(claim)
    claim.action_ship()
    if docket:
        claim.consignment_ids.filtered("is_open").docket = f"{docket}B"
    set_open_done(claim)
    if docket:
        claim.consignment_ids.action_deliver()
    claim.action_confirm_working()
    claim.action_close()
    assert claim.state == "closed", claim.state


def new_loaners(number):
    """Return (partner, product, units): a customer and units in the stand-by pool."""
    partner, product, lots = new_units(number)
    product.is_rma_standby = True
    quants = env["stock.quant"]
    for lot in lots:
        quants._update_available_quantity(
            product, warehouse.rma_standby_location_id, 1, lot_id=lot
        )
    env.flush_all()
    units = env["rma.standby.unit"].create([{"lot_id": lot.id} for lot in lots])
    return partner, product, units


def loan_one(partner, product, units):
    """A loan per unit: requested, booked, issued, asked for, returned."""
    for unit in units:
        loan_batch(partner, product, unit)


def loan_batch(partner, product, units):
    """All units lent and brought back in one transfer each way."""
    vals = {"partner_id": partner.id, "delivery_method": "counter"}
    loans = env["rma.standby.loan"].create(
        [{**vals, "product_id": product.id, "unit_id": unit.id} for unit in units]
    )
    loans.action_reserve()
    loans.action_issue()
    for action in (loans.action_request_return, None):
        moves = loans.move_ids.filtered(lambda move: move.state != "done")
        moves.picked = True
        moves.picking_id._action_done()
        if action:
            action()
    assert set(loans.mapped("state")) == {"returned"}, loans.mapped("state")


# --- Measuring ------------------------------------------------------------------------


def measure(label, way, number, commit=False, make=new_units):
    """Print and return queries and milliseconds per unit of one way."""
    way(*make(WARM_UP))
    env.flush_all()
    env.cr.rollback()
    units = make(number)
    env.flush_all()
    env.invalidate_all()
    queries, started = env.cr.sql_log_count, time.perf_counter()
    way(*units)
    env.flush_all()
    milliseconds = (time.perf_counter() - started) / number * 1000
    queries = (env.cr.sql_log_count - queries) / number
    print(f"{label:<46}{queries:9.1f} queries{milliseconds:9.1f} ms   (n={number})")
    if commit:
        env.cr.commit()
    else:
        env.cr.rollback()
    return queries, milliseconds


def compare(label, ours, other, limit, goal):
    """Print a ratio of queries beside its limit and goal (design, section 10)."""
    ratio, slower = ours[0] / other[0], ours[1] / other[1]
    said = "goal met" if ratio <= goal else "within" if ratio <= limit else "above"
    print(
        f"{label:<46}{ratio:9.2f} x queries {slower:7.2f} x ms"
        f"   limit {limit:.2f}, goal {goal:.2f}: {said}"
    )


def main():
    """Measure every way on the same database and print the ratios."""
    print("\nper unit, received and returned unrepaired")
    floor = measure("floor (native documents), one by one", floor_one, UNITS)
    peer = measure("OCA rma, one by one", oca_one, UNITS)
    ours = OURS and measure("ours, one by one", ours_one, UNITS)
    batched = measure("floor, one batch", floor_batch, BATCH)
    whole = OURS and measure("ours, one claim", ours_batch, BATCH, commit=True)
    later = OURS and measure("ours, one by one, after that claim", ours_one, UNITS)
    if "rma_courier" in OURS:
        measure("ours, one by one, by courier both ways", ours_by_courier, UNITS)
    if "rma_standby" in OURS:
        loan = measure("loans, one by one", loan_one, UNITS, make=new_loaners)
        loans = measure("loans, one batch", loan_batch, BATCH, make=new_loaners)
    print("\nratios")
    compare("OCA rma / floor", peer, floor, peer[0] / floor[0], 1.25)
    if OURS:
        limit = peer[0] / floor[0]
        compare("ours / floor, one by one (limit: OCA)", ours, floor, limit, 1.25)
        compare("ours / OCA rma, one by one", ours, peer, 1.0, 1.0)
        compare("ours / floor, one claim", whole, batched, 1.5, 1.25)
        compare("ours later / ours before (growth)", later, ours, 1.05, 1.0)
    if "rma_standby" in OURS:
        compare("loans / floor, one by one", loan, floor, peer[0] / floor[0], 1.25)
        compare("loans / floor, one batch", loans, batched, 1.5, 1.25)


main()
