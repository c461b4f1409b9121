"""The baskets, whose total a query gives; a client writes to them and to what the query reads."""

from __future__ import annotations

import random
import threading
import time
from typing import Any

import psycopg
import pytest
from psycopg import Connection, sql

from evolve.records import Evolution
from evolve.service import workers
from evolve.service.running import Stop
from sample_app import roles
from tests.phases.conftest import Ground
from tests.support import evolutions

BASKET = next(c for c in evolutions.shipped() if c.name == "basket-fill-total")
basket = pytest.mark.parametrize("case", [BASKET], ids=str, indirect=True)
EXPECTED = """
SELECT b.id, coalesce(sum(l.amount * i.price), 0) FROM shop_basket b
LEFT JOIN shop_basketline l ON l.basket_id = b.id LEFT JOIN shop_item i ON i.id = l.item_id
GROUP BY b.id ORDER BY b.id
"""


def settle(ground: Ground) -> None:
    """What a worker that cron starts does."""
    workers.worker(["default"], stop=Stop(), once=True)


def waiting(ground: Ground, evolution: Evolution) -> int:
    """How many marks and notes there are."""
    (pair,) = evolution.plan.pairs
    return sum(
        int(ground.database.session.one(query.format(table))["n"])
        for query in [sql.SQL("SELECT count(*) AS n FROM {}")]
        for table in (pair.marks, *pair.notes)
    )


def totals(connection: Connection[Any]) -> list[tuple[Any, ...]]:
    return connection.execute("SELECT id, total FROM shop_basket ORDER BY id").fetchall()


def expected(connection: Connection[Any]) -> list[tuple[Any, ...]]:
    return connection.execute(EXPECTED).fetchall()


class Writer(threading.Thread):
    """A client that writes to lines, items and baskets, in transactions that overlap others'."""

    STATEMENTS = (
        "INSERT INTO shop_basketline (basket_id, item_id, amount) VALUES ({0}, {1}, {2})",
        "UPDATE shop_basketline SET amount = {2} WHERE basket_id = {0}",
        "UPDATE shop_basketline SET basket_id = {1} WHERE basket_id = {0} AND amount = {2}",
        "DELETE FROM shop_basketline WHERE basket_id = {0} AND amount = {2}",
        "UPDATE shop_item SET price = {2} WHERE id = {1}",
        "INSERT INTO shop_basket (holder) VALUES ('w{0}')",
        "UPDATE shop_basket SET holder = 'w{2}' WHERE id = {0}",
    )

    def __init__(self, ground: Ground, number: int) -> None:
        super().__init__(name=f"writer-{number}")
        self.ground, self.number = ground, number
        self.stop = threading.Event()
        self.statements = 0
        self.error: Exception | None = None

    def run(self) -> None:
        chance = random.Random(self.number)
        try:
            with self.ground.shop.connect(roles.APP, autocommit=False) as connection:
                while not self.stop.is_set():
                    self.write(connection, chance)
        except Exception as error:  # noqa: BLE001 - it is the test that judges it
            self.error = error

    def write(self, connection: Connection[Any], chance: random.Random) -> None:
        try:
            for _ in range(chance.randrange(1, 4)):
                near = chance.randrange(1, 60)
                values = (near, near + chance.randrange(2), chance.randrange(1, 4))
                connection.execute(chance.choice(self.STATEMENTS).format(*values).encode())
                time.sleep(chance.random() * 0.01)
        except psycopg.errors.DeadlockDetected:
            # Of the writers among each other, whose order of rows is anybody's.
            connection.rollback()
        if chance.random() < 0.1:
            connection.rollback()
        connection.commit()
        self.statements += 1
