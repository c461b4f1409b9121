"""Values that Python gives: what is marked, who settles it, and that no write is lost meanwhile."""

from __future__ import annotations

import hashlib
import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection, sql

from evolve.errors import EvolveError, Refused
from evolve.phases.settling import Settling
from evolve.records import Evolution
from evolve.service import asking, planning, status, workers
from evolve.service.running import Stop
from evolve.states import State
from sample_app import phones, roles
from tests.phases.conftest import Ground
from tests.support import evolutions, schema

CONTACT = next(c for c in evolutions.shipped() if c.name == "contact-python-number")
contact = pytest.mark.parametrize("case", [CONTACT], ids=str, indirect=True)
Rows = list[dict[str, Any]]


@pytest.fixture
def ready(ground: Ground) -> Evolution:
    return evolutions.to_ready(ground.database, ground.case)


@pytest.fixture
def application(ground: Ground) -> Iterator[Connection[Any]]:
    """A client without a right on anything of evolve's."""
    with ground.shop.connect(roles.APP) as connection:
        yield connection


def settle(ground: Ground) -> None:
    """What a worker that cron starts does."""
    workers.worker(["default"], stop=Stop(), once=True)


def marks(ground: Ground, evolution: Evolution) -> int:
    """How many marks there are."""
    (pair,) = evolution.plan.pairs
    query = sql.SQL("SELECT count(*) AS marks FROM {}").format(pair.marks)
    return int(ground.database.session.one(query)["marks"])


def seen(connection: Connection[Any], key: int) -> tuple[object, ...] | None:
    query = "SELECT phone, number FROM shop_contact WHERE id = %s"
    return connection.execute(query, [key]).fetchone()


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
    ground: Ground, ready: Evolution, application: Connection[Any]
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
    ground: Ground, ready: Evolution, application: Connection[Any]
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
    application: Connection[Any],
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
    ground: Ground, ready: Evolution, application: Connection[Any]
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


# -- writers ----------------------------------------------------------------------------------


class Writer(threading.Thread):
    """A client that writes to one side of rows of its own, and knows what they are to be."""

    def __init__(
        self, ground: Ground, number: int, ready: threading.Event, stop: threading.Event
    ) -> None:
        super().__init__(name=f"writer-{number}")
        self.ground, self.number, self.ready, self.stop = ground, number, ready, stop
        self.twin: dict[int, tuple[str, str]] = {}
        self.statements = 0
        self.longest = 0.0
        self.error: Exception | None = None

    def run(self) -> None:
        chance = random.Random(self.number)
        try:
            with self.ground.shop.connect(roles.APP) as connection:
                while not self.stop.is_set():
                    self.write(connection, chance)
        except Exception as error:  # noqa: BLE001 - it is the test that judges it
            self.error = error

    def write(self, connection: Connection[Any], chance: random.Random) -> None:
        key = chance.choice([k for k in range(1, evolutions.CUSTOMERS) if k % 4 == self.number])
        value = chance.randrange(10_000, 99_999)
        old = not self.ready.is_set() or chance.random() < 0.5
        column, text = ("phone", f"030 {value}") if old else ("number", f"+{value}")
        expected = (text, f"+4930{value}") if old else (text, text)
        began = time.monotonic()
        statement = sql.SQL(
            "INSERT INTO shop_contact (id, name, {0}) VALUES (%s, 'w', %s) "
            "ON CONFLICT (id) DO UPDATE SET {0} = excluded.{0}"
        ).format(sql.Identifier(column))
        with connection.transaction(force_rollback=chance.random() < 0.1) as transaction:
            if chance.random() < 0.2:
                connection.execute("DELETE FROM shop_contact WHERE id = %s", [key])
            connection.execute(statement, [key, text])
        if not transaction.force_rollback:
            self.twin[key] = expected
        self.longest = max(self.longest, time.monotonic() - began)
        self.statements += 1
        time.sleep(0.002)


@contact
def test_writers_of_both_releases_lose_nothing_to_the_backfill_and_the_settling(
    ground: Ground, application: Connection[Any]
) -> None:
    """Old releases write until `ready`; from then on new ones, too."""
    ready, stop = threading.Event(), threading.Event()
    writers = [Writer(ground, number, ready, stop) for number in range(4)]
    for writer in writers:
        writer.start()
    try:
        evolution = evolutions.to_ready(ground.database, ground.case)
        ready.set()
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            settle(ground)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert [writer.error for writer in writers] == [None] * 4
    assert sum(writer.statements for writer in writers) > 50
    settle(ground)
    assert marks(ground, evolution) == 0
    for writer in writers:
        for key, expected in writer.twin.items():
            assert seen(application, key) == expected
    assert asking.verify(ground.database, evolution.name, show_values=False).clean


# -- rows that have no value ------------------------------------------------------------------


@contact
def test_a_row_without_a_value_holds_until_it_is_mended_and_all_others_are_settled(
    ground: Ground,
    ready: Evolution,
    application: Connection[Any],
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
def test_the_proof_computes_every_value_anew(
    ground: Ground, ready: Evolution, application: Connection[Any]
) -> None:
    """What goes past the trigger is found, though no row says that anything is due."""
    with ground.shop.connect("postgres") as past:
        past.execute("SET session_replication_role = replica")
        changed = past.execute("UPDATE shop_contact SET phone = '030 1' WHERE id IN (1, 2, 7)")
        assert changed.rowcount == 3
    verdict = asking.verify(ground.database, ready.name, show_values=True)
    assert verdict.agreement.differences == 3
    assert verdict.agreement.rows == ground.rows
    assert sorted(verdict.keys) == ["id=1", "id=2", "id=7"]
    application.execute("UPDATE shop_contact SET phone = '030 2' WHERE id IN (1, 2, 7)")
    settle(ground)
    assert asking.verify(ground.database, ready.name, show_values=False).clean


@contact
def test_a_function_that_gives_another_number_of_values_writes_none(
    ground: Ground,
    ready: Evolution,
    application: Connection[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong: Callable[[Rows], list[str]] = lambda rows: ["+4911"] * (len(rows) + 1)  # noqa: E731
    monkeypatch.setattr(phones, "international", wrong)
    application.execute("UPDATE shop_contact SET phone = '030 5' WHERE id = 1")
    before = seen(application, 1)
    settle(ground)
    assert "2 values for 1 rows" in ground.database.store.reload(ready.id).hold
    assert (seen(application, 1), marks(ground, ready)) == (before, 1)


# -- one way, and another key -----------------------------------------------------------------

DIGEST = """
evolve: 1
model: shop.Order
change:
  python: note_digest
  field: CharField(max_length=64, null=True)
  from: [note]
  forward: tests.phases.test_python.digests
  one_way: true
"""


def digests(rows: Rows) -> list[str]:
    return [hashlib.sha256(row["note"].encode()).hexdigest() for row in rows]


@contact
def test_where_nothing_leads_back_what_a_new_release_writes_is_its_own(
    ground: Ground, application: Connection[Any], tmp_path: Path
) -> None:
    """On a table whose key is a uuid."""
    path = tmp_path / "order-note-digest.yaml"
    path.write_text(DIGEST)
    database = ground.database
    with ground.shop.connect() as owner:
        owner.execute("ALTER TABLE shop_order ALTER note SET DEFAULT ''")
    planned = planning.plan(database, planning.playbook_of(str(path)))
    evolution = evolutions.carry(database, planning.create(database, planned), State.READY)
    assert evolution.state is State.READY, evolution.hold
    keys = [row[0] for row in application.execute("SELECT id FROM shop_order ORDER BY id LIMIT 2")]
    application.execute("UPDATE shop_order SET note_digest = 'own' WHERE id = %s", [keys[0]])
    application.execute("UPDATE shop_order SET note = 'new' WHERE id = %s", [keys[1]])
    settle(ground)
    found = dict(application.execute("SELECT id, note_digest FROM shop_order"))
    assert (found[keys[0]], found[keys[1]]) == ("own", digests([{"note": "new"}])[0])
    assert len(set(found.values())) > 1
    assert marks(ground, evolution) == 0
    with pytest.raises(Refused) as refused:
        asking.revert(database, evolution.name, accept_loss=False)
    assert [refusal.code for refusal in refused.value.refusals] == ["loss"]
    asked = asking.revert(database, evolution.name, accept_loss=True)
    assert evolutions.carry(database, asked, State.REVERTED).state is State.REVERTED


# -- what is refused --------------------------------------------------------------------------


def changing(rows: Rows) -> list[str]:
    return [f"+49{random.randrange(10**9)}" for _ in rows]


def raising(rows: Rows) -> list[str]:
    raise KeyError(f"no number in {rows}")


def too_few(rows: Rows) -> list[str]:
    return ["+4911"]


def number(rows: Rows) -> list[str]:
    return [row["number"] for row in rows]


CHANGE = """
evolve: 1
model: shop.{model}
change:
  python: number
  field: CharField(max_length=20, null=True)
  from: [{old}]
  forward: {forward}
  {more}
"""
HERE = "tests.phases.test_python"


@contact
def test_what_cannot_be_proved_or_would_fail_a_write_is_refused(
    ground: Ground, tmp_path: Path
) -> None:
    one_way = "one_way: true"
    back = f"backward: {HERE}.number"
    wrong = {
        ("Contact", "phone", "sample_app.phones.interational", one_way): "cannot be imported",
        ("Contact", "phone", "sample_app.phones.HOME", one_way): "expected a function",
        ("Contact", "phone", f"{HERE}.changing", one_way): "another value the second time",
        ("Contact", "phone", f"{HERE}.raising", one_way): "does not convert",
        ("Contact", "phone", f"{HERE}.too_few", one_way): "1 values for",
        ("Contact", "phone", "sample_app.phones.international", back): "do not come back",
        ("Customer", "full_name", f"{HERE}.changing", back): "is NOT NULL without a default",
        ("Contact", "phone", "sample_app.phones.international", ONE_AND_SQL): "it is Python",
    }
    before = described(ground)
    for (model, old, forward, more), words in wrong.items():
        path = tmp_path / "contact-number.yaml"
        path.write_text(CHANGE.format(model=model, old=old, forward=forward, more=more))
        with pytest.raises(EvolveError) as error:
            planning.create(
                ground.database, planning.plan(ground.database, planning.playbook_of(str(path)))
            )
        assert words in str(error.value), error.value
        assert "no number in" not in str(error.value)
    assert described(ground) == before


ONE_AND_SQL = "one_way: true\ndual_write:\n  forward: {number: phone}"


def described(ground: Ground) -> list[str]:
    with ground.shop.connect() as connection:
        return schema.dump(connection, "shop_contact")
