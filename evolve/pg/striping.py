"""Passes: each over every STRIPES-th row of a page.

A row's pass is its key modulo STRIPES, where the key is an integer whose values lie evenly on the
pages, as those of a sequence do; that is the cheapest to ask. Elsewhere it is the row's line
pointer: every pass finds the same share of every page, which a hash would not give, and bigint,
uuid, text, composite keys and none at all are alike.
"""

from __future__ import annotations

from psycopg import sql

STRIPES = 8


def in_stripe(stripe: int, by: str) -> sql.Composable:
    """Whether the row belongs to the pass: by the column `by`, or by its line pointer.

    tidsend is block (4 bytes) and line pointer (2 bytes), in network order.
    """
    value = (
        sql.SQL("t.{}").format(sql.Identifier(by))
        if by
        else sql.SQL("get_byte(tidsend(t.ctid), 5)")
    )
    return sql.SQL("({} & {}) = {}").format(value, sql.Literal(STRIPES - 1), sql.Literal(stripe))
