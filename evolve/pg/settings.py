"""Settings that hold for one transaction, and those that every expression is read under."""

from __future__ import annotations

from collections.abc import Mapping

from psycopg import sql

from evolve.pg.names import TableName

# A setting that holds for the transaction, for the rows that a batch has written.
COUNT = "evolve.written"

# What an expression may depend on is pinned alike here and in every function (rule 5).
PINNED = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    # The server spells a backslash in a literal as it is, so that off would take it away.
    "standard_conforming_strings": "on",
}


def search_path(table: TableName) -> str:
    """The pinned path, as a list of quoted names: the server's own names come first."""
    schemas = ["pg_catalog", table.schema, "public", "pg_temp"]
    return ", ".join(sql.Identifier(name).as_string(None) for name in dict.fromkeys(schemas))


def pins(table: TableName) -> dict[str, str]:
    """Every setting that an expression may depend on, for SET LOCAL."""
    return {"search_path": search_path(table), **PINNED}


def set_local(settings: Mapping[str, object]) -> sql.Composed:
    """One SELECT that sets all of `settings` for the transaction."""
    calls = [
        sql.SQL("set_config({}, {}, true)").format(sql.Literal(name), sql.Literal(str(value)))
        for name, value in settings.items()
    ]
    return sql.SQL("SELECT ") + sql.SQL(", ").join(calls)


def bypass(digest: str) -> dict[str, str]:
    """The setting by which our own batch spares the call; correctness never rests on it."""
    return {"evolve.batch": digest}
