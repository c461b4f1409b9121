"""A plan: everything that an evolution will do, before anything of it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from evolve.errors import Later
from evolve.pg.names import TableName
from evolve.pg.pair import Pair
from evolve.pg.pairs import Pairs
from evolve.pg.step import Step
from evolve.states import Phase

# What this release reads. A plan carries the lowest that understands it, so that the release of
# before goes on with all others: 2 has several pairs, or values that Python or a query gives.
VERSION = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSpec:
    """A verification query of the author, with the table's name in it."""

    name: str
    query: str
    expect: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Frozen at start; `as_json` and `from_json` are each other's inverse.

    `aside` maps logical names to where the columns are once the old side is aside (after the
    quarantine's rename, or after a swap). `old_columns` are those that models of old releases
    map, `new_columns` those of new ones; both empty where the name stays the same. `stripe_by` is
    the column by which the backfill tells its passes apart, "" for a row's place on its page.
    `restore` brings the old columns back after they were dropped; it is empty where nothing can.
    """

    name: str
    model: str
    table: TableName
    key: tuple[str, ...]
    pairs: Pairs
    aside: Mapping[str, str]
    same_name: bool
    old_columns: tuple[str, ...]
    new_columns: tuple[str, ...]
    steps: tuple[Step, ...]
    restore: tuple[Step, ...]
    checks: tuple[CheckSpec, ...]
    quiet_for: float
    quarantine: float
    stripe_by: str
    batch_ms: int
    max_rows_per_second: int | None

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the table that the evolution owns or reads."""
        return tuple(side.name for side in self.pairs.sides)

    @property
    def pairs_aside(self) -> Pairs:
        """The pairs once the old side is aside; a swap has taken NOT NULL from it."""
        placed = self.pairs.placed(self.aside)
        return placed.loosened() if self.same_name else placed

    def phase(self, phase: Phase) -> tuple[Step, ...]:
        return tuple(step for step in (*self.steps, *self.restore) if step.phase is phase)

    def as_json(self) -> dict[str, Any]:
        return {
            "version": 2 if len(self.pairs.each) > 1 or self.pairs.marking else 1,
            "name": self.name,
            "model": self.model,
            "table": {"schema": self.table.schema, "name": self.table.name},
            "key": list(self.key),
            **self.pairs_as_json(),
            "aside": dict(self.aside),
            "same_name": self.same_name,
            "old_columns": list(self.old_columns),
            "new_columns": list(self.new_columns),
            "steps": [step.as_json() for step in self.steps],
            "restore": [step.as_json() for step in self.restore],
            "checks": [{"name": c.name, "query": c.query, "expect": c.expect} for c in self.checks],
            "quiet_for": self.quiet_for,
            "quarantine": self.quarantine,
            "stripe_by": self.stripe_by,
            "batch_ms": self.batch_ms,
            "max_rows_per_second": self.max_rows_per_second,
        }

    def pairs_as_json(self) -> dict[str, Any]:
        pairs = [pair.as_json() for pair in self.pairs]
        return {"pair": pairs[0]} if len(pairs) == 1 else {"pairs": pairs}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Raises Later where this release cannot read what was frozen."""
        if data["version"] > VERSION:
            raise later(data)
        try:
            return cls.read(data)
        except TypeError as error:
            raise later(data) from error

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        pairs = data["pairs"] if "pairs" in data else [data["pair"]]
        return cls(
            name=data["name"],
            model=data["model"],
            table=TableName(**data["table"]),
            key=tuple(data["key"]),
            pairs=Pairs(each=tuple(map(Pair.from_json, pairs))),
            aside=data["aside"],
            same_name=data["same_name"],
            old_columns=tuple(data["old_columns"]),
            new_columns=tuple(data["new_columns"]),
            steps=tuple(Step.from_json(step) for step in data["steps"]),
            # A plan that was frozen before there was a way back lacks the word.
            restore=tuple(Step.from_json(step) for step in data.get("restore", ())),
            checks=tuple(CheckSpec(**check) for check in data["checks"]),
            quiet_for=data["quiet_for"],
            quarantine=data["quarantine"],
            stripe_by=data["stripe_by"],
            batch_ms=data["batch_ms"],
            max_rows_per_second=data["max_rows_per_second"],
        )


def later(data: Mapping[str, Any]) -> Later:
    """What to say of a plan that is not understood; to carry it on by half of it would be wrong."""
    return Later(
        f"{data['name']}: its plan was frozen by a later release of evolve; found version "
        f"{data['version']}, and this release reads {VERSION}",
        hint="install that release again, and carry it to its end; nothing was changed",
    )
