"""A scratch table: a part of a table, copied, to try the backfill's own statement on.

It stands beside the table, so that the evolution's functions are found, and is logged as the table
is. It lives in a transaction that is rolled back.
"""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import sql

from evolve.pg.ddl import ColumnSpec, add_columns
from evolve.pg.marked import marked
from evolve.pg.names import TableName, text
from evolve.pg.pages import Pages
from evolve.pg.pairs import Pairs
from evolve.pg.rows import Batch, fill_statement
from evolve.pg.table import Table
from evolve.pg.triggers import create_trigger

# A batch first locks its segment's row: here, that of a table of the trial's own.
SEGMENTS = TableName(schema="pg_temp", name="evolve_trial_segment")
OWNER = "trial"


def scratched(pairs: Pairs, role: str) -> Pairs:
    """The pairs on a scratch table of their own."""
    return pairs.on(TableName(schema=pairs.table.schema, name=f"evolve_{pairs.digest}_{role}"))


def fill(table: Table, pairs: Pairs, fillfactor: int, places: Sequence[Pages]) -> tuple[str, ...]:
    """The scratch table of `pairs`, its pages filled to `fillfactor` per cent with the rows of
    `places`; then columns and triggers, as a table gets them that has its rows already."""
    columns = [
        ColumnSpec(name=side.place, type=side.type, collation=side.collation)
        for pair in pairs
        for side in pair.new
        if not pair.in_place
    ]
    columns += [ColumnSpec(name=p.marker, type="boolean") for p in pairs if p.marker]
    return (
        create(table.name, pairs.table, fillfactor),
        *(copy(table, pairs.table, pages) for pages in places),
        *(add_columns(pairs.table, columns).apply if columns else ()),
        *(create_trigger(pair, "update") for pair in pairs.kept),
    )


def create(table: TableName, scratch: TableName, fillfactor: int) -> str:
    """The table's columns, checks and indexes."""
    return text(
        sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL) WITH (fillfactor = {})").format(
            scratch.identifier, table.identifier, sql.Literal(fillfactor)
        )
    )


def copy(table: Table, scratch: TableName, pages: Pages) -> str:
    """The rows of `pages`, in the order in which they lie there."""
    names = sql.SQL(", ").join(sql.Identifier(c.name) for c in table.columns if not c.generated)
    return marked(
        text(
            sql.SQL(
                "INSERT INTO {scratch} ({names}) OVERRIDING SYSTEM VALUE SELECT {names} "
                "FROM {table} AS t WHERE {there}"
            ).format(
                scratch=scratch.identifier,
                names=names,
                table=table.name.identifier,
                there=pages.hold(sql.SQL("t.ctid")),
            )
        )
    )


def create_segments(own: TableName) -> tuple[str, ...]:
    """The segment table, with the row that a batch of `explained` locks."""
    return (
        text(
            sql.SQL("CREATE TEMPORARY TABLE {} (LIKE {} INCLUDING DEFAULTS) ON COMMIT DROP").format(
                sql.Identifier(SEGMENTS.name), own.beside("evolve_segment")
            )
        ),
        text(
            sql.SQL(
                "INSERT INTO {} (id, evolution_id, number, lease_owner, generation) "
                "VALUES (1, 0, 0, {}, 1)"
            ).format(SEGMENTS.identifier, sql.Literal(OWNER))
        ),
    )


def explained(pairs: Pairs, stripe_by: str) -> str:
    """One pass over the scratch table of `pairs`, by the statement of every batch; the server
    carries it out and tells what it has cost."""
    batch = Batch(
        segment=1,
        generation=1,
        owner=OWNER,
        start=0,
        end=None,
        stripe=0,
        stripe_by=stripe_by,
        batch_pages=1,
    )
    return text(
        sql.SQL("EXPLAIN (ANALYZE, WAL, TIMING OFF, FORMAT JSON) {}").format(
            fill_statement(pairs, batch, SEGMENTS)
        )
    )
