"""A process reports itself: which columns its models map, from which release, and that it lives.

The report is one INSERT from a background thread over a connection of its own, which is closed
after each report: nothing happens on the request path, nothing at import, and nothing while the
process forks. A database that is down, or that lacks the grant, never disturbs the application.
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connections, router
from django.db.models import Model

from evolve import conf
from evolve.errors import SettingsError
from evolve.log import Log
from evolve.pg.connecting import connect_params, open_connection
from evolve.pg.protocol import REPORT
from evolve.pg.session import Session

log = Log("evolve.beacon")

# A process of which nothing was heard for so long is of no interest to any gate.
UNHEARD = timedelta(days=30)

# Commands that look at or build the database and serve nobody.
SILENT = frozenset(
    {"evolve", "migrate", "makemigrations", "test", "check", "sqlmigrate", "showmigrations"}
)


# Programs whose first argument is a command of Django's.
COMMANDS = frozenset({"manage.py", "django-admin", "__main__.py"})

# A fork waits no longer than this, in seconds, for a report that is under way.
FORK_WAITS = 0.2


class Beacon:
    """The thread by which this process reports itself. It rests while the process forks: a child
    of a process in the middle of a report may inherit a lock that nobody gives back."""

    def __init__(self) -> None:
        self.begin()
        os.register_at_fork(before=self.rest, after_in_parent=self.go_on, after_in_child=self.begin)

    def begin(self) -> None:
        """As a process of its own, which reports at once."""
        self._instance = uuid.uuid4().hex
        self._due = time.monotonic()
        self.go_on()

    def go_on(self) -> None:
        self._resting = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(self._resting,), name="evolve-beacon", daemon=True
        )
        self._thread.start()

    def rest(self) -> None:
        self._resting.set()
        self._thread.join(FORK_WAITS)

    def _run(self, resting: threading.Event) -> None:
        while not resting.wait(max(0.0, self._due - time.monotonic())):
            self._due = time.monotonic() + pause(conf.load().BEACON_SECONDS)
            report_everywhere(self._instance)


def pause(seconds: float) -> float:
    """Until the next report: `seconds` at least, and not the same for all processes."""
    return seconds * random.uniform(1.0, 1.1)  # noqa: S311 - jitter


def start() -> None:
    """Begin to report from this process and from every child that it forks."""
    if is_silent(sys.argv, sys.modules):
        return
    try:
        settings = conf.load()
    except SettingsError as error:
        # The check evolve.E001 says so; an application must not fail to start for it.
        log.error("beacon_not_started", error=error.message)
        return
    if settings.BEACON:
        Beacon()


def is_silent(argv: Sequence[str], modules: Mapping[str, object]) -> bool:
    """Whether the process serves nobody: under a test runner, and as a command of SILENT."""
    if (
        "pytest" in modules
        or getattr(modules.get("__main__"), "__package__", "") == "unittest"
        # So does Django's own runner prepare a process, whoever calls it.
        or hasattr(modules.get("django.core.mail"), "outbox")
    ):
        return True
    program, verb = [*argv, "", ""][:2]
    return Path(program).name in COMMANDS and verb in {"", *SILENT}


def report_everywhere(instance: str) -> None:
    """Whatever is wrong with a database, or a router, the application must not notice."""
    for alias in connections:
        try:
            if is_kept(alias):
                report(alias, instance)
        except Exception as error:  # noqa: BLE001
            log.debug("beacon_failed", alias=alias, error=type(error).__name__)


def is_kept(alias: str) -> bool:
    """Whether evolve keeps tables on `alias`."""
    return (
        alias not in conf.load().other_ways
        and connections[alias].vendor == "postgresql"
        and bool(router.allow_migrate(alias, "evolve", model_name="instance"))
    )


def report(alias: str, instance: str) -> None:
    """One report of this process to `alias`."""
    with open_connection(connect_params(alias), application_name="evolve beacon") as connection:
        connection.execute(REPORT, identity(alias, instance))


def prune(session: Session) -> int:
    """Forgets processes of which nothing was heard for long; how many they were.

    Not while an evolution is under way, whose gates go by them, and never the last one of its
    application: that it has run here is to stay known.
    """
    gone = session.rows(
        """
        DELETE FROM evolve_instance AS i USING (
            SELECT consumer, max(last_seen) AS last FROM evolve_instance GROUP BY consumer
        ) AS latest
        WHERE latest.consumer = i.consumer AND i.last_seen < latest.last
          AND i.last_seen < clock_timestamp() - %s
          AND NOT EXISTS (SELECT FROM evolve_evolution WHERE state NOT IN ('done', 'reverted'))
        RETURNING 1
        """,
        [UNHEARD],
    )
    return len(gone)


def identity(alias: str, instance: str) -> Mapping[str, Any]:
    """The parameters of REPORT for this process, whose own sessions on `alias` have a name."""
    settings = conf.load()
    return {
        "instance": instance,
        "consumer": settings.CONSUMER,
        "release": settings.release,
        "host": conf.host(),
        "pid": os.getpid(),
        "kind": kind(sys.argv),
        "application_name": connect_params(alias).get("application_name")
        or os.environ.get("PGAPPNAME", ""),
        "columns": json.dumps(mapped_columns()),
    }


def kind(argv: Sequence[str]) -> str:
    """What sort of process it is: its program, and the first argument."""
    return " ".join([*(Path(program).name for program in argv[:1]), *argv[1:2]])


@cache
def mapped_columns() -> dict[str, list[str]]:
    """What the models of this process list."""
    return columns_of(apps.get_models(include_auto_created=True))


def columns_of(models: Iterable[type[Model]]) -> dict[str, list[str]]:
    """Table name, as models spell it, to the columns that any of them lists.

    A proxy lists none of its own; a child of another table lists what it adds, and its parent's
    table has a model itself.
    """
    found: dict[str, set[str]] = {}
    for model in models:
        columns = found.setdefault(model._meta.db_table, set())
        columns.update(f.column for f in model._meta.local_concrete_fields if f.column)
    return {table: sorted(columns) for table, columns in sorted(found.items())}
