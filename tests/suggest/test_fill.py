"""A data migration is taken over only as far as SQL means the same, and else said to be a gap."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evolve.suggest import fill_by_python, fill_by_sql
from evolve.suggest.fill import Table, Unread
from tests.support.cluster import ShopDatabase

PERSON = Table(
    model="people.Person",
    table="people_person",
    columns={
        "full": "full", "age": "age", "first": "first", "last": "last_name", "order": "order"
    },
    families={"full": "str", "age": "int", "first": "str", "last": "str", "order": "int"},
)  # fmt: skip

# -- functions as they stand in migrations: each gives `first` and `last` of `full` and `age` ------


def by_split(apps: Any, editor: Any) -> None:
    person = apps.get_model("people", "Person")
    for row in person.objects.all():
        row.first = row.full.split(" ")[0]
        row.last = row.full.lower()
        row.save(update_fields=["first", "last"])


def by_unpacking(apps: Any, editor: Any) -> None:
    """Partition never fails, whatever the text."""
    person = apps.get_model("people", "Person")
    for row in person.objects.using(editor.connection.alias).iterator():
        first, _, last = row.full.partition(" ")
        row.first = first
        row.last = last or "none"
        row.save()


def by_format(apps: Any, editor: Any) -> None:
    person = apps.get_model("people.Person")
    people = []
    for row in person.objects.filter(first__isnull=True):
        name = row.full.strip()
        row.first = f"{name} ({row.age})"
        row.last = "-".join([row.full.upper(), "x"])
        people.append(row)


def by_case(apps: Any, editor: Any) -> None:
    person = apps.get_model("people", "Person")
    for row in person.objects.all():
        row.first = row.full[:3] if row.full else "nobody"
        row.last = "adult" if row.full == "Ada" else "x" + row.full.replace("a", "b") + "y"
        row.save()


def by_sums(apps: Any, editor: Any) -> None:
    person = apps.get_model("people", "Person")
    for row in person.objects.all():
        row.order = (row.age + 1) * 2 - row.age
        row.first = row.full.partition("a")[0]
        row.last = row.first + row.full.partition("a")[2]
        row.save()


READABLE = [by_split, by_unpacking, by_format, by_case, by_sums]


class Apps:
    """Enough of Django's registry for the functions above, over one row."""

    def __init__(self, row: Any) -> None:
        rows = SimpleNamespace(all=lambda: [row], iterator=lambda: [row])
        rows.using = lambda alias: rows
        rows.filter = lambda **conditions: [row]
        self.model = SimpleNamespace(objects=rows)

    def get_model(self, *name: str) -> Any:
        return self.model


def in_python(code: Callable[..., Any], full: str, age: int) -> Any:
    row = SimpleNamespace(full=full, age=age, save=lambda **_: None)
    code(Apps(row), SimpleNamespace(connection=SimpleNamespace(alias="default")))
    return row


@pytest.mark.parametrize("code", READABLE, ids=lambda code: code.__name__)
def test_sql_gives_what_python_gave(shop_database: ShopDatabase, code: Callable[..., Any]) -> None:
    """Over any text and number that a row may have."""
    found, gaps = fill_by_python.fills(code, [PERSON], code.__name__)
    assert gaps == []
    assert {fill.field for fill in found} >= {"first", "last"}
    listed = ", ".join(fill.sql for fill in found)
    query = f"SELECT {listed} FROM (SELECT %s::text AS full, %s::int AS age) AS row"
    # Without letters such as ß, whose upper case Python spells otherwise than a server does.
    texts = st.text(st.sampled_from("aA bé-\t\n'\"%|"), max_size=12)

    with shop_database.connect() as connection:

        @settings(max_examples=40, deadline=None, database=None)
        @given(texts, st.integers(-1000, 1000))
        def same(full: str, age: int) -> None:
            cursor = connection.cursor()
            cursor.execute(query.encode(), [full, age])
            expected = in_python(code, full, age)
            values = dict(zip([fill.field for fill in found], cursor.fetchone() or (), strict=True))
            assert values == {name: getattr(expected, name) for name in values}

        same()


# -- what is not understood ---------------------------------------------------------------------


def branching(apps: Any, editor: Any) -> None:
    """What comes before the branch does not hold either."""
    person = apps.get_model("people", "Person")
    for row in person.objects.all():
        row.first = "nobody"
        if row.age > 3:
            row.first = row.full
        row.save()


def some_rows(apps: Any, editor: Any) -> None:
    person = apps.get_model("people", "Person")
    for row in person.objects.filter(age=3):
        row.first = row.full
        row.save()


def by_whitespace(apps: Any, editor: Any) -> None:
    person = apps.get_model("people", "Person")
    for row in person.objects.all():
        row.first = row.full.split()[0]
        row.save()


def by_helper(apps: Any, editor: Any) -> None:
    person = apps.get_model("people", "Person")
    for row in person.objects.all():
        row.first = in_python(by_split, row.full, 1)
        row.save()


def no_division(apps: Any, editor: Any) -> None:
    person = apps.get_model("people", "Person")
    for row in person.objects.all():
        row.order = row.age / 2
        row.save()


def unknown_field(apps: Any, editor: Any) -> None:
    person = apps.get_model("people", "Person")
    for row in person.objects.all():
        row.first = row.nick
        row.save()


def elsewhere(apps: Any, editor: Any) -> None:
    apps.get_model("people", "Animal").objects.update(name="x")


GAPS = [
    branching, some_rows, by_whitespace, by_helper, no_division, unknown_field, elsewhere,
]  # fmt: skip


@pytest.mark.parametrize("code", GAPS, ids=lambda code: code.__name__)
def test_what_may_mean_something_else_is_a_gap_with_its_words(code: Callable[..., Any]) -> None:
    found, gaps = fill_by_python.fills(code, [PERSON], code.__name__)
    assert not found
    assert gaps
    assert all(gap.startswith(code.__name__) for gap in gaps)


def test_code_without_a_source_is_a_gap() -> None:
    assert fill_by_python.fills(len, [PERSON], "len")[1]
    assert fill_by_python.fills(lambda apps, editor: None, [PERSON], "it")[1]


# -- Django's query expressions and SQL ------------------------------------------------------------


def by_query(apps: Any, editor: Any) -> None:
    from django.db.models import F, Value
    from django.db.models.functions import Concat, Lower

    person = apps.get_model("people", "Person")
    person.objects.update(
        first=Lower("full"), last=Concat("full", Value("'s"), F("first")), order=F("age") + 1
    )


def test_an_update_of_the_orm_is_read_with_its_columns() -> None:
    found, gaps = fill_by_python.fills(by_query, [PERSON], "by_query")
    assert {fill.field: fill.sql for fill in found} == {
        "first": 'lower("full")',
        "last": "concat(\"full\", '''s', lower(\"full\"))",
        "order": "age + 1",
    }
    assert gaps == []


def test_an_update_is_taken_apart() -> None:
    statement = """UPDATE "people_person" SET first = split_part(full, ', ', 1), -- no
    """
    with pytest.raises(Unread):
        list(fill_by_sql.fills(statement, [PERSON], "RunSQL"))
    statement = """
        update public.people_person
        set first = split_part("full", ', where ', 1), last_name = coalesce("full", '')
        where first is null;
    """
    found = list(fill_by_sql.fills(statement, [PERSON], "RunSQL"))
    assert [(fill.field, fill.sql, fill.reads) for fill in found] == [
        ("first", "split_part(\"full\", ', where ', 1)", frozenset({"full"})),
        ("last", "coalesce(\"full\", '')", frozenset({"full"})),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people_person SET first = a.x FROM a",
        "UPDATE people_person SET first = 'x' WHERE age > 3",
        "UPDATE people_person SET (first, last_name) = (1, 2)",
        "UPDATE people_person AS p SET first = p.full",
        "UPDATE animals SET first = 1",
        "UPDATE people_person SET nick = 1",
        "DELETE FROM people_person",
        "",
    ],
)
def test_sql_that_is_more_than_assignments_is_not_read(statement: str) -> None:
    with pytest.raises(Unread):
        list(fill_by_sql.fills(statement, [PERSON], "RunSQL"))
