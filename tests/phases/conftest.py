"""What the laws are tried on: every shipped playbook, with rows, on a database of its own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from psycopg import sql

from evolve.records import Evolution
from evolve.service.databases import Database
from sample_app import roles
from tests.support import evolutions
from tests.support.cluster import Cluster, Connection, ShopDatabase, django_at
from tests.support.evolutions import Case

# What is asked of every playbook by `make test`: its SQL, and that it ends as a fresh table.
OF_ALL = frozenset({"test_golden", "test_law_schema"})


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Before those that are marked are left out."""
    for item in items:
        case = item.callspec.params.get("case") if hasattr(item, "callspec") else None
        alike = isinstance(case, Case) and case.playbook in evolutions.ALIKE
        if alike and item.path.stem not in OF_ALL:
            item.add_marker(pytest.mark.thorough)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A filled shop, with evolve's own way into it."""

    case: Case
    shop: ShopDatabase
    database: Database
    rows: int


@pytest.fixture
def ground(case: Case, shop_database: ShopDatabase) -> Iterator[Ground]:
    """The tables of `case` with rows; a process of the new release has reported itself."""
    with evolutions.swiftly(), evolutions.working() as database:
        with shop_database.connect() as connection:
            rows = evolutions.fill(connection, case)
            evolutions.report_new(connection, database, case)
        yield Ground(case=case, shop=shop_database, database=database, rows=rows)


@pytest.fixture
def case(request: pytest.FixtureRequest) -> Case:
    """By parameter; without one the split, which has most of what can go wrong."""
    found: Case | None = getattr(request, "param", None)
    return found or next(c for c in evolutions.shipped() if c.name == "customer-split-name")


@contextmanager
def clone(cluster: Cluster, template: str) -> Iterator[ShopDatabase]:
    """A copy of a database to which nobody is connected; Django leads there meanwhile.

    By its files, which is four times as fast where nothing waits for the disk.
    """
    name = f"evolve_test_{secrets.token_hex(6)}"
    create = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY")
    with cluster.maintenance() as connection:
        connection.execute(create.format(*map(sql.Identifier, (name, roles.OWNER, template))))
        try:
            database = ShopDatabase(cluster=cluster, name=name)
            with django_at(database):
                yield database
        finally:
            roles.drop_database(connection, name)


@pytest.fixture
def ready(ground: Ground) -> Evolution:
    """The evolution of `case`, as far as `ready`."""
    return evolutions.to_ready(ground.database, ground.case)


@pytest.fixture
def application(ground: Ground) -> Iterator[Connection]:
    """A client without a right on anything of evolve's."""
    with ground.shop.connect(roles.APP) as connection:
        yield connection
