"""Values that Python gives: what is marked, who settles it, and that no write is lost meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest
from psycopg import sql

from evolve.errors import Held, Refused
from evolve.phases.settling import LEAST_ROWS, Settling
from evolve.records import Evolution
from evolve.service import asking, status, verifying
from evolve.states import State
from sample_app import phones, roles
from tests.phases.conftest import Ground
from tests.phases.contacts import Numbers, Rows, contact, marks, seen, settle
from tests.support import evolutions, killing, stages
from tests.support.cluster import Connection
from tests.support.killing import AFTER, BEFORE, UNHEARD

# -- what a statement leaves ------------------------------------------------------------------

# Statements one after the other on row 1, what the marker is then, and how many marks were made.
DECISIONS: tuple[tuple[str, bool | None, int], ...] = (
    ("UPDATE shop_contact SET name = 'x' WHERE id = 1", False, 0),
    ("UPDATE shop_contact SET phone = phone WHERE id = 1", False, 0),
    ("UPDATE shop_contact SET phone = '030 1' WHERE id = 1", None, 1),
    ("UPDATE shop_contact SET name = 'y' WHERE id = 1", None, 1),
    ("UPDATE shop_contact SET number = '+491' WHERE id = 1", True, 1),
    ("UPDATE shop_contact SET name = 'z' WHERE id = 1", True, 0),
    ("UPDATE shop_contact SET phone = '030 2' WHERE id = 1", None, 1),
    ("UPDATE shop_contact SET phone = '030 3', number = '+493' WHERE id = 1", True, 1),
    ("UPDATE shop_contact SET number = NULL WHERE id = 1", True, 1),
    ("UPDATE shop_contact SET id = -1 WHERE id = 1", True, 1),
    ("UPDATE shop_contact SET id = 1 WHERE id = -1", True, 1),
    ("DELETE FROM shop_contact WHERE id = 1", None, 0),
    ("INSERT INTO shop_contact (id, name, phone) VALUES (1, 'a', '030 4')", None, 1),
    ("DELETE FROM shop_contact WHERE id = 1", None, 0),
    ("INSERT INTO shop_contact (id, name, number) VALUES (1, 'a', '+494')", True, 1),
    (("INSERT INTO shop_contact (id, name) VALUES (1, 'a') "
     "ON CONFLICT (id) DO UPDATE SET name = 'b'"), True, 1),
)  # fmt: skip


@contact
def test_what_a_statement_leaves_due_is_marked(
    ground: Ground, ready: Evolution, application: Connection
) -> None:
    (pair,) = ready.plan.pairs
    marker = sql.SQL("SELECT {} AS it FROM shop_contact WHERE id = 1").format(
        sql.Identifier(pair.marker)
    )
    for statement, expected, made in DECISIONS:
        before = marks(ground, ready)
        application.execute(statement.encode())
        found = ground.database.session.rows(marker)
        assert [row["it"] for row in found] in ([expected], []), statement
        assert marks(ground, ready) - before == made, statement
    assert marks(ground, ready) > 5
    settle(ground)
    assert marks(ground, ready) == 0
    assert seen(application, 1) == ("+494", "+494")


# -- races ------------------------------------------------------------------------------------


@contact
def test_a_mark_that_commits_late_is_settled_all_the_same(
    ground: Ground, ready: Evolution, application: Connection
) -> None:
    with ground.shop.connect(roles.APP) as late:
        late.autocommit = False
        late.execute("UPDATE shop_contact SET phone = '030 111111' WHERE id = 1")
        application.execute("UPDATE shop_contact SET phone = '030 222222' WHERE id = 2")
        settle(ground)
        assert seen(application, 2) == ("030 222222", "+4930222222")
        assert seen(application, 1) != ("030 111111", "+4930111111")
        late.commit()
    assert marks(ground, ready) == 1
    settle(ground)
    assert seen(application, 1) == ("030 111111", "+4930111111")
    assert marks(ground, ready) == 0


@contact
def test_what_is_written_while_python_thinks_is_not_overwritten(
    ground: Ground,
    ready: Evolution,
    application: Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Changed by an old release, by a new one, deleted, and given another key."""
    struck: list[int] = []
    plain = phones.international

    def slowly(rows: Rows) -> list[str | None]:
        if not struck:
            struck.append(len(rows))
            for statement in (  # each of them a transaction
                "UPDATE shop_contact SET phone = '030 9991' WHERE id = 1",
                "UPDATE shop_contact SET number = '+999' WHERE id = 2",
                "DELETE FROM shop_contact WHERE id = 3",
                "UPDATE shop_contact SET id = -4 WHERE id = 4",
            ):
                assert application.execute(statement.encode()).rowcount == 1
        return plain(rows)

    application.execute("UPDATE shop_contact SET phone = '030 ' || 1000 + id WHERE id < 6")
    monkeypatch.setattr(phones, "international", slowly)
    with evolutions.working() as database:
        work = evolutions.work_on(database, ready)
        assert Settling().settle(work) is not None
        database.store.release(ready.id, "tests")
    assert struck == [5]
    assert seen(application, 5) == ("030 1005", "+49301005")
    assert seen(application, 1) != ("030 9991", "+49301001")
    settle(ground)
    assert marks(ground, ready) == 0
    assert seen(application, 1) == ("030 9991", "+49309991")
    assert seen(application, 2) == ("+999", "+999")
    assert seen(application, -4) == ("030 1004", "+49301004")


@contact
def test_a_locked_row_keeps_its_mark_and_holds_up_nobody(
    ground: Ground, ready: Evolution, application: Connection
) -> None:
    application.execute("UPDATE shop_contact SET phone = '030 77' || id WHERE id < 9")
    with ground.shop.connect(roles.APP) as other:
        other.autocommit = False
        other.execute("SELECT FROM shop_contact WHERE id = 1 FOR UPDATE")
        with evolutions.working() as database:
            work = evolutions.work_on(database, ready)
            assert Settling().settle(work) is not None
            database.store.release(ready.id, "tests")
        assert marks(ground, ready) == 1
        assert seen(application, 8) == ("030 778", "+4930778")
    settle(ground)
    assert seen(application, 1) == ("030 771", "+4930771")


# -- workers that are killed, and rows that went past the trigger ----------------------------


@contact
def test_a_worker_that_is_killed_while_it_settles_costs_no_mark_and_no_value(
    ground: Ground, ready: Evolution, application: Connection
) -> None:
    """When Python has answered and nothing is written yet; after the commit; before it is heard."""

    def settling() -> None:
        with evolutions.working() as database:
            evolution = database.store.reload(ready.id)
            assert Settling().settle(evolutions.work_on(database, evolution)) is not None

    def change(digit: int) -> None:
        query = "UPDATE shop_contact SET phone = %s || id WHERE id < 9"
        assert application.execute(query, [f"030 {digit}"]).rowcount == 8

    change(1)
    last = killing.commits(settling)
    assert marks(ground, ready) == 0
    for digit, moment in enumerate((BEFORE, AFTER, UNHEARD), 2):
        change(digit)
        assert killing.killed(settling, last, moment), "it was to be killed, and was not"
        if moment != UNHEARD:
            assert (marks(ground, ready) == 0) == (moment == AFTER)
        stages.later(ground.shop)
        settle(ground)
        assert marks(ground, ready) == 0
        for key in range(1, 9):
            assert seen(application, key) == (f"030 {digit}{key}", f"+4930{digit}{key}")


@contact
def test_rows_that_went_past_the_trigger_before_ready_get_their_values(
    ground: Ground, application: Connection
) -> None:
    """Nothing marks them; the proof finds them, and until `ready` the old side is right."""
    database = ground.database
    evolution = evolutions.start(database, ground.case)
    _, evolution = evolutions.advance(database, evolution, lambda e: e.state is State.VERIFYING)
    with ground.shop.connect("postgres") as past:
        past.execute("SET session_replication_role = replica")
        changed = past.execute("UPDATE shop_contact SET phone = '030 1' WHERE id IN (1, 2, 7)")
        assert changed.rowcount == 3
    assert marks(ground, evolution) == 0
    assert seen(application, 1) != ("030 1", "+49301")
    stages.later(ground.shop)
    assert evolutions.carry(database, evolution, State.READY).state is State.READY
    assert [seen(application, key) for key in (1, 2, 7)] == [("030 1", "+49301")] * 3


# -- writers ----------------------------------------------------------------------------------


@contact
def test_writers_of_both_releases_lose_nothing_to_the_backfill_and_the_settling(
    ground: Ground, application: Connection
) -> None:
    """Old releases write until `ready`; from then on new ones, too."""
    ready = threading.Event()
    writers = [Numbers(ground, number, ready) for number in range(4)]
    for writer in writers:
        writer.start()
    try:
        evolution = evolutions.to_ready(ground.database, ground.case)
        ready.set()
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            settle(ground)
    finally:
        for writer in writers:
            writer.stop()
    assert sum(writer.statements for writer in writers) > 50
    settle(ground)
    assert marks(ground, evolution) == 0
    for writer in writers:
        for key, expected in writer.twin.items():
            assert seen(application, key) == expected
    assert verifying.verify(ground.database, evolution.name, show_values=False).clean


@contact
def test_a_row_that_is_written_whenever_python_thinks_holds_up_nobody(
    ground: Ground, application: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is marked anew each time, and what waits for marks waits for none that came later."""
    thoughts = iter(range(10_000))
    international = phones.international

    def thinking(rows: Rows) -> list[str | None]:
        phone = f"030 {100_000 + next(thoughts)}"
        application.execute("UPDATE shop_contact SET phone = %s WHERE id = 1", [phone])
        return international(rows)

    evolution = evolutions.start(ground.database, ground.case)
    monkeypatch.setattr(phones, "international", thinking)
    evolution = evolutions.carry(ground.database, evolution, State.READY, seconds=5)
    assert evolution.state is State.READY, evolution.hold
    assert marks(ground, evolution) > 0, "nobody wrote meanwhile"
    monkeypatch.setattr(phones, "international", international)
    settle(ground)
    number = 100_000 + next(thoughts) - 1
    assert seen(application, 1) == (f"030 {number}", f"+4930{number}")
    assert marks(ground, evolution) == 0


@contact
def test_on_a_slow_machine_a_batch_of_marks_gets_no_smaller_than_is_worth_its_cost(
    ground: Ground, ready: Evolution, application: Connection
) -> None:
    """By a clock that goes on by a second whenever it is looked at."""
    work = replace(evolutions.work_on(ground.database, ready), clock=count(1.0).__next__)
    settling = Settling()
    for key in range(1, 7):
        application.execute("UPDATE shop_contact SET phone = '030 222222' WHERE id = %s", [key])
        assert settling.settle(work), "there was nothing to settle"
    assert settling.rows == LEAST_ROWS


# -- rows that have no value ------------------------------------------------------------------


@contact
def test_a_row_without_a_value_holds_until_it_is_mended_and_all_others_are_settled(
    ground: Ground,
    ready: Evolution,
    application: Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the function raises, and where the column does not take what it gives."""

    def strict(rows: Rows) -> list[str | None]:
        if any("secret" in (row["phone"] or "") for row in rows):
            raise ValueError("secret")
        return ["+" * 21 if row["phone"] == "long" else "+4912" for row in rows]

    monkeypatch.setattr(phones, "international", strict)
    application.execute("UPDATE shop_contact SET phone = 'x' || id WHERE id < 9")
    application.execute("UPDATE shop_contact SET phone = 'secret' WHERE id = 1")
    application.execute("UPDATE shop_contact SET phone = 'long' WHERE id = 2")
    settle(ground)
    held = ground.database.store.reload(ready.id)
    assert "2 rows" in held.hold
    assert "secret" not in held.hold + held.hold_clears
    assert {seen(application, key) for key in range(3, 9)} == {
        (f"x{k}", "+4912") for k in range(3, 9)
    }
    assert marks(ground, ready) >= 2
    found = status.status(ground.database, held)
    assert found.marks is not None
    assert (found.marks.rows, found.marks.failing) == (0, 2)
    with pytest.raises(Refused):
        asking.contract(ground.database, ready.name, now=True)
    application.execute("UPDATE shop_contact SET phone = 'mended' WHERE id < 3")
    settle(ground)
    settle(ground)
    assert ground.database.store.reload(ready.id).hold == ""
    assert marks(ground, ready) == 0


@contact
def test_a_value_that_no_text_tells_holds_the_backfill_and_no_other_row(
    ground: Ground, application: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A NUL is found here, before anything is sent, and not by the server."""
    evolution = evolutions.start(ground.database, ground.case)
    application.execute("UPDATE shop_contact SET phone = '030 1\u2400' WHERE id = 1")

    def told(rows: Rows) -> list[str | None]:
        return [(row["phone"] or "").replace("\u2400", "\0")[:20] for row in rows]

    monkeypatch.setattr(phones, "international", told)
    with pytest.raises(Held, match="1 row "):
        evolutions.carry(ground.database, evolution, State.READY)
    assert seen(application, 1) == ("030 1\u2400", None)
    application.execute("UPDATE shop_contact SET phone = '030 1' WHERE id = 1")
    evolution = evolutions.carry(ground.database, evolution, State.READY)
    assert (evolution.state, seen(application, 1)) == (State.READY, ("030 1", "030 1"))


@contact
def test_the_proof_computes_every_value_anew(
    ground: Ground, ready: Evolution, application: Connection
) -> None:
    """What goes past the trigger is found, though no row says that anything is due."""
    with ground.shop.connect("postgres") as past:
        past.execute("SET session_replication_role = replica")
        changed = past.execute("UPDATE shop_contact SET phone = '030 1' WHERE id IN (1, 2, 7)")
        assert changed.rowcount == 3
    verdict = verifying.verify(ground.database, ready.name, show_values=True)
    assert verdict.agreement.differences == 3
    assert verdict.agreement.rows == ground.rows
    assert sorted(verdict.keys) == ["id=1", "id=2", "id=7"]
    application.execute("UPDATE shop_contact SET phone = '030 2' WHERE id IN (1, 2, 7)")
    settle(ground)
    assert verifying.verify(ground.database, ready.name, show_values=False).clean


@contact
def test_a_function_that_gives_another_number_of_values_writes_none(
    ground: Ground,
    ready: Evolution,
    application: Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong: Callable[[Rows], list[str]] = lambda rows: ["+4911"] * (len(rows) + 1)  # noqa: E731
    monkeypatch.setattr(phones, "international", wrong)
    application.execute("UPDATE shop_contact SET phone = '030 5' WHERE id = 1")
    before = seen(application, 1)
    settle(ground)
    assert "2 values for 1 rows" in ground.database.store.reload(ready.id).hold
    assert (seen(application, 1), marks(ground, ready)) == (before, 1)
