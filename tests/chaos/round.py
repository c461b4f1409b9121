"""One round: evolutions carried by worker processes, writers beside them, faults, and the balance.

The operator's part is here: begun, reverted, begun again, ready, the new release beside the old
one, swapped, contracted or reverted. Workers alone move an evolution. In the end every row equals
its twin, the ledger adds up, evolve finds no difference, nothing of its making is left, every
worker that was not killed still runs, and no statement failed but those whose connection a restart
took.
"""

from __future__ import annotations

import random
import time
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

import psycopg

from evolve.errors import EvolveError, Unreachable
from evolve.pg.trouble import is_outage
from evolve.service import asking, tuning, verifying
from evolve.service.beside import beside
from evolve.service.databases import Database
from sample_app import twin
from sample_app.server import Server
from tests.chaos.changes import Change
from tests.chaos.drawing import Draw
from tests.chaos.faults import FAULTS
from tests.chaos.ground import Ground, settings
from tests.chaos.scene import Scene, prepare_shop
from tests.chaos.waits import Waits
from tests.releases.stress import ledger
from tests.releases.stress.crew import Crew
from tests.releases.stress.record import Record, added
from tests.releases.stress.shapes import NEW, OLD
from tests.support import evolutions, schema
from tests.support.cluster import ShopDatabase

WRITERS = 16
PAUSE = 0.03
PATIENCE = 120.0
# By these rows a second, as a part of the table, its backfill outlasts the faults.
SLOWLY = 1 / 25
# And by these it goes on in the end; where the application comes first, not so fast that it is over
# before the worker knows of the application.
AT_FULL_SPEED = 10**6
AT_DEFAULT_PACE = 3000
# In these states every row is as it is to be.
FINISHED = frozenset({"ready", "swapped", "quarantined", "done"})


class Wrong(AssertionError):
    """The round cannot go on."""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """`problems` is empty after a good round; `struck` has each fault, when, and its proof;
    `waits` tells for whom the application had to wait for long, evolve or a fault; `rested` is the
    longest rest after a batch, in ms, that was left to the application alone."""

    problems: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    waits: list[str] = field(default_factory=list)
    rested: float = 0.0
    compared: int = 0
    record: Record = field(default_factory=Record)


def operate(work: Callable[[Database], object]) -> None:
    """What an operator types, once more where the connection went away meanwhile."""
    for attempt in range(5):
        try:
            with evolutions.working() as database:
                work(database)
                return
        except (psycopg.Error, Unreachable) as error:
            if not is_outage(error) or attempt == 4:
                raise


class Request(Protocol):
    """Something asked of the evolution of that name."""

    def __call__(self, database: Database, name: str) -> object: ...


class Round:
    """What was drawn, on a fresh shop. `sabotage` is done when everything is ready."""

    def __init__(
        self,
        server: Server,
        shop: ShopDatabase,
        draw: Draw,
        *,
        sabotage: Callable[[Ground], None] | None = None,
    ) -> None:
        self.draw = draw
        self.shop = shop
        self.server = server
        self.outcome = Outcome()
        self.chance = random.Random(f"round {draw.seed}")
        self._sabotage = sabotage
        self._faults = list(draw.faults)
        self._late = list(draw.late)

    def run(self) -> Outcome:
        """All of it; what is wrong is in the outcome."""
        prepare_shop(self.shop)
        for scene in self.draw.scenes:
            scene.prepare(self.shop)
        with evolutions.swiftly(**settings(flat_out=self.draw.flat_out)), ExitStack() as stack:
            self.ground = self._ground(stack)
            waits = Waits(self.shop)
            stack.enter_context(beside("waits", waits.watch))
            try:
                self._control() if self.draw.control else self._evolve()
            except Exception as error:  # noqa: BLE001 - whatever it was, the balance is drawn
                self._wrong(f"{type(error).__name__}: {error}; {self.ground.evolutions()}")
                if not isinstance(error, AssertionError | EvolveError):
                    self._wrong(traceback.format_exc())
            self._balance()
            self.outcome.waits = waits.lines()
            self.outcome.rested = waits.rested
        return self.outcome

    # -- what the operator does -------------------------------------------------------------------

    def _control(self) -> None:
        """No evolution at all: the harness itself makes no difference."""
        self._strike_all(len(self._faults))
        time.sleep(1)

    def _evolve(self) -> None:
        for _ in range(self.draw.workers):
            self.ground.hire()
        lives = self.draw.reverts + 1
        for life in range(lives):
            self._begin(f"life {life}")
            self._strike_all(-(-len(self._faults) // (lives - life)) - (not self.draw.flat_out))
            if life < self.draw.reverts:
                self._revert()
        self._hurry()
        self._strike_all(len(self._faults))
        self._arrive("ready")
        self._new_release()
        if self.draw.reverted:
            for crew in self.ground.crews:
                crew.stop(NEW)
            self._revert(last=True)
        else:
            self._contract()

    def _begin(self, phase: str) -> None:
        """Every evolution, each so slow that faults find it at work."""
        self._enter(phase)
        for scene in self.draw.scenes:
            for change in scene.changes:
                operate(partial(self._begin_slowly, scene, change))
        self._arrive("backfilling", some=True)

    def _begin_slowly(self, scene: Scene, change: Change, database: Database) -> None:
        evolution = scene.begin(database, change)
        pace = max(5, int(scene.table.rows * SLOWLY))
        tuning.tune(database, evolution.name, [f"max-rows-per-second={pace}"])

    def _hurry(self) -> None:
        pace = AT_FULL_SPEED if self.draw.flat_out else AT_DEFAULT_PACE
        tuned = [f"max-rows-per-second={pace}"]
        self._ask(lambda database, name: tuning.tune(database, name, tuned))

    def _revert(self, *, last: bool = False) -> None:
        self._ask(lambda database, name: asking.revert(database, name, accept_loss=True))
        self._enter("reverting")
        self._strike_late(every=last)
        self._arrive("reverted")

    def _new_release(self) -> None:
        """Beside the old one, on every table; then evolve is asked whether all rows agree."""
        for crew in self.ground.crews:
            crew.add(NEW, WRITERS // 2 // len(self.ground.crews))
        self._enter("ready")
        self._write_on()
        if self._sabotage:
            self._sabotage(self.ground)
        self._ask(self._verify, [name for name in self._names() if name not in self._swept])

    def _contract(self) -> None:
        if self._same:
            self._ask(lambda database, name: asking.swap(database, name, undo=False), self._same)
            self._enter("swapping")
            self._strike_late()
            self._arrive("swapped", self._same)
            self._write_on()
        for crew in self.ground.crews:
            crew.stop(OLD)
            crew.allow_later()
        self._write_on()
        if self.draw.undone:
            self._contract_and_undo()
        self._ask(lambda database, name: asking.contract(database, name, now=True))
        self._enter("contracting")
        self._strike_late(every=True)
        self._arrive("done")
        self._enter("done")
        self._write_on()

    def _contract_and_undo(self) -> None:
        self._ask(lambda database, name: asking.contract(database, name, now=False))
        self._strike_late()
        self._arrive("quarantined")
        self._write_on()
        self._ask(lambda database, name: asking.undo_contract(database, name))
        self._strike_late()
        self._arrive("swapped", self._same)
        self._arrive("ready", [name for name in self._names() if name not in self._same])
        self._write_on()

    # -- what that is made of ---------------------------------------------------------------------

    def _ground(self, stack: ExitStack) -> Ground:
        crews = [
            Crew(self.shop, s.shape, seed=self.draw.seed, rows=s.table.rows, pause=PAUSE)
            for s in self.draw.scenes
        ]
        for crew in crews:
            stack.callback(crew.close)
            crew.add(OLD, WRITERS // len(crews))
        return Ground(
            server=self.server,
            shop=self.shop,
            stack=stack,
            chance=self.chance,
            scenes=self.draw.scenes,
            crews=crews,
            settings=settings(flat_out=self.draw.flat_out),
        )

    def _names(self) -> list[str]:
        return [scene.spec(change).name for scene in self.draw.scenes for change in scene.changes]

    @property
    def _same(self) -> list[str]:
        """Those that keep the name, and are swapped."""
        return [s.spec(c).name for s in self.draw.scenes for c in s.changes if c.same_name]

    @property
    def _swept(self) -> list[str]:
        """Those in which old releases go on leaving rows that break what is to be."""
        return [s.spec(c).name for s in self.draw.scenes for c in s.changes if c.swept]

    def _enter(self, phase: str) -> None:
        for crew in self.ground.crews:
            crew.phase = phase

    def _ask(self, request: Request, names: list[str] | None = None) -> None:
        for name in self._names() if names is None else names:
            operate(partial(request, name=name))

    def _verify(self, database: Database, name: str) -> None:
        found = verifying.verify(database, name, show_values=False).agreement
        self.outcome.compared += found.rows
        if not found.clean:
            self._wrong(f"{name}: evolve finds {found.differences} differences of {found.rows}")

    def _strike_all(self, count: int) -> None:
        for _ in range(min(count, len(self._faults))):
            time.sleep(self.chance.uniform(0, 0.5))
            self._strike(self._faults.pop(0))

    def _strike_late(self, *, every: bool = False) -> None:
        """The next of the late ones, or all, at any moment of the move that was just asked for."""
        for _ in range(len(self._late) if every else min(1, len(self._late))):
            time.sleep(self.chance.uniform(0, 0.4))
            self._strike(self._late.pop(0))

    def _strike(self, name: str) -> None:
        states = ", ".join(self.ground.states()) or "nothing evolves"
        phase = self.ground.crews[0].phase
        self._enter(f"{phase}, {name}")
        proof = FAULTS[name].strike(self.ground)
        self._enter(phase)
        self.outcome.struck.append(f"{name} in {states}: {proof}")

    def _arrive(self, state: str, names: list[str] | None = None, *, some: bool = False) -> None:
        """Waits until every evolution, or `some` one, is in `state`; where the writers come first
        the operator asks for all there is after a while.
        """
        deadline = time.monotonic() + PATIENCE
        resting = not self.draw.flat_out
        wanted = self._names() if names is None else names
        while True:
            found = [self.ground.evolutions()[name][0] == state for name in wanted]
            if any(found) if some else all(found):
                return
            if failures := self._record().failures:
                raise Wrong(f"a statement failed: {failures[0]}")
            if time.monotonic() > deadline:
                raise Wrong(f"not {state} after {PATIENCE:.0f} s")
            if resting and time.monotonic() > deadline - PATIENCE / 2:
                resting = False
                self._hasten(wanted)
            time.sleep(0.05)

    def _hasten(self, names: list[str]) -> None:
        late = [name for name in names if self.ground.evolutions()[name][0] == "backfilling"]
        self._ask(lambda database, name: tuning.tune(database, name, ["flat-out=on"]), late)

    def _write_on(self) -> None:
        """Until the writers have made some transactions more."""
        goal = self.ground.transactions() + 100
        deadline = time.monotonic() + PATIENCE
        while self.ground.transactions() < goal:
            if time.monotonic() > deadline:
                raise Wrong("the writers do not get on")
            time.sleep(0.02)

    # -- the balance ------------------------------------------------------------------------------

    def _balance(self) -> None:
        self._wrong_when_ended()
        for crew in self.ground.crews:
            crew.stop()
        self.outcome.record = self._record()
        for failure in self.outcome.record.failures[:5]:
            self._wrong(f"a statement failed: {failure}")
        states = self.ground.states()
        finished = bool(states) and FINISHED.issuperset(states)
        for scene, crew in zip(self.draw.scenes, self.ground.crews, strict=True):
            for line in crew.unacknowledged:
                self._wrong(line)
            shown = scene.shape.twin
            with self.shop.connect() as connection:
                found = twin.compare(connection, shown, finished=finished)
                sums = ledger.balance(connection, shown)
            self.outcome.compared += found.rows
            if found.differences:
                self._wrong(
                    f"{scene}: {found.differences} of {found.rows} rows are not as their twins: "
                    f"{found.examples}"
                )
            if not sums.conserved:
                self._wrong(f"{scene}: the ledger does not add up: {sums}")
        ended = {"done", "reverted"}.issuperset(states)
        with self.shop.connect() as connection:
            left = schema.leftovers(connection) if ended else []
        if left:
            self._wrong(f"left behind: {left}")

    def _wrong_when_ended(self) -> None:
        """A worker ends when it is told to or killed, and its log is JSON to the last line."""
        for worker in self.ground.workers:
            code = worker.process.poll()
            if code is not None:
                self._wrong(f"a worker ended with {code}: {worker.text()[-2000:]}")
            if "Traceback" in worker.text():
                self._wrong(f"a traceback: {worker.text()[-3000:]}")

    def _record(self) -> Record:
        return added(crew.record() for crew in self.ground.crews)

    def _wrong(self, what: str) -> None:
        self.outcome.problems.append(what)
