"""A database with rows, and hands to type commands with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from django.db import connections

from sample_app import load, roles
from tests.support.cluster import ShopDatabase
from tests.support.evolutions import swiftly

Write = Callable[[str, str], Path]
ROWS = 40


@pytest.fixture
def shop(shop_database: ShopDatabase) -> Iterator[ShopDatabase]:
    """A shop with some rows in each table, where nothing waits long and web is expected."""
    with shop_database.connect() as connection:
        load.load(connection, customers=ROWS, products=ROWS, addresses=ROWS, orders=ROWS)
        roles.grant_application(connection)
    with swiftly():
        yield shop_database


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a playbook of that name, and gives its path."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / f"{name}.yaml"
        path.write_text(dedent(text))
        return path

    return write


@pytest.fixture
def legacy(shop_database: ShopDatabase) -> Iterator[str]:
    """Another alias of the project, which is SQLite."""
    connections.databases["legacy"] = {
        **connections.databases["default"],
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ":memory:",
        "OPTIONS": {},
    }
    try:
        yield "legacy"
    finally:
        connections["legacy"].close()
        del connections["legacy"]
        del connections.databases["legacy"]
