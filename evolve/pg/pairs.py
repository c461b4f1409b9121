"""The pairs of an evolution: one for each of its changes, on one table.

Each pair has triggers and functions of its own, and decides for itself: a row may have one change
written by a new release and another by an old one. So a row agrees where it agrees in every pair.
No pair writes a column that another reads, so it does not matter whose trigger fires first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from psycopg import sql

from evolve.pg.following import is_waiting
from evolve.pg.names import TableName
from evolve.pg.pair import Demand, Pair
from evolve.pg.side import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """`each` is in the order of the changes; there is at least one."""

    each: tuple[Pair, ...]

    def __iter__(self) -> Iterator[Pair]:
        return iter(self.each)

    @property
    def only(self) -> Pair:
        """The pair of an evolution that has one change."""
        (pair,) = self.each
        return pair

    @property
    def table(self) -> TableName:
        return self.each[0].table

    @property
    def digest(self) -> str:
        """What the names of all objects of the evolution begin with."""
        return self.each[0].mark

    @property
    def old(self) -> tuple[Side, ...]:
        return tuple(side for pair in self.each for side in pair.old)

    @property
    def new(self) -> tuple[Side, ...]:
        return tuple(side for pair in self.each for side in pair.new)

    @property
    def sides(self) -> tuple[Side, ...]:
        """Every column once; several pairs may watch the same."""
        return tuple({side.name: side for pair in self.each for side in pair.sides}.values())

    @property
    def demands(self) -> tuple[Demand, ...]:
        """What each row is to satisfy in the end."""
        return tuple(pair.demand for pair in self.each if pair.demand)

    @property
    def demand(self) -> Demand | None:
        """The same, where it is all that the evolution is about."""
        return self.each[0].demand if len(self.each) == 1 else None

    @property
    def lasting(self) -> tuple[Demand, ...]:
        """Those that become a CHECK."""
        return tuple(demand for demand in self.demands if demand.lasting and not demand.foreign)

    @property
    def stricter(self) -> tuple[Pair, ...]:
        """The pairs whose new columns may become NOT NULL; what is mended in place stays as it
        is."""
        return tuple(p for p in self.each if not (p.demand and (p.demand.lasting or p.in_place)))

    @property
    def transformed(self) -> Pair | None:
        """The pair whose values Python gives; it is the only one."""
        return next((pair for pair in self.each if pair.transform), None)

    @property
    def marking(self) -> Pair | None:
        """The pair whose triggers mark rows; it is the only one."""
        return next((pair for pair in self.each if pair.marks_rows), None)

    @property
    def kept(self) -> tuple[Pair, ...]:
        """The pairs that triggers keep."""
        return tuple(pair for pair in self.each if pair.kept)

    @property
    def keeping(self) -> Self:
        """The same, without the pairs that no trigger keeps."""
        return replace(self, each=self.kept)

    @property
    def sided(self) -> Self:
        """The same, without the pairs that have no old side."""
        return replace(self, each=tuple(pair for pair in self.each if pair.old))

    @property
    def lost(self) -> tuple[Pair, ...]:
        """The pairs whose new side goes with a revert."""
        return tuple(p for p in self.each if p.new and not p.in_place and not p.demand)

    @property
    def swept(self) -> bool:
        """Whether sweeps alone mend what breaks a demand, whenever it was written."""
        return any(pair.swept for pair in self.each)

    @property
    def among(self) -> Pair | None:
        """The pair by which no two rows are to be alike."""
        return next((pair for pair in self.each if pair.among), None)

    @property
    def remembering(self) -> Pair | None:
        """The same, where the rows that it mends are kept as they were."""
        pair = self.among
        return pair if pair and pair.among and pair.among.kept else None

    @property
    def deletes(self) -> bool:
        """Whether what breaks the demand goes."""
        return any(pair.deletes for pair in self.each)

    @property
    def merging(self) -> Pair | None:
        """The pair whose rows are merged where they are alike."""
        pair = self.among
        return pair if pair and pair.merge else None

    @property
    def total(self) -> bool:
        return all(pair.total for pair in self.each)

    def placed(self, places: Mapping[str, str]) -> Self:
        """The same pairs where the columns in `places` have another name in the table."""
        return replace(self, each=tuple(pair.placed(places) for pair in self.each))

    def loosened(self) -> Self:
        """The same pairs where no old column is NOT NULL any more."""
        return replace(self, each=tuple(pair.loosened() for pair in self.each))

    def on(self, table: TableName) -> Self:
        """The same pairs on another table."""
        return replace(self, each=tuple(replace(pair, table=table) for pair in self.each))

    # -- SQL over rows in which the columns have their logical names ----------------------------

    @property
    def rows(self) -> sql.Composable:
        """The table as rows of all columns under their logical names, and `position`."""
        return self.rows_lacking(())

    @property
    def rows_before(self) -> sql.Composable:
        """The same before the columns are there that are to be added: NULL in each."""
        return self.rows_lacking([s.name for p in self.each for s in p.new if not p.in_place])

    def rows_lacking(self, missing: Collection[str]) -> sql.Composable:
        """The same while the columns of these names are not there: NULL in each."""
        columns = [
            sql.SQL("NULL::{} AS {}").format(sql.SQL(s.type), sql.Identifier(s.name))
            if s.name in missing
            else sql.SQL("t.{} AS {}").format(sql.Identifier(s.place), sql.Identifier(s.name))
            for s in self.sides
        ]
        columns += [
            sql.SQL("t.{0} AS {0}").format(sql.Identifier(pair.marker))
            for pair in self.each
            if pair.marker
        ]
        return sql.SQL("(SELECT t.ctid AS {}, {} FROM {} AS t)").format(
            self.position, sql.SQL(", ").join(columns), self.table.identifier
        )

    @property
    def position(self) -> sql.Identifier:
        """Where a row lies, under a name that no column of the user's has."""
        return sql.Identifier(f"evolve_{self.digest}_ctid")

    def agrees(self, *, filling: bool) -> sql.Composable:
        """Whether a row agrees in every pair."""
        return conjunction([excused(pair, pair.agrees(filling=filling)) for pair in self.each])

    def judge(self, *, filling: bool) -> sql.Composable:
        """The gravest verdict on a row, told without ever failing: what differs can be filled."""
        return gravest([verdict(pair, filling=filling) for pair in self.each])


def gravest(verdicts: Sequence[sql.Composable]) -> sql.Composable:
    """The one of several verdicts on a row that counts."""
    if len(verdicts) == 1:
        return verdicts[0]
    return sql.SQL(
        "CASE WHEN 'differs' IN ({0}) THEN 'differs' WHEN 'fails' IN ({0}) THEN 'fails' "
        "ELSE 'agrees' END"
    ).format(sql.SQL(", ").join(verdicts))


def verdict(pair: Pair, *, filling: bool) -> sql.Composable:
    """What becomes of a row in one pair; where nothing can fail, there is no function to ask."""
    if pair.query:
        return sql.SQL("CASE WHEN {} THEN 'agrees' ELSE {} END").format(
            is_waiting(pair), pair.judge(filling=filling)
        )
    if not pair.total:
        return pair.judge(filling=filling)
    return sql.SQL("CASE WHEN {} THEN 'agrees' ELSE 'differs' END").format(
        pair.agrees(filling=filling)
    )


def excused(pair: Pair, agrees: sql.Composable) -> sql.Composable:
    """Whether a row agrees, or a worker is still to see to it that it does."""
    return sql.SQL("({} OR {})").format(agrees, is_waiting(pair)) if pair.query else agrees


def conjunction(conditions: list[sql.Composable]) -> sql.Composable:
    if len(conditions) == 1:
        return conditions[0]
    return sql.SQL("({})").format(sql.SQL(" AND ").join(conditions))
