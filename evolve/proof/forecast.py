"""What a backfill will take, by trying its own statement on a copy of a part of the table.

All of it happens in one transaction that is rolled back: the table itself is only read, and nobody
else ever sees the copies. In one transaction nothing is pruned, though, and the passes of a
backfill live on that: each leaves room on a page, which the next one's pruning takes up. So a pass
is tried on two copies. The first finds its pages as full as the table has them; any later one
finds room for as many rows as one pass takes from a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evolve.pg import scratch
from evolve.pg.catalog import queries
from evolve.pg.names import TableName
from evolve.pg.pages import Pages
from evolve.pg.pairs import Pairs
from evolve.pg.session import Session
from evolve.pg.settings import bypass, pins
from evolve.pg.striping import STRIPES
from evolve.pg.table import Table

# Up to 8 MB of the table are copied, from so many places.
MOST_PAGES = 1024
PLACES = 16
LATER = STRIPES - 1
# Nobody waits for us for long, nor does anybody's vacuum.
LOCK_MS = 1000
LONGEST_MS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One pass over a copy: its rows, those of them that stayed on their page, and what it took.

    `growth` is the part by which the copy has grown; `wal` is in bytes, full-page images included
    as far as there was a checkpoint meanwhile.
    """

    rows: int
    hot: int
    ms: float
    wal: int
    growth: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """What the server makes of a change: whether it is logged for replicas, and pages as a whole
    at their first change after a checkpoint; `fillfactor` is the table's, per cent."""

    logged: bool
    images: bool
    fillfactor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Of `rows`, from a copy of `sample` of them.

    `hot` is the share of updates that stay on their page and touch no index. `wal_bytes` are the
    changes, None where the server logs none for replicas, `image_bytes` the pages that are logged
    as a whole once after each checkpoint, at the most. Every row is an event for whoever captures
    changes. `unlike` are row triggers of the user's own, which fire in the backfill alone.
    """

    rows: int
    sample: int
    seconds: float
    rows_per_second: float
    hot: float
    wal_bytes: int | None
    image_bytes: int
    growth_bytes: int
    unlike: tuple[str, ...]


def forecast(
    session: Session,
    table: Table,
    pairs: Pairs,
    functions: Sequence[str],
    own: TableName,
    *,
    rows: int,
    stripe_by: str,
    limit: int | None,
) -> Forecast | None:
    """What filling `rows` of the table will take, at `limit` rows a second at the most.

    Every value of it converts, or the plan is refused. `functions` are the definitions of the
    evolution's own, `own` is where evolve's tables are. None where too few rows are to be filled
    to tell. Raises LockNotAvailable and QueryCanceled.
    """
    with session.passing():
        session.local(
            **pins(pairs.table),
            **bypass(pairs.digest),
            row_security="off",
            jit="off",
            lock_timeout=LOCK_MS,
            statement_timeout=LONGEST_MS,
        )
        session.run([*functions, *scratch.create_segments(own)])
        server = Server(**session.one(queries()["logging"], {"oid": table.oid}))
        first, later = (
            tried(session, table, scratch.scratched(pairs, role), fillfactor, stripe_by)
            for role, fillfactor in (
                ("first", server.fillfactor),
                ("later", -(-server.fillfactor * LATER // STRIPES)),
            )
        )
    if not first.rows or not later.rows:
        return None
    return scaled(table, server, first, later, rows, limit)


def tried(session: Session, table: Table, pairs: Pairs, fillfactor: int, stripe_by: str) -> Pass:
    """One pass over a copy of its own, whose pages are filled to `fillfactor` per cent."""
    session.run(scratch.fill(table, pairs, fillfactor, places(table.pages)))
    name = {"table": pairs.table.identifier.as_string(None)}
    before = session.one(queries()["updated"], name)
    found = session.one(scratch.explained(pairs, stripe_by))["QUERY PLAN"][0]
    after = session.one(queries()["updated"], name)
    return Pass(
        rows=after["rows"],
        hot=after["hot"],
        ms=found["Execution Time"],
        wal=found["Plan"]["WAL Bytes"],
        growth=(after["bytes"] - before["bytes"]) / max(before["bytes"], 1),
    )


def places(pages: int) -> list[Pages]:
    """The pages to copy: all of a small table, else evenly over it. Pure."""
    if pages <= MOST_PAGES:
        return [Pages(start=0, end=pages)]
    each = MOST_PAGES // PLACES
    starts = [n * pages // PLACES for n in range(PLACES)]
    return [Pages(start=start, end=start + each) for start in starts]


def scaled(
    table: Table, server: Server, first: Pass, later: Pass, rows: int, limit: int | None
) -> Forecast:
    """What the one first pass and the LATER ones take on all `rows`. Pure."""

    def each(of_first: float, of_later: float) -> float:
        return (of_first / first.rows + LATER * of_later / later.rows) / STRIPES

    speed = 1000 / max(each(first.ms, later.ms), 1e-6)
    speed = min(speed, limit) if limit else speed
    return Forecast(
        rows=rows,
        sample=first.rows * STRIPES,
        seconds=rows / speed,
        rows_per_second=speed,
        hot=each(first.hot, later.hot),
        wal_bytes=round(rows * each(first.wal, later.wal)) if server.logged else None,
        image_bytes=table.total_bytes if server.images else 0,
        growth_bytes=round(table.heap_bytes * (first.growth + LATER * later.growth)),
        unlike=tuple(t.name for t in table.triggers if t.is_row and t.on_update and t.is_users),
    )
