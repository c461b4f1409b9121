"""Values of Python's as texts that the server reads, and columns of such texts as rows.

Rows travel as one array of texts for each column, and are cast on the server: as VALUES a thousand
of them take ten times as long to be composed. What is an array itself stays one text, so that
arrays of arrays keep their shape, and NULL is told from what looks like it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from psycopg import DataError, sql
from psycopg.adapt import PyFormat, Transformer
from psycopg.types.json import Json

from evolve.pg.side import Side

ADAPTED = Transformer()
INTEGERS = frozenset({"smallint", "integer", "bigint"})
# What is of length one where no length is given, and the same of any.
LOOSE = {"character": "bpchar", "bit": "bit varying"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One text a row, None for NULL, to be read as `type`."""

    name: sql.Composable
    type: str
    texts: Sequence[str | None]


def spelled(side: Side, value: Any) -> str | None:
    """The value as a text that the server reads as one of the column's type.

    Raises DataError or ProgrammingError, of psycopg's, for what has no text.
    """
    text = spelled_as(loose(side.type), value)
    if text is not None and "\0" in text:
        raise DataError("a text holds no NUL")
    return text


def spelled_as(kind: str, value: Any) -> str | None:
    if value is None:
        return None
    if kind in {"json", "jsonb"}:
        return dumped(Json(value))
    if type(value) is str:
        return value
    if isinstance(value, list):
        return "{" + ",".join(item(kind.removesuffix("[]"), one) for one in value) + "}"
    if kind in INTEGERS and isinstance(value, bool | float | Decimal):
        return whole(Decimal(value))
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, bytes | bytearray | memoryview):
        return "\\x" + bytes(value).hex()
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC).isoformat(" ")
    return dumped(value)


def whole(value: Decimal) -> str:
    """The nearest integer, as a cast would have it."""
    return str(value.to_integral_value(ROUND_HALF_UP) if value.is_finite() else value)


def item(kind: str, value: Any) -> str:
    """An item of an array, which may be an array again; not one of documents, which have lists."""
    text = spelled_as(kind, value)
    nested = isinstance(value, list) and kind not in {"json", "jsonb"}
    return text if nested and text else element(text)


def dumped(value: Any) -> str:
    """As psycopg would send it."""
    data = ADAPTED.get_dumper(value, PyFormat.TEXT).dump(value)
    return bytes(data or b"").decode()


@lru_cache
def loose(type_: str) -> str:
    """The type without a length, so that an assignment checks what a cast would cut."""
    found = re.sub(r"\(\d+(,\s*-?\d+)?\)", "", type_)
    return re.sub(r"^(character|bit)(?! varying)", lambda m: LOOSE[m[1]], found)


def rows(columns: Sequence[Column]) -> sql.Composable:
    """The columns side by side, as stands in FROM before a name."""
    read = [sql.SQL("u.{0}::{1} AS {0}").format(c.name, sql.SQL(c.type)) for c in columns]
    return sql.SQL("(SELECT {} FROM unnest({}) AS u ({}))").format(
        sql.SQL(", ").join(read),
        sql.SQL(", ").join(array(column.texts) for column in columns),
        sql.SQL(", ").join(column.name for column in columns),
    )


def array(texts: Sequence[str | None]) -> sql.Composable:
    """Texts as one literal."""
    return sql.SQL("{}::text[]").format(sql.Literal("{" + ",".join(map(element, texts)) + "}"))


def element(text: str | None) -> str:
    if text is None:
        return "NULL"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
