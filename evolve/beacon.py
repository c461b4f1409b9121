"""A process reports itself: which columns its models map, from which release, and that it lives.

The report is one INSERT from a background thread over a connection of its own, which is closed
after each report: nothing happens on the request path, and nothing at import or before a fork. A
database that is down, or that lacks the grant, never disturbs the application.
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
import uuid
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connections, router

from evolve import conf
from evolve.errors import SettingsError
from evolve.log import Log
from evolve.pg.session import Session, connect_params, open_connection

log = Log("evolve.beacon")

# The reporting protocol: any program may send this statement, once every few seconds.
REPORT = """
INSERT INTO evolve_instance
    (instance, consumer, release, host, pid, kind, role, application_name, columns)
VALUES (%(instance)s, %(consumer)s, %(release)s, %(host)s, %(pid)s, %(kind)s, current_user,
    %(application_name)s, %(columns)s)
ON CONFLICT (instance) DO UPDATE SET last_seen = now()
"""

# A process of which nothing was heard for so long is of no interest to any gate.
UNHEARD = timedelta(days=30)

# Commands that look at or build the database and serve nobody.
SILENT = frozenset(
    {"evolve", "migrate", "makemigrations", "test", "check", "sqlmigrate", "showmigrations"}
)


def start() -> None:
    """Begin to report from this process and from every child that it forks."""
    if _is_silent():
        return
    try:
        settings = conf.load()
    except SettingsError as error:
        # The check evolve.E001 says so; an application must not fail to start for it.
        log.error("beacon_not_started", error=error.message)
        return
    if not settings.BEACON:
        return
    os.register_at_fork(after_in_child=_spawn)
    _spawn()


def _is_silent() -> bool:
    if "pytest" in sys.modules:
        return True
    return Path(sys.argv[0]).name in {"manage.py", "django-admin", "__main__.py"} and (
        len(sys.argv) < 2 or sys.argv[1] in SILENT
    )


def _spawn() -> None:
    threading.Thread(target=_run, name="evolve-beacon", daemon=True).start()


def _run() -> None:
    instance = uuid.uuid4().hex
    settings = conf.load()
    wait = threading.Event()
    while True:
        for alias in aliases():
            try:
                report(alias, instance)
            except Exception as error:  # noqa: BLE001
                # Whatever is wrong with the database, the application must not notice.
                log.debug("beacon_failed", alias=alias, error=type(error).__name__)
        wait.wait(settings.BEACON_SECONDS * random.uniform(0.9, 1.1))  # noqa: S311 - jitter


def aliases() -> list[str]:
    """The PostgreSQL aliases on which evolve keeps tables."""
    return [
        alias
        for alias in connections
        if connections[alias].vendor == "postgresql"
        and alias not in conf.load().other_ways
        and router.allow_migrate(alias, "evolve", model_name="instance")
    ]


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
        "kind": " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]]),
        "application_name": connect_params(alias).get("application_name")
        or os.environ.get("PGAPPNAME", ""),
        "columns": json.dumps(mapped_columns()),
    }


@cache
def mapped_columns() -> dict[str, list[str]]:
    """Table name, as models spell it, to the columns that any model of this process lists."""
    found: dict[str, set[str]] = {}
    for model in apps.get_models(include_auto_created=True):
        columns = found.setdefault(model._meta.db_table, set())
        columns.update(f.column for f in model._meta.local_concrete_fields if f.column)
    return {table: sorted(columns) for table, columns in sorted(found.items())}
