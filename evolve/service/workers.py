"""Workers: whatever has work is carried on, a turn each, until told to stop."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import psycopg

from evolve import conf
from evolve.errors import Later, LeaseLost, NotPrepared, Unreachable
from evolve.log import Log
from evolve.pg.trouble import is_outage
from evolve.phases import contract, drift, restoring
from evolve.phases.settling import wants_settling
from evolve.phases.work import Answer, Outcome
from evolve.records import Evolution
from evolve.service.databases import Database, opened, own_aliases
from evolve.service.heartbeat import alive, beating
from evolve.service.running import Carrier, Stop, backoff, give_back, keeping, unavailable
from evolve.states import TERMINAL, State

log = Log()

# So long, in seconds, others may have to wait for their turn.
TURN = 2.0
# What clears sooner than this, in seconds, is waited for within the turn.
SOON = 0.5
IDLE = 1.0


def has_work(evolution: Evolution) -> bool:
    """Whether a worker finds anything to do at this moment."""
    if evolution.state in TERMINAL:
        return restoring.asked(evolution)
    if evolution.pause_requested:
        # Nothing but to say so.
        return not evolution.hold
    if evolution.state is State.QUARANTINED:
        # The request that has led there stays for as long as it can be taken back.
        return contract.due(evolution) or contract.undone(evolution)
    if evolution.revert_requested or evolution.request:
        return True
    return evolution.state not in {State.READY, State.SWAPPED}


def wants_turn(database: Database, evolution: Evolution) -> bool:
    """Whether a worker has to look after it: for work, for marks, or for a look of the drift check.

    That look is no work: no probe misses a worker for it, and `--once` ends without another.
    """
    if has_work(evolution) or drift.due(evolution):
        return True
    return wants_settling(database.session, evolution)


# -- the loop ---------------------------------------------------------------------------------


def worker(wanted: list[str] | None, *, stop: Stop, once: bool = False) -> int:
    """Carries on whatever has work on the aliases `wanted`, else on all; rounds with work.

    With `once` it returns when nothing is left to do now, and raises what kept it from looking.
    """
    aliases = wanted or own_aliases()
    rounds = Rounds(needed=frozenset(wanted or aliases[:1]), stop=stop)
    owner = rounds.carrier.owner
    count = 0
    log.info("worker_started", owner=owner)
    with beating(aliases, owner):
        while not stop.asked:
            if rounds.every(aliases):
                count += 1
            elif not once:
                rest(stop, rounds.pause())
            elif rounds.outages:
                raise next(iter(rounds.outages.values())).error
            else:
                break
    log.info("worker_stopped", owner=owner, rounds=count)
    return count


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A database that does not answer; it is left alone until `until` on the monotonic clock."""

    failures: int
    until: float
    error: Exception


@dataclass(slots=True, kw_only=True)
class Rounds:
    """One worker's way around its databases. One that does not answer is left alone for a while,
    longer each time, and the others go on. `needed` are those that must have evolve's tables."""

    needed: frozenset[str]
    stop: Stop
    carrier: Carrier = field(default_factory=Carrier)
    outages: dict[str, Outage] = field(default_factory=dict)

    def every(self, aliases: list[str]) -> bool:
        """A round on each alias; whether there was work anywhere."""
        now = time.monotonic()
        due = [a for a in aliases if a not in self.outages or self.outages[a].until <= now]
        worked = [self.one(alias) for alias in due]
        return any(worked)

    def one(self, alias: str) -> bool:
        try:
            worked = round_of(alias, self.carrier, self.stop)
        except NotPrepared:
            # Another database of the project may have nothing to do with evolve.
            if alias in self.needed:
                raise
            return False
        except (psycopg.Error, Unreachable) as error:
            self.wait_out(alias, error)
            return False
        self.outages.pop(alias, None)
        return worked

    def wait_out(self, alias: str, error: psycopg.Error | Unreachable) -> None:
        before = self.outages.get(alias)
        failures = before.failures if before else 0
        unavailable(alias, error, failures)
        self.outages[alias] = Outage(
            failures=failures + 1, until=time.monotonic() + backoff(failures), error=error
        )

    def pause(self) -> float:
        """Seconds until it is worth looking again."""
        now = time.monotonic()
        return min([IDLE, *(max(0.1, outage.until - now) for outage in self.outages.values())])


def rest(stop: Stop, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not stop.asked and time.monotonic() < end:
        time.sleep(0.1)


def round_of(alias: str, carrier: Carrier, stop: Stop) -> bool:
    """Lets every evolution on `alias` go on for a while; whether any did."""
    worked = False
    refused: psycopg.Error | None = None
    with opened(alias) as database:
        for evolution in database.store.every():
            if stop.asked:
                continue
            try:
                if wants_turn(database, evolution):
                    worked |= turn(database, evolution, carrier, stop)
            except Later as error:
                # It stands in the way of no other evolution.
                log.warning(
                    "evolution_of_a_later_release", evolution=evolution.name, reason=error.message
                )
            except psycopg.Error as error:
                if is_outage(error):
                    raise
                # What is refused to one evolution need not be refused to the next.
                refused = error
    if refused:
        raise refused
    return worked


def turn(
    database: Database, evolution: Evolution, carrier: Carrier, stop: Stop, seconds: float = TURN
) -> bool:
    """Up to `seconds` of one evolution, so that others get theirs; whether it got on."""
    end = time.monotonic() + seconds
    worked = False
    with keeping(database.alias, evolution, carrier.owner):
        try:
            while time.monotonic() < end and not stop.asked and wants_turn(database, evolution):
                answer = carrier.once(database, evolution)
                if answer is None or not goes_on(answer):
                    break
                worked |= answer.outcome is Outcome.WORKED
                evolution = carrier.reread(database, evolution, answer)
                carrier.rest(answer.wait, stop)
        except LeaseLost:
            log.info("lease_lost", evolution=evolution.name)
        except (psycopg.Error, Unreachable) as error:
            if not worked:
                raise
            # It has just answered: the next turn tells whether it does again.
            unavailable(database.alias, error, 0)
        finally:
            give_back(database, evolution, carrier)
    return worked


def goes_on(answer: Answer) -> bool:
    """Whether it is worth staying with the evolution."""
    soon = answer.outcome is Outcome.WAITING and answer.wait <= SOON
    return soon or answer.outcome is Outcome.WORKED


# -- the probe --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The workers of this host on one alias, and the evolutions that have work for them."""

    alias: str
    workers: tuple[str, ...]
    work: tuple[str, ...]

    @property
    def well(self) -> bool:
        return bool(self.workers) or not self.work


def health(alias: str) -> Health:
    with opened(alias) as database:
        return Health(
            alias=alias,
            workers=tuple(w.owner for w in alive(database.session) if w.host == conf.host()),
            work=tuple(e.name for e in database.store.every() if has_work(e)),
        )
