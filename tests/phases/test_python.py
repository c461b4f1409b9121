"""Values that Python gives where nothing leads back, under another key; and what is refused."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from evolve.errors import EvolveError, Refused
from evolve.service import asking, planning
from evolve.states import State
from tests.phases.conftest import Ground
from tests.phases.contacts import Rows, contact, marks, settle
from tests.support import evolutions, schema

# -- one way, and another key -----------------------------------------------------------------

DIGEST = """
evolve: 1
model: shop.Order
change:
  python: note_digest
  field: CharField(max_length=64, null=True)
  from: [note]
  forward: tests.phases.test_python.digests
  one_way: true
"""


def digests(rows: Rows) -> list[str]:
    return [hashlib.sha256(row["note"].encode()).hexdigest() for row in rows]


@contact
def test_where_nothing_leads_back_what_a_new_release_writes_is_its_own(
    ground: Ground, application: Connection[Any], tmp_path: Path
) -> None:
    """On a table whose key is a uuid."""
    path = tmp_path / "order-note-digest.yaml"
    path.write_text(DIGEST)
    database = ground.database
    with ground.shop.connect() as owner:
        owner.execute("ALTER TABLE shop_order ALTER note SET DEFAULT ''")
    planned = planning.plan(database, planning.playbook_of(str(path)))
    evolution = evolutions.carry(database, planning.create(database, planned), State.READY)
    assert evolution.state is State.READY, evolution.hold
    keys = [row[0] for row in application.execute("SELECT id FROM shop_order ORDER BY id LIMIT 2")]
    application.execute("UPDATE shop_order SET note_digest = 'own' WHERE id = %s", [keys[0]])
    application.execute("UPDATE shop_order SET note = 'new' WHERE id = %s", [keys[1]])
    settle(ground)
    found = dict(application.execute("SELECT id, note_digest FROM shop_order"))
    assert (found[keys[0]], found[keys[1]]) == ("own", digests([{"note": "new"}])[0])
    assert len(set(found.values())) > 1
    assert marks(ground, evolution) == 0
    with pytest.raises(Refused) as refused:
        asking.revert(database, evolution.name, accept_loss=False)
    assert [refusal.code for refusal in refused.value.refusals] == ["loss"]
    asked = asking.revert(database, evolution.name, accept_loss=True)
    assert evolutions.carry(database, asked, State.REVERTED).state is State.REVERTED


# -- what is refused --------------------------------------------------------------------------


def changing(rows: Rows) -> list[str]:
    return [f"+49{random.randrange(10**9)}" for _ in rows]


def raising(rows: Rows) -> list[str]:
    raise KeyError(f"no number in {rows}")


def too_few(rows: Rows) -> list[str]:
    return ["+4911"]


def number(rows: Rows) -> list[str]:
    return [row["number"] for row in rows]


CHANGE = """
evolve: 1
model: shop.{model}
change:
  python: number
  field: CharField(max_length=20, null=True)
  from: [{old}]
  forward: {forward}
  {more}
"""
HERE = "tests.phases.test_python"


@contact
def test_what_cannot_be_proved_or_would_fail_a_write_is_refused(
    ground: Ground, tmp_path: Path
) -> None:
    one_way = "one_way: true"
    back = f"backward: {HERE}.number"
    wrong = {
        ("Contact", "phone", "sample_app.phones.interational", one_way): "cannot be imported",
        ("Contact", "phone", "sample_app.phones.HOME", one_way): "expected a function",
        ("Contact", "phone", f"{HERE}.changing", one_way): "another value the second time",
        ("Contact", "phone", f"{HERE}.raising", one_way): "does not convert",
        ("Contact", "phone", f"{HERE}.too_few", one_way): "1 values for",
        ("Contact", "phone", "sample_app.phones.international", back): "do not come back",
        ("Customer", "full_name", f"{HERE}.changing", back): "is NOT NULL without a default",
        ("Contact", "phone", "sample_app.phones.international", ONE_AND_SQL): "it is Python",
    }
    before = described(ground)
    for (model, old, forward, more), words in wrong.items():
        path = tmp_path / "contact-number.yaml"
        path.write_text(CHANGE.format(model=model, old=old, forward=forward, more=more))
        with pytest.raises(EvolveError) as error:
            planning.create(
                ground.database, planning.plan(ground.database, planning.playbook_of(str(path)))
            )
        assert words in str(error.value), error.value
        assert "no number in" not in str(error.value)
    assert described(ground) == before


ONE_AND_SQL = "one_way: true\ndual_write:\n  forward: {number: phone}"


def described(ground: Ground) -> list[str]:
    with ground.shop.connect() as connection:
        return schema.dump(connection, "shop_contact")
