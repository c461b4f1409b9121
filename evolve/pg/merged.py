"""What the row that is kept takes over of those that go, as frozen data; `merging` spells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

# Aggregates are spelled over rows of this name: that of the copy on which the server read them.
ROWS = "evolve_shape"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate:
    """An aggregate as the server spells it, and the columns that it reads."""

    sql: str
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """`values` are columns with an aggregate each, as SQL over `ROWS`, the rows that are alike.

    `alike` are the columns in which rows are alike, and `mates` is a query of the places of all
    rows that are alike to those of `chosen`, which has these columns as evolve_0 and so on.
    """

    alike: tuple[str, ...]
    mates: str
    values: tuple[tuple[str, str], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column for column, _ in self.values)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        values = tuple((column, aggregate) for column, aggregate in data["values"])
        return cls(alike=tuple(data["alike"]), mates=data["mates"], values=values)
