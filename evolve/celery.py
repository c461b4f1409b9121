"""Celery: the work of `evolve worker` as tasks of the workers that a team already has.

    app.conf.imports = ["evolve.celery"]
    app.conf.beat_schedule = {"evolve": {"task": "evolve.tick", "schedule": 10.0}}

`tick` sends a task for each evolution that wants a turn and has nobody at it. The task carries
where the evolution is and the generation that it had then: whoever takes an evolution up makes the
next generation, so a task that comes late, or twice, meets a newer one and leaves it alone. Nothing
depends on the broker: what it loses is sent again with the next tick.
"""

from __future__ import annotations

import os
import threading

import psycopg
from celery import shared_task

from evolve.errors import NotPrepared, Unreachable
from evolve.log import Log
from evolve.service.databases import Database, opened, own_aliases
from evolve.service.running import Carrier, Stop, unavailable
from evolve.service.workers import has_work, turn, wants_turn

log = Log()

# What a thread of the fleet has learned from its batches, from task to task.
learned = threading.local()

# The longest that a task keeps a process of the fleet, and that a warm shutdown waits for it.
SECONDS = 20.0


@shared_task(name="evolve.tick", ignore_result=True)
def tick() -> None:
    """Sends a task for each evolution that wants a turn and has nobody at it."""
    for alias in own_aliases():
        try:
            with opened(alias) as database:
                send_all(database)
        except NotPrepared:
            log.debug("evolve_not_prepared", alias=alias)
        except (psycopg.Error, Unreachable) as error:
            unavailable(alias, error, 0)


def send_all(database: Database) -> None:
    for evolution in database.store.every():
        if wants_turn(database, evolution) and not evolution.worked_on:
            carry.delay(database.alias, evolution.id, evolution.generation)


def carrier() -> Carrier:
    """The one of this thread; a process that was forked has another name, and begins anew."""
    if getattr(learned, "pid", None) != os.getpid():
        learned.pid, learned.carrier = os.getpid(), Carrier()
    found: Carrier = learned.carrier
    return found


@shared_task(name="evolve.carry", ignore_result=True)
def carry(alias: str, evolution_id: int, generation: int) -> None:
    """Up to SECONDS of work, and the next task while there is more.

    Leaves an evolution alone that somebody else has taken up since the task was sent.
    """
    try:
        with opened(alias) as database:
            evolution = database.store.reload(evolution_id)
            if evolution.generation != generation:
                log.info("task_outdated", evolution=evolution.name, generation=generation)
                return
            worked = turn(database, evolution, carrier(), Stop(), SECONDS)
            now = database.store.reload(evolution_id)
    except (psycopg.Error, Unreachable) as error:
        unavailable(alias, error, 0)
        return
    if worked and has_work(now):
        carry.delay(alias, evolution_id, now.generation)
