"""Which of several rows that are alike is kept, what becomes of the others, what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from psycopg import errors

from evolve.errors import PlaybookError
from evolve.phases import steps
from evolve.phases.backfill import Backfill
from evolve.phases.work import Outcome, Work
from evolve.proof.agreement import agreement
from evolve.service import asking, planning
from evolve.service.databases import Database
from evolve.service.listing import with_rows
from evolve.states import Phase, State
from sample_app import roles
from tests.support import schema
from tests.support.cluster import Connection, ShopDatabase
from tests.support.evolutions import carry, work_on
from tests.support.pairs import Spec, create_table, planned


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """As somebody wrote it; `id` is a number that the server makes a key of."""

    id: int
    a: int | None
    b: str | None
    flag: bool | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A playbook's change, and the same in Python: `values` of rows that count, None where one
    does not; `order` among those that are alike; what `mends` the others, None where they go."""

    change: str
    values: Callable[[Row], object]
    order: Callable[[Row], Any]
    mends: Callable[[Row], Row] | None
    key: str = "bigint"

    def offenders(self, rows: Iterable[Row]) -> list[Row]:
        groups: dict[object, list[Row]] = {}
        for row in rows:
            if self.values(row) is not None:
                groups.setdefault(self.values(row), []).append(row)
        return [row for group in groups.values() for row in sorted(group, key=self.order)[1:]]

    def mended(self, rows: list[Row]) -> list[Row]:
        found = self.offenders(rows)
        kept = [row for row in rows if row not in found]
        return kept + [self.mends(row) for row in found if self.mends]


def given_both(row: Row) -> object:
    return None if row.a is None or row.b is None else (row.a, row.b)


WAYS = {
    "emptied": Way(
        change="unique: [a]\nduplicates: keep_first\nothers: {a: null}",
        values=lambda row: row.a,
        order=lambda row: row.id,
        mends=lambda row: replace(row, a=None),
    ),
    "renamed": Way(
        change="unique: [a, b]\nduplicates: keep_last\norder: n\nothers: {b: \"b || '-' || id\"}",
        values=given_both,
        order=lambda row: (-row.n, -row.id),
        mends=lambda row: replace(row, b=f"{row.b}-{row.id}"),
    ),
    "uncounted": Way(
        change="unique: [a]\nname: once\nwhere: flag\nduplicates: keep_first\n"
        "others: {flag: 'false'}",
        values=lambda row: row.a if row.flag else None,
        order=lambda row: row.id,
        mends=lambda row: replace(row, flag=False),
    ),
    "deleted": Way(
        change="unique: [a, b]\nname: once\nnulls: not_distinct\nduplicates: keep_last\n"
        "others: delete",
        values=lambda row: (row.a, row.b),
        order=lambda row: -row.id,
        mends=None,
        key="uuid",
    ),
}

DRAWN = st.builds(
    Row,
    id=st.integers(0, 999),
    a=st.sampled_from([None, 1, 1, 2]),
    b=st.sampled_from([None, "", "É"]),
    flag=st.sampled_from([None, False, True, True]),
    n=st.integers(1, 3),
)
ROWS = st.lists(DRAWN, min_size=4, max_size=9, unique_by=lambda row: row.id)
LIKE = [(1, "x", True, 2), (1, "x", True, 1), (None, None, None, 3), (None, None, None, 3)]
SOME = [Row(id=n, a=a, b=b, flag=f, n=m) for n, (a, b, f, m) in enumerate(LIKE * 2)]
# The order of uuids is that of the numbers.
KEYS = {"bigint": "%s::bigint", "uuid": "lpad(%s::text, 32, '0')::uuid"}


def spec_of(way: Way) -> Spec:
    columns = f"id {way.key} PRIMARY KEY, a integer, b text, flag boolean, n integer NOT NULL"
    return Spec(columns=columns, change=way.change)


def write(owner: Connection, way: Way, rows: Iterable[Row]) -> None:
    insert = f"INSERT INTO pair_table VALUES ({KEYS[way.key]}, %s, %s, %s, %s)".encode()
    owner.execute(b"TRUNCATE pair_table")
    for row in rows:
        owner.execute(insert, [row.id, row.a, row.b, row.flag, row.n])


def read(owner: Connection) -> list[Row]:
    query = b"SELECT ltrim(id::text, '0-'), a, b, flag, n FROM pair_table"
    return [
        Row(id=int(id_ or 0), a=a, b=b, flag=flag, n=n)
        for id_, a, b, flag, n in owner.execute(query)
    ]


def apply(work: Work, *phases: Phase) -> None:
    for phase in phases:
        for step in work.evolution.plan.phase(phase):
            assert steps.apply(work, step).outcome is Outcome.WORKED, step.id


def by_id(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.id)


@pytest.mark.parametrize("name", WAYS)
def test_of_rows_that_are_alike_one_is_kept(
    shop_database: ShopDatabase, database: Database, name: str
) -> None:
    """Any rows: what is counted, and what a sweep leaves, is what plain Python says; then the index
    is there, and refuses what would be counted."""
    way = WAYS[name]
    spec = spec_of(way)
    create_table(shop_database, spec)
    found = 0
    with shop_database.connect() as owner:
        write(owner, way, SOME)
        report = planned(database, spec)
        assert report.trial is not None
        assert any("no index takes" in note for note in report.notes) == ("b]" in way.change)
        broken = len(way.offenders(SOME))
        assert (report.trial.rows, report.trial.broken, report.trial.left) == (8, broken, 0)
        work = work_on(database, planning.create(database, report))
        apply(work, Phase.EXPAND, Phase.DUAL_WRITE)
        pairs = work.evolution.plan.pairs

        @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
        @given(ROWS)
        @example(SOME)
        def any_rows(rows: list[Row]) -> None:
            nonlocal found
            write(owner, way, rows)
            expected = len(way.offenders(rows))
            counted = agreement(database.session, pairs, filling=True)
            assert (counted.rows, counted.differences) == (len(rows), expected)
            found += expected

        any_rows()
        assert found >= broken > 1
        write(owner, way, SOME)
        filling = Backfill()
        filling.prepare(work)
        while filling.batch(work):
            pass
        assert by_id(read(owner)) == by_id(way.mended(SOME))
        kept = f"SELECT count(*) FROM {pairs.only.kept_in}"
        assert owner.execute(kept.encode()).fetchone() == (broken,)
        apply(work, Phase.VERIFY, Phase.CONTRACT)
        with pytest.raises(errors.UniqueViolation):
            owner.execute(b"UPDATE pair_table SET a = 1, b = 'x', flag = true")


def test_a_value_that_is_still_another_rows_is_counted_before_the_start(
    shop_database: ShopDatabase, database: Database
) -> None:
    """What mends a row may make it alike to a third one; nobody is told that it is done."""
    way = replace(WAYS["emptied"], change="unique: [a]\nduplicates: keep_first\nothers: {a: '2'}")
    create_table(shop_database, spec_of(way))
    rows = [Row(id=n, a=a, b=None, flag=None, n=1) for n, a in enumerate([1, 1, 1, 2, 3])]
    with shop_database.connect() as owner:
        write(owner, way, rows)
    report = planned(database, spec_of(way))
    assert report.trial is not None
    assert (report.trial.broken, report.trial.left) == (2, 2)
    assert [refusal.code for refusal in report.stops] == ["duplicates"]
    listed = with_rows(database, report).offenders
    assert sorted((row.wrong, row.key["id"], row.holds["a"]) for row in listed) == [
        ("left", "1", "1"),
        ("left", "2", "1"),
    ]
    way = replace(way, change="unique: [a]\nduplicates: keep_last\nothers: {a: 7 / (a - 1)}")
    listed = with_rows(database, planned(database, spec_of(way))).offenders
    assert sorted((row.wrong, row.key["id"]) for row in listed) == [
        ("failing", "0"),
        ("failing", "1"),
    ]


# What stands in CREATE TABLE behind the key, and the change.
EMPTIED = "duplicates: keep_first\nothers: {v: null}"
REFUSED = {
    "constraint": ("v text UNIQUE", f"unique: [v]\n{EMPTIED}"),
    "null": ("v text NOT NULL", f"unique: [v]\n{EMPTIED}"),
    "fails": ("v text", f"unique: [v]\nname: once\nwhere: v::integer > 0\n{EMPTIED}"),
    "foreign_key": (
        "v bigint REFERENCES shop_supplier",
        "unique: [v]\nduplicates: keep_first\nothers: {v: id}",
    ),
    "referenced": (
        "v text, w bigint REFERENCES pair_table",
        "unique: [v]\nduplicates: keep_last\nothers: delete",
    ),
    "unique": ("v text, w text, UNIQUE NULLS NOT DISTINCT (v, w)", f"unique: [v]\n{EMPTIED}"),
    "check": ("v text CHECK (v IS NOT NULL)", f"unique: [v]\n{EMPTIED}"),
    "generated": ("w text, v text GENERATED ALWAYS AS (w) STORED", f"unique: [v]\n{EMPTIED}"),
}  # fmt: skip


@pytest.mark.parametrize("code", REFUSED)
def test_what_could_fail_a_write_is_refused(
    shop_database: ShopDatabase, database: Database, code: str
) -> None:
    columns, change = REFUSED[code]
    spec = Spec(columns=f"id bigint PRIMARY KEY, {columns}", change=change)
    create_table(shop_database, spec)
    assert code in [refusal.code for refusal in planned(database, spec).stops]


def test_other_reasons_against_a_start(shop_database: ShopDatabase, database: Database) -> None:
    """No order between two rows, no key, a name that is taken, a type that no index takes."""
    columns = "id bigint PRIMARY KEY, v text, at timestamptz, j json"
    spec = Spec(columns=columns, change=f"unique: [v]\norder: at\n{EMPTIED}")
    create_table(shop_database, spec)
    assert [refusal.code for refusal in planned(database, spec).stops] == ["null"]
    with shop_database.connect() as owner:
        owner.execute(b"CREATE INDEX once ON pair_table (v)")
    taken = replace(spec, change=f"unique: [v]\nname: once\n{EMPTIED}")
    assert [refusal.code for refusal in planned(database, taken).stops] == ["constraint"]
    with pytest.raises(PlaybookError) as caught:
        planned(database, replace(spec, change=f"unique: [j]\n{EMPTIED}"))
    assert [problem.line for problem in caught.value.problems] == [4]
    with shop_database.connect() as owner:
        owner.execute(b"ALTER TABLE pair_table DROP CONSTRAINT pair_table_pkey")
    assert "key" in [
        r.code for r in planned(database, replace(spec, change=f"unique: [v]\n{EMPTIED}")).stops
    ]


def test_the_application_needs_no_right_to_look(
    shop_database: ShopDatabase, database: Database
) -> None:
    """Who may only insert is asked nothing else, and what repeats is noted all the same."""
    way = WAYS["emptied"]
    create_table(shop_database, spec_of(way))
    work = work_on(database, planning.create(database, planned(database, spec_of(way))))
    apply(work, Phase.EXPAND, Phase.DUAL_WRITE)
    noted = f"SELECT is_called FROM evolve_{work.evolution.plan.pairs.digest}_noted".encode()
    with shop_database.connect() as owner, shop_database.connect(roles.APP) as application:
        owner.execute(f"REVOKE SELECT, UPDATE ON pair_table FROM {roles.APP}".encode())
        insert = b"INSERT INTO pair_table (id, a, n) VALUES (%s, %s, 1)"
        application.execute(insert, [1, 7])
        application.execute(insert, [2, None])
        application.execute(insert, [3, None])
        assert owner.execute(noted).fetchone() == (False,)
        application.execute(insert, [4, 7])
        assert owner.execute(noted).fetchone() == (True,)


def test_deleted_rows_come_back_with_a_revert(
    shop_database: ShopDatabase, database: Database
) -> None:
    columns = (
        "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v numeric(6,2), w text,"
        " x text GENERATED ALWAYS AS (upper(w)) STORED"
    )
    spec = Spec(columns=columns, change="unique: [v]\nduplicates: keep_last\nothers: delete")
    create_table(shop_database, spec)
    with shop_database.connect() as owner:
        owner.execute(
            b"INSERT INTO pair_table (v, w) SELECT n % 7, n FROM generate_series(1, 2000) AS n"
        )
        before = schema.rows(owner, "pair_table")
        evolution = planning.create(database, planned(database, spec))
        ready = carry(database, evolution, State.READY)
        assert ready.state is State.READY, ready.hold
        left = b"SELECT array_agg(id ORDER BY id) FROM pair_table"
        assert owner.execute(left).fetchone() == ([*range(1994, 2001)],)
        asking.revert(database, spec.name, accept_loss=False)
        carry(database, database.store.get(spec.name), State.REVERTED)
        assert schema.rows(owner, "pair_table") == before
