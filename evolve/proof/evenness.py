"""Whether a table's key tells the passes of a backfill apart."""

from __future__ import annotations

from psycopg import sql

from evolve.pg.session import Session
from evolve.pg.striping import STRIPES
from evolve.pg.table import Table

INTEGERS = frozenset({"smallint", "integer", "bigint"})
# As much fuller as a page's fullest pass may be than it would be at best, on the average.
UNEVEN = 1.25
SAMPLES, SAMPLE_PAGES = 4, 8


def stripe_column(session: Session, table: Table) -> str:
    """The column by which passes are told apart; "" where it is the line pointer.

    Looks at a few pages of the table, wherever it is long.
    """
    key = table.column(table.primary_key[0]) if len(table.primary_key) == 1 else None
    if key is None or key.type not in INTEGERS:
        return ""
    found = session.one(evenness(table, key.name))
    return key.name if found["fullest"] and found["fullest"] <= UNEVEN * found["best"] else ""


def evenness(table: Table, key: str) -> sql.Composed:
    """The rows of a page's fullest pass, and those that it would have at best, on the average."""
    step = max(SAMPLE_PAGES, table.pages // SAMPLES)
    ranges = [
        sql.SQL("SELECT ctid, {} AS key FROM {} WHERE ctid >= {}::tid AND ctid < {}::tid").format(
            sql.Identifier(key),
            table.name.identifier,
            sql.Literal(f"({start},0)"),
            sql.Literal(f"({start + SAMPLE_PAGES},0)"),
        )
        for start in range(0, SAMPLES * step, step)
    ]
    return sql.SQL("""
SELECT avg(fullest)::float8 AS fullest, avg(best)::float8 AS best FROM (
  SELECT max(rows) AS fullest, ceil(sum(rows) / {stripes}) AS best FROM (
    SELECT (ctid::text::point)[0] AS page, key & {mask} AS stripe, count(*) AS rows
    FROM ({rows}) AS r GROUP BY 1, 2) AS s
  GROUP BY page) AS p
""").format(
        stripes=sql.Literal(STRIPES),
        mask=sql.Literal(STRIPES - 1),
        rows=sql.SQL(" UNION ALL ").join(ranges),
    )
