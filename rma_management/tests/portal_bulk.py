# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tools import SQL


def clone_claims(env, claim, count):
    """Write *count* copies of a one-unit claim with its unit straight to the database.

    Pages that show many claims need many rows, not the flow that makes them.
    """
    env.flush_all()
    last_claim = _clone(env, claim, count, {"name": SQL("'BULK/' || i")})
    _clone(
        env,
        claim.line_ids,
        count,
        {
            "claim_id": SQL("%s + i", last_claim),
            "reference": SQL("'BULK/' || i || '-01'"),
            "lot_name": SQL("'BULKSN' || i"),
            "lot_id": SQL("NULL"),
            "open_lot_id": SQL("NULL"),
        },
    )
    for table in ("rma_claim", "rma_claim_line"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
    env.invalidate_all()


def _clone(env, record, count, changed):
    """Copy the row of *record*; return the id before that of the first copy."""
    table = SQL.identifier(record._table)
    [[last]] = env.execute_query(SQL("SELECT max(id) FROM %s", table))
    changed = {
        "id": SQL("%s + i", last),
        "rma_number": SQL("NULL"),
        "access_token": SQL("NULL"),
        **changed,
    }
    names = [
        name
        for name, field in record._fields.items()
        if field.store and field.column_type
    ]
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s, generate_series(1, %s) AS i "
            "WHERE id = %s",
            table,
            SQL(", ").join(map(SQL.identifier, names)),
            SQL(", ").join(changed.get(n, SQL.identifier(n)) for n in names),
            table,
            count,
            record.id,
        )
    )
    env.cr.execute(
        SQL(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)",
            record._table,
            last + count,
        )
    )
    return last
