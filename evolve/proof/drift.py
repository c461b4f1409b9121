"""A look of the drift check: do old and new agree in one range of pages?

No row needs a second look. A snapshot shows whole transactions, and each of them leaves its rows
in agreement, since the trigger is a part of it (rule 3): whoever writes meanwhile is seen with both
sides changed, or not at all. So a row that differs in one snapshot has gone past the trigger.
"""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql

from evolve.pg.catalog import queries
from evolve.pg.pages import Pages
from evolve.pg.pairs import Pairs
from evolve.pg.session import Session
from evolve.pg.settings import pins
from evolve.proof.agreement import Agreement, Counting, judged_if_needed

# A look gives way to whoever wants the table for itself, and is no old snapshot to anybody.
LOCK_MS = 1000
LONGEST_MS = 3000


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look has found, in the file `filenode` of a table of `pages`."""

    found: Agreement
    pages: int
    filenode: int


def look(session: Session, pairs: Pairs, start: int, size: int) -> Look:
    """Counts agreement in `size` pages from `start`; what is last is open-ended.

    Raises QueryCanceled where it takes longer than LONGEST_MS, and LockNotAvailable.
    """
    seen = {}

    def count(counting: Counting) -> Agreement:
        with session.transaction(read_only=True):
            session.local(
                **pins(pairs.table),
                row_security="off",
                lock_timeout=LOCK_MS,
                statement_timeout=LONGEST_MS,
            )
            seen.update(locked(session, pairs))
            end = start + size
            pages = Pages(start=start, end=end if end < seen["pages"] else None)
            return Agreement.of(pairs, session.one(counting(pairs, filling=False, pages=pages)))

    found = judged_if_needed(pairs, count)
    return Look(found=found, pages=seen["pages"], filenode=seen["filenode"])


def locked(session: Session, pairs: Pairs) -> dict[str, int]:
    """The table's size and file, which stay what they are until the transaction ends."""
    session.rows(sql.SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(pairs.table.identifier))
    named = {"table": pairs.table.identifier.as_string(None)}
    (file,) = session.rows(queries()["table"], named)
    return {"pages": file["pages"], "filenode": file["filenode"]}
