"""Carrying an evolution to a state, or following whoever does."""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import psycopg

from evolve import conf
from evolve.errors import Held, LeaseLost, Refusal, Refused, Unreachable, Waiting
from evolve.log import Log
from evolve.pg.session import Session
from evolve.pg.trouble import trouble
from evolve.phases import copies
from evolve.phases.evidence import watch_of
from evolve.phases.runner import Runner
from evolve.phases.work import Answer, Outcome, Work
from evolve.proof.gate import Watch
from evolve.records import Evolution
from evolve.service.beside import beside
from evolve.service.databases import Database
from evolve.states import SWAPS, State, ahead, reached
from evolve.store import Store

log = Log()

BACKOFF = (0.2, 0.5, 1.0, 2.0, 5.0)
# For so long, in seconds, an evolution that nobody has asked for anything is not read again.
REREAD = 1.0


class Stop:
    """A request to stop, obeyed after the batch under way."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self) -> None:
        self.asked = True


@dataclass(slots=True, kw_only=True)
class Carrier:
    """One worker: its name, the runner of each evolution that it has held, and the one it holds."""

    owner: str = field(
        default_factory=lambda: f"{conf.host()}:{os.getpid()}:{uuid.uuid4().hex[:6]}"
    )
    runners: dict[tuple[str, int], Runner] = field(default_factory=dict)
    sleep: Callable[[float], None] = time.sleep
    held: Evolution | None = None
    read: float = 0.0

    def runner(self, alias: str, evolution: Evolution) -> Runner:
        key = (alias, evolution.id)
        if key not in self.runners:
            self.runners[key] = Runner(watch)
        return self.runners[key]

    def close(self, alias: str, evolution: Evolution) -> None:
        """Gives up what a runner of `evolution`, if there was one, keeps open."""
        runner = self.runners.get((alias, evolution.id))
        if runner:
            runner.backfill.close()

    def rest(self, seconds: float, stop: Stop) -> None:
        """Sleeps in short pieces, so that nobody who asks to stop waits for a slow pace."""
        while seconds > 0 and not stop.asked:
            self.sleep(min(seconds, 0.5))
            seconds -= 0.5

    def holds(self, evolution: Evolution, ttl: float) -> bool:
        """Whether the lease, as it was just read, is ours and lasts; to ask costs a commit.

        Only before a batch, which guards itself: `keeping` renews the lease meanwhile.
        """
        until = evolution.lease_until
        if evolution.state is not State.BACKFILLING or until is None:
            return False
        lasts = until - evolution.now > timedelta(seconds=ttl / 3)
        return evolution.lease_owner == self.owner and lasts

    def reread(self, database: Database, evolution: Evolution, answer: Answer | None) -> Evolution:
        """`evolution` as it is now; as it was held where a batch says that nobody wants anything.

        Progress and lease are looked at again after a moment in any case.
        """
        now, held = time.monotonic(), self.held
        if held and answer and answer.unasked and not held.hold and now - self.read < REREAD:
            return held
        self.read = now
        return database.store.reload(evolution.id)

    def once(self, database: Database, evolution: Evolution) -> Answer | None:
        """One piece of work on `evolution`; None while another worker holds it."""
        ttl = conf.load().LEASE_SECONDS
        if self.holds(evolution, ttl):
            self.held = evolution
        else:
            self.held = database.store.lease(evolution, self.owner, ttl)
        if self.held is None:
            return None
        work = Work(
            session=database.session,
            store=database.store,
            evolution=self.held,
            profile=database.profile,
            sleep=self.sleep,
        )
        return self.runner(database.alias, self.held).advance(work)


def watch(work: Work) -> Watch:
    return watch_of(work.store, work.evolution)


@contextmanager
def keeping(alias: str, evolution: Evolution, owner: str) -> Iterator[None]:
    """Renews the lease from a thread of its own while a long statement is under way.

    A process that is stopped as a whole renews nothing, and loses the lease as it should.
    """
    ttl = conf.load().LEASE_SECONDS

    def renew(done: threading.Event) -> None:
        with Session(alias, role="evolve lease") as session:
            store = Store(session)
            while not done.wait(ttl / 3):
                try:
                    store.renew(evolution.id, owner, ttl)
                except (psycopg.Error, Unreachable):
                    session.close()

    with beside("evolve-lease", renew):
        yield


Until = Callable[[Evolution], bool]
Tell = Callable[[Database, Evolution], None]


def tell_nothing(database: Database, evolution: Evolution) -> None:
    """For whoever does not watch."""


def carry(
    database: Database,
    evolution: Evolution,
    until: Until,
    *,
    stop: Stop,
    tell: Tell = tell_nothing,
    carrier: Carrier | None = None,
    until_stuck: bool = False,
) -> Evolution:
    """Works on `evolution`, or follows the worker that does, until `until` is true or stopped.

    With `until_stuck` a hold that needs a person raises Held. The lease is given back.
    """
    carrier = carrier or Carrier()
    failures = 0
    with keeping(database.alias, evolution, carrier.owner):
        try:
            while not until(evolution) and not stop.asked:
                try:
                    answer = carrier.once(database, evolution)
                    evolution = carrier.reread(database, evolution, answer)
                    failures = 0
                except LeaseLost:
                    # What was read of the lease is no longer true.
                    answer, evolution = None, replace(evolution, lease_owner="")
                except (psycopg.Error, Unreachable) as error:
                    unavailable(database.alias, error, failures)
                    database.session.close()
                    carrier.rest(backoff(failures), stop)
                    failures += 1
                    continue
                tell(database, evolution)
                if answer is None:
                    carrier.sleep(0.2)
                elif answer.outcome is Outcome.STUCK and until_stuck:
                    raise Held(
                        f"{evolution.name} on {database.alias} is {evolution.state}, safe where "
                        f"it is; it waits: {answer.reason}",
                        hint=answer.clears,
                    )
                elif answer.outcome is Outcome.RESTING:
                    carrier.sleep(0.2)
                elif answer.wait:
                    carrier.rest(answer.wait, stop)
        finally:
            give_back(database, evolution, carrier)
    return evolution


def unavailable(alias: str, error: psycopg.Error | Unreachable, failures: int) -> None:
    """Says why nothing goes on, loudly the first time. Raises what waiting does not cure."""
    found = trouble(error)
    if found is None:
        raise error
    say = log.warning if failures else log.error
    say("database_unavailable", alias=alias, reason=found.reason, clears=found.clears)


def backoff(failures: int) -> float:
    """Seconds to wait after so many failures in a row."""
    return BACKOFF[min(failures, len(BACKOFF) - 1)]


def give_back(database: Database, evolution: Evolution, carrier: Carrier) -> None:
    carrier.close(database.alias, evolution)
    try:
        database.store.release(evolution.id, carrier.owner)
    except (psycopg.Error, Unreachable):
        # The lease then runs out by itself.
        log.info("lease_not_released", evolution=evolution.name)


def refuse_out_of_reach(evolution: Evolution, goal: State, alias: str) -> None:
    """Raises Refused where no way leads to `goal`, with the states to which one does."""
    swaps = evolution.plan.same_name
    name, left = evolution.name, ahead(evolution.state, swaps=swaps)
    never = goal in SWAPS and not swaps
    if goal in left or (reached(evolution.state, goal) and not never):
        return
    why = ": it changes the name, and nothing is swapped" if never else ""
    refusal = Refusal(
        code="state",
        subject=name,
        message=f"is {evolution.state} and will not become {goal}{why}"
        + (f"; it can become {', '.join(left)}" if left else ""),
        hint=f"manage.py evolve status {name}" if left else f"manage.py evolve start {name}",
    )
    raise Refused(f"{name} on {alias}", (refusal,))


def wait_for(
    database: Database,
    name: str,
    state: State,
    timeout: float | None,
    *,
    stop: Stop,
    tell: Tell = tell_nothing,
) -> Evolution:
    """Waits, without working, until `name` has come as far as `state`.

    Raises Waiting when `timeout` seconds have passed, and Refused where it never will.
    """
    end = time.monotonic() + timeout if timeout is not None else None
    while True:
        evolution = database.store.get(name)
        tell(database, evolution)
        copies.refuse(evolution)
        refuse_out_of_reach(evolution, state, database.alias)
        if reached(evolution.state, state):
            return evolution
        if stop.asked or (end is not None and time.monotonic() >= end):
            raise Waiting(
                f"{name} on {database.alias}: {evolution.state}, waited for {state}"
                + (f"; held: {evolution.hold}" if evolution.hold else ""),
                hint=f"manage.py evolve status {name}",
            )
        time.sleep(0.3)
