"""Which database aliases a playbook concerns, and the way into one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connections, router

from evolve import conf
from evolve.errors import EvolveError, NotFound, UsageError
from evolve.pg.session import Session
from evolve.playbook.model import Playbook
from evolve.playbook.nearest import nearest
from evolve.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """An alias with a session, the store in it, and the profile that applies."""

    alias: str
    session: Session
    store: Store
    profile: conf.Profile


@contextmanager
def opened(alias: str, *, actor: str = "") -> Iterator[Database]:
    """The database behind `alias`, closed afterwards."""
    with Session(alias) as session:
        store = Store(session, actor=actor)
        store.own()
        yield Database(
            alias=alias, session=session, store=store, profile=conf.load().profile(alias)
        )


def known(alias: str) -> str:
    """`alias`, if the settings have it as a PostgreSQL database. Raises UsageError."""
    if alias not in connections:
        guess = nearest(alias, list(connections))
        raise UsageError(
            f"there is no database alias {alias!r}"
            + (f"; did you mean {guess!r}?" if guess else ""),
            hint="DATABASES in the settings names: " + ", ".join(connections),
        )
    if connections[alias].vendor != "postgresql":
        raise UsageError(f"{alias} is {connections[alias].vendor}; evolve needs PostgreSQL")
    return alias


def aliases_of(playbook: Playbook, wanted: str | None) -> list[str]:
    """Where the playbook runs: its `databases`, else what the routers say; or the one wanted.

    Raises EvolveError where a router denies an alias, since a silent no-op would look like done.
    """
    named = list(playbook.databases) or [
        alias
        for alias in connections
        if connections[alias].vendor == "postgresql" and allowed(playbook, alias)
    ]
    if wanted is not None and wanted not in named and playbook.databases:
        raise UsageError(
            f"{playbook.name} does not run on {wanted!r}",
            hint="its `databases` are " + ", ".join(named),
        )
    chosen = [wanted] if wanted is not None else named
    for alias in chosen:
        known(alias)
        if not allowed(playbook, alias):
            raise EvolveError(
                f"{playbook.name}: a router denies {playbook.model} on {alias!r}",
                hint="mend DATABASE_ROUTERS, or name other `databases` in the playbook",
            )
    if not chosen:
        raise EvolveError(f"{playbook.name}: the routers allow {playbook.model} on no database")
    return chosen


def allowed(playbook: Playbook, alias: str) -> bool:
    name = playbook.model.rpartition(".")[2].lower()
    return bool(router.allow_migrate(alias, playbook.app_label, model_name=name))


def aliases_with(name: str, wanted: str | None) -> list[str]:
    """Where an evolution of that name is recorded. Raises NotFound where nowhere."""
    candidates = [known(wanted)] if wanted else own_aliases()
    found = []
    for alias in candidates:
        with opened(alias) as database:
            if database.store.find(name):
                found.append(alias)
    if not found:
        raise NotFound(
            f"{name}: no evolution of that name on " + ", ".join(candidates),
            hint=f"manage.py evolve start {name}",
        )
    return found


def own_aliases() -> list[str]:
    """The aliases on which evolve keeps its tables."""
    return [
        alias
        for alias in connections
        if connections[alias].vendor == "postgresql"
        and router.allow_migrate(alias, "evolve", model_name="evolution")
    ]
