"""A value that a query gives over rows of other tables, as frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from evolve.pg.names import TableName


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """A table whose rows the query reads.

    `keys` is a query over `changed`, rows of that table, which gives the keys of the rows that
    they lead to. `held` are the columns that it reads, by name and type, `columns` all by which a
    row makes a difference, and `minded` is SQL for each that the value is made of, in a form in
    which other images are other values.
    """

    table: TableName
    keys: str
    held: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    minded: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """`key` are the columns by which a row is found again that is marked."""

    key: tuple[str, ...]
    follows: tuple[Follow, ...]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        follows = tuple(
            Follow(
                table=TableName(**f["table"]),
                keys=f["keys"],
                held=tuple((name, type_) for name, type_ in f["held"]),
                columns=tuple(f["columns"]),
                minded=tuple(f["minded"]),
            )
            for f in data["follows"]
        )
        return cls(key=tuple(data["key"]), follows=follows)
