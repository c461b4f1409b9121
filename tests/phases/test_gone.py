"""A table that an evolution needs is dropped: it is named, and a revert takes back the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from evolve.errors import Exit
from evolve.service import asking
from evolve.states import State
from tests.phases.conftest import Ground
from tests.support import evolutions, schema
from tests.support.typed import typed

# The table that is dropped, its own or one that its query reads.
GONE = {
    "basket-fill-total": ("shop_basketline", "shop_basket"),
    "customer-split-name": ("shop_customer",),
    "account-unique-login": ("shop_account",),
}


def cases() -> Iterator[Any]:
    for case in evolutions.shipped():
        for table in GONE.get(case.playbook, ()):
            marks = () if table == "shop_basketline" else pytest.mark.thorough
            yield pytest.param(case, table, id=f"{case} without {table}", marks=marks)


@pytest.mark.parametrize(("case", "table"), list(cases()), indirect=["case"])
def test_a_table_that_is_gone_is_named_and_a_revert_comes_to_its_end(
    ground: Ground, table: str
) -> None:
    name = ground.case.playbook
    evolutions.to_ready(ground.database, ground.case)
    with ground.shop.connect() as owner:
        owner.execute(f"DROP TABLE {table} CASCADE".encode())
        owner.execute("DELETE FROM evolve_instance")
        for verb in ("plan", "verify"):
            found = typed(f"{verb} {name}")
            assert found.code == Exit.REFUSED, found
            assert f"public.{table}: is gone" in found.said
            assert f"evolve revert {name} --accept-loss" in found.said
        assert typed(f"status {name}").code == Exit.DONE
        asking.revert(ground.database, name, accept_loss=True)
        reverted = evolutions.carry(
            ground.database, ground.database.store.get(name), State.REVERTED
        )
        assert reverted.state is State.REVERTED, reverted.hold
        assert schema.leftovers(owner) == []
