"""Law: an evolved table and a fresh one are the same, whatever the names and the server's version.

Fresh is what Django's schema editor makes of release r2's models in an empty database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest

from evolve.proof.survey import change_shape
from evolve.service import planning
from sample_app import roles
from tests.phases.conftest import Ground
from tests.phases.test_round_trips import there_and_back
from tests.support import evolutions, schema
from tests.support.cluster import Cluster, ShopDatabase
from tests.support.command import manage
from tests.support.evolutions import Case

CREATE = """
from django.apps import apps
from django.db import connection
with connection.schema_editor() as editor:
    for model in apps.get_app_config("shop").get_models():
        editor.create_model(model)
"""


@pytest.fixture(scope="module")
def fresh(cluster: Cluster) -> Iterator[ShopDatabase]:
    """The tables of release r2 in a database that has never had others."""
    with cluster.maintenance() as connection:
        roles.create_roles(connection)
    with cluster.database() as database:
        done = manage(database, "shell", "--no-imports", "-c", CREATE, release="r2")
        assert done.returncode == 0, done.stderr
        with database.connect() as connection:
            roles.grant_application(connection)
        yield database


def described(database: ShopDatabase, table: str) -> list[str]:
    with database.connect() as connection:
        return schema.dump(connection, table)


@pytest.mark.parametrize("case", evolutions.shipped(), ids=str, indirect=True)
def test_an_evolved_table_is_the_fresh_one(ground: Ground, fresh: ShopDatabase) -> None:
    expected = described(fresh, ground.case.table)
    assert len(expected) >= 5
    assert (described(ground.shop, ground.case.table) == expected) is ground.case.values_alone
    evolutions.to_done(ground.database, ground.case)
    assert described(ground.shop, ground.case.table) == expected


def altered(fresh: ShopDatabase, table: str, statements: Sequence[str]) -> list[str]:
    """The fresh table as it would be after `statements`."""
    with fresh.connect() as connection, connection.transaction(force_rollback=True):
        for statement in statements:
            connection.execute(statement.encode())
        return schema.dump(connection, table)


@pytest.mark.parametrize("case", evolutions.on_other_keys(), indirect=True)
def test_on_another_key_it_goes_there_and_back_and_is_the_fresh_one_too(
    ground: Ground, fresh: ShopDatabase
) -> None:
    case = ground.case
    expected = altered(fresh, case.table, case.prepare)
    assert expected != described(fresh, case.table)
    there_and_back(ground)
    evolutions.to_done(ground.database, case)
    assert described(ground.shop, case.table) == expected


@pytest.mark.thorough
def test_evolved_one_after_the_other_the_whole_shop_is_fresh(
    ground: Ground, fresh: ShopDatabase
) -> None:
    """All playbooks on one database, and nothing of evolve's making is left."""
    done: list[Case] = evolutions.shipped()
    for case in done:
        if case != ground.case:
            with ground.shop.connect() as connection:
                evolutions.report_new(connection, ground.database, case)
        evolutions.to_done(ground.database, case)
    for case in done:
        assert described(ground.shop, case.table) == described(fresh, case.table)
    with ground.shop.connect() as connection:
        assert schema.leftovers(connection) == []


@pytest.mark.parametrize("case", evolutions.grown(), ids=str, indirect=True)
def test_what_was_made_by_hand_is_there_afterwards(ground: Ground, fresh: ShopDatabase) -> None:
    """Indexes, checks, keys, defaults, comments and statistics targets, as made on the fresh
    table."""
    (old,) = change_shape(planning.playbook_of(ground.case.playbook)).old
    (new,) = evolutions.to_done(ground.database, ground.case).plan.new_columns or (old,)
    plain = described(fresh, ground.case.table)
    by_hand = [re.sub(rf"\b{old}\b", new, statement) for statement in ground.case.prepare]
    expected = altered(fresh, ground.case.table, by_hand)
    assert len(set(expected) - set(plain)) > len(ground.case.prepare) - 4
    assert described(ground.shop, ground.case.table) == expected
