"""unique=True, as `migrate` makes it of a field that is there: the same schema, names included."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, models

from evolve.phases import steps
from evolve.service import planning
from evolve.service.databases import Database
from tests.support import schema
from tests.support.cluster import ShopDatabase
from tests.support.evolutions import work_on
from tests.support.pairs import Spec, create_table, planned, registered

# A column, and its field before and after.
SAID: dict[str, tuple[str, Any, Any]] = {
    "text": (
        "varchar(50) NOT NULL",
        models.CharField(max_length=50),
        models.CharField(max_length=50, unique=True),
    ),
    "text with an index": (
        "varchar(50) NOT NULL",
        models.CharField(max_length=50, db_index=True),
        models.CharField(max_length=50, unique=True),
    ),
    "number": (
        "integer",
        models.IntegerField(null=True),
        models.IntegerField(null=True, unique=True),
    ),
}


@pytest.mark.parametrize("said", SAID)
def test_an_evolved_column_is_as_migrate_makes_it(
    shop_database: ShopDatabase, database: Database, said: str
) -> None:
    """The further index of text is there, and the plain one has gone."""
    type_, before, after = SAID[said]
    spec = Spec(
        columns=f"id bigint PRIMARY KEY, v {type_}", change="unique: [v]\nduplicates: refuse"
    )
    described = []
    for evolved in (False, True):
        create_table(shop_database, spec)
        with registered(spec) as model, connection.schema_editor() as editor:
            editor_: Any = editor
            for field in (before, after):
                field.set_attributes_from_name("v")
                field.model = model
            if before.db_index:
                editor_.execute(editor_._create_index_sql(model, fields=[before]))
                editor_.execute(editor_._create_like_index_sql(model, before))
            if not evolved:
                editor_.alter_field(model, before, after)
        if evolved:
            work = work_on(database, planning.create(database, planned(database, spec)))
            for step in work.evolution.plan.steps:
                assert not steps.apply(work, step).reason, step.id
        with shop_database.connect() as owner:
            described.append(schema.dump(owner, "pair_table"))
            owner.execute(b"DROP TABLE pair_table")
    assert described[0] == described[1]
    assert any("UNIQUE (v)" in line for line in described[0])
