"""A pair: old and new columns of one table, and how each side follows from the other.

Columns have a logical name, which expressions use and which never changes, and a place, the name
under which the table has them at the moment: an old column keeps its logical name in quarantine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from psycopg import errors, sql

from evolve.pg.names import TableName

# Where equality of values is equality of images, the cheap operator does (rule 2). Text compares
# bytewise under every deterministic collation; a column with another collation has one named.
BYTEWISE = (
    "smallint",
    "integer",
    "bigint",
    "text",
    "character varying",
    "uuid",
    "boolean",
    "date",
    "bytea",
    "timestamp with",
)

# What an expression can raise on a value, for PL/pgSQL and for psycopg. Beyond data exceptions
# there are chr(0) (class 54), date_part('timezone', time) (0A), and casts to jsonpath (42).
RAISES = (
    "data_exception OR integrity_constraint_violation OR raise_exception OR "
    "program_limit_exceeded OR feature_not_supported OR syntax_error_or_access_rule_violation"
)
RAISED = (
    errors.DataError,
    errors.IntegrityError,
    errors.RaiseException,
    errors.ProgramLimitExceeded,
    errors.NotSupportedError,
    errors.ProgrammingError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One column of a pair.

    `type` is exact, with length or precision; `collation` is named where it is not the type's own,
    as SQL. `required`: the column is, or becomes at contract, NOT NULL. `default` is the column's
    constant default as an expression; `computed`: it has another, which tells nothing of an INSERT.
    """

    name: str
    place: str
    type: str
    required: bool = False
    default: str | None = None
    bytewise: bool = False
    collation: str = ""
    computed: bool = False

    @property
    def variable(self) -> sql.Composable:
        """The type of a variable that is to behave as the column does."""
        return sql.SQL(f"{self.type} COLLATE {self.collation}" if self.collation else self.type)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """How one column follows: `sql` over logical names, deparsed by the server.

    `total`: no value of the columns it `reads` can make it fail. `strict`: its value, as the column
    would hold it, is known to be NULL only where one of them is.
    """

    sql: str
    reads: tuple[str, ...]
    total: bool
    strict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Among:
    """A demand on a row among the others of its table: that one of those that are alike is left.

    All SQL is over the row's columns. `repeats`: whether another row has the same values, whichever
    is to be kept. `counts`: whether a row can be alike to another; it then is to those of its
    `group`, and has its place among them by `order`. `deletes`: what breaks the demand goes. `kept`
    is where the rows that were mended or deleted are kept as they were, the name of a table beside
    the pair's, "" where none are.
    """

    repeats: str
    counts: str
    group: str
    order: str
    deletes: bool
    kept: str


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
class Transform:
    """Functions in Python that give the values, by their dotted paths; `backward` is "" where none
    leads back. They know the columns by the names of their fields, `old` and `new`.
    """

    forward: str
    backward: str
    old: tuple[str, ...]
    new: str


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
    found to agree; the `watched` columns are those of the key.

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

    def placed(self, places: Mapping[str, str]) -> Self:
        """The same pair where the columns in `places` have another name in the table."""

        def move(sides: tuple[Side, ...]) -> tuple[Side, ...]:
            return tuple(replace(s, place=places.get(s.name, s.place)) for s in sides)

        return replace(self, old=move(self.old), watched=move(self.watched), new=move(self.new))

    def loosened(self) -> Self:
        """The same pair where no old column is NOT NULL any more."""
        return replace(self, old=tuple(replace(s, required=False) for s in self.old))

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        def expression(e: Mapping[str, Any]) -> Expression:
            return Expression(**{**e, "reads": tuple(e["reads"])})

        def demanded(d: Mapping[str, Any]) -> Demand:
            among = Among(**d["among"]) if d.get("among") else None
            return Demand(**{**d, "expression": expression(d["expression"]), "among": among})

        def transformed(t: Mapping[str, Any]) -> Transform:
            return Transform(**{**t, "old": tuple(t["old"])})

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
            transform=transformed(data["transform"]) if data.get("transform") else None,
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
        """Whether nothing is due that Python gives; what a new release wrote may be its own."""
        said = "{} IS NOT NULL" if self.one_way else "{} IS FALSE"
        return sql.SQL(said).format(sql.Identifier(self.marker))

    @property
    def marked(self) -> sql.Composable:
        """Whether somebody has written the row, and a worker is to settle it."""
        return sql.SQL("(({}) IN (SELECT {} FROM {}))").format(
            sql.SQL(", ").join(sql.Identifier(side.name) for side in self.watched),
            sql.SQL(", ").join(self.marks_key),
            self.marks,
        )

    @property
    def marks(self) -> sql.Identifier:
        """The table of the rows that are marked."""
        return self.table.beside(function_name(self, "marks"))

    @property
    def marks_key(self) -> list[sql.Identifier]:
        """Its columns that hold a row's key."""
        return [sql.Identifier(f"k{n}") for n, _ in enumerate(self.watched)]

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


def cast(expression: Expression, side: Side) -> sql.Composable:
    """The expression as the column would hold it: rounded and padded as on assignment."""
    return sql.SQL("({})::{}").format(sql.SQL(expression.sql), sql.SQL(side.type))


def uncut(value: sql.Composable, side: Side) -> sql.Composable:
    """The value as the column's type, of any length: CASE asks for one type, and a cast to a
    certain length would cut what an assignment refuses."""
    free = {"character": "text", "bit": "bit varying"}.get(re.split(r"[ (]", side.type)[0])
    return sql.SQL("({})::{}").format(value, sql.SQL(free or side.type))


def same(side: Side, left: sql.Composable, right: sql.Composable) -> sql.Composable:
    """Whether two values of the column are the same image."""
    if side.bytewise:
        return sql.SQL("({} IS NOT DISTINCT FROM {})").format(left, right)
    # Without the cast the server compares two ROW constructors column by column.
    return sql.SQL("(ROW({})::record OPERATOR(pg_catalog.*=) ROW({})::record)").format(left, right)


def differs(side: Side, left: sql.Composable, right: sql.Composable) -> sql.Composable:
    """Whether two values of the column are not the same image."""
    if side.bytewise:
        return sql.SQL("{} IS DISTINCT FROM {}").format(left, right)
    return sql.SQL("(ROW({})::record OPERATOR(pg_catalog.*<>) ROW({})::record)").format(left, right)


def all_null(values: Iterable[sql.Composable]) -> sql.Composable:
    return sql.SQL(" AND ").join(sql.SQL("{} IS NULL").format(value) for value in values)


def is_bytewise(type_: str, collation: str) -> bool:
    """Whether `=` on the type cannot call different images equal."""
    return not collation and type_.startswith(BYTEWISE) and not type_.endswith("[]")
