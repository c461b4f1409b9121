"""Which database aliases a playbook concerns, and the way into one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.files.storage import storages
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
    """The database behind `alias`, closed afterwards.

    Raises UsageError where its profile names a replica or a storage that the settings do not have.
    """
    profile = conf.load().profile(alias)
    known_storage(profile.archive)
    for other in filter(None, (*profile.replicas, profile.direct)):
        known(other)
    with Session(alias) as session:
        store = Store(session, actor=actor)
        store.own()
        yield Database(alias=alias, session=session, store=store, profile=profile)


def known_storage(name: str) -> None:
    """Raises UsageError where archives are to go where nothing is."""
    if name and name not in storages.backends:
        guess = nearest(name, list(storages.backends))
        raise UsageError(
            f"`archive` of a profile in EVOLVE names the storage {name!r}, and there is none"
            + (f"; did you mean {guess!r}?" if guess else ""),
            hint="STORAGES in the settings has " + ", ".join(storages.backends),
        )


def known(alias: str) -> str:
    """`alias`, if the settings have it as a PostgreSQL database. Raises UsageError."""
    if alias not in connections:
        guess = nearest(alias, list(connections))
        raise UsageError(
            f"there is no database alias {alias!r}"
            + (f"; did you mean {guess!r}?" if guess else ""),
            hint="DATABASES in the settings has " + ", ".join(connections),
        )
    if connections[alias].vendor != "postgresql":
        raise UsageError(
            f"{alias} is {connections[alias].vendor}; evolve needs PostgreSQL",
            hint="DATABASES in the settings says which alias is what",
        )
    return alias


def aliases_of(playbook: Playbook, wanted: str | None) -> list[str]:
    """Where the playbook runs: its `databases`, else what the routers say; or the one wanted.

    Raises EvolveError where a router denies an alias, since a silent no-op would look like done.
    """
    named = list(playbook.databases) or [
        alias
        for alias in connections
        if connections[alias].vendor == "postgresql"
        and alias not in conf.load().other_ways
        and allowed(playbook, alias)
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
        raise EvolveError(
            f"{playbook.name}: the routers allow {playbook.model} on no database",
            hint="mend DATABASE_ROUTERS, or see whether DATABASES has one that is PostgreSQL",
        )
    return chosen


def allowed(playbook: Playbook, alias: str) -> bool:
    name = playbook.model.rpartition(".")[2].lower()
    return bool(router.allow_migrate(alias, playbook.app_label, model_name=name))


def aliases_with(name: str, wanted: str | None) -> list[str]:
    """Where an evolution of that name is recorded. Raises NotFound where nowhere."""
    candidates = [known(wanted)] if wanted else served_aliases()
    found, names = [], set[str]()
    for alias in candidates:
        with opened(alias) as database:
            if database.store.find(name):
                found.append(alias)
            names.update(evolution.name for evolution in database.store.every())
    if not found:
        guess = nearest(name, sorted(names))
        raise NotFound(
            f"{name}: no evolution of that name on "
            + ", ".join(candidates)
            + (f"; did you mean {guess!r}?" if guess else ""),
            hint="manage.py evolve status lists playbooks and evolutions",
        )
    return found


def each(name: str, wanted: str | None, actor: str = "") -> Iterator[Database]:
    """Every database on which an evolution of that name is recorded, opened in turn."""
    for alias in aliases_with(name, wanted):
        with opened(alias, actor=actor) as database:
            yield database


def prepared(alias: str) -> bool:
    """Whether evolve's tables are on `alias`."""
    with Session(alias) as session:
        return Store(session).is_prepared()


def served_aliases() -> list[str]:
    """The aliases that have evolve's tables. Raises EvolveError where none has."""
    candidates = own_aliases()
    found = [alias for alias in candidates if prepared(alias)]
    if not candidates:
        raise EvolveError(
            "no database alias is PostgreSQL and open to evolve's tables",
            hint="see DATABASES and DATABASE_ROUTERS in the settings",
        )
    if not found:
        raise EvolveError(
            f"evolve's tables are not on {', '.join(candidates)}",
            hint=f"manage.py migrate evolve --database {candidates[0]}",
        )
    return found


def own_aliases() -> list[str]:
    """The aliases on which evolve keeps its tables."""
    return [
        alias
        for alias in connections
        if connections[alias].vendor == "postgresql"
        and alias not in conf.load().other_ways
        and router.allow_migrate(alias, "evolve", model_name="evolution")
    ]
