"""A database of its own for each test, and evolve's own way into it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from evolve.service.databases import Database
from sample_app import roles
from tests.support import evolutions
from tests.support.cluster import Connection, ShopDatabase


@pytest.fixture
def database(shop_database: ShopDatabase) -> Iterator[Database]:
    """The owner's way into the fresh shop."""
    with evolutions.swiftly(), evolutions.working() as database:
        yield database


@pytest.fixture
def writer(shop_database: ShopDatabase) -> Iterator[Connection]:
    """The application's session: unprivileged, in autocommit."""
    with shop_database.connect(roles.APP) as connection:
        yield connection
