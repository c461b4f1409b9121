"""One writer: a connection of the application, statements at random, and their twin.

A statement on the table comes first, then the same on the twin, and last an entry in the ledger, in
one transaction: the lock of the table's row puts the writers of both in one order. Several rows are
locked in the order of their keys, so that writers do not deadlock among themselves.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg import sql

from sample_app.twin import Row, texts
from tests.releases.stress.kinds import at, made_in
from tests.releases.stress.ledger import Entry
from tests.releases.stress.record import Failure, Record
from tests.releases.stress.shapes import HOT, NEW, Key, Shape, Values

RECENT = 30
GONE = frozenset({None, "57P01", "57P02", "57P03"})


class Outages:
    """When the server is away on purpose: then, and only then, a connection may be lost."""

    def __init__(self) -> None:
        self.changes = 0

    @contextmanager
    def expected(self) -> Iterator[None]:
        self.changes += 1
        try:
            yield
        finally:
            self.changes += 1

    def explains(self, error: Exception, since: int) -> bool:
        """Whether `error` is a lost connection, and the server is away, or went or came back
        since the time when there were `since` changes."""
        lost = isinstance(error, psycopg.OperationalError) and error.sqlstate in GONE
        return lost and (self.changes % 2 == 1 or self.changes > since)


class Writer(threading.Thread):
    """Writes as `release` until `stop` is set. `phase` tells in which one a transaction begins.

    `rows` keys from 1 on are there at the beginning; of those the last ones, from `reserved` on,
    are left alone.
    """

    def __init__(
        self,
        dsn: str,
        shape: Shape,
        release: str,
        *,
        number: int,
        seed: int,
        rows: int,
        phase: Callable[[], str],
        pause: float,
        outages: Outages | None = None,
    ) -> None:
        super().__init__(name=f"{release}-{number}", daemon=True)
        self.shape = shape
        self.twin = shape.twin
        self.release = release
        self.chance = random.Random(f"{seed} {release} {number}")
        self.stop = threading.Event()
        self.record = Record()
        self.later = False
        self._dsn = dsn
        self._rows = rows
        self._phase = phase
        self._pause = pause
        self._kinds = made_in(shape)
        self.at_work = threading.Lock()
        self._outages = outages or Outages()
        self._number = number
        self._made = 0
        self._recent: list[int] = []
        # Half of the writers prepare their statements on the server, as Django can be told to; not
        # where a column's type changes under its name, which no prepared SELECT survives (0A000).
        self._prepare = 2 if number % 2 and not shape.same_name else None
        self._connection: psycopg.Connection[Any] | None = None
        self._began_in = ""
        self._entry = Entry()

    @property
    def ledger_name(self) -> str:
        return f"{self.twin.name} {self.name}"

    def run(self) -> None:
        names = list(self._kinds)
        weights = [kind.weight for kind in self._kinds.values()]
        while not self.stop.is_set():
            with self.at_work:
                self.once(self.chance.choices(names, weights)[0])
            if self._pause:
                self.stop.wait(self.chance.uniform(0, 2 * self._pause))
        self.close()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def once(self, name: str) -> None:
        """One transaction of that kind; whatever becomes of it is in the record."""
        self._began_in = self._phase()
        since = self._outages.changes
        self._entry = Entry()
        committing = False
        try:
            self.execute("BEGIN")
            self._kinds[name].run(self)
            self.connection.execute(*self._entry.statement(self.twin.table, self.ledger_name))
            committing = True
            self.execute("COMMIT")
        except Exception as error:  # noqa: BLE001 - whatever failed, it is recorded and reported
            if self._outages.explains(error, since):
                self.record.lost += 1
                self.record.unsure += committing
            else:
                self.record.failures.append(self._failure(name, error))
            self._after_failure()
        else:
            self.record.done[self._began_in, self.release, name] += 1

    def _failure(self, name: str, error: Exception) -> Failure:
        return Failure(
            phase=self._began_in,
            release=self.release,
            kind=name,
            sqlstate=getattr(error, "sqlstate", None) or type(error).__name__,
            message=str(error).strip().replace("\n", " | "),
        )

    def _after_failure(self) -> None:
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.execute("ROLLBACK")
            if self._connection.broken:
                self._connection.close()
        self.stop.wait(0.05)

    # -- statements ---------------------------------------------------------------------------

    @property
    def connection(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(
                self._dsn, autocommit=True, prepare_threshold=self._prepare
            )
        return self._connection

    def execute(
        self, statement: str | sql.Composable, params: Sequence[Any] | None = None
    ) -> psycopg.Cursor[Any]:
        """A statement of the application, whose time is taken."""
        began = time.perf_counter()
        try:
            return self.connection.execute(statement, params)  # type: ignore[arg-type]
        finally:
            self.took(began, statement)

    def took(self, began: float, statement: str | sql.Composable) -> None:
        text = statement if isinstance(statement, str) else statement.as_string(None)
        self.record.took(
            self._began_in, (time.perf_counter() - began) * 1000, f"{self.release} {text[:70]}"
        )

    # -- what is written ----------------------------------------------------------------------

    def key(self) -> Key:
        """A row that may be there: one of few hot ones, one of many, or one of this writer's."""
        chosen = self.chance.random()
        if chosen < 0.4:
            return self.shape.key(self.chance.randint(1, HOT))
        if chosen < 0.6 and self._recent:
            return self.shape.key(self.chance.choice(self._recent))
        return self.shape.key(self.chance.randint(1, self._rows))

    def keys(self, count: int) -> list[Key]:
        return sorted({self.key() for _ in range(count)})

    def new_key(self) -> Key:
        """A row that never was."""
        self._made += 1
        number = (self._number + 1) * 10_000_000 + self._made
        self._recent = [*self._recent[-RECENT:], number]
        return self.shape.key(number)

    def side(self) -> Values:
        return self.shape.written(self.chance, self.release, later=self.later)

    def part_of_side(self) -> Values:
        """The same, or only some of its columns; a release that lists none has none."""
        side = self.side()
        if self.release == NEW and self.shape.whole:
            return side
        some = self.chance.randint(min(1, len(side)), len(side))
        return {name: side[name] for name in self.chance.sample(list(side), some)}

    def fresh(self, key: Key, *, named: bool = True) -> Values:
        """A whole row; without its key unless `named`."""
        row = {**self.shape.shared(self.chance), **self.side()}
        return {**dict(zip(self.twin.key, key, strict=True)), **row} if named else row

    # -- the twin and the ledger ----------------------------------------------------------------

    def twin_row(self, key: Key) -> Row | None:
        """The twin as it is now; the table's row is locked, so nobody else changes it."""
        found = self.connection.execute(
            sql.SQL("SELECT {} FROM {} WHERE {}").format(
                texts(self.twin.columns), sql.Identifier(self.twin.name), at(self)
            ),
            key,
        ).fetchone()
        return dict(zip(self.twin.columns, found, strict=True)) if found else None

    def twin_add(self, *rows: Values) -> None:
        insert = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(self.twin.name),
            sql.SQL(", ").join(map(sql.Identifier, self.twin.columns)),
            sql.SQL(", ").join(sql.Placeholder() for _ in self.twin.columns),
        )
        for row in rows:
            settled = self.twin.settled(None, row)
            self.connection.execute(insert, [settled[name] for name in self.twin.columns])
            self.keep(tuple(str(row[name]) for name in self.twin.key))
        self._entry.add(inserted=len(rows))

    def twin_change(self, key: Key, written: Values) -> None:
        """`written` came over the row; the table has it, so the twin must have it too."""
        before = self.twin_row(key)
        if before is None:
            raise LookupError(f"{self.twin.table} has {key}, and its twin has not")
        settled = self.twin.settled(before, written)
        assign = sql.SQL(", ").join(
            sql.SQL("{} = %s").format(sql.Identifier(name)) for name in self.twin.columns
        )
        self.connection.execute(
            sql.SQL("UPDATE {} SET {} WHERE {}").format(
                sql.Identifier(self.twin.name), assign, at(self)
            ),
            [*(settled[name] for name in self.twin.columns), *key],
        )
        self.keep(key)
        self._entry.add(changed=1)

    def twin_remove(self, key: Key, *, rows: int, touched: int) -> None:
        """A row that counted for so many `rows`, and was `touched` so often."""
        self.connection.execute(
            sql.SQL("DELETE FROM {} WHERE {}").format(sql.Identifier(self.twin.name), at(self)),
            key,
        )
        self._entry.add(deleted=rows, gone=touched)

    # -- what a query gives -------------------------------------------------------------------

    @property
    def keeps(self) -> bool:
        """Whether this release keeps by itself what a query gives; nobody else does in the end."""
        return bool(self.shape.kept) and self.later and self.release == NEW

    def keep(self, key: Key) -> None:
        """Gives the row its value anew; whoever writes what it is made of has locked it first."""
        if self.keeps:
            ((column, query),) = self.shape.kept.items()
            self.execute(
                sql.SQL("UPDATE {} SET {} = {} WHERE {}").format(
                    self.twin.identifier, sql.Identifier(column), sql.SQL(query), at(self)
                ),
                key,
            )
