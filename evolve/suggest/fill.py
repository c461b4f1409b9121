"""What a data migration gives to fields: understood as SQL as far as it can be read, never run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from psycopg import sql

OPERAND = re.compile(r"""\w+|"[^"]+"|'(?:[^']|'')*'|\w+\((?:[^()']|'(?:[^']|'')*')*\)""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A model as a reader of expressions sees it: fields to columns and families of types."""

    model: str
    table: str
    columns: Mapping[str, str]
    families: Mapping[str, str]

    def field(self, column: str) -> str | None:
        return next((name for name, known in self.columns.items() if known == column), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """`field` of `model` becomes `sql`, an expression over the columns of the fields `reads`."""

    model: str
    field: str
    sql: str
    reads: frozenset[str]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What was read of a data migration; `gaps` say what was not, with the words found."""

    fills: tuple[Fill, ...] = ()
    gaps: tuple[str, ...] = ()


class Unread(Exception):
    """A piece of code that has no certain translation; its text says what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """SQL with the family of its type ("str", "int", ... or "" where unknown)."""

    sql: str
    family: str = ""
    reads: frozenset[str] = frozenset()

    def within(self) -> str:
        """The SQL as an operand, in brackets unless it is a name, a literal or one call."""
        return self.sql if OPERAND.fullmatch(self.sql) else f"({self.sql})"


def literal(value: object) -> Expression:
    """A constant. Raises Unread for what is none of SQL's."""
    if value is None:
        return Expression(sql="NULL")
    if isinstance(value, bool):
        return Expression(sql="true" if value else "false", family="boolean")
    if isinstance(value, int):
        return Expression(sql=str(value), family="int")
    if isinstance(value, str) and "\0" not in value and "\\" not in value:
        return Expression(sql=sql.Literal(value).as_string(None), family="str")
    raise Unread(repr(value))


def call(function: str, *arguments: Expression, family: str = "str") -> Expression:
    listed = ", ".join(argument.sql for argument in arguments)
    return Expression(sql=f"{function}({listed})", family=family, reads=reads_of(*arguments))


def joined(*parts: Expression) -> Expression:
    """Text after text; a number is spelled first. Raises Unread for other types."""
    texts = [text_of(part) for part in parts]
    return Expression(
        sql=" || ".join(part.within() for part in texts), family="str", reads=reads_of(*parts)
    )


def text_of(part: Expression) -> Expression:
    if part.family == "str":
        return part
    if part.family == "int":
        return Expression(sql=f"{part.within()}::text", family="str", reads=part.reads)
    raise Unread(f"{part.sql} as text")


def reads_of(*parts: Expression) -> frozenset[str]:
    return frozenset[str]().union(*(part.reads for part in parts))
