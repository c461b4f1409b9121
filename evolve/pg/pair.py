"""A pair: old and new columns of one table, and how each side follows from the other.

Columns have a logical name, which expressions use and which never changes, and a place, the name
under which the table has them at the moment: an old column keeps its logical name in quarantine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from psycopg import sql

from evolve.pg.merged import Merge
from evolve.pg.names import TableName
from evolve.pg.query import Query
from evolve.pg.side import Expression, Side, all_null, cast, same
from evolve.pg.transform import Transform


@dataclass(frozen=True, slots=True, kw_only=True)
class Among:
    """A demand on a row among the others of its table: that one of those that are alike is left.

    All SQL is over the row's columns. `repeats`: whether another row has the same values, whichever
    is to be kept. `counts`: whether a row can be alike to another; it then is to those of its
    `group`, and has its place among them by `order`. `deletes`: what breaks the demand goes. `kept`
    is where the rows that were mended or deleted are kept as they were, the name of a table beside
    the pair's, "" where none are. `merge`: what the row that is kept takes over of those that go.
    """

    repeats: str
    counts: str
    group: str
    order: str
    deletes: bool
    kept: str
    merge: Merge | None = None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        merge = Merge.from_json(data["merge"]) if data.get("merge") else None
        return cls(**{**data, "merge": merge})


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What no row may make false, as a CHECK asks it; `name` is its constraint's, if it is to be
    `lasting`.

    `foreign`: whether it does lies in other rows, so that no trigger can mend it; what breaks it
    is mended by sweeps. `among`: those are rows of the same table.
    """

    name: str
    expression: Expression
    lasting: bool = True
    foreign: bool = False
    among: Among | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """`forward` has an expression for each new column, `backward` one for each old.

    `watched` are further columns that `forward` reads. A one-way pair has no `backward` and a
    `marker` column instead: null is unfilled, false is forward(old), true was written by a new
    release. `digest` names every object that belongs to the pair; it is the evolution's, with a
    number behind it where that has several.

    A pair that is filled `once` has no old columns and one new one, for which `forward` gives a
    value where there is none. `in_place`: that column was there before. With a `demand` it is a row
    that breaks it which is given values, and there may be several new columns, or none: then nobody
    mends such a row but its author. Without new columns or a demand there is nothing to keep.

    With a `transform` there are no expressions, since no trigger could compute them. The `marker`
    is null where forward is due, true where a new release has written, false where the sides were
    found to agree; the `watched` columns are those of the key. Where what it reads stays, the pair
    is filled once, by a demand, and it is `watched`, too.

    With a `query` the pair is filled once, by a demand, and its expression reads other tables: no
    trigger computes it either, and rows are marked. Their key is among the `watched` columns.

    `noted`: a sequence holds when the old side was last written, or the trigger of a pair that is
    filled once last had to help.
    """

    digest: str
    table: TableName
    old: tuple[Side, ...]
    watched: tuple[Side, ...]
    new: tuple[Side, ...]
    forward: tuple[Expression, ...]
    backward: tuple[Expression, ...]
    marker: str = ""
    once: bool = False
    in_place: bool = False
    demand: Demand | None = None
    noted: bool = False
    transform: Transform | None = None
    query: Query | None = None

    @property
    def mark(self) -> str:
        """What the digests of all pairs of one evolution begin with."""
        return self.digest.partition("_")[0]

    @property
    def sides(self) -> tuple[Side, ...]:
        return (*self.old, *self.watched, *self.new)

    @property
    def subject(self) -> str:
        """What it is about, for a person."""
        return self.demand.name if self.demand else ", ".join(s.name for s in self.old or self.new)

    @property
    def one_way(self) -> bool:
        return bool(self.marker) and not (self.transform and self.transform.backward)

    @property
    def expressions(self) -> tuple[Expression, ...]:
        demanded = (self.demand.expression,) if self.demand else ()
        return (*self.forward, *self.backward, *demanded)

    @property
    def total(self) -> bool:
        return all(e.total for e in self.expressions)

    @property
    def kept(self) -> bool:
        """Whether triggers keep anything."""
        return bool(self.new or self.demand) and (not self.foreign or self.among is not None)

    @property
    def foreign(self) -> bool:
        return self.demand is not None and self.demand.foreign

    @property
    def swept(self) -> bool:
        """Whether sweeps alone mend what breaks the demand, whenever it was written."""
        return self.foreign and bool(self.new or self.deletes)

    @property
    def among(self) -> Among | None:
        return self.demand.among if self.demand else None

    @property
    def kept_in(self) -> TableName:
        """The table of the rows that were mended, as they were."""
        assert self.among
        return TableName(schema=self.table.schema, name=self.among.kept)

    @property
    def deletes(self) -> bool:
        """Whether what breaks the demand goes."""
        return self.among is not None and self.among.deletes

    @property
    def merge(self) -> Merge | None:
        """What the row that is kept takes over of those that go."""
        return self.among.merge if self.among else None

    def placed(self, places: Mapping[str, str]) -> Self:
        """The same pair where the columns in `places` have another name in the table."""

        def move(sides: tuple[Side, ...]) -> tuple[Side, ...]:
            return tuple(replace(s, place=places.get(s.name, s.place)) for s in sides)

        return replace(self, old=move(self.old), watched=move(self.watched), new=move(self.new))

    def loosened(self) -> Self:
        """The same pair where no old column is NOT NULL any more."""
        return replace(self, old=tuple(replace(s, required=False) for s in self.old))

    def as_json(self) -> dict[str, Any]:
        found = asdict(self)
        # The release before does not know the words, and need not.
        if self.among and not self.among.merge:
            del found["demand"]["among"]["merge"]
        if self.transform and not self.once:
            del found["transform"]["reads"], found["transform"]["key"]
        return found

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        def expression(e: Mapping[str, Any]) -> Expression:
            return Expression(**{**e, "reads": tuple(e["reads"])})

        def demanded(d: Mapping[str, Any]) -> Demand:
            among = Among.from_json(d["among"]) if d.get("among") else None
            return Demand(**{**d, "expression": expression(d["expression"]), "among": among})

        return cls(
            digest=data["digest"],
            table=TableName(**data["table"]),
            old=tuple(Side(**s) for s in data["old"]),
            watched=tuple(Side(**s) for s in data["watched"]),
            new=tuple(Side(**s) for s in data["new"]),
            forward=tuple(expression(e) for e in data["forward"]),
            backward=tuple(expression(e) for e in data["backward"]),
            marker=data["marker"],
            once=data["once"],
            in_place=data["in_place"],
            demand=demanded(data["demand"]) if data.get("demand") else None,
            # A plan that was frozen before this was noted lacks the word.
            noted=data.get("noted", data["once"]),
            transform=Transform.from_json(data["transform"]) if data.get("transform") else None,
            query=Query.from_json(data["query"]) if data.get("query") else None,
        )

    # -- SQL over rows in which the columns have their logical names ----------------------------

    @property
    def unfilled(self) -> sql.Composable:
        return all_null(sql.Identifier(s.name) for s in self.new)

    def agrees(self, *, filling: bool) -> sql.Composable:
        """Whether a row agrees (rule 2); while `filling`, a row of NULLs is no answer.

        After `ready` a new release may write NULL on purpose; what stays impossible is a NULL
        where the new column is to become NOT NULL.
        """
        if self.transform:
            return sql.SQL("({} OR {})").format(self.settled, self.marked)
        if self.demand:
            return satisfied(self.demand)
        if not self.new:
            return sql.SQL("true")
        if self.once:
            return sql.SQL("({} IS NOT NULL)").format(sql.Identifier(self.new[0].name))
        forward = sql.SQL(" AND ").join(
            same(s, sql.Identifier(s.name), cast(e, s))
            for s, e in zip(self.new, self.forward, strict=True)
        )
        if self.one_way:
            return sql.SQL("({0} IS TRUE OR ({0} IS FALSE AND {1}))").format(
                sql.Identifier(self.marker), forward
            )
        backward = sql.SQL(" AND ").join(
            same(s, sql.Identifier(s.name), cast(e, s))
            for s, e in zip(self.old, self.backward, strict=True)
        )
        return sql.SQL("(({}) OR ({} AND {}))").format(forward, self.filled(filling), backward)

    @property
    def settled(self) -> sql.Composable:
        """Whether nothing is due for the row; of what Python gives, what a new release wrote may
        be its own."""
        if self.query:
            # What makes it fail would keep all other marks from being taken away.
            return sql.SQL("({} = 'agrees')").format(self.judge(filling=False))
        said = "{} IS NOT NULL" if self.one_way else "{} IS FALSE"
        return sql.SQL(f"({said})").format(sql.Identifier(self.marker))

    @property
    def marks_rows(self) -> bool:
        """Whether triggers mark rows, and workers settle them."""
        return bool(self.transform or self.query)

    @property
    def key(self) -> tuple[Side, ...]:
        """The columns by which a row is found again that is marked."""
        if self.query is None and not self.once:
            return self.watched
        given = self.query or self.transform
        return self.named(given.key if given else ())

    @property
    def made_of(self) -> tuple[Side, ...]:
        """The columns of which Python makes the new one."""
        return self.old or self.named(self.transform.reads if self.transform else ())

    def named(self, names: Sequence[str]) -> tuple[Side, ...]:
        """The columns of these names, in their order."""
        return tuple(side for name in names for side in self.sides if side.name == name)

    @property
    def marked(self) -> sql.Composable:
        """Whether somebody has written the row, and a worker is to settle it."""
        return sql.SQL("(({}) IN (SELECT {} FROM {}))").format(
            sql.SQL(", ").join(sql.Identifier(side.name) for side in self.key),
            sql.SQL(", ").join(self.marks_key),
            self.marks,
        )

    @property
    def marks(self) -> sql.Identifier:
        """The table of the rows that are marked."""
        return self.table.beside(function_name(self, "marks"))

    @property
    def notes(self) -> list[sql.Identifier]:
        """The tables of the rows that have changed in the tables that are followed."""
        follows = self.query.follows if self.query else ()
        names = [function_name(self, f"changed{number}") for number, _ in enumerate(follows, 1)]
        return [self.table.beside(name) for name in names]

    @property
    def marks_key(self) -> list[sql.Identifier]:
        """Its columns that hold a row's key."""
        return [sql.Identifier(f"k{n}") for n, _ in enumerate(self.key)]

    def filled(self, filling: bool) -> sql.Composable:
        """The condition under which new = NULL may be an answer of backward."""
        if filling:
            return sql.SQL("NOT ({})").format(self.unfilled)
        required = [s for s in self.new if s.required]
        if not required:
            return sql.SQL("true")
        return sql.SQL(" AND ").join(
            sql.SQL("{} IS NOT NULL").format(sql.Identifier(s.name)) for s in required
        )

    def judge(self, *, filling: bool) -> sql.Composed:
        """A call of the function that tells a row's state without ever failing."""
        call = sql.SQL("{}({}, {})").format(
            self.table.beside(function_name(self, "judge")),
            sql.SQL(", ").join(sql.Identifier(s.name) for s in self.sides),
            sql.Literal(filling),
        )
        if not self.one_way:
            return call
        # What a new release wrote is its own, whatever forward says; what nobody has marked yet
        # does not agree, whatever it holds.
        return sql.SQL(
            "CASE WHEN {0} THEN 'agrees' WHEN {0} IS NULL AND {1} = 'agrees' THEN 'differs' "
            "ELSE {1} END"
        ).format(sql.Identifier(self.marker), call)


def function_name(pair: Pair, role: str) -> str:
    return f"evolve_{pair.digest}_{role}"


def satisfied(demand: Demand) -> sql.Composable:
    """Whether a row satisfies the demand; NULL does, as it does a CHECK."""
    return sql.SQL("(({}) IS NOT FALSE)").format(sql.SQL(demand.expression.sql))
