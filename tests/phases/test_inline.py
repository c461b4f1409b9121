"""A constraint adopted where nothing is running comes to the same as its whole evolution."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, models, transaction
from django.db.migrations import AddConstraint, AlterField, RenameField
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from evolve.operations import run_inline
from evolve.service import planning
from tests.phases.conftest import Ground
from tests.support import evolutions, schema

OPERATIONS: dict[str, list[Operation]] = {
    "invoice-check-total": [
        AddConstraint(
            "invoice",
            models.CheckConstraint(
                condition=models.Q(total__gte=0) & models.Q(discount__lte=models.F("total")),
                name="invoice_total_is_sound",
            ),
        )
    ],
    "account-unique-login": [
        AddConstraint(
            "account",
            models.UniqueConstraint(fields=["tenant", "login"], name="one_login_of_a_tenant"),
        )
    ],
    "delivery-foreign-key-supplier": [
        RenameField("delivery", "supplier_id", "supplier"),
        AlterField(
            "delivery", "supplier", models.ForeignKey("shop.Supplier", models.SET_NULL, null=True)
        ),
    ],
}


@pytest.mark.parametrize(
    "case", [c for c in evolutions.shipped() if c.name in OPERATIONS], ids=str, indirect=True
)
def test_inline_leaves_the_rows_and_the_schema_that_the_evolution_leaves(ground: Ground) -> None:
    table, playbook = ground.case.table, planning.playbook_of(ground.case.playbook)
    state = MigrationLoader(connection).project_state()

    def seen(there: Any) -> tuple[list[str], list[str]]:
        return schema.dump(there, table), schema.rows(there, table)

    with transaction.atomic():
        with connection.schema_editor(atomic=False) as editor:
            run_inline(playbook, OPERATIONS[playbook.name], "shop", editor, state)
        inline = seen(connection.connection)
        transaction.set_rollback(True)
    with ground.shop.connect() as owner:
        before = seen(owner)
        assert inline[0] != before[0]
        assert inline[1] != before[1]
    evolutions.to_done(ground.database, ground.case)
    with ground.shop.connect() as owner:
        assert seen(owner) == inline
