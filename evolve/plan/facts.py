"""What a plan is made from: the playbook's change resolved against one database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evolve.changes.base import Shape
from evolve.pg.carried import Carried
from evolve.pg.merged import Aggregate
from evolve.pg.names import TableName
from evolve.pg.query import Follow
from evolve.pg.references import Reference
from evolve.pg.table import Routine, Table, Trigger
from evolve.pg.understood import Understood
from evolve.pg.uniqueness import Unique
from evolve.plan.fields import FieldShape


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Both expressions tried on every row that they are for, in one snapshot (rule 5).

    `failing` counts values that do not convert forward, `lossy` rows for which
    backward(forward(old)) is not old, `nulls` rows that would have NULL where the new column is
    to become NOT NULL. Of a demand `broken` counts the rows that break it, and `left` those of them
    that break it still once they are mended. Of what Python gives a sample is tried, `unsteady` are
    the rows for which it gave another value the second time.
    """

    rows: int
    failing: int
    lossy: int
    nulls: int
    broken: int = 0
    left: int = 0
    unsteady: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What somebody has begun by hand: new `columns` that are there, triggers that are to be
    `replaced`, and the names of those `writing`, whose function names one of the columns."""

    columns: tuple[str, ...]
    replaced: tuple[Trigger, ...]
    writing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Referred:
    """A foreign key to come, and the table that it refers to."""

    reference: Reference
    to: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Uniting:
    """What is to be unique, and what its condition and order, None without one, are to the server.

    `named`: by the UniqueConstraint of that name, which without a condition is a constraint.
    `merge` has aggregates, by the column that takes their value over.
    """

    unique: Unique
    named: bool
    where: Understood | None
    order: Understood | None
    merge: Mapping[str, Aggregate]


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A table that a query reads, with the columns of it that belong to other evolutions."""

    follow: Follow
    table: Table
    taken: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Columns are physical names; `columns` maps fields to them.

    `forward` and `backward` are keyed by column. `taken` are columns of the table that belong to
    other evolutions under way. `aside` is what hangs on the old columns, spelled for where they are
    in quarantine. `defaults` are those that old columns are given, spelled by the server. `demand`
    is the condition of the shape's. `own` is where evolve's own tables are. `stripe_by` is for the
    plan. `begun` is only there where a change is adopted. `followed` are the tables that its query
    reads, which then is the value's forward. `routines` are the user's own that name a column whose
    type changes under its name.
    """

    table: Table
    shape: Shape
    columns: Mapping[str, str]
    new: Mapping[str, FieldShape]
    types: Mapping[str, str]
    forward: Mapping[str, Understood]
    backward: Mapping[str, Understood]
    mending: Mapping[str, Understood]
    demand: Understood | None
    referred: Referred | None
    uniting: Uniting | None
    carried: tuple[Carried, ...]
    aside: tuple[Carried, ...]
    taken: Mapping[str, str]
    own: TableName
    defaults: Mapping[str, str]
    default_constants: Mapping[str, str | None]
    stripe_by: str
    begun: Begun | None = None
    followed: tuple[Followed, ...] = ()
    routines: tuple[Routine, ...] = ()


def instead(facts: Facts) -> str:
    """What to do with a column that evolve does not replace."""
    if facts.shape.same_name:
        return "use ALTER TABLE while nothing runs, or a tool that copies the whole table"
    return "keep the column, and give the field its new name in Django alone: `db_column`"
