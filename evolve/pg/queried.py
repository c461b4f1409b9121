"""What the server itself says of an author's query over other tables; inside `shape_copy`.

It is read as a temporary view, which knows the tables and columns that it depends on. As of an
expression, what is used from then on is the server's own spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from evolve.pg.expressions import ExpressionError, attempt, parsed, refuse_unsteady
from evolve.pg.names import TableName, text
from evolve.pg.query import Follow
from evolve.pg.session import Session
from evolve.pg.side import Expression, is_bytewise
from evolve.pg.soundness import calls, masked
from evolve.pg.table import Column, Table
from evolve.pg.understood import Nulls, Understood

# What these give depends on the order of the rows, which without ORDER BY nobody promises.
ORDERED = (
    "array_agg", "string_agg", "json_agg", "jsonb_agg", "json_object_agg", "jsonb_object_agg",
    "xmlagg",
)  # fmt: skip
SPELLED = re.compile(
    r"\s*SELECT (.*) AS value\s+FROM (?:pg_temp\w*\.)?evolve_shape\b.*;\s*", re.DOTALL
)
CALLED = r":(?:aggfnoid|winfnoid) (\d+)"

VIEW = """
SELECT r.ev_action::text AS nodes, pg_get_viewdef(r.ev_class) AS spelled,
       (SELECT format_type(atttypid, atttypmod) FROM pg_attribute
        WHERE attrelid = r.ev_class AND attnum = 1) AS type
FROM pg_rewrite r WHERE r.ev_class = 'pg_temp.evolve_query'::regclass
"""
# Relations by the parse, since nothing depends on the server's own; columns by what it depends on.
READS = """
SELECT c.oid::bigint AS oid, n.nspname::text AS schema, c.relname::text AS name,
       c.oid = 'pg_temp.evolve_shape'::regclass AS own,
       ARRAY(SELECT a.attname::text FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid
             JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
             WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
               AND r.ev_class = 'pg_temp.evolve_query'::regclass AND d.refobjid = c.oid
               AND d.refobjsubid > 0 ORDER BY a.attnum) AS columns
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid = ANY (%s) AND c.oid <> 'pg_temp.evolve_query'::regclass ORDER BY 2, 3
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queried:
    """A query as the server understands it: its value over the row's columns, and the tables that
    it `reads`, each with the columns; none of them where rows are only counted."""

    value: Understood
    reads: tuple[tuple[TableName, tuple[str, ...]], ...]


def understand_query(session: Session, query: str, table: Table) -> Queried:
    """`query` as an expression over the row's columns, which have the table's name before them.

    Raises ExpressionError where it is none, or may give another value for the same rows.
    """
    row = text(sql.SQL("pg_temp.evolve_shape AS {}").format(sql.Identifier(table.name.name)))
    attempt(session, "SELECT CASE WHEN true THEN\n", query, f"\nEND FROM {row}")
    with as_view(session, "SELECT (\n", query, f"\n) AS value FROM {row}") as (found, reads):
        match = SPELLED.fullmatch(found["spelled"])
        if match is None:
            raise ExpressionError(f"the server understood something else: {found['spelled']}")
        refuse_disorder(found["spelled"])
        own = next((tuple(read["columns"]) for read in reads if read["own"]), ())
        return Queried(
            value=Understood(
                expression=Expression(sql=match[1], reads=own, total=False),
                type=found["type"],
                nulls=Nulls.MAYBE,
            ),
            reads=tuple(
                (TableName(schema=read["schema"], name=read["name"]), tuple(read["columns"]))
                for read in reads
                if not read["own"]
            ),
        )


def understand_keys(
    session: Session, keys: str, table: Table, followed: Table, read: Sequence[str]
) -> Follow:
    """`keys` as a query over `changed` that gives keys of `table`; `read` are the columns that the
    other query reads of the table that is followed.

    Raises ExpressionError where it is none; a table without a key is refused elsewhere.
    """
    if not re.match(r"[\s(]*(select|with)\b", keys, re.IGNORECASE):
        keys = f"SELECT {keys} FROM changed"  # noqa: S608 - the author's own
    held = [c for c in followed.columns if named(c, keys)] or list(followed.columns[:1])
    names = sql.SQL(", ").join(sql.Identifier(column.name) for column in held)
    changed = sql.SQL("WITH changed AS (SELECT DISTINCT {} FROM {}) ").format(
        names, followed.name.identifier
    )
    own = sql.SQL("SELECT FROM {} AS t WHERE false AND ({}) IN (\n").format(
        table.name.identifier,
        sql.SQL(", ").join(sql.SQL("t.{}").format(sql.Identifier(n)) for n in table.primary_key),
    )
    if table.primary_key:
        attempt(session, text(changed + own), keys, "\n)")
    before = text(changed + sql.SQL("SELECT * FROM (\n"))
    with as_view(session, before, keys, "\n) AS evolve_keys"):
        pass
    return Follow(
        table=followed.name,
        keys=keys,
        held=tuple((c.name, c.type) for c in held),
        columns=tuple(c.name for c in followed.columns if c in held or c.name in read),
        minded=tuple(minded(c) for c in followed.columns if c.name in read),
    )


def named(column: Column, query: str) -> bool:
    """Whether its name stands in the query; another's of that name does no harm."""
    return re.search(rf"(?<!\w){re.escape(column.name)}(?!\w)", query) is not None


def minded(column: Column) -> str:
    """The column, in a form of which other images are other values."""
    name = text(sql.Identifier(column.name))
    return name if is_bytewise(column.type, column.collation or "") else f"({name})::text"


@contextmanager
def as_view(
    session: Session, before: str, query: str, after: str
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The query as a view, and the relations that it reads."""
    attempt(session, "CREATE TEMPORARY VIEW evolve_query AS " + before, query, after)
    with session.spelled_out():
        found = session.one(VIEW)
    nodes = str(found["nodes"])
    refuse_unsteady(parsed(session, re.sub(CALLED, r":funcid \1", nodes), found["spelled"]))
    if "ROWMARKCLAUSE" in nodes or "TABLESAMPLECLAUSE" in nodes:
        raise ExpressionError("the query locks rows, or takes a sample of them", hint="read them")
    if re.search(r"[\w\"]\.\*", masked(found["spelled"])):
        raise ExpressionError("the query reads whole rows", hint="name the columns")
    oids = {int(oid) for oid in re.findall(r":relid (\d+)", nodes)}
    yield found, session.rows(READS, [list(oids)])
    session.connection.execute("DROP VIEW pg_temp.evolve_query")


def refuse_disorder(spelled: str) -> None:
    """The same rows are to give the same value, in whatever order they come."""
    bare = masked(spelled)
    for name in ORDERED:
        for arguments in calls(bare, name):
            if " ORDER BY " not in arguments[-1]:
                raise ExpressionError(
                    f"{name}() gives its values in no certain order",
                    hint="write ORDER BY behind its last argument",
                )
    if re.search(r"\bLIMIT\b", bare) and not re.search(r"\bORDER BY\b", bare):
        raise ExpressionError(
            "LIMIT takes rows in no certain order", hint="write ORDER BY before it"
        )
