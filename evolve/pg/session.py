"""The one way to a user's database: connections, transactions, locks with a budget.

A session is a connection of evolve's own, never Django's, so that no transaction of the
application and no setting of a request reaches into it. Everything holds inside one transaction,
hence also behind PgBouncer in transaction mode.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Self, TypeVar

import psycopg
from psycopg import errors, sql

from evolve.errors import LockNotGranted
from evolve.pg import redacted
from evolve.pg.connecting import Timed, connect_params, open_connection
from evolve.pg.names import TableName
from evolve.pg.settings import set_local

T = TypeVar("T")
Query = str | sql.SQL | sql.Composed

# A lock was not to be had, or we were chosen as the victim: expected, and tried again.
EXPECTED = (
    errors.LockNotAvailable,
    errors.DeadlockDetected,
    errors.QueryCanceled,
    errors.IdleInTransactionSessionTimeout,
)

# An autovacuum gives way to us after the server's deadlock_timeout, one second by default.
PATIENCE_MS = 3000

# A try at the end of its budget still gets so long, since 0 would mean for ever.
LEAST_MS = 50

# A process that is stopped with a lock in its hands gives it up after this long (hazard 65).
IDLE_MS = 1000

# The same with the table locked: with the wait for the lock before it, not more than a second.
LOCKED_IDLE_MS = 700

# The same while nothing stays of it and readers alone are in nobody's way.
PASSING_MS = 10_000


class Session:
    """One connection to `alias`, with the statements that evolve is allowed to send.

    `sleep`, `clock` and `jitter` are arguments so that tests do not wait.
    """

    def __init__(
        self,
        alias: str,
        *,
        role: str = "evolve",
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.alias = alias
        self._role = role
        self._sleep = sleep
        self._clock = clock
        self._jitter = jitter
        self._connection: Timed | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def connection(self) -> Timed:
        """The connection, opened at first use and again after it broke."""
        if self._connection is None or self._connection.closed:
            self._connection = open_connection(
                connect_params(self.alias), application_name=self._role
            )
        return self._connection

    def another(self) -> Self:
        """A session of the same kind, with a connection of its own."""
        return type(self)(self.alias, role=self._role)

    @property
    def pooled(self) -> bool:
        """Whether something between lends out the server's sessions.

        It greets with a process of its own invention, since another may serve the next transaction.
        """
        serving = self.one("SELECT pg_backend_pid() AS pid")["pid"]
        return bool(serving != self.connection.info.backend_pid)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    # -- statements ---------------------------------------------------------------------------

    def rows(
        self, query: Query, params: Sequence[object] | Mapping[str, object] | None = None
    ) -> list[dict[str, Any]]:
        """The rows of one statement; none where it returns nothing."""
        cursor = self.connection.execute(query, params)
        return cursor.fetchall() if cursor.description else []

    def one(
        self, query: Query, params: Sequence[object] | Mapping[str, object] | None = None
    ) -> dict[str, Any]:
        """The one row of a statement that always has one."""
        (row,) = self.rows(query, params)
        return row

    def untrusted(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a statement somebody else wrote: one statement, whatever it contains.

        Asking for binary results makes psycopg send it by the extended protocol, which takes no
        second statement; without parameters a percent sign means itself.
        """
        with self.connection.cursor(row_factory=psycopg.rows.tuple_row) as cursor:
            cursor.execute(query, binary=True)
            return cursor.fetchall() if cursor.description else []

    def copied_out(self, statement: sql.Composed) -> Iterator[bytes]:
        """What a COPY ... TO STDOUT gives, piece by piece."""
        with self.connection.cursor() as cursor, cursor.copy(statement) as copy:
            for block in copy:
                yield bytes(block)

    def copy_in(self, statement: sql.Composed, blocks: Iterable[bytes]) -> None:
        """Feeds a COPY ... FROM STDIN; what `blocks` raises takes it back."""
        with self.connection.cursor() as cursor, cursor.copy(statement) as copy:
            for block in blocks:
                copy.write(block)

    def run(self, statements: Sequence[str]) -> None:
        for statement in statements:
            self.connection.execute(statement)

    def local(self, **settings: object) -> None:
        """SET LOCAL of each setting, in one statement; only inside a transaction."""
        self.connection.execute(set_local(settings))

    @contextmanager
    def spelled_out(self) -> Iterator[None]:
        """Inside a transaction: the server spells every name in full, its own ones apart."""
        path = self.one("SELECT current_setting('search_path') AS path")["path"]
        self.local(search_path="pg_catalog")
        yield
        self.local(search_path=path)

    # -- transactions -------------------------------------------------------------------------

    @contextmanager
    def transaction(self, *, snapshot: bool = False, read_only: bool = False) -> Iterator[None]:
        """A transaction; `snapshot` lets all its statements see one moment."""
        begin = "BEGIN"
        if snapshot:
            begin += " ISOLATION LEVEL REPEATABLE READ"
        if read_only:
            begin += " READ ONLY"
        self._begin(begin, IDLE_MS)
        try:
            yield
        except BaseException:
            self._rollback()
            raise
        self._commit()

    @contextmanager
    def passing(self) -> Iterator[None]:
        """A transaction of which nothing stays."""
        self._begin("BEGIN", PASSING_MS)
        try:
            yield
        finally:
            self._rollback()

    def _begin(self, begin: str, idle_ms: int) -> None:
        """With limits of our own in place of those that an operator has set for the role."""
        limits = [begin, f"SET LOCAL idle_in_transaction_session_timeout = {idle_ms}"]
        limits += [f"SET LOCAL {name} = 0" for name in self._whole_timeouts()]
        self.connection.execute("; ".join(limits))

    def unlimited(self) -> None:
        """From here on nothing in this session is cut short by the role's settings."""
        for name in ("statement_timeout", "lock_timeout", *self._whole_timeouts()):
            self.connection.execute(f"SET {name} = 0")

    def _whole_timeouts(self) -> tuple[str, ...]:
        """The setting that ends whole transactions, where the server has it."""
        return ("transaction_timeout",) if self.connection.info.server_version >= 170000 else ()

    def aside(self) -> float:
        """For how many seconds statements have run since it was asked last, messages apart."""
        if self._connection is None:
            return 0.0
        taken, self._connection.taken = self._connection.taken, 0.0
        return taken

    def report(self) -> None:
        """Has the server count what this session has done so far, which it puts off otherwise."""
        self.rows("SELECT pg_stat_force_next_flush()")

    def message(self, text: str) -> list[dict[str, Any]]:
        """A whole transaction sent as one message; the rows of its last statement but COMMIT.

        A client that dies, or is stopped, cannot leave it half-way: the server has all of it or
        nothing (hazard 65).
        """
        cursor = self.connection.cursor()
        try:
            self._send(cursor, text)
        except psycopg.Error:
            self._rollback()
            raise
        results: list[dict[str, Any]] = []
        while True:
            if cursor.description:
                results = cursor.fetchall()
            if not cursor.nextset():
                return results

    def _send(self, cursor: psycopg.Cursor[dict[str, Any]], text: str) -> None:
        cursor.execute(text)

    def _commit(self) -> None:
        self.connection.execute("COMMIT")

    def _rollback(self) -> None:
        if self._connection is None or self._connection.closed:
            return
        try:
            self._connection.execute("ROLLBACK")
        except psycopg.OperationalError:
            # The connection is gone, and the server has rolled back; the next use opens another.
            self.close()

    # -- locks --------------------------------------------------------------------------------

    def ddl(
        self,
        table: TableName,
        work: Callable[[], T],
        *,
        lock_wait_ms: int,
        budget: float,
        exclusive: bool = True,
        beside: TableName | None = None,
    ) -> T:
        """`work` in one transaction on a locked `table`, tried again within `budget` seconds;
        with `beside` on that one, too.

        First a lock that blocks no reader or writer but ends an autovacuum, then `work` with a
        `lock_timeout` of `lock_wait_ms`, which is how long the application may queue behind us.
        No wait is longer than what is left of the budget. Raises LockNotGranted naming who holds
        the table.
        """
        deadline = self._clock() + budget
        locked = [each for each in (table if exclusive else None, beside) if each]

        def at_most(wait_ms: int) -> int:
            return max(LEAST_MS, min(wait_ms, round((deadline - self._clock()) * 1000)))

        while True:
            try:
                with self.transaction():
                    if locked:
                        self.local(lock_timeout=at_most(PATIENCE_MS), statement_timeout=0)
                        tables = [each.identifier for each in locked]
                        self.connection.execute(
                            sql.SQL("LOCK TABLE {} IN SHARE UPDATE EXCLUSIVE MODE").format(
                                sql.SQL(", ").join(tables)
                            )
                        )
                    self.local(
                        lock_timeout=at_most(lock_wait_ms),
                        statement_timeout=0,
                        idle_in_transaction_session_timeout=LOCKED_IDLE_MS,
                    )
                    return work()
            except EXPECTED as error:
                left = deadline - self._clock()
                if left <= 0:
                    raise self._not_granted(table, beside, budget) from error
                self._sleep(min(left, 0.2 + 0.8 * self._jitter()))

    def _not_granted(
        self, table: TableName, beside: TableName | None, budget: float
    ) -> LockNotGranted:
        lines = [
            f"pid {row['pid']} ({row['who']}) holds {row['mode']} since {row['age']}: "
            + redacted.query(row["query"])
            for each in (table, beside)
            for row in (self.blockers(each) if each else ())
        ]
        return LockNotGranted(
            f"{table}: no lock within {budget:g} s"
            + ("; in the way: " + "; ".join(lines) if lines else "; nobody holds it now"),
            hint="run the command again when these transactions have ended",
        )

    def blockers(self, table: TableName) -> list[dict[str, Any]]:
        """Other sessions that hold a lock on `table`, the oldest transaction first."""
        return self.rows(
            sql.SQL(
                """
                SELECT l.pid, string_agg(DISTINCT l.mode, ', ') AS mode,
                       coalesce(a.usename || ' ' || a.application_name, '?') AS who,
                       coalesce(date_trunc('second', clock_timestamp() - a.xact_start)::text,
                                'unknown') AS age,
                       coalesce(a.query, '(not visible)') AS query
                FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid)
                WHERE l.relation = {}::regclass AND l.granted AND l.pid <> pg_backend_pid()
                  AND l.database = (SELECT oid FROM pg_database
                                    WHERE datname = current_database())
                GROUP BY l.pid, a.usename, a.application_name, a.xact_start, a.query
                ORDER BY a.xact_start NULLS LAST LIMIT 5
                """
            ).format(sql.Literal(table.identifier.as_string(None)))
        )
