"""A side: one column of a pair, and the expression by which a column follows from others.

Here is what it means that two values of a column are the same, and how a column holds a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from psycopg import errors, sql

# Where equality of values is equality of images, the cheap operator does (rule 2). Text compares
# bytewise under every deterministic collation; a column with another collation has one named.
BYTEWISE = (
    "smallint",
    "integer",
    "bigint",
    "text",
    "character varying",
    "uuid",
    "boolean",
    "date",
    "bytea",
    "timestamp with",
)

# What an expression can raise on a value, for PL/pgSQL and for psycopg. Beyond data exceptions
# there are chr(0) (class 54), date_part('timezone', time) (0A), and casts to jsonpath (42).
RAISES = (
    "data_exception OR integrity_constraint_violation OR raise_exception OR "
    "program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation"
)
RAISED = (
    errors.DataError,
    errors.IntegrityError,
    errors.RaiseException,
    errors.ProgramLimitExceeded,
    errors.NotSupportedError,
    errors.ProgrammingError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One column of a pair.

    `type` is exact, with length or precision; `collation` is named where it is not the type's own,
    as SQL. `required`: the column is, or becomes at contract, NOT NULL. `default` is the column's
    constant default as an expression; `computed`: it has another, which tells nothing of an INSERT.
    """

    name: str
    place: str
    type: str
    required: bool = False
    default: str | None = None
    bytewise: bool = False
    collation: str = ""
    computed: bool = False

    @property
    def variable(self) -> sql.Composable:
        """The type of a variable that is to behave as the column does."""
        return sql.SQL(f"{self.type} COLLATE {self.collation}" if self.collation else self.type)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """How one column follows: `sql` over logical names, deparsed by the server.

    `total`: no value of the columns it `reads` can make it fail. `strict`: its value, as the column
    would hold it, is known to be NULL only where one of them is.
    """

    sql: str
    reads: tuple[str, ...]
    total: bool
    strict: bool = False


def cast(expression: Expression, side: Side) -> sql.Composable:
    """The expression as the column would hold it: rounded and padded as on assignment."""
    return sql.SQL("({})::{}").format(sql.SQL(expression.sql), sql.SQL(side.type))


def uncut(value: sql.Composable, side: Side) -> sql.Composable:
    """The value as the column's type, of any length: CASE asks for one type, and a cast to a
    certain length would cut what an assignment refuses."""
    free = {"character": "text", "bit": "bit varying"}.get(re.split(r"[ (]", side.type)[0])
    return sql.SQL("({})::{}").format(value, sql.SQL(free or side.type))


def same(side: Side, left: sql.Composable, right: sql.Composable) -> sql.Composable:
    """Whether two values of the column are the same image."""
    if side.bytewise:
        return sql.SQL("({} IS NOT DISTINCT FROM {})").format(left, right)
    # Without the cast the server compares two ROW constructors column by column.
    return sql.SQL("(ROW({})::record OPERATOR(pg_catalog.*=) ROW({})::record)").format(left, right)


def differs(side: Side, left: sql.Composable, right: sql.Composable) -> sql.Composable:
    """Whether two values of the column are not the same image."""
    if side.bytewise:
        return sql.SQL("{} IS DISTINCT FROM {}").format(left, right)
    return sql.SQL("(ROW({})::record OPERATOR(pg_catalog.*<>) ROW({})::record)").format(left, right)


def all_null(values: Iterable[sql.Composable]) -> sql.Composable:
    return sql.SQL(" AND ").join(sql.SQL("{} IS NULL").format(value) for value in values)


def is_bytewise(type_: str, collation: str) -> bool:
    """Whether `=` on the type cannot call different images equal."""
    return not collation and type_.startswith(BYTEWISE) and not type_.endswith("[]")
