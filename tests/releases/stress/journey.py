"""The life of an evolution under writers: begun, reverted, begun again, contracted, undone, done.

Every move is made by evolve's own runner in this process; between its pieces of work the writers of
each release make every kind of statement at least once in each state.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from psycopg import sql

from evolve.errors import Refused
from evolve.records import Evolution
from evolve.service import asking, planning, running, verifying, workers
from evolve.service.databases import Database
from evolve.states import State
from sample_app import load, roles, twin
from tests.releases.stress import ledger
from tests.releases.stress.crew import Crew
from tests.releases.stress.record import Record
from tests.releases.stress.shapes import NEW, OLD, Shape, numbered_uuid
from tests.support import evolutions
from tests.support.cluster import ShopDatabase

ROWS = 6_000
RESERVED = 60
WRITERS = 8
SECONDS = 120.0


def settings(*, flat_out: bool = True) -> dict[str, Any]:
    """Unless `flat_out` the writers, who saturate the machine, leave a backfill a tenth of its
    time; it is slow enough then to find out that they are there."""
    profile = {"quiet_for": "0", "lock_budget": "20s", "flat_out": flat_out}
    slow = {} if flat_out else {"batch_ms": 20, "max_rows_per_second": ROWS // 3}
    return {"LEASE_SECONDS": 15, "PROFILES": {"default": {**profile, **slow}}}


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a journey showed. `skipped`: rows that the backfill left because they were locked;
    `unbalanced`: what the ledger and the table do not agree on; `rested`: a rest between two
    batches, in ms."""

    record: Record = field(default_factory=Record)
    differences: dict[str, int] = field(default_factory=dict)
    compared: dict[str, int] = field(default_factory=dict)
    unbalanced: list[str] = field(default_factory=list)
    batches: int = 0
    skipped: int = 0
    sweeps: int = 0
    rested: float = 0.0


class Journey:
    """One shape, one seed, on a fresh shop. In those of even seeds the application comes first."""

    def __init__(self, shop: ShopDatabase, shape: Shape, *, seed: int, seconds: float = 0) -> None:
        self.shop = shop
        self.shape = shape
        self.chance = random.Random(f"{seed} {shape}")
        self.outcome = Outcome()
        self.crew = Crew(shop, shape, seed=seed, rows=ROWS - RESERVED)
        self._dwell = seconds
        self._flat_out = seed % 2 == 1
        self._lives = 0

    def run(self) -> Outcome:
        """All of it. What the writers met is in the outcome, and nothing of it is judged here."""
        prepare_shop(self.shop, self.shape)
        try:
            with (
                evolutions.swiftly(**settings(flat_out=self._flat_out)),
                evolutions.working() as database,
            ):
                self._control()
                self._begin_and_revert(database)
                self._to_ready(database)
                if self.shape.same_name:
                    self._swap_and_back(database)
                self._contract_and_undo(database)
                self._contract(database)
                self.crew.stop()
                self._compare("end")
                self.outcome.unbalanced += self.crew.unacknowledged
        finally:
            self.crew.close()
            self.outcome.record = self.crew.record()
        return self.outcome

    # -- its parts, in their order --------------------------------------------------------------

    def _control(self) -> None:
        """Without any evolution: the harness itself makes no difference."""
        self.crew.add(OLD, WRITERS)
        self._stay("control")
        self._compare("control")

    def _begin_and_revert(self, database: Database) -> None:
        """Reverted from somewhere on the way, or, one time in four, when it is ready."""
        evolution = self._start(database)
        goal = self.chance.choice([2, 5, 9, None])

        def there(now: Evolution) -> bool:
            if now.state is State.READY:
                return True
            return goal is not None and batches(database, now) >= goal

        self._carry(database, evolution, there)
        self._stay(self._named("partway"))
        evolution = asking.revert(database, self.shape.playbook, accept_loss=False)
        self._to(database, evolution, State.REVERTED)
        self._stay(self._named("reverted"))
        self._compare("reverted")

    def _to_ready(self, database: Database) -> None:
        """With rows locked all through the backfill; then the new release joins the old one."""
        evolution = self._start(database)
        self._carry(database, evolution, lambda e: e.state is State.BACKFILLING)
        with self._rows_locked():
            evolution = self._to(database, evolution, State.VERIFYING)
            self.outcome.rested = max(s.rest_ms for s in database.store.segments(evolution))
            self.outcome.skipped += self._unfilled(evolution)
        evolution = self._to(database, evolution, State.READY)
        self.outcome.batches += batches(database, evolution)
        self.outcome.sweeps += max(s.sweep for s in database.store.segments(evolution))
        self.crew.add(NEW, WRITERS)
        if not self.shape.same_name:
            self.crew.allow_later()
        self._stay(self._named("ready"))
        self._compare("ready")
        self._verify(database, "ready")

    def _swap_and_back(self, database: Database) -> None:
        for undo in (False, True, False):
            evolution = asking.swap(database, self.shape.playbook, undo=undo)
            evolution = self._to(database, evolution, State.READY if undo else State.SWAPPED)
            self._stay(self._named(f"{'un' if undo else ''}swapped"))
            self._compare(self.crew.phase)
            self._verify(database, self.crew.phase)
        self.crew.stop(OLD)
        self.crew.allow_later()
        self._stay(self._named("wide"))
        refused(lambda: asking.swap(database, self.shape.playbook, undo=True))

    def _contract_and_undo(self, database: Database) -> None:
        """Refused while the old release runs; undone, so that it can come back once more."""
        if not self.shape.same_name:
            refused(lambda: asking.contract(database, self.shape.playbook, now=False))
            self.crew.stop(OLD)
        evolution = asking.contract(database, self.shape.playbook, now=False)
        self._to(database, evolution, State.QUARANTINED)
        self._stay(self._named("aside"))
        self._compare("aside")
        evolution = asking.undo_contract(database, self.shape.playbook)
        back = State.SWAPPED if self.shape.same_name else State.READY
        self._to(database, evolution, back)
        if not self.shape.same_name:
            self.crew.add(OLD, WRITERS // 2)
        self._stay(self._named("back"))
        self._compare("back")
        if not self.shape.same_name:
            self._verify(database, "back")

    def _contract(self, database: Database) -> None:
        if not self.shape.same_name:
            self.crew.stop(OLD)
        evolution = asking.contract(database, self.shape.playbook, now=True)
        self._to(database, evolution, State.DONE)
        self._stay(self._named("done"))

    # -- what the parts are made of -------------------------------------------------------------

    def _named(self, phase: str) -> str:
        return f"{self._lives} {phase}"

    def _start(self, database: Database) -> Evolution:
        self._lives += 1
        playbook = planning.playbook_of(self.shape.playbook)
        self.crew.enter(self._named("planned"))
        return planning.create(database, planning.plan(database, playbook))

    def _to(self, database: Database, evolution: Evolution, state: State) -> Evolution:
        evolution = self._carry(database, evolution, lambda e: e.state is state)
        if evolution.state is not state:
            raise AssertionError(f"{evolution.state}, not {state}: {evolution.hold}")
        return evolution

    def _carry(self, database: Database, evolution: Evolution, until: running.Until) -> Evolution:
        stop = running.Stop()
        return running.carry(
            database,
            evolution,
            until,
            stop=stop,
            tell=self._between,
            carrier=running.Carrier(sleep=evolutions.Patience(stop, SECONDS)),
            until_stuck=True,
        )

    def _between(self, _: Database, evolution: Evolution) -> None:
        """After each piece of work: all kinds of statements once in each state, then some more."""
        phase = self._named(str(evolution.state))
        if phase != self.crew.phase:
            self.crew.enter(phase)
        else:
            time.sleep(0.005)

    def _stay(self, phase: str) -> None:
        self.crew.enter(phase)
        time.sleep(self._dwell)

    def _compare(self, phase: str) -> None:
        """Table and twin in one snapshot, beside the writers; new columns once they are filled."""
        with ExitStack() as stack:
            if self.shape.late_told:
                stack.enter_context(self.crew.resting())
                workers.worker(["default"], stop=running.Stop(), once=True)
            connection = stack.enter_context(self.shop.connect())
            found = twin.compare(connection, self.shape.twin)
            sums = ledger.balance(connection, self.shape.twin)
        if not sums.conserved:
            self.outcome.unbalanced.append(f"{phase}: {sums}")
        self.outcome.compared[phase] = found.rows
        self.outcome.differences[phase] = found.differences
        if found.differences:
            print(f"{self.shape} {phase}: {found.differences} of {found.rows}: {found.examples}")

    def _verify(self, database: Database, phase: str) -> None:
        found = verifying.verify(database, self.shape.playbook, show_values=False).agreement
        self.outcome.compared[f"{phase} by evolve"] = found.rows
        self.outcome.differences[f"{phase} by evolve"] = found.differences

    @contextmanager
    def _rows_locked(self) -> Iterator[None]:
        """Rows that no writer touches are locked by the application meanwhile."""
        with self.shop.connect(roles.APP, autocommit=False) as connection:
            keys = [self.shape.key(ROWS - n)[0] for n in range(RESERVED)]
            statement = f"SELECT 1 FROM {self.shape.twin.table} WHERE id::text = ANY(%s) FOR UPDATE"
            found = connection.execute(statement.encode(), [keys]).fetchall()
            if len(found) != RESERVED:
                raise AssertionError(f"{len(found)} rows to lock, not {RESERVED}")
            yield
            connection.rollback()

    def _unfilled(self, evolution: Evolution) -> int:
        """Rows whose new columns are all NULL still, though every page was passed over; or their
        marker, where there is one."""
        pairs = [pair for pair in evolution.plan.pairs if not pair.in_place]
        new = [
            name
            for pair in pairs
            for name in [pair.marker] * bool(pair.marker) or [side.place for side in pair.new]
        ]
        condition = " AND ".join(f"{name} IS NULL" for name in new)
        statement = f"SELECT count(*) FROM {self.shape.twin.table} WHERE {condition}"
        with self.shop.connect() as connection:
            row = connection.execute(statement.encode()).fetchone()
        return int(row[0]) if row else 0


def refused(ask: Callable[[], object]) -> None:
    """The gate must say no."""
    try:
        ask()
    except Refused:
        return
    raise AssertionError("was permitted, and must not be")


def batches(database: Database, evolution: Evolution) -> int:
    return sum(segment.batches for segment in database.store.segments(evolution))


def prepare_shop(shop: ShopDatabase, shape: Shape) -> None:
    """Rows with keys from 1 on, and their twin, which the application may write."""
    counts = {"customers": ROWS, shape.table_of_load: ROWS}
    with shop.connect() as connection:
        load.load(connection, **counts)
        if shape.key is numbered_uuid:
            connection.execute(
                sql.SQL(
                    "UPDATE {0} AS t SET id = lpad(to_hex(n.n), 32, '0')::uuid FROM"
                    " (SELECT id, row_number() OVER () AS n FROM {0}) AS n WHERE t.id = n.id"
                ).format(shape.twin.identifier)
            )
        if shape.twin.table == "shop_article":
            # What the playbook fills stays filled after a revert.
            connection.execute("UPDATE shop_article SET section = 'news' WHERE section IS NULL")
        twin.create(connection, shape.twin)
        for column, type_ in shape.twin_types:
            wider = f"ALTER TABLE {shape.twin.name} ALTER {column} TYPE {type_}"
            connection.execute(wider.encode())
        ledger.open_ledger(connection, shape.twin, roles.APP)
        roles.grant_application(connection)
