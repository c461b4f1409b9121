"""The decision table of a column that is filled once, statement by statement, on a server."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import errors, sql

from evolve.errors import PlaybookError
from evolve.pg.noting import last_noted
from evolve.pg.sync import Mode
from evolve.proof.agreement import agreement
from evolve.service.databases import Database
from evolve.states import Phase
from tests.support.cluster import Connection, ShopDatabase
from tests.support.pairs import Evolving, Spec, begin, create_table, planned

KEYS: Mapping[str, tuple[str, str]] = {
    "bigint": ("bigint", "1"),
    "uuid": ("uuid", "'00000000-0000-0000-0000-000000000001'"),
}
NOT_NULL = "not_null: v\nfill: \"'none of ' || coalesce(other, '-')\""
ADD = "add: v\nfield: CharField(max_length=36)\nfill: gen_random_uuid()::varchar(36)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A change under way on a table with one row, whose column was empty when it began."""

    evolving: Evolving
    key: str
    in_place: bool

    def noted(self) -> bool:
        """Whether it was noted that somebody left the column empty; the note is taken away."""
        session = self.evolving.work.session
        found = session.one(last_noted(self.evolving.plan.pairs.only))["called"]
        sequence = f"evolve_{self.evolving.plan.pairs.only.digest}_noted"
        session.rows("SELECT setval(%s, 1, false)", [sequence])
        return bool(found)


def build(shop: ShopDatabase, database: Database, key: str, change: str, *modes: Mode) -> Filled:
    type_, first = KEYS[key]
    in_place = change == NOT_NULL
    column = ", v text" if in_place else ""
    spec = Spec(columns=f"id {type_} PRIMARY KEY, other text{column}", change=change)
    create_table(shop, spec)
    with shop.connect() as owner:
        owner.execute(f"INSERT INTO pair_table (id, other) VALUES ({first}, 'old')".encode())
    evolving = begin(database, spec, *modes)
    filled = Filled(evolving=evolving, key=first, in_place=in_place)
    assert not filled.noted(), "nothing was left empty yet"
    return filled


def value(connection: Connection, key: str) -> str | None:
    found = connection.execute(f"SELECT v FROM pair_table WHERE id = {key}".encode()).fetchone()
    assert found is not None
    answer: str | None = found[0]
    return answer


def is_uuid(text: str | None) -> bool:
    return text is not None and str(uuid.UUID(text)) == text


@pytest.mark.parametrize("change", [NOT_NULL, ADD], ids=["not_null", "add"])
@pytest.mark.parametrize("key", KEYS)
def test_whoever_leaves_the_column_empty_is_helped_and_noted(
    shop_database: ShopDatabase, database: Database, writer: Connection, key: str, change: str
) -> None:
    filled = build(shop_database, database, key, change, Mode.FILLING)

    def write(statement: str) -> str | None:
        # What the session remembers of its last note is what keeps it from another.
        writer.execute(b"RESET ALL")
        writer.execute(statement.encode())
        return value(writer, filled.key)

    # An update of something else finishes the row, and leaves nobody anything empty.
    first = write("UPDATE pair_table SET other = 'moved'")
    assert first == "none of moved" if filled.in_place else is_uuid(first)
    assert not filled.noted()
    # What is given stays, and is not noted.
    assert write("UPDATE pair_table SET other = 'again'") == first
    assert write("UPDATE pair_table SET v = 'given'") == "given"
    assert not filled.noted()
    # What is taken away comes back, or is filled anew; that is noted.
    taken = write("UPDATE pair_table SET v = NULL, other = 'x'")
    assert taken == ("none of x" if filled.in_place else "given")
    assert filled.noted()
    writer.execute(b"DELETE FROM pair_table")
    born = write(f"INSERT INTO pair_table (id, other) VALUES ({filled.key}, NULL)")
    assert born == "none of -" if filled.in_place else is_uuid(born)
    assert filled.noted()
    writer.execute(b"DELETE FROM pair_table")
    assert write(f"INSERT INTO pair_table (id, v) VALUES ({filled.key}, '')") == ""
    assert not filled.noted()
    filled.evolving.enter(Mode.READY)
    assert write("UPDATE pair_table SET v = NULL") is not None
    assert filled.noted()


@pytest.mark.parametrize("change", [NOT_NULL, ADD], ids=["not_null", "add"])
def test_once_aside_nobody_is_helped(
    shop_database: ShopDatabase, database: Database, writer: Connection, change: str
) -> None:
    filled = build(shop_database, database, "bigint", change, Mode.FILLING)
    writer.execute(b"UPDATE pair_table SET v = 'given'")
    run = filled.evolving.work.session.run
    for phase in (Phase.VERIFY, Phase.CONTRACT):
        for step in filled.evolving.plan.phase(phase):
            run(step.apply)
    (aside,) = filled.evolving.plan.phase(Phase.QUARANTINE)
    run(aside.apply)
    with pytest.raises(errors.NotNullViolation):
        writer.execute(b"INSERT INTO pair_table (id) VALUES (2)")
    assert not filled.noted()
    run(aside.revert)
    writer.execute(b"INSERT INTO pair_table (id) VALUES (2)")
    assert value(writer, "2") is not None


REFUSED = {
    "not_null": ("v text NOT NULL", "''"),
    "generated": ("v text GENERATED ALWAYS AS (other) STORED", "''"),
    "unique": ("v text UNIQUE", "''"),
    "check": ("v integer CHECK (v > 0)", "0"),
    "width": ("v varchar(3)", "other"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_could_fail_a_write_of_the_application_is_refused(
    shop_database: ShopDatabase, database: Database, code: str
) -> None:
    column, fill = REFUSED[code]
    change = f'not_null: v\nfill: "{fill}"'
    spec = Spec(columns=f"id bigint PRIMARY KEY, other text, {column}", change=change)
    create_table(shop_database, spec)
    assert code in {refusal.code for refusal in planned(database, spec).stops}


@pytest.mark.parametrize("fill", ["nextval('pair_numbers')::text", "v || 'x'", "(SELECT 'a')"])
def test_a_value_that_the_application_could_not_have_is_refused_with_its_place(
    shop_database: ShopDatabase, database: Database, fill: str
) -> None:
    spec = Spec(columns="id bigint PRIMARY KEY, v text", change=f'not_null: v\nfill: "{fill}"')
    create_table(shop_database, spec)
    with shop_database.connect() as owner:
        owner.execute("CREATE SEQUENCE pair_numbers")
    with pytest.raises(PlaybookError) as caught:
        planned(database, spec)
    assert [problem.line for problem in caught.value.problems] == [5]


def test_a_value_that_does_not_convert_is_counted_before_anything_is_built(
    shop_database: ShopDatabase, database: Database
) -> None:
    """Of the rows that are empty: what a filled row would give is nobody's concern."""
    spec = Spec(
        columns="id bigint PRIMARY KEY, other text, v integer",
        change="not_null: v\nfill: other::integer",
    )
    create_table(shop_database, spec)
    with shop_database.connect() as owner:
        owner.execute(
            "INSERT INTO pair_table VALUES (1, 'x', 1), (2, '2', NULL), (3, 'y', NULL),"
            " (4, NULL, NULL)"
        )
    report = planned(database, spec)
    assert report.trial is not None
    assert (report.trial.rows, report.trial.failing, report.trial.nulls) == (3, 1, 1)
    assert {refusal.code for refusal in report.stops} == {"failing", "nulls"}
    mended = Spec(columns=spec.columns, change="not_null: v\nfill: other::integer\non_error: '0'")
    found = planned(database, mended).trial
    assert found is not None
    assert (found.failing, found.nulls) == (0, 1)


# -- what nobody has thought of -----------------------------------------------------------------

VALUES = (
    st.none()
    | st.sampled_from(["", " ", "é😀 {x} %s \\", "\x7f", "n" * 60])
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
)
WRITES = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.dictionaries(st.sampled_from(["v", "other"]), VALUES, max_size=2),
    ),
    max_size=8,
)


Row = dict[str, str | None]


def expected(before: Row | None, write: Row) -> Row:
    """The rule in Python: given is given, and what is empty is filled from the row as written."""
    row = {"v": None, "other": None, **(before or {}), **write}
    if row["v"] is None:
        other = "-" if row["other"] is None else row["other"]
        row["v"] = f"none of {other}"
    return row


def test_any_writes_leave_what_was_given_and_nothing_empty(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    spec = Spec(
        columns="id bigint PRIMARY KEY, other text, v text",
        change=NOT_NULL,
    )
    create_table(shop_database, spec)
    evolving = begin(database, spec, Mode.FILLING)
    looked_at = 0

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(WRITES)
    def any_writes(writes: list[tuple[int, Row]]) -> None:
        nonlocal looked_at
        writer.execute(b"DELETE FROM pair_table")
        rows: dict[int, Row] = {}
        for key, write in writes:
            upsert(writer, key, write)
            rows[key] = expected(rows.get(key), write)
        found = writer.execute(b"SELECT id, v, other FROM pair_table ORDER BY id").fetchall()
        assert found == [(k, rows[k]["v"], rows[k]["other"]) for k in sorted(rows)]
        counted = agreement(evolving.work.session, evolving.plan.pairs, filling=True)
        assert (counted.rows, counted.differences) == (len(rows), 0)
        looked_at += len(rows)

    any_writes()
    evolving.enter(Mode.READY)
    any_writes()
    assert looked_at > 50


def upsert(writer: Connection, key: int, write: Row) -> None:
    there = writer.execute(b"SELECT FROM pair_table WHERE id = %s", [key]).rowcount
    if not there:
        writer.execute(
            b"INSERT INTO pair_table (id, v, other) VALUES (%s, %s, %s)",
            [key, write.get("v"), write.get("other")],
        )
    elif write:
        sets = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(n)) for n in write)
        update = sql.SQL("UPDATE pair_table SET {} WHERE id = %s").format(sets)
        writer.execute(update, [*write.values(), key])
