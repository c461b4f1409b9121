"""What evolve cannot see, or should not rely on, in this environment; and the rights it needs."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections

from evolve import conf
from evolve.pg.catalog import queries
from evolve.pg.grants import grants
from evolve.pg.health.found import hidden_sessions
from evolve.pg.names import TRIGGER_PREFIX
from evolve.pg.session import Session
from evolve.pg.statement_stats import hidden_statements
from evolve.plurals import spell
from evolve.service.databases import Database

# Seconds between this machine's clock and the server's, of which nobody need take notice.
SKEW = 5.0

# So many names are listed; whoever has more knows.
NAMES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    found: str
    remedy: str


def examine(database: Database) -> tuple[Finding, ...]:
    """What is worth a look on `database`, with what to do about it."""
    facts = database.session.one(queries()["surroundings"], {"ours": TRIGGER_PREFIX})
    return (
        *sight(database),
        *roles_and_replicas(database, facts),
        *ways(database),
        *carried_on(facts),
        *settings(facts),
    )


def sight(database: Database) -> Iterator[Finding]:
    for what, blind in (
        ("statements", hidden_statements(database.session)),
        ("sessions", hidden_sessions(database.session)),
    ):
        if blind:
            yield Finding(found=f"{what}: {blind.why}", remedy=blind.remedy)


def roles_and_replicas(database: Database, facts: Mapping[str, Any]) -> Iterator[Finding]:
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


def ways(database: Database) -> Iterator[Finding]:
    """How evolve and the application come to the server."""
    direct = database.profile.direct
    if direct:
        with Session(direct) as session:
            if session.pooled:
                yield Finding(
                    found=f"{direct}, which is to lead past the pooler, leads through one",
                    remedy="give it the server's own address",
                )
    elif database.session.pooled:
        yield Finding(
            found=f"{database.alias} leads through a pooler, and no way past it is known: "
            "an index cannot be built there, and sessions carry the pooler's names",
            remedy="EVOLVE['PROFILES'][...]['direct'], an alias past it; transaction mode or "
            "session mode for the rest, not statement mode",
        )
    if connections[database.alias].settings_dict["OPTIONS"].get("prepare_threshold") is not None:
        yield Finding(
            found=f"{database.alias} prepares statements on the server: while columns come and go "
            "they fail with 'cached plan must not change result type'",
            remedy="leave prepare_threshold out of OPTIONS while an evolution is under way",
        )


def carried_on(facts: Mapping[str, Any]) -> Iterator[Finding]:
    """What goes on in the server when a table changes."""
    carriers = [f"publication {name}" for name in facts["publications"]]
    carriers += [f"slot {name}" for name in facts["slots"]]
    if carriers:
        yield Finding(
            found=f"changes are carried elsewhere: {listed(carriers)}",
            remedy="a subscriber is given new columns first, and loses old ones last; contract "
            "asks for each by name",
        )
    if facts["hiding"]:
        yield Finding(
            found=f"rows are hidden from their owner: {listed(facts['hiding'])}",
            remedy="such a table is refused; ALTER TABLE ... NO FORCE ROW LEVEL SECURITY",
        )
    if facts["triggered"]:
        yield Finding(
            found=f"row triggers fire for every row of a backfill: {listed(facts['triggered'])}",
            remedy="plan names them; see that they bear it",
        )


def settings(facts: Mapping[str, Any]) -> Iterator[Finding]:
    skew = abs(facts["now"] - time.time())
    if skew > SKEW:
        yield Finding(
            found=f"this machine's clock and the server's are {spell(skew)} apart",
            remedy="nothing depends on it; the times in logs and in the history differ",
        )
    if not conf.load().ENVIRONMENT:
        yield Finding(
            found="the environment has no label: a copy of this database cannot be told from it",
            remedy="EVOLVE['ENVIRONMENT']",
        )
    if not conf.load().CONSUMERS:
        yield Finding(
            found="no application is expected: one that never reports is not missed",
            remedy="EVOLVE['CONSUMERS']",
        )


def listed(names: Sequence[str]) -> str:
    more = len(names) - NAMES
    return ", ".join(names[:NAMES]) + (f" and {more} more" if more > 0 else "")


def granting(
    database: Database, *, application: str, worker: str, monitoring: str
) -> tuple[str, ...]:
    """The SQL that opens everything, for the role of this connection and the three others."""
    here = database.session.one("SELECT current_database() AS database, current_user AS owner")
    schema = database.store.own().schema
    return grants(
        schema=schema, **here, application=application, worker=worker, monitoring=monitoring
    )
