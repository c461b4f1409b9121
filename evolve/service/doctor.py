"""What evolve cannot see, or should not rely on, in this environment; and the rights it needs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from evolve import conf
from evolve.pg.grants import grants
from evolve.pg.health.found import hidden_sessions
from evolve.pg.statement_stats import hidden_statements
from evolve.plurals import spell
from evolve.service.databases import Database

# Seconds between this machine's clock and the server's, of which nobody need take notice.
SKEW = 5.0

FACTS = """
SELECT extract(epoch FROM clock_timestamp())::float8 AS now, current_user AS role,
       (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
       (SELECT count(*) FROM pg_stat_replication)::int AS replicas
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    found: str
    remedy: str


def examine(database: Database) -> tuple[Finding, ...]:
    """What is worth a look on `database`, with what to do about it."""
    return (*sight(database), *habits(database))


def sight(database: Database) -> Iterator[Finding]:
    for what, blind in (
        ("statements", hidden_statements(database.session)),
        ("sessions", hidden_sessions(database.session)),
    ):
        if blind:
            yield Finding(found=f"{what}: {blind.why}", remedy=blind.remedy)


def habits(database: Database) -> Iterator[Finding]:
    settings = conf.load()
    facts = database.session.one(FACTS)
    skew = abs(facts["now"] - time.time())
    if skew > SKEW:
        yield Finding(
            found=f"this machine's clock and the server's are {spell(skew)} apart",
            remedy="nothing depends on it; the times in logs and in the history differ",
        )
    if facts["superuser"]:
        yield Finding(
            found=f"{facts['role']} is a superuser",
            remedy="connect as the role that owns the tables",
        )
    if facts["replicas"] > len(database.profile.replicas):
        yield Finding(
            found=f"{facts['replicas']} replicas, and the profile names "
            f"{len(database.profile.replicas)}: what is read on the others is not seen",
            remedy="EVOLVE['PROFILES'][...]['replicas'], an alias for each",
        )
    if not settings.ENVIRONMENT:
        yield Finding(
            found="the environment has no label: a copy of this database cannot be told from it",
            remedy="EVOLVE['ENVIRONMENT']",
        )
    if not settings.CONSUMERS:
        yield Finding(
            found="no application is expected: one that never reports is not missed",
            remedy="EVOLVE['CONSUMERS']",
        )


def granting(database: Database, *, application: str, monitoring: str) -> tuple[str, ...]:
    """The SQL that opens everything, for the role of this connection and the two others."""
    owner = database.session.one("SELECT current_user AS role")["role"]
    schema = database.store.own().schema
    return grants(schema, owner=owner, application=application, monitoring=monitoring)
