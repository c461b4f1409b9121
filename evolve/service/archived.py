"""Where the values lie that were dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evolve.phases.restoring import archive_of
from evolve.records import Evolution
from evolve.service.databases import Database


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
