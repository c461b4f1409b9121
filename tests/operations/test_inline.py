"""Law: where nothing is running, AdoptEvolution alone makes of the old table the one that an
evolution makes, and no value is lost; asserted for every shipped playbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import connections, migrations, models
from django.db.migrations.loader import MigrationLoader

from evolve.operations import AdoptEvolution
from tests.phases.test_law_schema import described, fresh
from tests.support import evolutions, schema
from tests.support.cluster import ShopDatabase
from tests.support.command import manage

__all__ = ["fresh"]

# In a process of release r2: from the migrations' state, which is r1's, to that of the models.
ADOPT = """
from django.apps import apps
from django.db import connection
from django.db.migrations import AddConstraint, AddField, AlterField, RemoveField, RenameField
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from evolve.operations import AdoptEvolution
from evolve.service import planning

state = MigrationLoader(connection).project_state()
goal = ProjectState.from_apps(apps)
for playbook in planning.check(None):
    label, model = playbook.model.lower().split(".")
    before, after = (s.models[label, model] for s in (state, goal))
    there, wanted = before.fields, after.fields
    checks = before.options.get("constraints", [])
    # A key takes over the column of a plain field, whose name was that of its column.
    keys = {n: f"{n}_id" for n, f in wanted.items() if n not in there and f"{n}_id" in there}
    operations = [
        *(AddField(model, n, f) for n, f in wanted.items() if n not in there and n not in keys),
        *(move for n, old in keys.items()
          for move in (RenameField(model, old, n), AlterField(model, n, wanted[n]))),
        *(AlterField(model, n, f) for n, f in wanted.items()
          if n in there and not f.is_relation and not f.primary_key
          and f.deconstruct()[1:] != there[n].deconstruct()[1:]),
        *(RemoveField(model, n) for n in there if n not in wanted and n not in keys.values()),
        *(AddConstraint(model, c) for c in after.options.get("constraints", []) if c not in checks),
    ]
    assert operations, playbook.name
    adopted = AdoptEvolution(playbook.name, operations)
    moved = state.clone()
    adopted.state_forwards(label, moved)
    with connection.schema_editor() as editor:
        adopted.database_forwards(label, editor, state, moved)
    state = moved
"""


# What a row has before, and what has to be there afterwards.
VALUES = {
    "shop_address": ("concat_ws(' ', street, house_number)", "line"),
    "shop_article": (
        "coalesce(section, 'news') || views || split_part(author, ' ', 1)",
        "section || view_count || first_name",
    ),
    "shop_basket": (
        "(SELECT count(*) FROM shop_basketline l WHERE l.basket_id = shop_basket.id) > 0",
        "total > 0",
    ),
    "shop_contact": (
        "CASE WHEN phone LIKE '030%' THEN '+4930' || substr(phone, 7) END",
        "CASE WHEN number LIKE '+49301%' THEN number END",
    ),
    "shop_customer": ("left(split_part(full_name, ' ', 1), 80)", "first_name"),
    "shop_order": ("quantity::text", "quantity::text"),
    "shop_item": ("lower(replace(name, ' ', '-'))", "slug"),
    "shop_licence": ("code", "serial::text"),
    "shop_payment": ("translate(replace(currency, 'US$', 'USD'), 'O', '')", "currency"),
    "shop_product": ("title", "name"),
    "shop_supplier": ("coalesce(country, 'unknown')", "country"),
}
NUMBER = """
evolve: 1
model: shop.Ticket
change:
  split: subject
  into:
    number: {field: IntegerField(null=True), sql: "subject::integer"}
    words: {field: TextField(null=True), sql: subject}
  back: {subject: words}
"""


def values(database: ShopDatabase, table: str, expression: str) -> list[tuple[object, ...]]:
    with database.connect() as connection:
        query = f"SELECT id, {expression} FROM {table} ORDER BY id"
        return connection.execute(query.encode()).fetchall()


def test_every_playbook_inline_is_the_evolved_table_with_its_values(
    shop_database: ShopDatabase, fresh: ShopDatabase
) -> None:
    cases = evolutions.shipped()
    with shop_database.connect() as connection:
        evolutions.fill(connection, cases[0])
    before = {table: values(shop_database, table, old) for table, (old, _) in VALUES.items()}
    done = manage(
        shop_database, "shell", "--no-imports", "-c", ADOPT,
        release="r2", SHOP_EVOLVE='{"INLINE": true}',
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for case in cases:
        assert described(shop_database, case.table) == described(fresh, case.table)
    after = {table: values(shop_database, table, new) for table, (_, new) in VALUES.items()}
    assert after == before
    assert all(before.values())


def test_a_value_that_does_not_convert_is_said_and_nothing_is_done(
    shop_database: ShopDatabase, tmp_path: Path
) -> None:
    path = tmp_path / "ticket-number.yaml"
    path.write_text(NUMBER)
    with shop_database.connect() as connection:
        evolutions.fill(connection, evolutions.shipped()[0], 10)
        before = schema.dump(connection, "shop_ticket")
        state = MigrationLoader(connections["default"]).project_state()
        number = migrations.AddField("ticket", "number", models.IntegerField(null=True))
        words = migrations.AddField("ticket", "words", models.TextField(null=True))
        operation = AdoptEvolution(str(path), [number, words])
        with (
            evolutions.swiftly(INLINE=True),
            pytest.raises(CommandError, match="a value of shop_ticket does not convert") as said,
            connections["default"].schema_editor() as editor,
        ):
            operation.database_forwards("shop", editor, state, state)
        assert "Ticket 1" not in str(said.value)
        assert schema.dump(connection, "shop_ticket") == before
