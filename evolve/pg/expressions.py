"""What the server itself says of an author's expression, before anything is built on it.

The expression is tried on an empty temporary copy of the table that already has the new columns,
inside a transaction that is rolled back. It must be one expression in two different places of a
statement, so that no parenthesis or comment breaks out of where it is used; what is used from
then on is the server's own spelling of what it understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from evolve.errors import EvolveError
from evolve.pg.pair import Expression
from evolve.pg.session import Session
from evolve.pg.settings import pins
from evolve.pg.table import Table
from evolve.pg.understood import Nulls, Understood

COPY = "evolve_shape"

# Functions that accept every value of their argument types and give NULL for NULL only. Named by
# what their source (PostgreSQL 15 to 18, src/backend/utils/adt) can raise: nothing but "out of
# memory" and "too large".
TOTAL = frozenset(
    [
        "concat",
        "concat_ws",
        "lower",
        "upper",
        "initcap",
        "btrim",
        "ltrim",
        "rtrim",
        "reverse",
        "left",
        "right",
        "replace",
        "translate",
        "length",
        "char_length",
        "character_length",
        "octet_length",
        "strpos",
        "position",
        "textcat",
        "textanycat",
        "anytextcat",
        "text",
        "varchar",
        "bpchar",
        "name",
        "texteq",
        "textne",
        "text_lt",
        "text_le",
        "text_gt",
        "text_ge",
        "textlen",
        "booleq",
        "boolne",
        "int2eq",
        "int4eq",
        "int8eq",
        "int2ne",
        "int4ne",
        "int8ne",
        "int4lt",
        "int4gt",
        "int4le",
        "int4ge",
        "int8lt",
        "int8gt",
        "int8le",
        "int8ge",
        "uuid_eq",
        "uuid_ne",
        "date_eq",
        "starts_with",
        "ascii",
        "md5",
        "to_hex",
        "quote_literal",
    ]
)
# What gives another answer at another moment or to another role, though it counts as stable.
MOODY = frozenset(
    [
        "now",
        "transaction_timestamp",
        "statement_timestamp",
        "current_setting",
        "current_schema",
        "current_schemas",
        "current_user",
        "session_user",
        "current_database",
        "txid_current",
        "pg_backend_pid",
        "inet_client_addr",
        "pg_current_xact_id",
    ]
)
WIDENING = frozenset(
    {
        ("int8", "int4"),
        ("int8", "int2"),
        ("int4", "int2"),
        ("numeric", "int4"),
        ("numeric", "int8"),
        ("float8", "int4"),
    }
)


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


def understand(session: Session, text: str) -> Understood:
    """`text` as an expression over the copy's columns; inside `shape_copy`.

    Raises ExpressionError where it is not one, reads what it must not, or is not a function of
    the row alone.
    """
    as_value(session, text)
    row = as_constraint(session, text)
    nodes, reads = row["nodes"], tuple(row["reads"])
    if row["whole_row"]:
        raise ExpressionError("the expression reads the whole row", hint="name its columns")
    functions = functions_of(session, nodes)
    refuse_unsteady(nodes, functions)
    spelled = row["spelled"]
    type_ = type_of(session, spelled)
    return Understood(
        expression=Expression(
            sql=spelled, reads=reads, total=is_total(nodes, functions, spelled, type_)
        ),
        type=type_,
        nulls=nulls_of(nodes, functions, spelled),
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
        raise ExpressionError(message, offset=offset, hint=error.diag.message_hint or "") from error
    session.connection.execute("RELEASE SAVEPOINT evolve_try")


def type_of(session: Session, spelled: str) -> str:
    """The exact type of the expression's value."""
    query = f"SELECT ({spelled}) AS value FROM pg_temp.evolve_shape"  # noqa: S608 - server's own
    with session.connection.cursor() as cursor:
        cursor.execute(query)
        column = cursor.pgresult
        assert column is not None
        oid, modifier = column.ftype(0), column.fmod(0)
    session.local(search_path="pg_catalog")
    type_ = session.one("SELECT format_type(%s, %s) AS type", [oid, modifier])["type"]
    return str(type_)


def functions_of(session: Session, nodes: str) -> list[dict[str, object]]:
    """The functions that the expression calls, operators and casts included."""
    oids = {int(found) for found in re.findall(r":(?:funcid|opfuncid) (\d+)", nodes)} - {0}
    return session.rows(
        """
        SELECT p.proname AS name, n.nspname AS schema, p.provolatile::text AS volatility,
               p.pronargs::int AS arguments, p.prorettype::regtype::text AS result,
               (SELECT typname::text FROM pg_type WHERE oid = p.proargtypes[0]) AS first
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid = ANY(%s)
        """,
        [list(oids)],
    )


def refuse_unsteady(nodes: str, functions: Sequence[Mapping[str, object]]) -> None:
    """Rule 5: the same row gives the same value, whoever asks and whenever."""
    if "{SQLVALUEFUNCTION" in nodes:
        raise ExpressionError(
            "the expression depends on the moment or the role (CURRENT_...)",
            hint="use the row's own columns only",
        )
    for function in functions:
        if function["volatility"] == "v" or function["name"] in MOODY:
            raise ExpressionError(
                f"{function['name']}() gives another answer each time",
                hint="use functions that are IMMUTABLE, or STABLE in the row's columns only",
            )


def is_total(
    nodes: str, functions: Sequence[Mapping[str, object]], spelled: str, type_: str
) -> bool:
    """Whether nothing in the expression can raise, as far as we know its functions."""
    if "{COERCEVIAIO" in nodes and type_ not in {"text", "character varying"}:
        return False
    if "{COERCETODOMAIN" in nodes or "{SUBSCRIPTINGREF" in nodes:
        return False
    return all(function_is_total(function, spelled) for function in functions)


def function_is_total(function: Mapping[str, object], spelled: str) -> bool:
    if function["schema"] != "pg_catalog":
        return False
    name = str(function["name"])
    if name == "split_part":
        return all(
            re.fullmatch(r"'?-?[1-9]\d*'?(::integer)?", arguments[-1].strip("() "))
            for arguments in calls(spelled, "split_part")
        )
    if name in {"substr", "substring"}:
        return function["arguments"] == 2 and function["first"] == "text"
    return name in TOTAL or (name, function["first"]) in WIDENING


def calls(spelled: str, name: str) -> Iterator[list[str]]:
    """The arguments of every call of `name` in an expression that the server has spelled."""
    for match in re.finditer(rf'(?<![\w"]){name}\(', spelled):
        yield arguments_at(spelled, match.end())


def arguments_at(spelled: str, start: int) -> list[str]:
    """The arguments from `start`, just behind the opening parenthesis, to the closing one."""
    depth, begin, found = 0, start, []
    for token in re.finditer(r"'(?:[^']|'')*'|\"[^\"]*\"|[()\[\],]", spelled[start:]):
        sign, at = token.group(), start + token.start()
        if sign in "([":
            depth += 1
        elif depth == 0 and sign in "),":
            found.append(spelled[begin:at])
            begin = at + 1
            if sign == ")":
                break
        elif sign in ")]":
            depth -= 1
    return found


def nulls_of(nodes: str, functions: Sequence[Mapping[str, object]], spelled: str) -> Nulls:
    """When the expression can give NULL, as far as its form and its functions tell."""
    bare = without_cast(spelled)
    for name in ("COALESCE", "concat", "concat_ws"):
        if bare.startswith(f"{name}("):
            arguments = arguments_at(bare, len(name) + 1)
            whole = len(name) + 1 + sum(map(len, arguments)) + len(arguments)
            if whole == len(bare) and (
                name == "concat"
                or (name == "concat_ws" and is_constant(arguments[0]))
                or (name == "COALESCE" and is_constant(arguments[-1]))
            ):
                return Nulls.NEVER
    doubtful = ("{NULLIFEXPR", "{CASEEXPR", ":constisnull true", "{MINMAXEXPR", "{COALESCEEXPR")
    strict = TOTAL | {"split_part", "substr", "substring"}
    if any(sign in nodes for sign in doubtful):
        return Nulls.MAYBE
    known = all(
        function["schema"] == "pg_catalog"
        and (function["name"] in strict or (function["name"], function["first"]) in WIDENING)
        for function in functions
    )
    return Nulls.FROM_NULLS if known else Nulls.MAYBE


def without_cast(spelled: str) -> str:
    """The expression inside `(...)::type`, which keeps NULLs as they are."""
    match = re.fullmatch(r"\((.*)\)::[a-z ]+(?:\(\d+(?:,\d+)?\))?", spelled, flags=re.DOTALL)
    return match[1] if match and balanced(match[1]) else spelled


def balanced(spelled: str) -> bool:
    """Whether no parenthesis closes that was not opened before."""
    depth = 0
    for token in re.finditer(r"'(?:[^']|'')*'|\"[^\"]*\"|[()]", spelled):
        depth += {"(": 1, ")": -1}.get(token.group(), 0)
        if depth < 0:
            return False
    return depth == 0


def is_constant(argument: str) -> bool:
    """A literal that is not NULL, with or without a cast."""
    return (
        re.fullmatch(
            r"\s*\(?('(?:[^']|'')*'|-?\d[\d.]*|true|false)\)?(::[\w \"().]+)?\s*", argument
        )
        is not None
    )
