"""What a change without two sides makes of a row: parts of a twin beside sample_app's `Pair`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from psycopg import sql

from sample_app.twin import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """Columns that both releases list, where evolve gives some of them another value, or `new` ones
    that follow from them. `mend` gives those from a row, and of a row that is as it must be the
    same again; each value from its own column and from what no trigger changes, since a row may
    have been written before there was any.

    `values` says it as SQL, for rows that evolve has not seen.
    """

    old: tuple[str, ...]
    new: tuple[str, ...] = ()
    mend: Callable[[Row], Row]
    values: Mapping[str, str] = field(default_factory=dict, hash=False)

    def listed(self, *, new: bool) -> tuple[str, ...]:
        return (*self.old, *self.new) if new else self.old

    def accepts(self, row: Row) -> bool:
        """A new release leaves nothing to be mended."""
        return row == {**row, **self.mend(row)}

    def settled(self, row: Row, changed: set[str] | None) -> Row:
        return {**row, **self.mend(row)}

    def compared(self, there: set[str], *, finished: bool) -> tuple[str, ...]:
        columns = (*self.old, *self.new) if finished else self.old
        if not there.issuperset(columns):
            raise LookupError(f"not all of {columns} are there")
        return columns

    def expected(self, name: str) -> sql.Composable:
        return sql.SQL(self.values[name]) if name in self.values else sql.Identifier(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """Columns that a new release lists no longer; where it inserts, they hold `defaults`."""

    old: tuple[str, ...]
    defaults: Row = field(hash=False)
    new: tuple[str, ...] = ()

    def listed(self, *, new: bool) -> tuple[str, ...]:
        return () if new else self.old

    def accepts(self, row: Row) -> bool:
        return True

    def settled(self, row: Row, changed: set[str] | None) -> Row:
        given = {name for name in self.old if row[name] is not None}
        return {**row, **{n: self.defaults[n] for n in self.old if n not in given}}

    def compared(self, there: set[str], *, finished: bool) -> tuple[str, ...]:
        """None once they have gone."""
        columns = tuple(name for name in self.old if name in there)
        if not finished and columns != self.old:
            raise LookupError(f"not all of {self.old} are there")
        return columns

    def expected(self, name: str) -> sql.Composable:
        return sql.Identifier(name)
