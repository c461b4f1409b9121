"""Workers say that they are alive: in the database whose evolutions they carry, by host.

A worker is a row of `evolve_instance` of a kind of its own, which no gate takes for an application.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

import psycopg

from evolve import conf
from evolve.beacon import prune
from evolve.errors import Unreachable
from evolve.pg.protocol import REPORT
from evolve.pg.session import Session
from evolve.records import WORKER
from evolve.service.beside import beside

FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alive:
    """A worker that was heard of within LEASE_SECONDS."""

    owner: str
    host: str


def alive(session: Session) -> tuple[Alive, ...]:
    """The workers that are alive on the database behind `session`."""
    rows = session.rows(
        "SELECT instance AS owner, host FROM evolve_instance "
        "WHERE kind = %s AND last_seen > clock_timestamp() - %s ORDER BY instance",
        [WORKER, timedelta(seconds=conf.load().LEASE_SECONDS)],
    )
    return tuple(Alive(**row) for row in rows)


@contextmanager
def beating(aliases: Sequence[str], owner: str) -> Iterator[None]:
    """Reports `owner` on each alias for as long as the block lasts, from a thread of its own.

    A process that is stopped as a whole reports nothing. What goes wrong here is no reason to stop
    working: the probe tells.
    """

    def beat(done: threading.Event) -> None:
        while True:
            for alias in aliases:
                with suppress(psycopg.Error, Unreachable):
                    report(alias, owner)
            if done.wait(conf.load().LEASE_SECONDS / 3):
                return

    try:
        with beside("evolve-heartbeat", beat):
            yield
    finally:
        for alias in aliases:
            with suppress(psycopg.Error, Unreachable):
                forget(alias, owner)


def report(alias: str, owner: str) -> None:
    """One report of the worker `owner` to `alias`."""
    with Session(alias, role="evolve heartbeat") as session:
        session.rows(
            REPORT,
            {
                "instance": owner,
                "consumer": WORKER,
                "release": conf.load().release,
                "host": conf.host(),
                "pid": os.getpid(),
                "kind": WORKER,
                "application_name": "",
                "columns": "{}",
            },
        )


def forget(alias: str, owner: str) -> None:
    """The worker has ended; so have those, and others, of which nothing was heard for long."""
    with Session(alias, role="evolve heartbeat") as session:
        session.rows(
            "DELETE FROM evolve_instance WHERE kind = %s "
            "AND (instance = %s OR last_seen < clock_timestamp() - %s)",
            [WORKER, owner, FORGOTTEN],
        )
        prune(session)
