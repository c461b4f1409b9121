"""The rows of a twin, from inside Django's own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections

from sample_app.twin import Row, Twin


class TwinRows:
    """Reads, locks and writes twins of rows over Django's connection.

    A row is locked here before it is touched in the table, several in the order of their keys:
    so writers never deadlock among themselves, and see what the table holds without reading it.
    """

    def __init__(self, twin: Twin, alias: str = "default") -> None:
        self.twin = twin
        self.alias = alias
        (self._key,) = twin.key
        self._columns = ", ".join(f'"{name}"' for name in twin.columns)

    def extent(self) -> tuple[int, int]:
        """The smallest and the largest key; (0, 0) for an empty twin."""
        key = self._key
        rows = self._query(f'SELECT min("{key}"), max("{key}") FROM "{self.twin.name}"', [])
        return rows[0][0] or 0, rows[0][1] or 0

    def near(self, key: int, count: int) -> list[int]:
        """Up to `count` keys from `key` on."""
        query = (
            f'SELECT "{self._key}" FROM "{self.twin.name}" WHERE "{self._key}" >= %s'
            f' ORDER BY "{self._key}" LIMIT %s'
        )
        return [found for (found,) in self._query(query, [key, count])]

    def locked(self, keys: Iterable[int]) -> dict[int, Row]:
        """Lock the rows that are still there; by key."""
        query = (
            f'SELECT {self._columns} FROM "{self.twin.name}" WHERE "{self._key}" = ANY(%s)'
            f' ORDER BY "{self._key}" FOR UPDATE'
        )
        rows = (
            dict(zip(self.twin.columns, r, strict=True)) for r in self._query(query, [list(keys)])
        )
        return {row[self._key]: row for row in rows}

    def add(self, *written: Row) -> int:
        """A release inserted these rows; how many."""
        places = ", ".join(["%s"] * len(self.twin.columns))
        insert = f'INSERT INTO "{self.twin.name}" ({self._columns}) VALUES ({places})'
        for row in written:
            self._execute(insert, self._values(self.twin.settled(None, row)))
        return len(written)

    def change(self, before: Row, written: Row) -> int:
        """A release wrote `written` over the locked row `before`."""
        assignments = ", ".join(f'"{name}" = %s' for name in self.twin.columns)
        self._execute(
            f'UPDATE "{self.twin.name}" SET {assignments} WHERE "{self._key}" = %s',
            [*self._values(self.twin.settled(before, written)), before[self._key]],
        )
        return 1

    def remove(self, keys: Iterable[int]) -> None:
        """A release deleted these rows."""
        self._execute(f'DELETE FROM "{self.twin.name}" WHERE "{self._key}" = ANY(%s)', [list(keys)])

    def _values(self, row: Row) -> list[Any]:
        return [row[name] for name in self.twin.columns]

    def _query(self, query: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        with connections[self.alias].cursor() as cursor:
            cursor.execute(query, params)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def _execute(self, statement: str, params: Sequence[Any]) -> None:
        with connections[self.alias].cursor() as cursor:
            cursor.execute(statement, params)
