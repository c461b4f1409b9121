"""Values that Python gives where nothing leads back, under another key; where what they are made of
stays; and what is refused."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection, sql

from evolve.errors import EvolveError, Held, Refused
from evolve.phases.settling import Settling
from evolve.proof import noted
from evolve.records import Evolution
from evolve.service import asking, planning, running, verifying
from evolve.service.running import Stop
from evolve.states import State
from sample_app import slugs
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


# -- where what it is made of stays -----------------------------------------------------------

ITEM = next(c for c in evolutions.shipped() if c.name == "item-python-slug")
SETTLE = "a worker comes by"
# Statements one after the other on one row, what the marker is then, and how many marks were made.
DECISIONS: tuple[tuple[str, bool | None, int], ...] = (
    ("INSERT INTO shop_item (id, name, price) VALUES (-1, 'Red Box', 1)", None, 1),
    (SETTLE, False, -1),
    ("UPDATE shop_item SET price = 2 WHERE id = -1", False, 0),
    ("UPDATE shop_item SET name = name, slug = slug WHERE id = -1", False, 0),
    ("UPDATE shop_item SET id = -2 WHERE id = -1", False, 0),
    ("UPDATE shop_item SET slug = NULL WHERE id = -2", None, 1),
    ("UPDATE shop_item SET price = 3 WHERE id = -2", None, 1),
    ("UPDATE shop_item SET id = -1 WHERE id = -2", None, 1),
    (SETTLE, False, -3),
    ("UPDATE shop_item SET slug = 'by-hand' WHERE id = -1", None, 1),
    ("UPDATE shop_item SET name = 'Blue Box' WHERE id = -1", None, 1),
    (SETTLE, False, -2),
    ("UPDATE shop_item SET name = 'Box', slug = 'box' WHERE id = -1", None, 1),
    (SETTLE, False, -1),
    ("DELETE FROM shop_item WHERE id = -1", None, 0),
    ("INSERT INTO shop_item (id, name, slug, price) VALUES (-1, 'Box', 'box', 1)", None, 1),
)  # fmt: skip
MARKED = 'SELECT name, slug, {} AS "marker" FROM shop_item WHERE id < 0'


@pytest.fixture
def slugged(ground: Ground) -> Evolution:
    """The evolution of the items, as far as `ready`."""
    with ground.shop.connect() as owner:
        evolutions.report_new(owner, ground.database, ITEM)
    return evolutions.to_ready(ground.database, ITEM)


def strictly(rows: Rows) -> list[str]:
    if any("secret" in row["name"] for row in rows):
        raise ValueError("secret")
    return [row["name"].lower().replace(" ", "-") for row in rows]


def is_done(evolution: Evolution) -> bool:
    return evolution.state is State.DONE


def slug(connection: Connection[Any], key: int) -> object:
    query = "SELECT slug FROM shop_item WHERE id = %s"
    return [row[0] for row in connection.execute(query, [key])]


def needed_help(ground: Ground, evolution: Evolution) -> bool:
    (found,) = noted.look(ground.database.session, evolution.plan)
    return found.called


def test_what_stays_is_read_again_whenever_it_or_the_value_is_written(
    ground: Ground, slugged: Evolution, application: Connection[Any]
) -> None:
    """And whoever keeps the value himself is no reason to wait with the contract."""
    (pair,) = slugged.plan.pairs
    marker = sql.SQL(MARKED).format(sql.Identifier(pair.marker))
    own = "INSERT INTO shop_item (id, name, slug, price) VALUES (-9, 'My Own', 'my-own', 1)"
    application.execute(own.encode())
    settle(ground)
    assert slug(application, -9) == ["my-own"]
    assert not needed_help(ground, slugged)
    application.execute("DELETE FROM shop_item WHERE id = -9")
    for statement, expected, made in DECISIONS:
        before = marks(ground, slugged)
        settle(ground) if statement is SETTLE else application.execute(statement.encode())
        for found in ground.database.session.rows(marker):
            assert found["marker"] is expected, statement
            if statement is SETTLE:
                assert found["slug"] == found["name"].lower().replace(" ", "-")
        assert marks(ground, slugged) - before == made, statement
    assert needed_help(ground, slugged)
    settle(ground)
    assert slug(application, -1) == ["box"]
    assert application.execute("SELECT count(*) FROM shop_item WHERE slug = 'item-7'").fetchone()
    assert verifying.verify(ground.database, slugged.name, show_values=False).clean


def test_what_is_written_while_python_thinks_beside_what_stays_is_not_lost(
    ground: Ground,
    slugged: Evolution,
    application: Connection[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What it reads is changed, the value itself, the row is deleted, and given another key."""
    struck: list[int] = []

    def slowly(rows: Rows) -> list[str]:
        if not struck:
            struck.append(len(rows))
            for statement in (  # each of them a transaction
                "UPDATE shop_item SET name = 'Other' WHERE id = -1",
                "UPDATE shop_item SET slug = 'by-hand' WHERE id = -2",
                "DELETE FROM shop_item WHERE id = -3",
                "UPDATE shop_item SET id = -14 WHERE id = -4",
            ):
                assert application.execute(statement.encode()).rowcount == 1
        return strictly(rows)

    insert = "INSERT INTO shop_item (id, name, price) SELECT -n, 'A ' || n, 1 FROM generate_series"
    application.execute(f"{insert}(1, 5) AS n".encode())
    monkeypatch.setattr(slugs, "slugs", slowly)
    with evolutions.working() as database:
        work = evolutions.work_on(database, slugged)
        assert Settling().settle(work) is not None
        database.store.release(slugged.id, "tests")
    assert struck == [5]
    assert [slug(application, key) for key in (-1, -2, -5)] == [[None], ["a-2"], ["a-5"]]
    settle(ground)
    assert marks(ground, slugged) == 0
    found = application.execute("SELECT id, slug FROM shop_item WHERE id < 0 ORDER BY id")
    assert found.fetchall() == [(-14, "a-4"), (-5, "a-5"), (-2, "a-2"), (-1, "other")]


def test_beside_what_stays_a_value_is_kept_until_the_drop_and_none_is_left_out(
    ground: Ground,
    slugged: Evolution,
    application: Connection[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A row without one keeps the contract waiting, and its end; the worker is the same all along,
    and it goes on once the row is mended."""
    database, stop = ground.database, Stop()
    carrier = running.Carrier(sleep=evolutions.Patience(stop, 20))
    insert = "INSERT INTO shop_item (id, name, slug, price) VALUES (-1, 'My secret', 'no', 1)"
    application.execute(insert.encode())
    monkeypatch.setattr(slugs, "slugs", strictly)
    settle(ground)
    held = database.store.reload(slugged.id)
    assert "1 row for which there is no value" in held.hold
    assert "My" not in held.hold + held.hold_clears
    with pytest.raises(Refused):
        asking.contract(database, slugged.name, now=False)
    application.execute("UPDATE shop_item SET name = 'A Pen' WHERE id = -1")
    settle(ground)
    evolution = asking.contract(database, slugged.name, now=False)
    assert evolutions.carry(database, evolution, State.QUARANTINED).state is State.QUARANTINED
    application.execute("UPDATE shop_item SET name = 'A Cup' WHERE id = -1")
    settle(ground)
    assert slug(application, -1) == ["a-cup"]
    application.execute("UPDATE shop_item SET name = 'secret' WHERE id = -1")
    settle(ground)
    evolution = asking.contract(database, slugged.name, now=True)
    with pytest.raises(Held, match="1 row for which"):
        running.carry(database, evolution, is_done, stop=stop, carrier=carrier, until_stuck=True)
    application.execute("UPDATE shop_item SET name = 'A Hat' WHERE id = -1")
    evolution = running.carry(database, evolution, is_done, stop=stop, carrier=carrier)
    assert (evolution.state, slug(application, -1)) == (State.DONE, ["a-hat"])
    with ground.shop.connect() as owner:
        assert schema.leftovers(owner) == []


UNIQUE = """
evolve: 1
model: shop.Item
change:
  python: slug
  field: SlugField(max_length=80, unique=True)
  from: [name]
  forward: sample_app.slugs.slugs
  keep: true
"""


def test_what_mends_a_hold_is_settled_though_it_was_written_after_it(
    ground: Ground, application: Connection[Any], tmp_path: Path
) -> None:
    """By the worker that holds: rows for whose value a unique index cannot be built, or another row
    has it already."""
    path, database, stop = tmp_path / "item-unique-slug.yaml", ground.database, Stop()
    path.write_text(UNIQUE)
    carrier = running.Carrier(sleep=evolutions.Patience(stop, 20))
    application.execute("UPDATE shop_item SET name = 'Same' WHERE id IN (1, 2)")
    planned = planning.plan(database, planning.playbook_of(str(path)))
    evolution = planning.create(database, planned)

    def is_ready(evolution: Evolution) -> bool:
        return evolution.state is State.READY

    with pytest.raises(Held, match="rows have the same value"):
        running.carry(database, evolution, is_ready, stop=stop, carrier=carrier, until_stuck=True)
    application.execute("UPDATE shop_item SET name = 'Other' WHERE id = 2")
    evolution = running.carry(database, evolution, is_ready, stop=stop, carrier=carrier)
    assert (evolution.state, slug(application, 2)) == (State.READY, ["other"])
    application.execute("UPDATE shop_item SET name = 'Same', price = 9 WHERE id = 2")
    settle(ground)
    assert "1 row for which" in database.store.reload(evolution.id).hold
    assert slug(application, 2) == ["other"]
    application.execute("UPDATE shop_item SET name = 'Mine' WHERE id = 1")
    settle(ground)
    assert slug(application, 1) == ["mine"]


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
        ("Contact", "phone", f"{HERE}.changing", "keep: true"): "let it depend on its rows alone",
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
