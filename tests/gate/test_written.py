"""When the old side was last written: what counts, what it costs others, what the gate makes of it.

| statement | noted |
|---|---|
| INSERT that gives an old column, in whatever form | yes |
| UPDATE that changes an old column, whether or not new follows | yes |
| the same, rolled back | yes: somebody has tried |
| INSERT or UPDATE of new columns, or of columns that are not the evolution's | no |
| UPDATE of an old column to what it is already | no: the trigger is not called |
| a batch of evolve's own | no |
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evolve.errors import Exit
from evolve.pg.noting import SLICE
from evolve.pg.sync import Mode
from evolve.proof import noted
from evolve.service.databases import Database
from sample_app import roles
from tests.command.test_too_early import NEW, TITLE, done, ready
from tests.gate.test_answers import refused
from tests.support import evolutions
from tests.support.cluster import Connection, ShopDatabase
from tests.support.evolutions import swiftly
from tests.support.pairs import Evolving, Spec, begin, create_table
from tests.support.typed import typed

COLUMNS = "id bigint PRIMARY KEY, other text, born text DEFAULT now()::text, a text"
KINDS = {
    "rename": "rename: a\nto: b",
    "split": "split: a\ninto:\n  b: {field: TextField(null=True), sql: \"split_part(a, ' ', 1)\"}\n"
    "  c: {field: TextField(null=True), sql: \"split_part(a, ' ', 2)\"}\n"
    "back:\n  a: concat_ws(' ', b, c)\nlossy: accept",
}
OLD = (
    "INSERT INTO {t} (id, a) VALUES (2, 'x y')",
    "INSERT INTO {t} VALUES (3, 'o', 'n', 'x y')",
    "INSERT INTO {t} (id, a) VALUES (2, 'z') ON CONFLICT (id) DO UPDATE SET a = excluded.a",
    "UPDATE {t} SET a = a || 'x' WHERE id = 1",
    "UPDATE {t} SET a = a || ' ' WHERE id = 1",
    "UPDATE {t} SET a = NULL",
    "BEGIN; UPDATE {t} SET a = 'tried'; ROLLBACK",
    "MERGE INTO {t} USING (SELECT 1) AS one ON id = 1 WHEN MATCHED THEN UPDATE SET a = 'merged'",
)
OTHERS = (
    "INSERT INTO {t} (id, b) VALUES (4, 'x')",
    "INSERT INTO {t} (id, other) VALUES (5, 'x')",
    "UPDATE {t} SET b = 'new' WHERE id = 1",
    "UPDATE {t} SET b = b || 'er', other = 'x'",
    "UPDATE {t} SET other = 'x'",
    "UPDATE {t} SET a = a",
    "DELETE FROM {t} WHERE id = 4",
)


def is_noted(evolving: Evolving) -> bool:
    """Whether something was noted; it is taken away, and sessions forget that they did it."""
    session, plan = evolving.work.session, evolving.plan
    (found,) = noted.look(session, plan)
    assert not found.hidden
    session.rows("SELECT setval(%s, 1, false)", [f"evolve_{plan.pairs.only.digest}_noted"])
    return found.called


def test_whoever_writes_the_old_side_is_noted_and_nobody_else(shop_database: ShopDatabase) -> None:
    with swiftly(), evolutions.working() as database:
        for kind, change in KINDS.items():
            spec = Spec(columns=COLUMNS, change=change, name=f"t-{kind}", table_name=f"t_{kind}")
            create_table(shop_database, spec)
            with shop_database.connect() as owner:
                owner.execute(f"INSERT INTO {spec.table_name} (id, a) VALUES (1, 'a b')".encode())
            evolving = begin(database, spec, Mode.FILLING)
            evolutions.backfill(evolving.work)
            assert not is_noted(evolving), "the backfill is evolve's own"
            with shop_database.connect(roles.APP) as writer:
                for mode in (Mode.FILLING, Mode.READY):
                    if mode is Mode.READY:
                        evolving.enter(mode)
                    for statement in OLD + OTHERS:
                        writer.execute(b"RESET ALL")
                        writer.execute(statement.replace("{t}", spec.table_name).encode())
                        assert is_noted(evolving) == (statement in OLD), (kind, mode, statement)
                    writer.execute(f"DELETE FROM {spec.table_name} WHERE id > 1".encode())


@pytest.fixture
def renaming(shop_database: ShopDatabase) -> Callable[[Database], Evolving]:
    """A rename that is ready, with two rows."""
    spec = Spec(columns=COLUMNS, change=KINDS["rename"])

    def make(database: Database) -> Evolving:
        create_table(shop_database, spec)
        with shop_database.connect() as owner:
            owner.execute("INSERT INTO pair_table (id, a) VALUES (1, 'a'), (2, 'a')")
        evolving = begin(database, spec, Mode.FILLING)
        evolutions.backfill(evolving.work)
        evolving.enter(Mode.READY)
        return evolving

    return make


def write(connection: Connection, key: int) -> None:
    connection.execute("UPDATE pair_table SET a = a || 'x' WHERE id = %s", [key])


def test_no_writer_waits_for_another_nor_fails_and_none_is_missed_for_a_minute(
    shop_database: ShopDatabase, renaming: Callable[[Database], Evolving]
) -> None:
    """Two transactions note while both are open; a session notes anew in each slice of time; and
    what somebody has taken away of the notes is missed by the gate, not by the application."""
    assert SLICE <= 60
    with swiftly(), evolutions.working() as database:
        evolving = renaming(database)
        name = f"evolve_{evolving.plan.pairs.only.digest}_noted"
        with (
            shop_database.connect(roles.APP, autocommit=False) as one,
            shop_database.connect(roles.APP, autocommit=False) as other,
        ):
            for connection in (one, other):
                connection.execute("SET lock_timeout = '1s'")
            write(one, 1)
            assert is_noted(evolving)
            write(other, 2)
            assert is_noted(evolving)
            write(other, 2)
            assert not is_noted(evolving), "it was noted in this slice"
            other.execute("SELECT set_config(%s, 'a slice ago', false)", [f"evolve.{name}"])
            write(other, 2)
            assert is_noted(evolving)
        with shop_database.connect() as owner, shop_database.connect(roles.APP) as writer:
            owner.execute(
                f"REVOKE EXECUTE ON FUNCTION {name.removesuffix('d')} FROM PUBLIC".encode()
            )
            write(writer, 1)
            assert not is_noted(evolving)
            owner.execute(f"DROP SEQUENCE {name}".encode())
            writer.execute(b"RESET ALL")
            write(writer, 1)
        found = noted.look(evolving.work.session, evolving.plan)
        assert found is not None
        (refusal,) = noted.refusals(evolving.plan, found)
        assert (refusal.code, refusal.clears_itself) == ("stale", False)


def test_the_gate_counts_quiet_for_from_the_last_write_of_an_old_release(
    shop: ShopDatabase,
) -> None:
    """It waits for it, says so, can be overruled, and evidence tells it as text and as JSON."""
    gate = f"contract {TITLE} --dry-run"
    with (
        shop.connect("postgres") as superuser,
        swiftly(PROFILES={"default": {"quiet_for": "1h"}}),
    ):
        ready(TITLE)
        NEW.report(superuser, "shop_product")
        refused(gate, "title: it is watched since", "quiet_for asks for 60 min",
                code=Exit.WAITING)  # fmt: skip
        (sequence,) = superuser.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'S' AND relname LIKE '%noted'"
        ).fetchone() or ("",)
        ago = "SELECT setval(%s, extract(epoch FROM now())::bigint - %s)"
        superuser.execute(ago, [sequence, 7200])
        assert "title: a write changed it 2h00m ago" in done(f"status {TITLE} --evidence").out
        found = typed(gate)
        assert "changed it" not in found.said, found
        with shop.connect(roles.APP) as old:
            old.execute("UPDATE shop_product SET title = title || '!' WHERE id = 1")
        refused(gate, "title: a write changed it", "deploy the release that no longer writes it",
                code=Exit.WAITING)  # fmt: skip
        (json,) = typed(f"status {TITLE} --evidence --format json").json["evidence"]
        assert json["watch"]["noted"][0]["subject"] == "title"
        assert json["watch"]["noted"][0]["called"] is True
        assert json["watch"]["noted"][0]["seconds"] < 60
        assert "written" in [refusal["code"] for refusal in json["refusals"]]
