"""Where the values lie that were dropped, and how many of them a restore has still to bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evolve.phases.restoring import LOADED, archive_of, queue_of, settling
from evolve.records import Evolution
from evolve.service.databases import Database
from evolve.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """The storage and the file in it, and until when it is to be kept there."""

    storage: str
    file: str
    rows: int
    keep_until: datetime


def archived(database: Database, evolution: Evolution) -> Archived | None:
    """The latest archive of the evolution; None where nothing was kept."""
    found = archive_of(database.store, evolution)
    if found is None:
        return None
    storage, manifest = found
    return Archived(
        storage=storage, file=manifest.file, rows=manifest.rows, keep_until=manifest.keep_until
    )


def left(database: Database, evolution: Evolution) -> int | None:
    """About how many rows a restore has still to look at; None before it knows, and afterwards."""
    if evolution.state is not State.RESTORING:
        return None
    applied = database.store.applied(evolution)
    if LOADED not in applied or settling(evolution.plan, applied):
        return None
    rows = database.session.one(queue_of(evolution.plan).count_left)["rows"]
    return int(rows or 0)
