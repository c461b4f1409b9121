"""The decision table of a demand on rows, statement by statement, on a server."""

from __future__ import annotations

from collections.abc import Mapping

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
# A condition that reads two columns, that NULL satisfies, and that fails on a word.
THAT = "check: v_fits\nthat: v::integer between 0 and most"
MEND = f"""{THAT}
mend:
  v: least(greatest(v::integer, 0), greatest(most, 0))::text
  most: greatest(most, 0)"""
COLUMNS = "v text, most integer NOT NULL, other text"

Row = dict[str, str | int | None]


def noted(evolving: Evolving) -> bool:
    """Whether it was noted that a write broke the check; the note is taken away."""
    session = evolving.work.session
    found = session.one(last_noted(evolving.plan.pairs.only))["called"]
    session.rows("SELECT setval(%s, 1, false)", [f"evolve_{evolving.plan.pairs.only.digest}_noted"])
    return bool(found)


def build(shop: ShopDatabase, database: Database, key: str, change: str) -> Evolving:
    """A change under way on a table with one row, which breaks the check."""
    type_, first = KEYS[key]
    spec = Spec(columns=f"id {type_} PRIMARY KEY, {COLUMNS}", change=change)
    create_table(shop, spec)
    if change != THAT:
        with shop.connect() as owner:
            owner.execute(f"INSERT INTO pair_table VALUES ({first}, '-4', 9)".encode())
    evolving = begin(database, spec, Mode.FILLING)
    assert not noted(evolving), "nobody has written yet"
    return evolving


def values(connection: Connection) -> tuple[object, ...]:
    found = connection.execute(b"SELECT v, most FROM pair_table").fetchone()
    assert found is not None
    return tuple(found)


@pytest.mark.parametrize("key", KEYS)
def test_whoever_breaks_it_is_mended_and_noted(
    shop_database: ShopDatabase, database: Database, writer: Connection, key: str
) -> None:
    evolving = build(shop_database, database, key, MEND)

    def write(statement: str) -> tuple[object, ...]:
        # What the session remembers of its last note is what keeps it from another.
        writer.execute(b"RESET ALL")
        writer.execute(statement.encode())
        return values(writer)

    # An update of something else finishes the row, and nobody has broken anything by it.
    assert write("UPDATE pair_table SET other = 'moved'") == ("0", 9)
    assert not noted(evolving)
    # What satisfies it stays, and so does what neither does nor does not.
    for good, left in (("'7'", "7"), ("NULL", None)):
        assert write(f"UPDATE pair_table SET v = {good}") == (left, 9)
        assert not noted(evolving)
    # What breaks it is mended, by either column; that is noted.
    assert write("UPDATE pair_table SET v = '12'") == ("9", 9)
    assert noted(evolving)
    assert write("UPDATE pair_table SET most = -1") == ("0", 0)
    assert noted(evolving)
    # A value of which it cannot be told is taken as it is, and the write does not fail.
    assert write("UPDATE pair_table SET v = 'a word'") == ("a word", 0)
    assert noted(evolving)
    counted = agreement(evolving.work.session, evolving.plan.pairs, filling=True)
    assert (counted.rows, counted.differences, counted.failing) == (1, 1, 1)
    writer.execute(b"DELETE FROM pair_table")
    assert write(f"INSERT INTO pair_table VALUES ({KEYS[key][1]}, '5', 3)") == ("3", 3)
    assert noted(evolving)
    evolving.enter(Mode.READY)
    assert write("UPDATE pair_table SET v = '-1'") == ("0", 3)
    assert noted(evolving)


@pytest.mark.parametrize("key", KEYS)
def test_without_mend_a_write_is_left_as_it_is_and_noted(
    shop_database: ShopDatabase, database: Database, writer: Connection, key: str
) -> None:
    evolving = build(shop_database, database, key, THAT)
    writer.execute(f"INSERT INTO pair_table VALUES ({KEYS[key][1]}, '5', 9)".encode())
    assert not noted(evolving)
    writer.execute(b"UPDATE pair_table SET v = '12'")
    assert values(writer) == ("12", 9)
    assert noted(evolving)
    writer.execute(b"UPDATE pair_table SET other = 'x'")
    assert not noted(evolving), "it was broken before"
    counted = agreement(evolving.work.session, evolving.plan.pairs, filling=True)
    assert (counted.rows, counted.differences) == (1, 1)


def test_once_aside_nobody_is_helped(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    evolving = build(shop_database, database, "bigint", MEND)
    writer.execute(b"UPDATE pair_table SET other = 'moved'")
    run = evolving.work.session.run
    for phase in (Phase.VERIFY, Phase.CONTRACT):
        for step in evolving.plan.phase(phase):
            run(step.apply)
    writer.execute(b"UPDATE pair_table SET v = '-1'")
    assert values(writer) == ("0", 9), "the constraint is there, and the trigger mends before it"
    (aside,) = evolving.plan.phase(Phase.QUARANTINE)
    run(aside.apply)
    with pytest.raises(errors.CheckViolation):
        writer.execute(b"UPDATE pair_table SET v = '-1'")
    run(aside.revert)
    writer.execute(b"UPDATE pair_table SET v = '-1'")
    assert values(writer) == ("0", 9)


# -- refused, and counted beforehand --------------------------------------------------------------

REFUSED = {
    "generated": ("v integer, w integer GENERATED ALWAYS AS (v + 1) STORED", "w > 0", "v: '1'"),
    "unique": ("v integer UNIQUE", "v > 0", "v: '1'"),
    "check": ("v integer CHECK (v < 9)", "v > 0", "v: '1'"),
    "constraint": ("v integer, CONSTRAINT v_fits CHECK (v > 1)", "v > 0", ""),
    "width": ("v varchar(3), other text", "v <> ''", "v: other"),
    "foreign_key": ("v bigint REFERENCES pair_table", "v > 0", "v: '1'"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_could_fail_a_write_of_the_application_is_refused(
    shop_database: ShopDatabase, database: Database, code: str
) -> None:
    columns, that, mend = REFUSED[code]
    change = f'check: v_fits\nthat: "{that}"' + (f"\nmend:\n  {mend}" if mend else "")
    spec = Spec(columns=f"id bigint PRIMARY KEY, {columns}", change=change)
    create_table(shop_database, spec)
    assert [refusal.code for refusal in planned(database, spec).stops] == [code]


@pytest.mark.parametrize(
    "that", ["v + 1", "random() > v", "v > (SELECT 1)", "nothing > 0", "v > 0) OR (true"]
)
def test_what_is_no_condition_of_the_row_is_refused_with_its_place(
    shop_database: ShopDatabase, database: Database, that: str
) -> None:
    spec = Spec(columns="id bigint PRIMARY KEY, v integer", change=f'check: c\nthat: "{that}"')
    create_table(shop_database, spec)
    with pytest.raises(PlaybookError) as caught:
        planned(database, spec)
    assert [problem.line for problem in caught.value.problems] == [5]


def test_every_row_is_tried_before_anything_is_built(
    shop_database: ShopDatabase, database: Database
) -> None:
    rows = "(1, '3', 9), (2, NULL, -1), (3, '-1', 9), (4, 'word', 9), (5, '5', -2), (6, '6', 3)"
    tried = {}
    for name, change in {
        "noted": THAT,
        "mended": MEND,
        "badly": f"{THAT}\nmend:\n  v: \"'77'\"",
    }.items():
        spec = Spec(columns=f"id bigint PRIMARY KEY, {COLUMNS}", change=change)
        create_table(shop_database, spec)
        with shop_database.connect() as owner:
            owner.execute(f"INSERT INTO pair_table VALUES {rows}".encode())
        report = planned(database, spec)
        found = report.trial
        assert found is not None
        assert found.rows == 6
        codes = {refusal.code for refusal in report.stops}
        tried[name] = (found.broken, found.failing, found.left, codes)
        with shop_database.connect() as owner:
            owner.execute(b"DROP TABLE pair_table")
    assert tried == {
        "noted": (4, 1, 3, {"broken", "failing"}),
        "mended": (4, 1, 0, {"failing"}),
        "badly": (4, 1, 3, {"broken", "failing"}),
    }


# -- what nobody has thought of -----------------------------------------------------------------

V = (
    st.none()
    | st.sampled_from(["", "word", "é😀 {x} %s \\", "-0", " 5 "])
    | st.integers(-(2**31), 2**31 - 1).map(str)
)
MOST = st.sampled_from([0, 1, -1, 2**31 - 1, -(2**31)]) | st.integers(-9, 99)
WRITES = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.fixed_dictionaries({"most": MOST}, optional={"v": V}) | st.fixed_dictionaries({"v": V}),
    ),
    max_size=8,
)


def whole(value: object) -> int | None:
    """As the server reads it; None where it does not."""
    try:
        return int(str(value))
    except ValueError:
        return None


def expected(before: Row | None, write: Row) -> Row:
    """The rule in Python: what breaks the check is mended, what cannot be told stays."""
    row: Row = {"v": None, "most": 0, **(before or {}), **write}
    number, most = whole(row["v"]), row["most"]
    assert isinstance(most, int)
    if number is None or 0 <= number <= most:
        return row
    return {"v": str(min(max(number, 0), max(most, 0))), "most": max(most, 0)}


def test_any_writes_leave_what_satisfies_it_and_nothing_that_breaks_it(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    spec = Spec(columns=f"id bigint PRIMARY KEY, {COLUMNS}", change=MEND)
    create_table(shop_database, spec)
    evolving = begin(database, spec, Mode.FILLING)
    mended = 0

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(WRITES)
    def any_writes(writes: list[tuple[int, Row]]) -> None:
        nonlocal mended
        writer.execute(b"DELETE FROM pair_table")
        rows: dict[int, Row] = {}
        for key, write in writes:
            upsert(writer, key, write)
            after = expected(rows.get(key), write)
            mended += after["v"] != {**rows.get(key, {"v": None}), **write}["v"]
            rows[key] = after
        found = writer.execute(b"SELECT id, v, most FROM pair_table ORDER BY id").fetchall()
        assert found == [(k, rows[k]["v"], rows[k]["most"]) for k in sorted(rows)]
        counted = agreement(evolving.work.session, evolving.plan.pairs, filling=True)
        words = sum(r["v"] is not None and whole(r["v"]) is None for r in rows.values())
        assert (counted.rows, counted.differences) == (len(rows), words)

    any_writes()
    evolving.enter(Mode.READY)
    any_writes()
    assert mended > 20


def upsert(writer: Connection, key: int, write: Row) -> None:
    there = writer.execute(b"SELECT FROM pair_table WHERE id = %s", [key]).rowcount
    if not there:
        writer.execute(
            b"INSERT INTO pair_table (id, v, most) VALUES (%s, %s, %s)",
            [key, write.get("v"), write.get("most", 0)],
        )
        return
    sets = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(n)) for n in write)
    update = sql.SQL("UPDATE pair_table SET {} WHERE id = %s").format(sets)
    writer.execute(update, [*write.values(), key])
