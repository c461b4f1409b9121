"""Rows that are alike made into one: what it takes over, what is lost to nobody, the way back."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from random import Random

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from evolve.errors import PlaybookError, Refused
from evolve.operations import fill
from evolve.pg.merging import count_stuck
from evolve.pg.uniqueness import put_back
from evolve.phases import steps
from evolve.phases.backfill import Backfill
from evolve.phases.work import Outcome, Work
from evolve.service import asking, planning
from evolve.service.databases import Database
from evolve.service.listing import with_rows
from evolve.states import Phase, State
from sample_app import roles
from tests.support import schema
from tests.support.cluster import Connection, ShopDatabase
from tests.support.evolutions import carry, work_on
from tests.support.pairs import Spec, create_table, planned, registered

SPEC = Spec(
    columns="id bigint PRIMARY KEY, a integer, flag boolean, total bigint NOT NULL, seen date,"
    " word text, small numeric(4,1), up text GENERATED ALWAYS AS (upper(word)) STORED",
    change="""
unique: [a]
name: once
where: flag
nulls: not_distinct
duplicates: keep_last
others: delete
merge:
  total: sum(total)
  small: max(small)
  word: (array_agg(word ORDER BY id) FILTER (WHERE word IS NOT NULL))[1]
""",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """As somebody wrote it."""

    id: int
    a: int | None
    flag: bool | None
    total: int
    small: int | None
    word: str | None


def merged(rows: Iterable[Row]) -> list[Row]:
    """What a sweep leaves of them, in Python."""
    found, groups = list[Row](), dict[int | None, list[Row]]()
    for row in sorted(rows, key=lambda row: row.id):
        (groups.setdefault(row.a, []) if row.flag else found).append(row)
    for group in groups.values():
        words = [row.word for row in group if row.word is not None]
        smalls = [row.small for row in group if row.small is not None]
        made = replace(
            group[-1],
            total=sum(row.total for row in group),
            word=words[0] if words else None,
            small=max(smalls) if smalls else None,
        )
        found.append(made if len(group) > 1 else group[-1])
    return sorted(found, key=lambda row: row.id)


DRAWN = st.builds(
    Row,
    id=st.integers(0, 99),
    a=st.sampled_from([None, 1, 2]),
    flag=st.sampled_from([None, False, True, True, True]),
    total=st.integers(-5, 5),
    small=st.sampled_from([None, 3, 4]),
    word=st.sampled_from([None, "x", "y"]),
)
ROWS = st.lists(DRAWN, min_size=3, max_size=9, unique_by=lambda row: row.id)


SOME = [
    Row(id=n, a=a, flag=flag, total=n, small=small, word=word)
    for n, (a, flag, small, word) in enumerate(
        [(1, True, 3, None), (None, True, None, "x"), (1, True, 4, "y"), (1, None, 4, "z")] * 2
    )
]


def write(owner: Connection, rows: Iterable[Row]) -> None:
    for row in rows:
        owner.execute(
            b"INSERT INTO pair_table (id, a, flag, total, small, word)"
            b" VALUES (%s, %s, %s, %s, %s, %s)",
            [row.id, row.a, row.flag, row.total, row.small, row.word],
        )


def read(owner: Connection) -> list[Row]:
    query = b"SELECT id, a, flag, total, small, word FROM pair_table ORDER BY id"
    return [
        Row(id=id_, a=a, flag=flag, total=total, small=small, word=word)
        for id_, a, flag, total, small, word in owner.execute(query)
    ]


def begun(database: Database, spec: Spec) -> Work:
    """The evolution up to its backfill."""
    report = planned(database, spec)
    work = work_on(database, planning.create(database, report))
    for phase in (Phase.EXPAND, Phase.DUAL_WRITE):
        for step in work.evolution.plan.phase(phase):
            assert steps.apply(work, step).outcome is Outcome.WORKED, step.id
    return work


def sweep(work: Work, *, busy: bool = False) -> int:
    """One pass over the table; how many batches gave way or were refused. Where others keep it
    `busy`, the time may not be enough for a page, and a later pass comes to the rest."""
    filling, odd = Backfill(), 0
    work.session.connection.execute("DELETE FROM evolve_segment")
    filling.prepare(work)
    while answer := filling.batch(work):
        if answer.outcome is Outcome.STUCK:
            assert busy, answer.reason
            return odd + 1
        odd += answer.outcome is not Outcome.WORKED
    return odd


def test_the_row_that_is_kept_takes_over_what_the_others_hold(
    shop_database: ShopDatabase, database: Database
) -> None:
    """Any rows, in whatever passes they lie, and others that come later: what is left is what plain
    Python says; and what is kept besides brings all of them back."""
    create_table(shop_database, SPEC)
    work = begun(database, SPEC)
    plan, pair = work.evolution.plan, work.evolution.plan.pairs.only
    went = 0
    with shop_database.connect() as owner:

        @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
        @given(ROWS)
        @example(SOME)
        def any_rows(rows: list[Row]) -> None:
            nonlocal went
            first, later = rows[::2], rows[1::2]
            owner.execute(b"TRUNCATE pair_table")
            write(owner, first)
            sweep(work)
            left = merged(first)
            assert read(owner) == left
            write(owner, later)
            sweep(work)
            assert read(owner) == merged([*left, *later])
            went += len(rows) - len(merged([*left, *later]))
            assert work.session.one(count_stuck(pair, plan.key)) == {"rows": 0}
            while work.session.rows(put_back(pair, plan.key, 2)):
                pass
            assert read(owner) == sorted(rows, key=lambda row: row.id)

        any_rows()
    assert went > 3


def test_inline_leaves_the_rows_that_sweeps_leave(
    shop_database: ShopDatabase, database: Database
) -> None:
    """A migration of a database where nothing runs."""
    names = ("a", "flag", "total", "small", "word")
    spec = replace(SPEC, fields=tuple((name, name) for name in names))
    create_table(shop_database, spec)
    with shop_database.connect() as owner:
        write(owner, SOME)
        with registered(spec) as model, connection.schema_editor() as editor:
            fill(spec.playbook(), editor, model)
        assert read(owner) == merged(SOME) != SOME


# -- races --------------------------------------------------------------------------------------

SUM = b"SELECT coalesce(sum(total), 0), count(*) FROM pair_table"
ADD = b"UPDATE pair_table SET total = total + 100 WHERE id = %s"
WAITING = (
    b"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    b" AND datname = current_database()"
)
THREE = [Row(id=n, a=1, flag=True, total=2**n, small=None, word=None) for n in range(3)]


def total(owner: Connection) -> tuple[int, int]:
    (found,) = owner.execute(SUM).fetchall()
    return int(found[0]), int(found[1])


def test_a_row_that_is_locked_keeps_its_group_as_it_is(
    shop_database: ShopDatabase, database: Database
) -> None:
    """Be it one that goes or the one that is kept; nobody waits, and a later sweep merges them."""
    create_table(shop_database, SPEC)
    work = begun(database, SPEC)
    with (
        shop_database.connect() as owner,
        shop_database.connect(roles.APP, autocommit=False) as application,
    ):
        for touched in (0, 2):
            owner.execute(b"TRUNCATE pair_table")
            write(owner, THREE)
            application.execute(ADD, [touched])
            assert sweep(work) == 0
            assert total(owner) == (7, 3)
            application.commit()
            sweep(work)
            assert total(owner) == (107, 1)


def test_a_row_that_is_written_after_the_statement_has_begun_keeps_its_group_as_it_is(
    shop_database: ShopDatabase, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The statement has taken its snapshot, and waits for its segment: what is committed then it
    does not see, and must not overwrite."""
    monkeypatch.setattr("evolve.phases.backfill.LOCK_MS", 20_000)
    monkeypatch.setattr("evolve.phases.backfill.STATEMENT_MS", 20_000)
    create_table(shop_database, SPEC)
    work = begun(database, SPEC)
    with (
        shop_database.connect("postgres") as owner,
        shop_database.connect("postgres", autocommit=False) as segments,
    ):
        for touched in (0, 2):
            owner.execute(b"TRUNCATE pair_table")
            write(owner, THREE)
            work.session.connection.execute("DELETE FROM evolve_segment")
            filling = Backfill()
            filling.prepare(work)
            # One pass over all rows at once: the batch that waits is the one that would merge.
            work.store.begin_sweep(work.evolution)
            segments.execute(b"SELECT FROM evolve_segment FOR UPDATE")
            batch = threading.Thread(target=filling.batch, args=[work])
            batch.start()
            deadline = time.monotonic() + 20
            while owner.execute(WAITING).fetchone() == (0,) and time.monotonic() < deadline:
                time.sleep(0.005)
            assert owner.execute(WAITING).fetchone() == (1,)
            owner.execute(ADD, [touched])
            segments.rollback()
            batch.join(timeout=30)
            while filling.batch(work):
                pass
            assert total(owner)[0] == 107
            sweep(work)
            assert total(owner) == (107, 1)


def test_a_merge_that_cannot_be_leaves_the_rows_as_they_are(
    shop_database: ShopDatabase, database: Database
) -> None:
    """One that fails on rows that have come since the trial is a hold; where a trigger of the
    user's keeps a row from being given its values, the others stay as well."""
    create_table(shop_database, SPEC)
    work = begun(database, SPEC)
    with shop_database.connect() as owner:
        write(owner, [replace(row, total=2**62) for row in THREE])
        filling = Backfill()
        filling.prepare(work)
        while (answer := filling.batch(work)) and answer.outcome is Outcome.WORKED:
            pass
        assert answer
        assert answer.outcome is Outcome.STUCK
        assert "cannot be merged" in answer.reason
        assert str(2**62) not in answer.reason
        assert total(owner) == (3 * 2**62, 3)
        owner.execute(b"UPDATE pair_table SET total = 1")
        owner.execute(
            b"CREATE FUNCTION stay() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
        )
        owner.execute(
            b"CREATE TRIGGER stay BEFORE UPDATE ON pair_table FOR EACH ROW EXECUTE FUNCTION stay()"
        )
        sweep(work)
        assert total(owner) == (3, 3)


@pytest.mark.thorough
def test_with_writers_the_sum_is_what_they_have_added(
    shop_database: ShopDatabase, database: Database
) -> None:
    """Rows that are alike come all the time and are added to, by number, while sweeps merge."""
    create_table(shop_database, SPEC)
    work = begun(database, SPEC)
    added, stop = list[int](), threading.Event()

    def add(seed: int) -> None:
        chance, sum_ = Random(seed), 0
        with shop_database.connect(roles.APP) as application:
            keys = list[int]()
            while not stop.is_set():
                if len(keys) < 5 or chance.random() < 0.3:
                    keys.append(len(keys) * 8 + seed)
                    insert = b"INSERT INTO pair_table (id, a, flag, total) VALUES (%s, %s, true, 1)"
                    application.execute(insert, [keys[-1], chance.randrange(3)])
                    sum_ += 1
                step = chance.randrange(1, 9)
                update = b"UPDATE pair_table SET total = total + %s WHERE id = %s"
                key = chance.choice(keys[-5:])
                sum_ += step * application.execute(update, [step, key]).rowcount
        added.append(sum_)

    crew = [threading.Thread(target=add, args=[seed]) for seed in range(4)]
    for thread in crew:
        thread.start()
    try:
        for _ in range(40):
            sweep(work, busy=True)
    finally:
        stop.set()
        for thread in crew:
            thread.join(timeout=30)
    with shop_database.connect() as owner:
        assert len(added) == len(crew)
        assert total(owner)[0] == sum(added)
        merges = (
            f"SELECT count(DISTINCT evolve_merge) FROM {work.evolution.plan.pairs.only.kept_in}"
        )
        ((merged_,),) = owner.execute(merges.encode()).fetchall()
        assert merged_ > 20, "too few merges for a race"


# -- before the start ---------------------------------------------------------------------------

OTHER = Spec(
    columns="id bigint PRIMARY KEY, a text, n integer, w varchar(3), f boolean NOT NULL,"
    " g integer GENERATED ALWAYS AS (n) STORED, u integer UNIQUE, c integer CHECK (c > 0),"
    " r bigint REFERENCES shop_supplier",
    change="unique: [a]\nname: once\nwhere: f\nduplicates: keep_first\nothers: delete\nmerge:\n  ",
)
NOT_TAKEN = {
    "n: n": "no aggregate, and not of one row",
    "n: count(*)": "count",
    "n: avg(n)::integer": "avg",
    "n: sum(n) OVER ()": "window",
    "n: sum((SELECT 1))": "subquery",
    "n: max(random())::integer": "volatile",
    "n: max(w)": "type",
    "a: max(a)": "what rows are alike in",
    "z: max(z)": "no such field",
}
STOPPED = {
    "merge": "f: bool_or(f)",
    "generated": "g: max(g)",
    "unique": "u: max(u)",
    "check": "c: max(c)",
    "foreign_key": "r: max(r)",
}


def test_what_is_no_such_aggregate_is_refused_with_its_place(
    shop_database: ShopDatabase, database: Database
) -> None:
    create_table(shop_database, OTHER)
    for entry, why in NOT_TAKEN.items():
        with pytest.raises(PlaybookError) as caught:
            planned(database, replace(OTHER, change=OTHER.change + entry))
        assert [problem.line for problem in caught.value.problems] == [10], why
    kept = OTHER.change.replace("others: delete", "others: {n: null}") + "n: sum(n)"
    with pytest.raises(PlaybookError):
        planned(database, replace(OTHER, change=kept))


def test_what_a_merge_could_break_is_refused_before_the_start(
    shop_database: ShopDatabase, database: Database
) -> None:
    """Columns that decide or refuse, a trigger that keeps a row, and merges that fail: these are
    listed by key for whoever may see values."""
    create_table(shop_database, OTHER)

    def asked(entry: str) -> Spec:
        return replace(OTHER, change=OTHER.change + entry)

    for code, entry in STOPPED.items():
        assert code in [refusal.code for refusal in planned(database, asked(entry)).stops]
    with shop_database.connect() as owner:
        rows = b"SELECT i, i % 2, 1500000000 * (i % 2), 'ab', true FROM generate_series(1, 5) AS i"
        owner.execute(b"INSERT INTO pair_table (id, a, n, w, f) " + rows)
    tried = {
        "n: sum(n)": ("failing", ["3", "5"]),
        "w: string_agg(w, '')": ("failing", ["3", "4", "5"]),
        "n: min(n) + 1": ("merge", ["3", "4", "5"]),
        "n: max(n) FILTER (WHERE w = 'x')": (None, []),
    }
    for entry, (stopped, keys) in tried.items():
        report = planned(database, asked(entry))
        assert [refusal.code for refusal in report.stops] == [stopped] * bool(stopped), entry
        listed = with_rows(database, report).offenders
        assert sorted(str(row.key["id"]) for row in listed) == keys
    clamped = replace(OTHER, change=f"{OTHER.change}w: string_agg(w, '')\ntoo_long: clamp")
    assert [refusal.code for refusal in planned(database, clamped).stops] == []
    with shop_database.connect() as owner:
        owner.execute(
            b"CREATE FUNCTION stay() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
        )
        owner.execute(
            b"CREATE TRIGGER stay BEFORE DELETE ON pair_table FOR EACH ROW EXECUTE FUNCTION stay()"
        )
    assert [refusal.code for refusal in planned(database, asked("n: max(n)")).stops] == ["trigger"]


def test_rows_that_are_written_while_merges_are_tried_are_tried_as_they_were(
    shop_database: ShopDatabase, database: Database
) -> None:
    """The first look at the rows that are alike waits until the one that is kept is another; the
    second is at what the first has seen."""
    spec = replace(SPEC, change=SPEC.change.replace("sum(total)", "sum(slowly(total))"))
    create_table(shop_database, spec)
    with shop_database.connect() as owner:
        write(owner, THREE)
        owner.execute(
            b"CREATE FUNCTION slowly(bigint) RETURNS bigint IMMUTABLE LANGUAGE plpgsql AS $$"
            b" BEGIN PERFORM pg_advisory_xact_lock_shared(7); RETURN $1; END $$"
        )
        owner.execute(b"SELECT pg_advisory_lock(7)")
        waited = list[bool]()

        def touch() -> None:
            deadline = time.monotonic() + 20
            while owner.execute(WAITING).fetchone() == (0,) and time.monotonic() < deadline:
                time.sleep(0.005)
            waited.append(owner.execute(WAITING).fetchone() == (1,))
            owner.execute(ADD, [2])
            owner.execute(b"SELECT pg_advisory_unlock(7)")

        writer = threading.Thread(target=touch)
        writer.start()
        report = planned(database, spec)
        writer.join(timeout=30)
        assert waited == [True]
        assert report.trial is not None
        assert (report.trial.broken, report.trial.left) == (2, 0)


# -- the way back -------------------------------------------------------------------------------


def test_a_revert_takes_merges_apart_but_where_the_row_was_written_since(
    shop_database: ShopDatabase, database: Database
) -> None:
    """Also a merge of what was merged before, the newest first; what cannot be had back is counted
    and asked for by name."""
    create_table(shop_database, SPEC)
    with shop_database.connect() as owner:
        write(owner, [replace(row, id=row.id + 10 * a, a=a) for a in (1, 2) for row in THREE])
        evolution = planning.create(database, planned(database, SPEC))
        ready = carry(database, evolution, State.READY)
        assert ready.state is State.READY, ready.hold
        again = [replace(row, id=row.id + 50, a=a) for a, row in zip((1, 2), THREE, strict=False)]
        for row in again:
            owner.execute(
                b"INSERT INTO pair_table (id, a, flag, total) VALUES (%s, %s, true, %s)",
                [row.id, row.a, row.total],
            )
        database.store.begin_sweep(database.store.get(SPEC.name))
        sweep(work_on(database, database.store.get(SPEC.name), "sweeper"))
        assert total(owner) == (17, 2)
        now = database.store.get(SPEC.name)
        assert asking.revert_refusals(database, now, accept_loss=False) == []
        owner.execute(b"UPDATE pair_table SET total = total + 100 WHERE a = 2")
        with pytest.raises(Refused) as caught:
            asking.revert(database, SPEC.name, accept_loss=False)
        (refusal,) = caught.value.refusals
        assert (refusal.code, refusal.message.split(" ")[0]) == ("loss", "3")
        asking.revert(database, SPEC.name, accept_loss=True)
        owner.execute("UPDATE evolve_evolution SET lease_until = now()")
        reverted = carry(database, database.store.get(SPEC.name), State.REVERTED)
        assert reverted.state is State.REVERTED, reverted.hold
        assert total(owner) == (117, 5)
        told = [e for e in database.store.events(reverted, 99) if e.kind == "merges_stayed"]
        assert sum(event.data["rows"] for event in told) == 3
        alike = b"SELECT id, total FROM pair_table WHERE a = 1 ORDER BY id"
        assert owner.execute(alike).fetchall() == [(10, 1), (11, 2), (12, 4), (50, 1)]
        assert schema.leftovers(owner) == []
