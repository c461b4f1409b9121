"""SQL that takes old values out of a table with their keys: into a CSV."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import sql

from evolve.pg.pairs import Pairs


def copy_out(pairs: Pairs, key: Sequence[str]) -> sql.Composed:
    """Keys and old columns under their logical names, as CSV, in one snapshot."""
    names = [(name, name) for name in key]
    names += [(side.place, side.name) for side in pairs.old]
    columns = [
        sql.SQL("t.{} AS {}").format(sql.Identifier(place), sql.Identifier(name))
        for place, name in names
    ]
    return sql.SQL("COPY (SELECT {} FROM {} AS t) TO STDOUT (FORMAT csv, HEADER)").format(
        sql.SQL(", ").join(columns), pairs.table.identifier
    )
