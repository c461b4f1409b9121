"""Looking for whoever still needs the old side: what the gate then judges.

What was seen is kept with the evolution, so that the next look can be compared with it, whoever
takes it: a worker while the evolution waits, or the gate when somebody asks for the contract.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import psycopg

from evolve import conf
from evolve.conf import Profile
from evolve.errors import Unreachable
from evolve.pg.catalog import queries
from evolve.pg.dependents import dependents
from evolve.pg.health.found import Blind
from evolve.pg.names import TableName, text
from evolve.pg.redacted import objection
from evolve.pg.session import Session
from evolve.pg.statement_stats import Statements, statements
from evolve.plan.model import Plan
from evolve.proof import noted
from evolve.proof.gate import Sessions, Watch
from evolve.proof.idle import Life
from evolve.proof.readers import Source, Use, looked
from evolve.records import Evolution
from evolve.store import Store

STATEMENTS = "statements"
WRITES = "writes"


def watch_of(store: Store, evolution: Evolution) -> Watch:
    """Which processes have reported themselves, by the settings' measure of being alive, and when
    the old side was last written."""
    settings = conf.load()
    return Watch(
        seen=store.seen(),
        consumers=settings.CONSUMERS,
        live_for=settings.live_for,
        noted=noted.look(store.session, evolution.plan),
        acknowledged=store.acknowledged(evolution),
    )


def gathered(session: Session, store: Store, profile: Profile, evolution: Evolution) -> Watch:
    """The same with everything else that tells who needs the old columns, looked at now."""
    plan = evolution.plan
    return replace(
        watch_of(store, evolution),
        sources=read_now(session, store, profile, evolution),
        life=life(session, store, evolution),
        ignored=profile.ignore_readers,
        needed=dependents(session, plan.table, plan.old_columns) if plan.old_columns else (),
        sessions=tuple(Sessions(**row) for row in session.rows(queries()["client_sessions"])),
    )


def life(session: Session, store: Store, evolution: Evolution) -> Life:
    """Whether anybody has written the table since it was first looked at here."""
    name = {"table": text(evolution.plan.table.identifier)}
    seen = store.latest(evolution, WRITES)
    found = Life.looked(seen.data if seen else None, **session.one(queries()["rows_written"], name))
    store.keep(evolution, WRITES, found.as_json())
    return found


# -- statements -------------------------------------------------------------------------------


def read_now(
    session: Session, store: Store, profile: Profile, evolution: Evolution
) -> tuple[Source, ...]:
    """Another look at the statements of the primary and of every replica that the profile names.

    Where the name stays the same, whoever reads the column goes on, and there is nothing to see.
    """
    plan = evolution.plan
    if not plan.old_columns:
        return ()
    before = {source.name: source for source in kept(store, evolution)}
    now: datetime = session.one("SELECT clock_timestamp() AS now")["now"]
    sources = tuple(
        looked(name, before.get(name), seen, now, lambda text: judged(text, plan))
        for name, seen in servers(session, profile, plan.table).items()
    )
    store.keep(evolution, STATEMENTS, {"sources": [source.as_json() for source in sources]})
    return sources


def unseen(session: Session, profile: Profile, plan: Plan) -> tuple[str, ...]:
    """The servers whose statements cannot be read, before anything is started."""
    if not plan.old_columns:
        return ()
    found = servers(session, profile, plan.table)
    return tuple(
        f"statements on {name}: {seen}" for name, seen in found.items() if isinstance(seen, Blind)
    )


def servers(
    session: Session, profile: Profile, table: TableName
) -> Mapping[str, Statements | Blind]:
    """What has run on the primary, and on every replica that the profile names."""
    replicas = {alias: elsewhere(alias, table) for alias in profile.replicas}
    return {session.alias: statements(session, table), **replicas}


def judged(text: str, plan: Plan) -> Use:
    # The parser of SQL takes a third of a command's start, and few commands look.
    from evolve.proof.statements import use

    return use(text, plan.table, frozenset(plan.old_columns))


def elsewhere(alias: str, table: TableName) -> Statements | Blind:
    """The statements of a replica; a blind spot while it does not answer."""
    try:
        with Session(alias, role="evolve watch") as replica:
            return statements(replica, table)
    except psycopg.Error as error:
        return Blind(why=objection(error))
    except Unreachable as error:
        return Blind(why=error.message)


def kept(store: Store, evolution: Evolution) -> tuple[Source, ...]:
    """The sources as they were seen last."""
    seen = store.latest(evolution, STATEMENTS)
    data: Mapping[str, Any] = seen.data if seen else {"sources": []}
    return tuple(Source.from_json(source) for source in data["sources"])
