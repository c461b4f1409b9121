"""Statements of applications as data, and the one place that sends them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from psycopg import sql

from evolve.pg.pair import Pair
from evolve.pg.sync import Mode
from tests.pg.oracle import MARKER, Row, Value
from tests.pg.walks import Walk
from tests.support.cluster import Connection


class Form(StrEnum):
    INSERT = "insert"
    COPY = "copy"
    SELECT = "insert select"
    UPSERT = "upsert"
    UPDATE = "update"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`old` and `new` are letters of values, "null" for NULLs, "" where the side is not named.

    `start` is the row before it: "" none, "A" as old A leaves it, "unfilled" old A and NULLs,
    "apart" old A with new B. `half` names only the first of the new columns.
    """

    form: Form
    old: str = ""
    new: str = ""
    start: str = ""
    other: bool = False
    half: bool = False

    def __str__(self) -> str:
        said = [f"{k}={v}" for k, v in (("old", self.old), ("new", self.new)) if v]
        said += [word for word in ("half", "other") if getattr(self, word)]
        return f"{self.form} {' '.join(said) or 'neither'}, row {self.start or 'new'}"


def inserts(form: Form) -> list[Case]:
    return [
        Case(form=form, old="A"),
        Case(form=form, new="A"),
        Case(form=form, new="C"),
        Case(form=form, new="A", half=True),
        Case(form=form, old="A", new="A"),
        Case(form=form, old="A", new="B"),
        Case(form=form, other=True),
        Case(form=form, old="B", new="null"),
        Case(form=form, old="bad"),
        Case(form=form, new="bad"),
    ]


def updates(form: Form, start: str) -> list[Case]:
    return [
        Case(form=form, start=start, old="B"),
        Case(form=form, start=start, new="B"),
        Case(form=form, start=start, new="C"),
        Case(form=form, start=start, new="C", half=True),
        Case(form=form, start=start, old="B", new="B"),
        Case(form=form, start=start, old="B", new="C"),
        Case(form=form, start=start, old="C"),
        Case(form=form, start=start, old="A"),
        Case(form=form, start=start, old="A", new="A"),
        Case(form=form, start=start, other=True),
        Case(form=form, start=start, old="null"),
        Case(form=form, start=start, new="null"),
        Case(form=form, start=start, old="B", new="null"),
        Case(form=form, start=start, old="A", new="null", other=True),
        Case(form=form, start=start, old="bad"),
        Case(form=form, start=start, new="bad"),
        Case(form=form, start=start, old="bad", new="null"),
    ]


CASES = (
    *(case for form in Form if form is not Form.UPDATE for case in inserts(form)),
    *(case for start in ("A", "unfilled", "apart") for case in updates(Form.UPDATE, start)),
    *(case for start in ("A", "unfilled") for case in updates(Form.UPSERT, start)),
)


def assigned(walk: Walk, case: Case) -> Row | None:
    """What the statement assigns; None where the walk has no such value."""
    found: dict[str, Value] = {}
    for side, letter in (("old", case.old), ("new", case.new)):
        if not letter:
            continue
        names = walk.rules.old if side == "old" else walk.rules.new
        values = dict.fromkeys(names) if letter == "null" else walk.values(side, letter)
        if values is None:
            return None
        if side == "new" and case.half:
            values = dict(list(values.items())[:1])
        found |= values
    return found


def starting(walk: Walk, case: Case) -> Row | None:
    """The row before the statement, put there past the triggers; None for a new row."""
    if not case.start:
        return None
    letter = "B" if case.start == "apart" else "A"
    row = dict.fromkeys(walk.rules.columns) | dict(walk.values("old", "A") or {})
    if case.start != "unfilled":
        row |= walk.rules.forward(row | dict(walk.values("old", letter) or {}))
        row |= {MARKER: "false"} if walk.rules.backward is None else {}
    return row


class Hand:
    """Writes and reads rows of a walk's table, whose columns are where `pair` says."""

    def __init__(self, pair: Pair, mode: Mode) -> None:
        self.pair = pair
        self.mode = mode
        self.places = {side.name: side.place for side in pair.sides}
        if pair.marker:
            self.places[MARKER] = pair.marker
        self.types = {side.name: side.type for side in pair.sides}

    def put(self, connection: Connection, key: int, row: Row) -> None:
        values = {self.places[name]: value for name, value in row.items()}
        connection.execute(
            sql.SQL("INSERT INTO {} (id, {}) VALUES (%s, {})").format(
                self.pair.table.identifier, names(values), marks(values)
            ),
            [key, *values.values()],
        )

    def read(self, connection: Connection, key: int) -> Row:
        found = connection.execute(
            sql.SQL("SELECT {} FROM {} WHERE id = %s").format(
                sql.SQL(", ").join(
                    sql.SQL("{}::text").format(sql.Identifier(place))
                    for place in self.places.values()
                ),
                self.pair.table.identifier,
            ),
            [key],
        ).fetchone()
        assert found is not None, key
        return dict(zip(self.places, found, strict=True))

    def send(self, connection: Connection, case: Case, key: int, values: Row) -> None:
        """The statement, as an application sends it. It must concern exactly one row."""
        columns: dict[str, Value] = {self.places[name]: v for name, v in values.items()}
        if case.other:
            columns["other"] = "touched"
        cursor = connection.cursor()
        table = self.pair.table.identifier
        if case.form is Form.COPY:
            copy = sql.SQL("COPY {} (id, {}) FROM STDIN").format(table, names(columns))
            with cursor.copy(copy) as stream:
                stream.write_row([key, *columns.values()])
        elif case.form is Form.UPDATE:
            cursor.execute(
                sql.SQL("UPDATE {} SET {} WHERE id = %s").format(
                    table,
                    sql.SQL(", ").join(
                        sql.SQL("{} = %s").format(sql.Identifier(name)) for name in columns
                    ),
                ),
                [*columns.values(), key],
            )
        else:
            cursor.execute(self.insert(case.form, columns), [key, *columns.values()])
        assert cursor.rowcount == 1, f"{case}: {cursor.rowcount} rows"

    def insert(self, form: Form, columns: Mapping[str, Value]) -> sql.Composed:
        logical = {place: name for name, place in self.places.items()}
        table = self.pair.table.identifier
        if form is Form.SELECT:
            cast = [
                sql.SQL("%s::{}").format(sql.SQL(self.types.get(logical.get(name, ""), "text")))
                for name in columns
            ]
            return sql.SQL("INSERT INTO {} (id, {}) SELECT %s::bigint, {}").format(
                table, names(columns), sql.SQL(", ").join(cast)
            )
        insert = sql.SQL("INSERT INTO {} (id, {}) VALUES (%s, {})").format(
            table, names(columns), marks(columns)
        )
        if form is not Form.UPSERT:
            return insert
        return (
            insert
            + sql.SQL(" ON CONFLICT (id) DO UPDATE SET ")
            + sql.SQL(", ").join(
                sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(name)) for name in columns
            )
        )


def names(columns: Mapping[str, Value]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def marks(columns: Mapping[str, Value]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Placeholder() * len(columns))
