"""What each kind costs: every shipped playbook from start to contract, beside one plain UPDATE.

The plain UPDATE gives a copy of the table the same values in one statement, as nobody could beside
an application. A writer updates one row after the other meanwhile, by their keys, and keeps the
longest time that one of its statements took, from the start until the old columns are dropped.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from evolve.pg.pair import Pair
from evolve.pg.side import cast
from evolve.records import Evolution
from evolve.service import asking, planning, running
from evolve.service.databases import Database
from evolve.states import State, reached
from sample_app import roles
from sample_app.server import Server
from tests.benchmarks.measure import position
from tests.benchmarks.run import machine, prepared
from tests.benchmarks.table import Connection
from tests.support import evolutions
from tests.support.evolutions import Case

ROWS = 200_000
PLAIN = "bench_plain"
HEAD = """
| kind | playbook | rows/s | to a plain UPDATE | WAL a row | to a plain UPDATE | longest write |
|---|---|---|---|---|---|---|
""".strip("\n")


@dataclass(slots=True, kw_only=True)
class Writing:
    """So many rows in so many seconds, with so many bytes of WAL."""

    rows: int = 0
    seconds: float = 0.0
    wal: int = 0

    @property
    def speed(self) -> float:
        return self.rows / self.seconds

    @property
    def wal_per_row(self) -> float:
        return self.wal / self.rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Of one playbook; both of `own` and `plain` are empty where nothing is written."""

    kind: str
    playbook: str
    own: Writing
    plain: Writing
    longest_ms: float


@dataclass(slots=True, kw_only=True)
class Writer:
    """An application of one thread, for as long as `ended` is not set."""

    ended: threading.Event = field(default_factory=threading.Event)
    longest: float = 0.0

    def write(self, url: str, case: Case, key: str, keys: list[object]) -> None:
        query = sql.SQL("UPDATE {} SET {key} = {key} WHERE {key} = %s").format(
            sql.Identifier(case.table), key=sql.Identifier(key)
        )
        chosen = random.Random(case.name)
        with psycopg.connect(url, autocommit=True) as connection:
            while not self.ended.wait(0.005):
                began = time.perf_counter()
                connection.execute(query, [chosen.choice(keys)])
                self.longest = max(self.longest, time.perf_counter() - began)


def run(server: Server, *, rows: int) -> str:
    """The table, as Markdown."""
    with prepared(server) as connection, evolutions.swiftly(), evolutions.working() as database:
        roles.create_roles(connection)
        cases = evolutions.shipped()
        evolutions.fill(connection, cases[0], rows)
        lines = [line(cost(connection, server, database, case)) for case in cases]
        version = connection.info.server_version
    note = (
        f"PostgreSQL {version // 10000}.{version % 10000}; {machine()}; {rows:,} rows a table; one "
        "run. rows/s and WAL are those of the backfill, at full speed."
    )
    return "\n".join([HEAD, *lines, "", note])


def cost(connection: Connection, server: Server, database: Database, case: Case) -> Cost:
    """One playbook from its start to the drop, and the plain UPDATE of a copy before it."""
    evolutions.report_new(connection, database, case)
    playbook = planning.playbook_of(case.playbook)
    report = planning.plan(database, playbook)
    plain = Writing()
    for pair in report.plan.pairs:
        if pair.new:
            copy(connection, case, pair)
            with written(connection, plain):
                plain.rows += update(connection, pair)
    (key,) = report.plan.key
    with application(connection, server, case, key) as writer:
        evolution = until(database, planning.create(database, report), State.BACKFILLING)
        own = Writing()
        with written(connection, own):
            evolution = until(database, evolution, State.VERIFYING)
        own.rows = sum(segment.rows_done for segment in database.store.segments(evolution))
        finish(database, until(database, evolution, State.READY), case)
    found = playbook.change.kind
    return Cost(
        kind=found, playbook=case.playbook, own=own, plain=plain, longest_ms=writer.longest * 1000
    )


def copy(connection: Connection, case: Case, pair: Pair) -> None:
    """The table once more, with its indexes and the new columns, vacuumed."""
    connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(PLAIN)))
    for statement in (
        "CREATE TABLE {plain} (LIKE {table} INCLUDING ALL)",
        "INSERT INTO {plain} SELECT * FROM {table}",
    ):
        connection.execute(
            sql.SQL(statement).format(plain=sql.Identifier(PLAIN), table=sql.Identifier(case.table))
        )
    for side in pair.new if not pair.in_place else ():
        connection.execute(
            sql.SQL("ALTER TABLE {} ADD {} {}").format(
                sql.Identifier(PLAIN), sql.Identifier(side.name), sql.SQL(side.type)
            )
        )
    connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(PLAIN)))
    connection.execute("CHECKPOINT")


def update(connection: Connection, pair: Pair) -> int:
    """Every row, or where the column is there already those that do not agree."""
    values = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(side.name), cast(expression, side))
        for side, expression in zip(pair.new, pair.forward, strict=True)
    )
    query = sql.SQL("UPDATE {} SET {}").format(sql.Identifier(PLAIN), values)
    if pair.in_place:
        query += sql.SQL(" WHERE NOT ({})").format(pair.agrees(filling=True))
    return connection.execute(query).rowcount


@contextmanager
def written(connection: Connection, writing: Writing) -> Iterator[None]:
    start, began = position(connection), time.perf_counter()
    yield
    writing.seconds += time.perf_counter() - began
    writing.wal += position(connection) - start


@contextmanager
def application(connection: Connection, server: Server, case: Case, key: str) -> Iterator[Writer]:
    """A writer of one row after the other, and how it fared."""
    query = sql.SQL("SELECT {} FROM {} LIMIT 1000").format(
        sql.Identifier(key), sql.Identifier(case.table)
    )
    keys = [found for (found,) in connection.execute(query)]
    writer = Writer()
    url = server.url(database="bench")
    thread = threading.Thread(target=writer.write, args=(url, case, key, keys))
    thread.start()
    try:
        yield writer
    finally:
        writer.ended.set()
        thread.join()
    assert writer.longest > 0, "nobody wrote"


def until(database: Database, evolution: Evolution, state: State) -> Evolution:
    return running.carry(
        database, evolution, lambda e: reached(e.state, state), stop=running.Stop()
    )


def finish(database: Database, evolution: Evolution, case: Case) -> None:
    if case.same_name:
        asked = asking.swap(database, case.playbook, undo=False)
        until(database, asked, State.SWAPPED)
    until(database, asking.contract(database, case.playbook, now=True), State.DONE)


def line(cost: Cost) -> str:
    cells = [f"`{cost.kind}`", cost.playbook]
    if cost.plain.rows:
        cells += [
            f"{cost.own.speed:,.0f}",
            f"{cost.own.speed / cost.plain.speed:.2f}",
            f"{cost.own.wal_per_row:,.0f}",
            f"{cost.own.wal_per_row / cost.plain.wal_per_row:.2f}",
        ]
    else:
        cells += ["nothing is written", "", "", ""]
    return f"| {' | '.join([*cells, f'{cost.longest_ms:,.0f} ms'])} |"
