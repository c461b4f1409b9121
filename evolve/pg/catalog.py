"""What the catalog says of a table, read once, as frozen data. The queries are in catalog.sql."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

from psycopg import sql

from evolve.pg.names import TableName
from evolve.pg.session import Session
from evolve.pg.table import Column, Constraint, Dependent, Index, Table, Trigger


@cache
def queries() -> dict[str, str]:
    """The named queries of catalog.sql."""
    text = resources.files("evolve.pg").joinpath("catalog.sql").read_text()
    parts = re.split(r"^-- name: (\w+)\n", text, flags=re.MULTILINE)[1:]
    return {
        name: body.strip().rstrip(";") for name, body in zip(parts[::2], parts[1::2], strict=True)
    }


def is_there(session: Session, table: TableName) -> bool:
    """Whether anything has the table's name."""
    name = table.identifier.as_string(None)
    return bool(session.one("SELECT to_regclass(%s) IS NOT NULL AS it", [name])["it"])


def find_table(session: Session, schema: str | None, name: str) -> Table | None:
    """The table's facts, or None where there is none of that name.

    Without `schema` the connection's own search_path decides, as it does for the application.
    """
    identifier = sql.Identifier(schema, name) if schema else sql.Identifier(name)
    found = session.rows(queries()["table"], {"table": identifier.as_string(None)})
    if not found:
        return None
    row = found[0]
    # Under the bare path the server qualifies every name that it spells out.
    with session.passing():
        session.local(search_path="pg_catalog")
        return _table(session, row)


def _table(session: Session, row: dict[str, Any]) -> Table:
    named = queries()
    oid = {"oid": row["oid"]}
    name = TableName(schema=row.pop("schema"), name=row.pop("name"))
    row["rows"] = row.pop("rows_by_size") or row["rows"]

    def many(query: str) -> list[dict[str, Any]]:
        rows = session.rows(named[query], oid)
        return [
            {key: tuple(value) if isinstance(value, list) else value for key, value in r.items()}
            for r in rows
        ]

    return Table(
        name=name,
        columns=tuple(Column(**c) for c in many("columns")),
        indexes=tuple(Index(**i) for i in many("indexes")),
        constraints=tuple(map(constraint, many("constraints"))),
        referenced_by=tuple((r["name"], r["table"], r["columns"]) for r in many("referenced_by")),
        triggers=tuple(Trigger(**t) for t in many("triggers")),
        dependents=tuple(
            Dependent(description=d["description"], class_=d["class"], column=d["column"])
            for d in many("dependents")
        ),
        publications=tuple(
            (p["name"], tuple(p["columns"] or ()))
            for p in session.rows(named["publications"], {"schema": name.schema, "name": name.name})
        ),
        subscriptions=_subscriptions(session, oid),
        **row,
    )


def constraint(row: dict[str, Any]) -> Constraint:
    schema, name = row.pop("to_schema"), row.pop("to_name")
    return Constraint(to=TableName(schema=schema, name=name) if name else None, **row)


def _subscriptions(session: Session, oid: dict[str, Any]) -> int | None:
    """How many subscriptions apply to the table; None where the role may not see them."""
    readable = session.one("SELECT has_table_privilege('pg_subscription_rel', 'SELECT') AS may")
    return session.one(queries()["subscribed"], oid)["subscriptions"] if readable["may"] else None


def writers(session: Session, oid: int) -> frozenset[str]:
    """The transactions that hold a writer's lock on the table at this moment."""
    return frozenset(row["id"] for row in session.rows(queries()["table_locks"], {"oid": oid}))
