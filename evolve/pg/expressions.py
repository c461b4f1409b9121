"""What the server itself says of an author's expression, before anything is built on it.

The expression is tried on an empty temporary copy of the table that already has the new columns,
inside a transaction that is rolled back. It must be one expression in two different places of a
statement, so that no parenthesis or comment breaks out of where it is used; what is used from
then on is the server's own spelling of what it understood.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from evolve.errors import EvolveError
from evolve.pg.session import Session
from evolve.pg.settings import pins
from evolve.pg.side import Expression
from evolve.pg.soundness import (
    Function,
    Parsed,
    function_oids,
    is_constant,
    is_total,
    nulls_of,
    unsteady,
)
from evolve.pg.table import Table
from evolve.pg.understood import Understood

COPY = "evolve_shape"
SEQUENCES = frozenset({"nextval", "currval", "lastval", "setval"})


class ExpressionError(EvolveError):
    """The server does not take it; `offset` counts characters from 0, None where unknown."""

    def __init__(self, message: str, *, offset: int | None = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.offset = offset


@contextmanager
def shape_copy(
    session: Session, table: Table, new_columns: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    """An empty copy of the table with `new_columns` (name to type) added, gone afterwards.

    A column of such a name that the table has already gives way to the new one.

    Yields the exact spelling of the new columns' types.
    """
    name = sql.Identifier("pg_temp", COPY)
    with session.passing():
        session.local(**pins(table.name))
        session.connection.execute(
            sql.SQL("CREATE TEMPORARY TABLE {} (LIKE {})").format(
                sql.Identifier(COPY), table.name.identifier
            )
        )
        for column in new_columns.keys() & {c.name for c in table.columns}:
            session.connection.execute(
                sql.SQL("ALTER TABLE {} DROP COLUMN {}").format(name, sql.Identifier(column))
            )
        for column, type_ in new_columns.items():
            session.connection.execute(
                sql.SQL("ALTER TABLE {} ADD COLUMN {} {}").format(
                    name, sql.Identifier(column), sql.SQL(type_)
                )
            )
        yield exact_types(session, table, list(new_columns))


def exact_types(session: Session, table: Table, columns: Sequence[str]) -> dict[str, str]:
    """Type of each column of the copy, schema-qualified."""
    session.local(search_path="pg_catalog")
    rows = session.rows(
        "SELECT attname, format_type(atttypid, atttypmod) AS type FROM pg_attribute "
        "WHERE attrelid = 'pg_temp.evolve_shape'::regclass AND attname = ANY(%s)",
        [list(columns)],
    )
    session.local(**pins(table.name))
    return {row["attname"]: row["type"] for row in rows}


def exact_collations(session: Session, columns: Sequence[str]) -> dict[str, tuple[str, bool]]:
    """Collation of each column of the copy, as SQL, where it is not its type's own, else ""; and
    whether it is deterministic, which calls no two different texts equal. Inside `shape_copy`."""
    rows = session.rows(
        "SELECT a.attname AS name, coalesce(c.collisdeterministic, true) AS steady, "
        "CASE WHEN a.attcollation <> t.typcollation "
        "THEN quote_ident(n.nspname) || '.' || quote_ident(c.collname) ELSE '' END AS spelled "
        "FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid "
        "LEFT JOIN pg_catalog.pg_collation c ON c.oid = a.attcollation "
        "LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace "
        "WHERE a.attrelid = 'pg_temp.evolve_shape'::regclass AND a.attname = ANY(%s)",
        [list(columns)],
    )
    return {row["name"]: (row["spelled"], row["steady"]) for row in rows}


def understand(session: Session, text: str, *, once: bool = False) -> Understood:
    """`text` as an expression over the copy's columns; inside `shape_copy`.

    Raises ExpressionError where it is not one, reads what it must not, or is not a function of
    the row alone, which it need not be where it is asked `once`.
    """
    as_value(session, text)
    row = as_constraint(session, text)
    nodes, reads = row["nodes"], tuple(row["reads"])
    if row["whole_row"]:
        raise ExpressionError("the expression reads the whole row", hint="name its columns")
    spelled = row["spelled"]
    expression = parsed(session, nodes, spelled)
    if once:
        refuse_sequences(expression)
    else:
        refuse_unsteady(expression)
    return Understood(
        expression=Expression(sql=spelled, reads=reads, total=is_total(expression)),
        type=type_of(session, spelled),
        nulls=nulls_of(expression),
    )


def as_value(session: Session, text: str) -> None:
    """The expression where an END follows, so that it cannot close a parenthesis of ours."""
    attempt(session, "SELECT CASE WHEN true THEN\n", text, "\nEND FROM pg_temp.evolve_shape")


def as_constraint(session: Session, text: str) -> dict[str, Any]:
    """The expression where no subquery, aggregate or set is allowed, and what came of it."""
    attempt(
        session,
        "ALTER TABLE pg_temp.evolve_shape ADD CONSTRAINT evolve_try CHECK ((\n",
        text,
        "\n) IS NOT NULL)",
    )
    row = session.one(
        """
        SELECT conbin::text AS nodes, pg_get_expr(conbin, conrelid) AS spelled,
               coalesce((SELECT bool_or(k <= 0) FROM unnest(conkey) k), false) AS whole_row,
               coalesce((SELECT array_agg(a.attname::text ORDER BY a.attnum)
                FROM unnest(conkey) k JOIN pg_attribute a
                ON a.attrelid = conrelid AND a.attnum = k), '{}') AS reads
        FROM pg_constraint
        WHERE conrelid = 'pg_temp.evolve_shape'::regclass AND conname = 'evolve_try'
        """
    )
    session.connection.execute("ALTER TABLE pg_temp.evolve_shape DROP CONSTRAINT evolve_try")
    spelled = str(row["spelled"])
    if not (spelled.startswith("(") and spelled.endswith(" IS NOT NULL)")):
        raise ExpressionError(f"the server understood something else: {spelled}")
    spelled = spelled[1 : -len(" IS NOT NULL)")]
    return {**row, "spelled": "NULL" if spelled == "NULL::unknown" else spelled}


def attempt(session: Session, before: str, text: str, after: str) -> None:
    """One statement around `text`; what the server objects to becomes an ExpressionError."""
    session.connection.execute("SAVEPOINT evolve_try")
    try:
        session.untrusted(before + text + after)
    except psycopg.Error as error:
        session.connection.execute("ROLLBACK TO SAVEPOINT evolve_try")
        position = error.diag.statement_position
        offset = int(position) - 1 - len(before) if position else None
        if offset is not None and not 0 <= offset < len(text):
            offset = None
        message = error.diag.message_primary or type(error).__name__
        hint = error.diag.message_hint or ""
        if isinstance(error, psycopg.errors.FeatureNotSupported):
            hint = "it reads its own row alone: what changes in another one would not be followed"
        raise ExpressionError(message, offset=offset, hint=hint) from error
    session.connection.execute("RELEASE SAVEPOINT evolve_try")


def type_of(session: Session, spelled: str) -> str:
    """The exact type of the expression's value."""
    query = f"SELECT ({spelled}) AS value FROM pg_temp.evolve_shape"  # noqa: S608 - server's own
    with session.connection.cursor() as cursor:
        cursor.execute(query)
        column = cursor.pgresult
        assert column is not None
        oid, modifier = column.ftype(0), column.fmod(0)
    path = session.one("SELECT current_setting('search_path') AS path")["path"]
    session.local(search_path="pg_catalog")
    type_ = session.one("SELECT format_type(%s, %s) AS type", [oid, modifier])["type"]
    session.local(search_path=path)
    return str(type_)


def understand_default(
    session: Session, text: str, column: str, type_: str, checks: Sequence[str]
) -> str:
    """`text` as a default of `column`, in the server's spelling; inside `shape_copy`.

    Raises ExpressionError where it is none, or where a row that has it breaks one of `checks`.
    """
    as_value(session, text)
    quoted = sql.Identifier(column).as_string(None)
    with column_alone(session, column, type_, "NOT NULL", *checks):
        attempt(session, f"ALTER TABLE pg_temp.evolve_fits ALTER {quoted} SET DEFAULT (", text, ")")
        attempt(session, "INSERT INTO pg_temp.evolve_fits DEFAULT VALUES", "", "")
        # Spelled as probes see it, with every name in full.
        session.local(search_path="pg_catalog")
        found = session.one(
            "SELECT pg_get_expr(adbin, adrelid) AS spelled FROM pg_attrdef "
            "WHERE adrelid = 'pg_temp.evolve_fits'::regclass"
        )
        return str(found["spelled"])


@contextmanager
def column_alone(session: Session, column: str, type_: str, *constraints: str) -> Iterator[None]:
    """A temporary table of that one column, evolve_fits, gone afterwards."""
    with session.connection.transaction(force_rollback=True):
        session.connection.execute(
            sql.SQL("CREATE TEMPORARY TABLE evolve_fits ({} {} {})").format(
                sql.Identifier(column), sql.SQL(type_), sql.SQL(" ").join(map(sql.SQL, constraints))
            )
        )
        yield


def constant_fits(session: Session, text: str, type_: str) -> bool:
    """Whether `text` is a literal that a column of the type takes."""
    return is_constant(text) and takes(session, text, type_)


def takes(session: Session, text: str, type_: str) -> bool:
    """Whether a column of the type takes the value of `text`, which reads no column."""
    with column_alone(session, "value", type_):
        try:
            attempt(session, "INSERT INTO pg_temp.evolve_fits VALUES (", text, ")")
        except ExpressionError:
            return False
        return True


def parsed(session: Session, nodes: str, spelled: str) -> Parsed:
    """What `nodes` refers to by number, looked up."""
    rows = session.rows(
        """
        SELECT p.oid::bigint AS oid, p.proname::text AS name, n.nspname::text AS schema,
               p.provolatile::text AS volatility,
               ARRAY(SELECT typname::text FROM unnest(p.proargtypes) WITH ORDINALITY AS a (type, n)
                     JOIN pg_type t ON t.oid = a.type ORDER BY a.n) AS types
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = ANY(%s)
        """,
        [list(function_oids(nodes))],
    )
    unruly = session.rows(
        "SELECT oid::bigint AS oid FROM pg_collation WHERE NOT collisdeterministic"
    )
    return Parsed(
        nodes=nodes,
        spelled=spelled,
        functions=tuple(Function(**{**row, "types": tuple(row["types"])}) for row in rows),
        unruly=frozenset(row["oid"] for row in unruly),
    )


def refuse_unsteady(expression: Parsed) -> None:
    """Rule 5: the same row gives the same value, whoever asks and whenever."""
    if "SQLVALUEFUNCTION" in expression.labels:
        raise ExpressionError(
            "the expression depends on the moment or the role (CURRENT_...)",
            hint="use the row's own columns only",
        )
    name = unsteady(expression)
    if name:
        raise ExpressionError(
            f"{name}() may give another answer each time",
            hint="use functions of PostgreSQL that read their arguments only, and IMMUTABLE ones",
        )


def refuse_sequences(expression: Parsed) -> None:
    """The application, in whose name the trigger asks, may lack the right (hazard 59)."""
    for function in expression.functions:
        if function.schema == "pg_catalog" and function.name in SEQUENCES:
            raise ExpressionError(
                f"{function.name}() needs a right on its sequence, and changes lastval() for "
                "whoever writes",
                hint="use gen_random_uuid(), or the row's own key",
            )
