"""What a change without two sides makes of a row: parts of a twin beside sample_app's `Pair`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from psycopg import sql

from sample_app.twin import Part, Row

AS_ASKED = "as the query gives it"


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

    def expected(self, name: str, *, finished: bool) -> sql.Composable:
        mended = name in self.values and not finished
        return sql.SQL(self.values[name]) if mended else sql.Identifier(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """Parts of one evolution, none of which has a column of another."""

    parts: tuple[Part, ...]

    @property
    def old(self) -> tuple[str, ...]:
        return tuple(name for part in self.parts for name in part.old)

    @property
    def new(self) -> tuple[str, ...]:
        return tuple(name for part in self.parts for name in part.new)

    def listed(self, *, new: bool) -> tuple[str, ...]:
        return tuple(name for part in self.parts for name in part.listed(new=new))

    def accepts(self, row: Row) -> bool:
        return all(part.accepts(row) for part in self.parts)

    def settled(self, row: Row, changed: set[str] | None) -> Row:
        for part in self.parts:
            row = part.settled(row, changed)
        return row

    def compared(self, there: set[str], *, finished: bool) -> tuple[str, ...]:
        found = [part.compared(there, finished=finished) for part in self.parts]
        return tuple(name for names in found for name in names)

    def expected(self, name: str, *, finished: bool) -> sql.Composable:
        (part,) = (part for part in self.parts if name in (*part.old, *part.new))
        return part.expected(name, finished=finished)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A column of which no two rows are to hold the same text: of rows that do, one stays as it is,
    and the others go into it. Which ones that meets nobody can foretell.

    Only texts that begin with `repeated` are written twice; rows with all others stay.
    """

    column: str
    repeated: str
    new: tuple[str, ...] = ()

    @property
    def old(self) -> tuple[str, ...]:
        return (self.column,)

    def listed(self, *, new: bool) -> tuple[str, ...]:
        return self.old

    def accepts(self, row: Row) -> bool:
        return not str(row[self.column]).startswith(self.repeated)

    def settled(self, row: Row, changed: set[str] | None) -> Row:
        return row

    def compared(self, there: set[str], *, finished: bool) -> tuple[str, ...]:
        return self.old

    def expected(self, name: str, *, finished: bool) -> sql.Composable:
        return sql.Identifier(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted(Alike):
    """The same, where the others stay as well, and are given what `given` says, as SQL. `twin` is
    the twin's table, whose key is `id`."""

    given: str
    table: str
    twin: str

    def expected(self, name: str, *, finished: bool) -> sql.Composable:
        """What was written, in a row that was parted from others by what it was given."""
        return sql.SQL(
            "CASE WHEN {column} = {given} THEN coalesce((SELECT w.{column} FROM {twin} AS w "
            "WHERE w.id = {table}.id AND starts_with(w.{column}, {repeated})), {column}) "
            "ELSE {column} END"
        ).format(
            column=sql.Identifier(name),
            given=sql.SQL(self.given),
            twin=sql.Identifier(self.twin),
            table=sql.Identifier(self.table),
            repeated=sql.Literal(self.repeated),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A new column whose value `query` gives over other tables, which the server is asked for in
    the end. Of a row that holds it, the twin holds no more than that it does."""

    column: str
    query: str
    old: tuple[str, ...] = ()

    @property
    def new(self) -> tuple[str, ...]:
        return (self.column,)

    def listed(self, *, new: bool) -> tuple[str, ...]:
        return self.new if new else ()

    def accepts(self, row: Row) -> bool:
        return True

    def settled(self, row: Row, changed: set[str] | None) -> Row:
        return {**row, self.column: AS_ASKED}

    def compared(self, there: set[str], *, finished: bool) -> tuple[str, ...]:
        if finished and self.column not in there:
            raise LookupError(f"{self.column} is not there")
        return self.new if finished else ()

    def expected(self, name: str, *, finished: bool) -> sql.Composable:
        return sql.SQL("CASE WHEN {0} IS NOT DISTINCT FROM {1} THEN {2} ELSE {0}::text END").format(
            sql.Identifier(name), sql.SQL(self.query), sql.Literal(AS_ASKED)
        )


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

    def expected(self, name: str, *, finished: bool) -> sql.Composable:
        return sql.Identifier(name)
