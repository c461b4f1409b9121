"""Workers that take over from each other, sleep, die and repeat themselves, in any order.

Two workers act on one segment: take the lease, prepare a batch, send it, now or much later, once
or twice, hear the answer or not; leases run out, and the application writes meanwhile. After every
action the books must be right. Ways of doing it that are known to be wrong must be found out by the
same walk, or the walk proves nothing.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evolve.pg.rows import batch_message
from evolve.pg.sync import Mode
from evolve.phases.backfill import LOCK_MS, STATEMENT_MS, Backfill
from evolve.phases.pace import Sizing
from evolve.phases.passes import next_batch
from evolve.proof.agreement import Agreement
from evolve.records import Segment
from evolve.service.databases import Database
from tests.support.cluster import Connection, ShopDatabase
from tests.support.pairs import DIGITS, Evolving, begin, create_table

ROWS = 48
GROUP = (2, 2)
WORKERS = ("one", "two")

Action = tuple[str, int]
ACTIONS = ("take", "prepare", "send", "send", "deaf", "expire", "give back", "write")
walks = st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, ROWS - 1)), max_size=40)


@dataclass(slots=True)
class Mind:
    """The batch that a worker has in hand, and where the segment stood when it was made."""

    segment: Segment | None = None
    text: str = ""


# A batch as messages, one after another; a later one is told what the first has answered.
Messages = Sequence[Callable[[int], str]]


def sound(text: str) -> Messages:
    return [lambda _: text]


def without_generation(text: str) -> Messages:
    """Whoever knows where the segment stands may go on."""
    changed = re.sub(r"AND s.generation = \d+ AND s.lease_owner = '\w+'", "", text)
    return [lambda _: changed]


def without_cursor(text: str) -> Messages:
    """The cursor was read before, and is trusted."""
    changed = re.sub(r"AND s.cursor = \d+ AND s.stripe = \d+", "", text)
    return [lambda _: changed]


def cursor_afterwards(text: str) -> Messages:
    """Rows in one transaction, the cursor in the next."""
    begin, settings, fill, cursor, commit = text.split(";\n")
    count = f"SELECT {COUNT} AS batch_rows"
    rows = ";\n".join((begin, settings, fill, count, commit))

    def afterwards(written: int) -> str:
        return ";\n".join((begin, settings, cursor.replace(COUNT, str(written)), commit))

    return [lambda _: rows, afterwards]


COUNT = "current_setting('evolve.written')::bigint"

WRONG = {f.__name__: f for f in (without_generation, without_cursor, cursor_afterwards)}


@dataclass(slots=True)
class World:
    """A table, its segment, two workers and an application."""

    evolving: Evolving
    writer: Connection
    form: Callable[[str], Messages] = sound
    minds: dict[str, Mind] = field(default_factory=dict)
    by_application: int = 0
    sent: int = 0

    def begin(self) -> None:
        """All rows unfilled, and nobody has the lease."""
        session, pair = self.evolving.work.session, self.evolving.plan.pairs.only
        session.message(
            "BEGIN; TRUNCATE pair_table; DELETE FROM evolve_segment;"
            f" SET LOCAL evolve.batch = '{pair.digest}';"
            " INSERT INTO pair_table (id, a, other) SELECT n, n::text, repeat('x', 900)"
            f" FROM generate_series(0, {ROWS - 1}) AS n;"
            " UPDATE evolve_evolution SET lease_owner = '', lease_until = NULL; COMMIT"
        )
        work = self.evolving.work
        now = work.store.reload(work.evolution.id)
        Backfill(GROUP).prepare(replace(work, evolution=now))
        self.minds = {name: Mind() for name in WORKERS}
        self.by_application = self.sent = 0

    # -- what there is -------------------------------------------------------------------------

    def segment(self) -> Segment:
        (segment,) = self.evolving.work.store.segments(self.evolving.work.evolution)
        return segment

    def filled(self) -> int:
        row = self.writer.execute(b"SELECT count(b) FROM pair_table").fetchone()
        assert row is not None
        return int(row[0])

    def check(self, before: Segment) -> None:
        """Every filled row is in the books once, and nobody goes back."""
        now = self.segment()
        assert now.rows_done + self.by_application == self.filled()
        assert place(now) >= place(before)

    # -- what happens --------------------------------------------------------------------------

    def act(self, action: str, number: int) -> None:
        before = self.segment()
        name = WORKERS[number % 2]
        match action:
            case "take":
                self.take(name)
            case "prepare":
                self.prepare(name)
            case "send":
                self.send(name, deaf=False)
            case "deaf":
                self.send(name, deaf=True)
            case "expire":
                late = "UPDATE evolve_evolution SET lease_until = now() - interval '1 s'"
                self.evolving.work.session.rows(late)
            case "give back":
                self.evolving.work.store.release(self.evolving.work.evolution.id, name)
            case "write":
                self.write(number)
        self.check(before)

    def take(self, name: str) -> None:
        store = self.evolving.work.store
        store.lease(store.reload(self.evolving.work.evolution.id), name, 3600)

    def prepare(self, name: str) -> None:
        """By where the segment stands now; whether it has the lease it does not ask."""
        mind, segment = self.minds[name], self.segment()
        if segment.done:
            return
        mind.segment = segment
        batch, move = next_batch(
            segment,
            name,
            stripe_by=self.evolving.plan.stripe_by,
            table_pages=6,
            group_pages=GROUP,
            sizing=Sizing(),
            guarded=False,
        )
        mind.text = batch_message(
            self.evolving.plan.pairs,
            batch,
            move,
            self.evolving.work.store.segment_table(),
            timeout_ms=STATEMENT_MS,
            lock_ms=LOCK_MS,
        )

    def send(self, name: str, *, deaf: bool) -> None:
        """`deaf`: it dies after the first message, and has not heard of it."""
        mind, current = self.minds[name], self.segment()
        if mind.segment is None:
            return
        its_turn = self.owner() == name and (current.generation, place(current)) == (
            mind.segment.generation,
            place(mind.segment),
        )
        written, rows = 0, list[dict[str, Any]]()
        for message in self.form(mind.text):
            rows = self.evolving.work.session.message(message(written))
            if deaf:
                return
            written = int(rows[0]["batch_rows"]) if rows else 0
        assert bool(rows) == its_turn
        self.sent += bool(rows)

    def owner(self) -> str:
        """Who has the segment, as the database says."""
        row = self.evolving.work.session.one("SELECT lease_owner FROM evolve_segment")
        return str(row["lease_owner"])

    def write(self, key: int) -> None:
        """Another column; an unfilled row is completed by that."""
        (unfilled,) = self.writer.execute(
            b"SELECT b IS NULL FROM pair_table WHERE id = %s", [key]
        ).fetchone() or (False,)
        self.by_application += bool(unfilled)
        self.writer.execute(b"UPDATE pair_table SET other = 'y' WHERE id = %s", [key])


def place(segment: Segment) -> tuple[int, int, int, bool]:
    return segment.group_page, segment.stripe, segment.cursor, segment.done


@pytest.fixture
def world(shop_database: ShopDatabase, database: Database, writer: Connection) -> World:
    create_table(shop_database, DIGITS)
    return World(begin(database, DIGITS, Mode.FILLING), writer)


def walk(world: World, actions: Sequence[Action]) -> None:
    """All of `actions`, then a worker that does the rest."""
    world.begin()
    for action, number in actions:
        world.act(action, number)
    world.act("expire", 0)
    world.take("three")
    store = world.evolving.work.store
    work = replace(world.evolving.work, evolution=store.reload(world.evolving.work.evolution.id))
    backfill = Backfill(GROUP)
    while backfill.batch(work):
        world.check(world.segment())
    assert world.evolving.agreement(Mode.FILLING) == Agreement(rows=ROWS, differences=0, failing=0)
    assert world.segment().rows_done + world.by_application == ROWS


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(actions=walks)
def test_the_books_are_right_after_every_action(world: World, actions: list[Action]) -> None:
    walk(world, actions)


def typical(seed: int) -> list[Action]:
    """One worker at work, then the other, as workers do, and now and then something goes wrong."""
    chance, worker = random.Random(seed), 0
    actions: list[Action] = [("take", worker)]
    for _ in range(chance.randrange(20, 50)):
        if chance.random() < 0.15:
            worker = 1 - worker
            actions += [("expire", 0), ("take", worker)]
        odd = chance.choice((*ACTIONS, *[""] * 8))
        if odd:
            actions.append((odd, chance.randrange(ROWS)))
        how = "deaf" if chance.random() < 0.1 else "send"
        actions += [("prepare", worker), (how, worker)]
    return actions


def test_a_typical_walk_comes_far(world: World) -> None:
    """A walk on which no batch is sent, or none refused, would prove nothing."""
    sent = []
    for seed in range(10):
        walk(world, typical(seed))
        sent.append(world.sent)
    assert sum(sent) > 10 * 10


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_way_is_found_out(world: World, wrong: str) -> None:
    world.form = WRONG[wrong]
    for seed in range(100):
        try:
            walk(world, typical(seed))
        except AssertionError:
            return
    raise AssertionError(f"{wrong}: a hundred walks have not noticed it")
