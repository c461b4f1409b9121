"""What every kind of change answers, and the shape in which it answers.

A kind is one frozen model in one file. It says which columns are old, which are new, and how each
follows from the other; everything that then happens to the table (steps, trigger, backfill,
proof, contract) follows from that one answer, so a kind needs neither SQL of its own nor a
hand-written way back.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from evolve.playbook.model import ChangeSection


@dataclass(frozen=True, slots=True, kw_only=True)
class NewField:
    """A field to be added. `definition` is written as in models.py; `like` names the old field
    whose column type, nullability, indexes and constraints it takes over instead."""

    name: str
    definition: str = ""
    like: str = ""


class Columns(Protocol):
    """What may be asked of the fields' columns by a rule that makes its own SQL."""

    def spelled(self, field: str) -> str:
        """The column's name as SQL."""

    def type(self, field: str) -> str:
        """The column's type."""

    def required(self, field: str) -> bool:
        """Whether the column is there, and NOT NULL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How one column follows from the other side.

    `sql` is an expression over the row's columns; "" stands for the column that `copy_of` names,
    in which the first of each pair of `values` becomes the second; or for what `made` makes of the
    columns. `total`: that accepts every value, if the fields that `documents` names are jsonb,
    since what is kept as text may be no JSON.
    `on_error` is an expression (or "null") used where `sql` fails on a value; "" means that such
    a row is reported and holds the evolution. `clamp` cuts text that is too long.
    """

    sql: str = ""
    copy_of: str = ""
    values: tuple[tuple[str, str], ...] = ()
    made: Callable[[Columns], str] | None = None
    total: bool = False
    documents: tuple[str, ...] = ()
    on_error: str = ""
    clamp: bool = False
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What each row is to satisfy in the end: `sql` is the condition of the CHECK `name`.

    Without `sql` it is that the rules, which then read the columns that they give, leave the row as
    it is. What is not `lasting` gets no CHECK; its `name` is for messages.
    """

    name: str
    sql: str = ""
    lasting: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Refers:
    """A foreign key to come: `field` refers to the primary key of the model `to`."""

    field: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Uniqueness:
    """No two rows to have the same values in `fields`, of those for which `where` holds.

    `name` is that of the UniqueConstraint, "" where Django gives one of its own. Of rows that are
    alike the first by `order` and the primary key is kept, or the `last`; the others are given
    values by the rules of the shape, or `deletes` says that they go. With neither they are counted.
    Of what goes, `merge` gives fields of the row that is kept their value: aggregates over all
    rows that are alike.
    """

    fields: tuple[str, ...]
    name: str = ""
    where: str = ""
    nulls_distinct: bool = True
    order: str = ""
    last: bool = False
    deletes: bool = False
    merge: Mapping[str, Rule] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transform:
    """Functions of the project's, by their dotted paths; `backward` is "" where none leads back.
    `reads` are the fields that forward is given."""

    forward: str
    backward: str
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A change as old and new fields with the rules between them.

    `same_name`: shape B of the design, a hidden column whose name is exchanged with the old one.
    `lossy`: the author accepts that some old values cannot be got back from the new ones.
    `carry` maps old fields to the new field that takes over their indexes and constraints; those
    of the one field alone only where the new one is `like` it, since its definition says else.

    `once`: shape C, without an old side and with one new field that is to be NOT NULL. Its rule
    gives a value where there is none, whoever left it out, and is never asked again: to agree is
    to be filled. `in_place`: the column of that field is there already. With a `demand` it is a row
    that breaks it which is given values, in as many new fields as there are rules, none included;
    they need not be there already. So it is with `refers` and `unique`.

    With a `transform` Python gives the values of either side, and there are no rules. It is a shape
    filled `once`, with a demand, where the fields that Python reads stay.

    `follows` are the models whose rows the rule reads, which then is a query, each with the SQL
    that leads from rows of its own to keys of the table.

    Without a new side (shape D) there are no rules either: old fields are made safe to leave out.
    `defaults` are, as SQL, what their columns then hold, where they do not take NULL.
    """

    old: tuple[str, ...]
    new: tuple[NewField, ...]
    forward: Mapping[str, Rule]
    backward: Mapping[str, Rule] = field(default_factory=dict)
    one_way: bool = False
    lossy: bool = False
    same_name: bool = False
    once: bool = False
    in_place: bool = False
    demand: Demand | None = None
    refers: Refers | None = None
    unique: Uniqueness | None = None
    transform: Transform | None = None
    follows: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    carry: Mapping[str, str] = field(default_factory=dict)

    @property
    def demanding(self) -> bool:
        """Whether what is there already is to satisfy a constraint."""
        return bool(self.demand or self.refers or self.unique)


class Change(ChangeSection):
    """A kind of change: pure, and complete in what it derives."""

    @abstractmethod
    def shape(self) -> Shape:
        """The change as columns and rules."""

    def sides(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        shape = self.shape()
        return shape.old, tuple(field.name for field in shape.new)

    @property
    def alone(self) -> str:
        shape = self.shape()
        if shape.same_name:
            return "its swap comes before the new release, and what others drop goes after it"
        if shape.refers or shape.unique:
            return "no trigger mends what breaks it, but sweeps, until its contract"
        if shape.transform:
            return "Python gives its values, and is asked apart from what SQL gives in a batch"
        if shape.follows:
            return "a query gives its values, and rows are marked that wait for it"
        return ""
