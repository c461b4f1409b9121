"""WAL files that wait for the archive.

Counted from the file that was archived last to the one that is written now: that needs no grant,
as a listing of the directory would.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from evolve.pg.health.found import Blind, Measured
from evolve.pg.session import Session
from evolve.plurals import counted

ARCHIVER = """
SELECT current_setting('archive_mode') AS mode, last_archived_wal AS archived,
       coalesce(last_failed_time > last_archived_time, last_failed_time IS NOT NULL) AS failing,
       last_failed_wal AS failed, pg_walfile_name(pg_current_wal_lsn()) AS current,
       pg_size_bytes(current_setting('wal_segment_size')) AS segment_bytes
FROM pg_stat_archiver
"""


def number(name: str, segment_bytes: int) -> int:
    """The place of a WAL file among all; its name is timeline, log and file, 8 digits each."""
    return int(name[8:16], 16) * (2**32 // segment_bytes) + int(name[16:24], 16)


def is_segment(name: str | None) -> bool:
    """A backup's label names the file it begins in; a timeline's history names none."""
    return bool(name) and not str(name).endswith(".history")


def waiting(row: dict[str, Any]) -> int:
    """Finished files that the archive does not have."""
    current = number(row["current"], row["segment_bytes"])
    if row["failing"] and is_segment(row["failed"]):
        return max(0, current - number(row["failed"], row["segment_bytes"]))
    if is_segment(row["archived"]):
        return max(0, current - number(row["archived"], row["segment_bytes"]) - 1)
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WalArchive:
    name: ClassVar[str] = "wal_archive"

    def look(self, session: Session, now: float) -> Measured | Blind:
        row = session.one(ARCHIVER)
        if row["mode"] == "off":
            return Measured(value=0, said="WAL is not archived here")
        files = waiting(row)
        waits = "waits" if files == 1 else "wait"
        failing = ", and archiving fails" if row["failing"] else ""
        return Measured(
            value=files, said=f"{counted(files, 'WAL file')} {waits} for the archive{failing}"
        )

    def spell(self, value: float) -> str:
        return f"{value:g}"
