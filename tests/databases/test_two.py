"""One playbook on two databases: an evolution each, with its rows in the database it changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.test import override_settings

from evolve.errors import EvolveError
from evolve.operations import AdoptEvolution, StartEvolution
from evolve.service.databases import aliases_of
from evolve.service.planning import playbook_of
from tests.support.cluster import Cluster, ShopDatabase

NAME = "product-rename-title"


@pytest.fixture
def second(
    shop_database: ShopDatabase, cluster: Cluster, shop_template: str
) -> Iterator[ShopDatabase]:
    """Another shop, under the alias `second`."""
    with cluster.database(shop_template) as other:
        handler: Any = connections
        handler.settings["second"] = {
            **connections["default"].settings_dict,
            "NAME": other.name,
        }
        try:
            yield other
        finally:
            connections["second"].close()
            del handler[("second")]
            del handler.settings["second"]


class Denies:
    """A router that keeps the shop's models off the alias `second`."""

    def allow_migrate(self, db: str, app_label: str, **_: object) -> bool | None:
        return False if db == "second" and app_label == "shop" else None


def columns(database: ShopDatabase) -> set[str]:
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'shop_product'::regclass "
            "AND attnum > 0 AND NOT attisdropped"
        )
        return {name for (name,) in rows}


def evolutions(database: ShopDatabase) -> list[tuple[Any, ...]]:
    with database.connect() as connection:
        return connection.execute("SELECT name, state FROM evolve_evolution").fetchall()


def written(tmp_path: Path, databases: str) -> str:
    """The shipped playbook with a line that names its databases; the path to it."""
    path = tmp_path / f"{NAME}.yaml"
    path.write_text(f"{Path(playbook_of(NAME).path).read_text()}databases: {databases}\n")
    return str(path)


def test_the_routers_decide_where_the_playbook_names_no_database(
    shop_database: ShopDatabase, second: ShopDatabase
) -> None:
    """Every database that may have the model, and no other."""
    assert aliases_of(playbook_of(NAME), None) == ["default", "second"]
    with override_settings(DATABASE_ROUTERS=[Denies()]):
        assert aliases_of(playbook_of(NAME), None) == ["default"]


def test_every_command_acts_on_all_databases_or_on_the_one_given(
    shop_database: ShopDatabase, second: ShopDatabase
) -> None:
    """Started on one, then on both, paused on one: each has its own rows and its own state."""
    call_command("evolve", "start", NAME, "--noinput", "--database", "second")
    assert "name" in columns(second)
    assert "name" not in columns(shop_database)
    assert evolutions(shop_database) == []
    call_command("evolve", "start", NAME, "--noinput")
    assert evolutions(shop_database) == evolutions(second) == [(NAME, "ready")]
    call_command("evolve", "revert", NAME)
    assert evolutions(shop_database) == evolutions(second) == [(NAME, "reverted")]
    assert "name" not in columns(shop_database) | columns(second)


def test_a_router_that_denies_a_named_database_is_an_error(
    shop_database: ShopDatabase, second: ShopDatabase, tmp_path: Path
) -> None:
    """A no-op there would look like done; nothing is begun on the other either."""
    with (
        override_settings(DATABASE_ROUTERS=[Denies()]),
        pytest.raises(CommandError, match=r"router denies shop\.Product on 'second'"),
    ):
        call_command("evolve", "start", written(tmp_path, "[default, second]"), "--noinput")
    assert evolutions(shop_database) == []
    assert "name" not in columns(shop_database)


def test_a_database_that_the_playbook_does_not_name_is_refused(
    shop_database: ShopDatabase, second: ShopDatabase, tmp_path: Path
) -> None:
    """`--database` chooses among the playbook's databases; it adds none."""
    path = written(tmp_path, "second")
    with pytest.raises(EvolveError, match="does not run on 'default'"):
        aliases_of(playbook_of(path), "default")
    assert aliases_of(playbook_of(path), None) == ["second"]


@pytest.mark.parametrize(
    "operation", [StartEvolution(NAME), AdoptEvolution(NAME, [])], ids=["start", "adopt"]
)
def test_a_migration_of_a_database_that_a_router_denies_raises(
    shop_database: ShopDatabase, second: ShopDatabase, operation: Operation
) -> None:
    """Django would pass over it in silence, and note it as applied."""
    state = MigrationLoader(connections["default"]).project_state()
    with (
        override_settings(DATABASE_ROUTERS=[Denies()]),
        pytest.raises(CommandError, match=r"router denies shop\.Product on 'second'"),
        connections["second"].schema_editor(atomic=False) as editor,
    ):
        operation.database_forwards("shop", editor, state, state)
    assert evolutions(second) == []
