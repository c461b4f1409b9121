"""Whole evolutions of tables and columns of any legal name."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from psycopg import sql

from evolve.proof import agreement
from evolve.service import asking
from evolve.service.databases import Database
from evolve.states import State
from tests.support import evolutions
from tests.support.cluster import Connection, ShopDatabase
from tests.support.pairs import Spec, create_table, django_name, planned

LONG = "x" * 62
NAMES = [
    "Capital",
    "with-hyphen",
    "with space",
    'quo"te',
    "apo's trophe",
    "per%cent %s %(x)s %%",
    "{brace} {} {0}",
    "back\\slash\\",
    "dollar$1 $evolve$",
    "größe é 👍",
    "cafe\u0301",
    LONG + "1",
    LONG + "2",
    "-- comment",
    "/* comment",
    "; semicolon",
    "new",
    "old",
    "found",
    "f0",
    "b0",
    "evolve",
    "evolve_ok",
    "evolve_ctid",
    "evolve_try",
    "pair",
    "user",
    "select",
    "null",
    "tg_op",
    "k",
    "t",
    "r",
    "s",
    "n",
    "x",
    "o",
    "lease",
    "cursor",
    "written",
    "forward_failed",
    "verdict",
    "differences",
    "split_part(",
    "other)",
]
TABLES = [
    ("public", "Capital-Table"),
    ("public", "per%s {} 'table'"),
    ("public", "user"),
    ("My Schéma", "my table"),
    ('quo"ted', "evolve"),
    ("S" * 63, "t" * 63),
]


def quoted(name: str) -> str:
    return sql.Identifier(name).as_string(None)


def in_yaml(text: str) -> str:
    """A double-quoted scalar."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Renaming:
    """Each of `olds` becomes the column beside it in `news`, with an x behind; back without it."""

    olds: tuple[str, ...]
    news: tuple[str, ...]
    total: bool

    def spec(self, name: str, schema: str = "public", table: str = "pair_table") -> Spec:
        columns = ", ".join(f"{quoted(old)} text" for old in self.olds)
        less = "left({}, -1)" if self.total else "substr({0}, 1, greatest(length({0}) - 1, 0))"
        into = "\n".join(
            f"  new{n}:\n    field: {in_yaml(f'TextField(null=True, db_column={new!r})')}\n"
            "    sql: " + in_yaml(f"{quoted(old)} || 'x'")
            for n, (old, new) in enumerate(zip(self.olds, self.news, strict=True))
        )
        back = "\n".join(
            f"  old{n}: {in_yaml(less.format(quoted(new)))}" for n, new in enumerate(self.news)
        )
        fields = [f"old{n}" for n in range(len(self.olds))]
        return Spec(
            name=name,
            schema=schema,
            table_name=table,
            columns=f"id bigint PRIMARY KEY, spare text, {columns}",
            change=f"exchange: [{', '.join(fields)}]\ninto:\n{into}\nback:\n{back}",
            fields=tuple(zip(fields, self.olds, strict=True)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """An evolution from its start to its end, with the application writing on the way."""

    shop: ShopDatabase
    database: Database
    writer: Connection
    spec: Spec

    def execute(self, query: str, *names: str) -> list[tuple[object, ...]]:
        """`query` with the table for {t} and names for {0}, {1}, ..."""
        composed = sql.SQL(query).format(*map(sql.Identifier, names), t=self.spec.table.identifier)
        cursor = self.writer.execute(composed)
        return cursor.fetchall() if cursor.description else []

    def to_ready(self) -> None:
        report = planned(self.database, self.spec)
        assert report.stops == (), report.stops
        evolution = self.database.store.create(
            report.plan, playbook=self.spec.text, environment="", fingerprint=report.fingerprint
        )
        evolution = evolutions.carry(self.database, evolution, State.READY)
        assert evolution.state is State.READY, (evolution.state, evolution.hold)
        with self.shop.connect() as owner:
            table, columns = django_name(self.spec.table), list(report.plan.new_columns)
            evolutions.report_process(owner, table, columns, name=self.spec.name)

    def looked_at(self) -> None:
        """Every count and list that the operator can ask for."""
        session, plan = self.database.session, self.database.store.get(self.spec.name).plan
        for key in (plan.key, ()):
            assert agreement.keys(session, plan.pairs, key, filling=False) == []
        assert agreement.one_sided(session, plan.pairs) >= 0

    def to_done(self) -> None:
        evolution = asking.contract(self.database, self.spec.name, now=True)
        evolution = evolutions.carry(self.database, evolution, State.DONE)
        assert evolution.state is State.DONE, (evolution.state, evolution.hold)


def follow(course: Course, renaming: Renaming) -> None:
    """Rows before the start, writes of old and new releases, and nothing left in the end."""
    for old in renaming.olds:
        course.execute("INSERT INTO {t} (id, {0}) SELECT count(*), 'before' FROM {t}", old)
    course.to_ready()
    for old, new in zip(renaming.olds, renaming.news, strict=True):
        course.execute("INSERT INTO {t} (id, {0}) SELECT count(*), 'during' FROM {t}", old)
        course.execute("INSERT INTO {t} (id, {0}) SELECT count(*), 'newx' FROM {t}", new)
        course.execute("UPDATE {t} SET {0} = 'changed' WHERE {0} = 'before'", old)
        found = course.execute(
            "SELECT {0}, {1} FROM {t} WHERE {0} IS NOT NULL ORDER BY id", old, new
        )
        expected = [("changed", "changedx"), ("during", "duringx"), ("new", "newx")]
        assert [pair for pair in found if pair[0]] == expected, (old, new)
    course.looked_at()
    course.to_done()
    for new in renaming.news:
        found = course.execute("SELECT {0} FROM {t} WHERE {0} > 'x' OR {0} <> 'x' ORDER BY id", new)
        assert found == [("changedx",), ("duringx",), ("newx",)], new
    with course.shop.connect() as owner:
        assert owner.execute(
            "SELECT count(*) FROM pg_proc WHERE proname LIKE 'evolve%%' UNION ALL"
            " SELECT count(*) FROM pg_trigger WHERE tgname LIKE '~~%%' UNION ALL"
            " SELECT count(*) FROM pg_attribute WHERE attname LIKE 'evolve\\_%%'"
            " AND attrelid = %s::regclass AND attname <> ALL(%s)",
            [course.spec.table.identifier.as_string(None), list(renaming.news)],
        ).fetchall() == [(0,), (0,), (0,)]


@pytest.mark.parametrize("total", [True, False], ids=["total", "guarded"])
@pytest.mark.parametrize("side", ["old", "new"])
def test_a_column_may_have_any_name(
    shop_database: ShopDatabase, database: Database, writer: Connection, side: str, total: bool
) -> None:
    """From expand to contract every statement names what is meant, whatever it is called."""
    plain = tuple(f"plain_{n}" for n in range(len(NAMES)))
    strange = tuple(NAMES)
    olds, news = (strange, plain) if side == "old" else (plain, strange)
    renaming = Renaming(olds=olds, news=news, total=total)
    spec = renaming.spec("any-name")
    create_table(shop_database, spec)
    follow(Course(shop=shop_database, database=database, writer=writer, spec=spec), renaming)


def test_a_table_and_its_schema_may_have_any_name(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    """Tables whose models name them as schema"."table included."""
    for number, (schema, table) in enumerate(TABLES):
        renaming = Renaming(olds=("a", "Öld"), news=("b", "Nëw"), total=number % 2 == 0)
        spec = renaming.spec(f"table-{number}", schema, table)
        create_table(shop_database, spec)
        course = Course(shop=shop_database, database=database, writer=writer, spec=spec)
        follow(course, renaming)


CARRIED = """
CREATE INDEX "an {{}} index" ON {t} ({q});
CREATE INDEX "%s USING x" ON {t} (lower({q}), id DESC) WHERE {q} <> 'USING';
ALTER TABLE {t} ADD CONSTRAINT "unique %s" UNIQUE ({q}, id);
ALTER TABLE {t} ADD CONSTRAINT "check {{}}" CHECK ({q} <> '{{}} %s');
COMMENT ON COLUMN {t}.{q} IS 'it''s {{}} %s';
"""


@pytest.mark.parametrize(
    ("schema", "table", "old", "new"),
    [
        ("public", "user", "select", "Order By"),
        ("My Schéma", "ta{}ble %s", "per%cent", "{brace}"),
        ("public", "a USING b", "x USING y", "order"),
    ],
)
def test_what_hangs_on_a_column_of_any_name_is_carried_over(
    shop_database: ShopDatabase, database: Database, writer: Connection, schema: str, table: str,
    old: str, new: str,
) -> None:  # fmt: skip
    """Indexes, constraints and comments of strange names and columns are there afterwards."""
    spec = Spec(
        name="carry-over",
        schema=schema,
        table_name=table,
        columns=f"id bigint PRIMARY KEY, {quoted(old)} text NOT NULL DEFAULT 'none'",
        change="rename: old\nto: new",
        more=f"expand:\n  columns:\n    new: {in_yaml(f'TextField(db_column={new!r})')}\n",
        fields=(("old", old),),
    )
    create_table(shop_database, spec)
    course = Course(shop=shop_database, database=database, writer=writer, spec=spec)
    identifier = spec.table.identifier.as_string(None)
    with shop_database.connect() as owner:
        for statement in CARRIED.strip().split(";\n"):
            text = statement.format(t=identifier, q=quoted(old)).rstrip(";")
            owner.execute(text.encode())
    before = hanging(course)
    assert len(before) == 6
    course.execute("INSERT INTO {t} VALUES (1, 'a')")
    course.to_ready()
    course.execute("INSERT INTO {t} (id, {0}) VALUES (2, 'b')", new)
    course.to_done()
    course.execute("INSERT INTO {t} (id) VALUES (3)")
    assert course.execute("SELECT {0} FROM {t} ORDER BY id", new) == [("a",), ("b",), ("none",)]
    after = hanging(course)
    assert after == [line.replace(quoted(old), quoted(new)) for line in before]


def hanging(course: Course) -> list[str]:
    """Indexes, constraints and comments, as the server spells them."""
    with course.shop.connect() as owner:
        rows = owner.execute(
            "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = %(t)s::regclass"
            " UNION ALL SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = %(t)s::regclass AND contype = 'c'"
            " UNION ALL SELECT description FROM pg_description WHERE objoid = %(t)s::regclass"
            " AND objsubid > 0",
            {"t": course.spec.table.identifier.as_string(None)},
        ).fetchall()
    return sorted(str(line) for (line,) in rows)


@pytest.mark.parametrize("column", ["Größe {} %s", "order", LONG + "3", 'q"q'])
def test_a_swap_finds_any_name_again(
    shop_database: ShopDatabase, database: Database, writer: Connection, column: str
) -> None:
    """The column of the wider type has the old one's name, default, index and rows."""
    spec = Spec(
        name="swap-it",
        table_name="Swap %s {}",
        columns=f"id bigint PRIMARY KEY, {quoted(column)} integer NOT NULL DEFAULT 7",
        change="retype: old\nto: BigIntegerField()",
        fields=(("old", column),),
    )
    create_table(shop_database, spec)
    course = Course(shop=shop_database, database=database, writer=writer, spec=spec)
    with shop_database.connect() as owner:
        index = sql.SQL("CREATE INDEX {} ON {} ({})").format(
            sql.Identifier(LONG), spec.table.identifier, sql.Identifier(column)
        )
        owner.execute(index)
    before = hanging(course)
    course.execute("INSERT INTO {t} VALUES (1, 1)")
    course.to_ready()
    course.execute("INSERT INTO {t} (id) VALUES (2)")
    evolution = evolutions.carry(
        database, asking.swap(database, spec.name, undo=False), State.SWAPPED
    )
    assert evolution.state is State.SWAPPED, evolution.hold
    course.execute("INSERT INTO {t} VALUES (3, 3)")
    course.execute("INSERT INTO {t} (id) VALUES (4)")
    course.to_done()
    course.execute("INSERT INTO {t} (id, {0}) VALUES (5, 5000000000)", column)
    found = course.execute("SELECT {0}, pg_typeof({0})::text FROM {t} ORDER BY id", column)
    assert found == [(n, "bigint") for n in (1, 7, 3, 7, 5000000000)]
    assert hanging(course) == before
