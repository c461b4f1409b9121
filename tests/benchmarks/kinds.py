"""What each kind costs: every shipped playbook from start to contract, beside one plain UPDATE.

The plain UPDATE gives a copy of the table the same values in one statement, as nobody could beside
an application; it has the new columns and the indexes, and no trigger. What Python gives is asked
for and sent with it. An application writes one row after the other meanwhile, by its key, from the
plan until the old columns are dropped.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from textwrap import wrap

from psycopg import sql
from psycopg.rows import dict_row

from evolve.pg.given import Due, rows_due, ways, write
from evolve.pg.names import TableName, text
from evolve.pg.pairs import Pairs
from evolve.pg.rows import todo, writing
from evolve.proof import transforms
from evolve.records import Evolution
from evolve.service import asking, planning, running
from evolve.service.databases import Database
from evolve.states import State, reached
from sample_app import roles
from sample_app.server import Server
from tests.benchmarks import load
from tests.benchmarks.load import Window
from tests.benchmarks.measure import position
from tests.benchmarks.run import STATED, machine, prepared, show
from tests.benchmarks.table import Connection
from tests.support import evolutions
from tests.support.evolutions import Case

ROWS = 60_000
PLAIN, KEYS = "bench_plain", "bench_keys"
# Rows that the application writes, and how many of them a second.
HOT, RATE = 1000, 200
# Seconds that it is alone before each start, and until it can be taken to be under way.
ALONE, UNDER_WAY = 1.0, 0.2
HEAD = """
| kind | playbook | written | rows/s | to one UPDATE | WAL a row | to one UPDATE | longest write |
|---|---|---|---|---|---|---|---|
""".strip("\n")


@dataclass(slots=True, kw_only=True)
class Writing:
    """So many rows in so many seconds, with so many bytes of WAL."""

    rows: int = 0
    seconds: float = 0.0
    wal: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Of one playbook on a table of so many `rows`; both of `own` and `plain` are empty where
    nothing is written. The application's times are milliseconds: `alone`, and `beside` it."""

    kind: str
    playbook: str
    rows: int
    own: Writing
    plain: Writing
    alone: Sequence[float]
    beside: Sequence[float]


def run(server: Server, *, rows: int) -> str:
    """The table, as Markdown."""
    with prepared(server) as connection, evolutions.swiftly(), evolutions.working() as database:
        roles.create_roles(connection)
        load.prepare(connection)
        cases = evolutions.shipped()
        evolutions.fill(connection, cases[0], rows)
        connection.execute("VACUUM (ANALYZE)")
        costs = [told(cost(connection, server, database, case)) for case in cases]
        return markdown(connection, costs)


def told(cost: Cost) -> Cost:
    """The same, once it was shown to whoever waits for all."""
    print(line(cost), file=sys.stderr, flush=True)
    return cost


def cost(connection: Connection, server: Server, database: Database, case: Case) -> Cost:
    """One playbook from its start to the drop, and the plain UPDATE of a copy on the way."""
    playbook = planning.playbook_of(case.playbook)
    report = planning.plan(database, playbook)
    plan = report.plan
    evolutions.report_process(
        connection, case.table, [*plan.key, *plan.new_columns], name=f"new {case.name}"
    )
    rows = hand_out(connection, plan.table, plan.key)
    plain, own = Writing(), Writing()
    script = {"writes": one_row(plan.table, plan.key)}
    with load.load(server, rows=HOT, clients=1, rate=RATE, made_of=script) as application:
        time.sleep(UNDER_WAY)
        with window() as alone:
            time.sleep(ALONE)
        with window() as begun:
            evolution = until(database, planning.create(database, report), State.BACKFILLING)
        if plan.pairs.new:
            in_one_statement(connection, plan.pairs, plain)
        with window() as filled:
            with written(connection, own):
                evolution = until(database, evolution, State.VERIFYING)
            own.rows = sum(segment.rows_done for segment in database.store.segments(evolution))
            finish(database, until(database, evolution, State.READY), case)
    windows = [Window(start=start, end=end) for start, end in (alone, begun, filled)]
    before, *beside = (taken.times["writes"] for taken in application.took(windows))
    return Cost(
        kind=playbook.kinds,
        playbook=case.playbook,
        rows=rows,
        own=own,
        plain=plain,
        alone=before,
        beside=list(chain(*beside)),
    )


# -- the application --------------------------------------------------------------------------


def hand_out(connection: Connection, table: TableName, key: Sequence[str]) -> int:
    """Keys of rows of the table, by number; how many rows the table has."""
    names = {"table": table.identifier, "keys": sql.Identifier(KEYS), "key": listed("t", key)}
    for statement in (
        "DROP TABLE IF EXISTS {keys}",
        "CREATE TABLE {keys} AS SELECT row_number() OVER () AS number, {key} FROM {table} AS t "
        "LIMIT " + str(HOT),
        "ALTER TABLE {keys} ADD PRIMARY KEY (number)",
        "GRANT SELECT, UPDATE ON {table} TO " + load.ROLE,
        "GRANT SELECT ON {keys} TO " + load.ROLE,
        "VACUUM (ANALYZE) {table}",
    ):
        connection.execute(sql.SQL(statement).format(**names))
    found = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(table.identifier))
    (rows,) = found.fetchone() or (0,)
    return int(rows)


def one_row(table: TableName, key: Sequence[str]) -> str:
    """Writes one of those rows, as it is."""
    query = sql.SQL("UPDATE {} AS t SET {} FROM {} AS k WHERE k.number = :id AND ({}) = ({})")
    sets = [sql.SQL("{0} = t.{0}").format(sql.Identifier(name)) for name in key]
    written = query.format(
        table.identifier,
        sql.SQL(", ").join(sets),
        sql.Identifier(KEYS),
        listed("t", key),
        listed("k", key),
    )
    return f"{load.KEY}{text(written)};\n"


def listed(table: str, names: Sequence[str]) -> sql.Composable:
    parts = [sql.SQL("{}.{}").format(sql.SQL(table), sql.Identifier(name)) for name in names]
    return sql.SQL(", ").join(parts)


@contextmanager
def window() -> Iterator[list[float]]:
    """When the block began and ended, by the clock of the epoch."""
    found = [time.time()]
    yield found
    found.append(time.time())


# -- the plain UPDATE -------------------------------------------------------------------------


def in_one_statement(connection: Connection, pairs: Pairs, plain: Writing) -> None:
    """The batch's own values for all rows of a copy; where the columns were there already, for
    those that do not agree."""
    there = pairs.on(TableName(schema=pairs.table.schema, name=PLAIN))
    copy(connection, pairs.table, there.table)
    with written(connection, plain):
        if there.transformed:
            forward = ways(there.only)[0]
            query = rows_due(there.only, forward, sql.SQL("true"))
            with connection.cursor(row_factory=dict_row) as cursor:
                due = [Due.of(forward, row) for row in cursor.execute(query)]
            given = transforms.answers(forward, due).given
            statement: sql.Composable = write(there.only, forward, given, sql.SQL("SELECT"))
        else:
            statement = writing(there, guarded=False)
            if all(pair.in_place for pair in there):
                statement = sql.SQL("{} WHERE {}").format(statement, todo(there, guarded=False))
        plain.rows = connection.execute(sql.Composed([statement])).rowcount
    connection.execute(sql.SQL("DROP TABLE {}").format(there.table.identifier))


def copy(connection: Connection, table: TableName, plain: TableName) -> None:
    """The table once more, with its indexes and the new columns, vacuumed."""
    names = {"plain": plain.identifier, "table": table.identifier}
    for statement in (
        "CREATE TABLE {plain} (LIKE {table} INCLUDING ALL)",
        "INSERT INTO {plain} SELECT * FROM {table}",
        "VACUUM (ANALYZE) {plain}",
        "CHECKPOINT",
    ):
        connection.execute(sql.SQL(statement).format(**names))


# -- evolve -----------------------------------------------------------------------------------


@contextmanager
def written(connection: Connection, writing: Writing) -> Iterator[None]:
    start, began = position(connection), time.perf_counter()
    yield
    writing.seconds += time.perf_counter() - began
    writing.wal += position(connection) - start


def until(database: Database, evolution: Evolution, state: State) -> Evolution:
    return running.carry(
        database, evolution, lambda e: reached(e.state, state), stop=running.Stop()
    )


def finish(database: Database, evolution: Evolution, case: Case) -> None:
    if case.same_name:
        asked = asking.swap(database, case.playbook, undo=False)
        until(database, asked, State.SWAPPED)
    until(database, asking.contract(database, case.playbook, now=True), State.DONE)


# -- as text ----------------------------------------------------------------------------------


def line(cost: Cost) -> str:
    own, plain = cost.own, cost.plain
    cells = [f"`{cost.kind}`", cost.playbook]
    if plain.rows:
        cells += [
            f"{own.rows / cost.rows:.0%}",
            f"{cost.rows / own.seconds:,.0f}",
            f"{plain.seconds / own.seconds:.2f}",
            f"{own.wal / own.rows:,.0f}",
            f"{own.wal / own.rows / (plain.wal / plain.rows):.2f}",
        ]
    else:
        cells += ["none", "", "", "", ""]
    return f"| {' | '.join([*cells, f'{max(cost.beside):.0f} ms'])} |"


def markdown(connection: Connection, costs: Sequence[Cost]) -> str:
    """The table, and what it was measured with."""
    version = connection.info.server_version
    alone = [took for cost in costs for took in cost.alone]
    settings = ", ".join(f"{name} {show(connection, name)}" for name in STATED)
    measured = (
        f"PostgreSQL {version // 10000}.{version % 10000}",
        machine(),
        f"{datetime.now(UTC):%Y-%m-%d}",
        f"{max(cost.rows for cost in costs):,} rows a table",
        "one run, at full speed (`flat_out`)",
    )
    note = (
        f"{'; '.join(measured)}. Settings: {settings}. rows/s are those that the backfill goes "
        "over, WAL is in bytes for each row that it writes. A write is one of a single row by its "
        f"key, {RATE} a second, by a role without rights, from the start until the old columns are "
        f"dropped; without evolve the longest takes {max(alone):.0f} ms."
    )
    return "\n".join([HEAD, *map(line, costs), "", *wrap(note, 118)])
