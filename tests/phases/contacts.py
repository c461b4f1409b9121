"""The contacts, whose number Python makes of a phone; clients of both releases write them."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from psycopg import Rollback, sql

from evolve.records import Evolution
from evolve.service import workers
from evolve.service.running import Stop
from tests.phases.conftest import Ground
from tests.phases.writing import Writer
from tests.support import evolutions
from tests.support.cluster import Connection

CONTACT = next(c for c in evolutions.shipped() if c.name == "contact-python-number")
contact = pytest.mark.parametrize("case", [CONTACT], ids=str, indirect=True)
Rows = list[dict[str, Any]]


def settle(ground: Ground) -> None:
    """What a worker that cron starts does."""
    workers.worker(["default"], stop=Stop(), once=True)


def marks(ground: Ground, evolution: Evolution) -> int:
    """How many marks there are."""
    (pair,) = evolution.plan.pairs
    query = sql.SQL("SELECT count(*) AS marks FROM {}").format(pair.marks)
    return int(ground.database.session.one(query)["marks"])


def seen(connection: Connection, key: int) -> tuple[object, ...] | None:
    query = "SELECT phone, number FROM shop_contact WHERE id = %s"
    return connection.execute(query, [key]).fetchone()


class Numbers(Writer[tuple[str, str]]):
    """Writes to one side of rows of its own: the old one until `ready`, from then on either."""

    def __init__(self, ground: Ground, number: int, ready: threading.Event) -> None:
        super().__init__(ground, number)
        self.number, self.ready = number, ready
        self.statements = 0

    def write(self, connection: Connection) -> None:
        time.sleep(0.002)
        chance = self.chance
        key = chance.choice([k for k in range(1, evolutions.CUSTOMERS) if k % 4 == self.number])
        value = chance.randrange(10_000, 99_999)
        old = not self.ready.is_set() or chance.random() < 0.5
        column, text = ("phone", f"030 {value}") if old else ("number", f"+{value}")
        if chance.random() < 0.2:
            connection.execute("DELETE FROM shop_contact WHERE id = %s", [key])
        statement = sql.SQL(
            "INSERT INTO shop_contact (id, name, {0}) VALUES (%s, 'w', %s) "
            "ON CONFLICT (id) DO UPDATE SET {0} = excluded.{0}"
        ).format(sql.Identifier(column))
        connection.execute(statement, [key, text])
        self.statements += 1
        if chance.random() < 0.1:
            raise Rollback
        self.twin[key] = (text, f"+4930{value}") if old else (text, text)
