"""Values that no btree takes: said beforehand, and a hold that names the index and the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from evolve.changes import KINDS
from evolve.errors import Held
from evolve.playbook.load import load
from evolve.service import asking, planning
from evolve.states import State
from tests.phases.conftest import Ground
from tests.support import evolutions, schema

PLAYBOOK = """
evolve: 1
model: shop.Customer
change:
  split: full_name
  into:
    long_name:
      field: "TextField(null=True, db_index=True)"
      sql: "CASE WHEN id = 7 THEN noise ELSE full_name::text END"
    short_name:
      field: "CharField(max_length=120, null=True)"
      sql: full_name
  back: {full_name: "coalesce(short_name, '')"}
  too_long: clamp
  lossy: accept
"""
# It does not compress to a size that fits.
NOISE = """
UPDATE shop_customer SET noise =
  (SELECT string_agg(md5(n::text), '') FROM generate_series(1, {}) AS n) WHERE id = 7
"""


@pytest.fixture
def dump(ground: Ground) -> str:
    """The table with a column of long values, as it is before anything begins."""
    with ground.shop.connect() as connection:
        connection.execute("ALTER TABLE shop_customer ADD COLUMN noise text")
        return str(schema.dump(connection, "shop_customer"))


def test_a_value_too_long_for_an_index_holds_until_it_is_shortened_or_taken_back(
    ground: Ground, dump: str, tmp_path: Path
) -> None:
    path = tmp_path / "customer-long-name.yaml"
    path.write_text(PLAYBOOK)
    report = planning.plan(ground.database, load(path, KINDS))
    index = next(i for i in report.plan.steps if i.id.startswith("verify.index.")).id.split(".")[2]
    assert any(index in note and "2,700 bytes" in note for note in report.notes)
    # The server words it differently where the value does not fit a page either.
    for length, mended in ((400, False), (150, True)):
        with ground.shop.connect() as connection:
            connection.execute(NOISE.format(length).encode())
        evolution = planning.create(
            ground.database, planning.plan(ground.database, load(path, KINDS))
        )
        with pytest.raises(Held) as caught:
            evolutions.carry(ground.database, evolution, State.READY)
        assert index in caught.value.message
        assert f"evolve revert {evolution.name}" in caught.value.hint
        if mended:
            with ground.shop.connect() as connection:
                connection.execute("UPDATE shop_customer SET long_name = 'short' WHERE id = 7")
            ready = evolutions.carry(ground.database, evolution, State.READY)
            assert (ready.state, ready.hold) == (State.READY, "")
        asking.revert(ground.database, evolution.name, accept_loss=True)
        done = evolutions.carry(ground.database, evolution, State.REVERTED)
        assert done.state is State.REVERTED
        with ground.shop.connect() as connection:
            assert str(schema.dump(connection, "shop_customer")) == dump
