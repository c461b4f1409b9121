"""Several changes of one table in one playbook: each decides for itself, and one pass fills all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from evolve.errors import PlaybookError
from evolve.pg.sync import Mode
from evolve.phases.backfill import Backfill
from evolve.plan.model import Plan
from evolve.proof import gate
from evolve.proof.agreement import Agreement, keys, one_sided
from evolve.service import planning
from evolve.service.databases import Database
from evolve.service.planning import Report
from evolve.states import Phase
from tests.support.cluster import Connection, ShopDatabase
from tests.support.pairs import (
    Evolving,
    Spec,
    begin,
    create_table,
    planned,
    registered,
    without_triggers,
)

SPLIT = """
split: a
into:
  b: {field: TextField(null=True), sql: "split_part(a, ' ', 1)"}
  c: {field: "CharField(null=True, max_length=9)", sql: "substr(a, strpos(a || ' ', ' ') + 1)"}
back: {a: "concat_ws(' ', b, c)"}
too_long: clamp
lossy: accept
"""
DIGITS = "retype: n\nto: IntegerField(null=True)\nname: m\nlossy: accept"
FILLED = "not_null: z\nfill: \"'none'\""
SPEC = Spec(
    columns="id bigint PRIMARY KEY, a text, n text, z text, other text",
    changes=(SPLIT, DIGITS, FILLED),
)
ROW = "SELECT a, b, c, n, m, z FROM pair_table WHERE id = 1"
ADA = ("Ada King", "Ada", "King", "7", 7, "here")

# What stands in the row, a statement, and what then stands there: each change for itself.
STATEMENTS = [
    ("UPDATE {t} SET other = 'x'", ADA),
    ("UPDATE {t} SET a = 'Bo Lee'", ("Bo Lee", "Bo", "Lee", "7", 7, "here")),
    ("UPDATE {t} SET b = 'Jo Ann', c = 'Lee'", ("Jo Ann Lee", "Jo Ann", "Lee", "7", 7, "here")),
    ("UPDATE {t} SET b = 'Bo', n = '8'", ("Bo King", "Bo", "King", "8", 8, "here")),
    ("UPDATE {t} SET a = 'Bo Lee', m = 9", ("Bo Lee", "Bo", "Lee", "9", 9, "here")),
    ("UPDATE {t} SET m = 9, z = NULL", ("Ada King", "Ada", "King", "9", 9, "none")),
    ("UPDATE {t} SET n = 'x', b = 'Bo'", ("Bo King", "Bo", "King", "x", None, "here")),
]  # fmt: skip


@pytest.mark.parametrize("mode", [Mode.FILLING, Mode.READY])
def test_each_change_decides_for_itself(
    shop_database: ShopDatabase, database: Database, writer: Connection, mode: Mode
) -> None:
    create_table(shop_database, SPEC)
    evolving = begin(database, SPEC, Mode.FILLING)
    if mode is Mode.READY:
        evolving.enter(mode)
    for statement, expected in STATEMENTS:
        writer.execute("DELETE FROM pair_table")
        writer.execute("INSERT INTO pair_table (id, a, n, z) VALUES (1, 'Ada King', '7', 'here')")
        assert writer.execute(ROW).fetchone() == ADA
        writer.execute(statement.replace("{t}", "pair_table").encode())
        assert writer.execute(ROW).fetchone() == expected, statement
    found = evolving.agreement(mode)
    assert (found.failing, found.changes) == (1, (("a", 0), ("n", 1), ("z", 0)))


def fill(evolving: Evolving) -> None:
    filling = Backfill()
    filling.prepare(evolving.work)
    while filling.batch(evolving.work):
        pass


def test_one_pass_writes_each_row_once_and_leaves_what_agrees(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    """A new release has written the names of row 1, which agrees there, and nowhere else."""
    create_table(shop_database, SPEC)
    writer.execute(
        "INSERT INTO pair_table SELECT n, 'Ada King', n::text FROM generate_series(1, 500) AS n"
    )
    evolving = begin(database, SPEC, Mode.FILLING)
    with without_triggers(shop_database) as connection:
        names = "a = 'Mary Ann Lee', b = 'Mary Ann', c = 'Lee'"
        connection.execute(f"UPDATE pair_table SET {names} WHERE id = 1".encode())
        before = versions(connection)
        fill(evolving)
        assert versions(connection) - before == 500
    assert writer.execute(ROW).fetchone() == ("Mary Ann Lee", "Mary Ann", "Lee", "1", 1, "none")
    assert evolving.agreement(Mode.FILLING).clean


def test_a_value_that_fails_holds_its_own_change_alone(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    create_table(shop_database, SPEC)
    writer.execute(
        "INSERT INTO pair_table SELECT n, 'Ada King', '7' FROM generate_series(1, 2) AS n"
    )
    evolving = begin(database, SPEC, Mode.FILLING)
    with without_triggers(shop_database) as connection:
        connection.execute("UPDATE pair_table SET n = 'x' WHERE id = 2")
    fill(evolving)
    found = writer.execute("SELECT b, c, n, m, z FROM pair_table ORDER BY id").fetchall()
    assert found == [("Ada", "King", "7", 7, "none"), ("Ada", "King", "x", None, "none")]
    assert evolving.agreement(Mode.FILLING) == Agreement(
        rows=2, differences=1, failing=1, changes=(("a", 0), ("n", 1), ("z", 0))
    )


def versions(connection: Connection) -> int:
    """How many row versions updates have made in the table so far."""
    connection.execute("SELECT pg_stat_force_next_flush()")
    found = connection.execute(
        "SELECT n_tup_upd FROM pg_stat_user_tables WHERE relname = 'pair_table'"
    ).fetchone()
    assert found is not None
    return int(found[0])


def test_what_differs_is_counted_in_each_change_and_in_all(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    create_table(shop_database, SPEC)
    evolving = begin(database, SPEC, Mode.FILLING)
    writer.execute(
        "INSERT INTO pair_table SELECT n, 'Ada King', '7', 'x' FROM generate_series(1, 9) n"
    )
    with without_triggers(shop_database) as connection:
        connection.execute("UPDATE pair_table SET b = 'Bo' WHERE id IN (1, 2)")
        connection.execute("UPDATE pair_table SET m = 8 WHERE id = 2")
        connection.execute("UPDATE pair_table SET z = NULL WHERE id = 3")
    found = evolving.agreement(Mode.FILLING)
    assert found == Agreement(
        rows=9, differences=3, failing=0, changes=(("a", 2), ("n", 1), ("z", 1))
    )
    assert found.where == ": a in 2; n in 1; z in 1"
    named = keys(database.session, evolving.plan.pairs, ("id",), filling=True)
    assert sorted(named) == ["id=1", "id=2", "id=3"]
    assert one_sided(database.session, evolving.plan.pairs) == 2


def test_a_plan_of_several_is_refused_by_a_release_that_knows_one_pair_alone(
    shop_database: ShopDatabase, database: Database
) -> None:
    create_table(shop_database, SPEC)
    several = planned(database, SPEC).plan
    one = planned(database, replace(SPEC, changes=(), change=SPLIT)).plan
    assert (several.as_json()["version"], one.as_json()["version"]) == (2, 1)
    assert "pair" not in several.as_json(), "whoever overlooks the version finds nothing to misread"
    assert Plan.from_json(several.as_json()) == several
    assert Plan.from_json(one.as_json()) == one
    digests = [pair.digest for pair in several.pairs]
    assert digests == [f"{several.pairs.digest}_{n}" for n in (1, 2, 3)]


def test_a_release_is_old_until_it_has_taken_up_every_change(
    shop_database: ShopDatabase, database: Database
) -> None:
    """It is new from the first, so that a revert would break it."""
    create_table(shop_database, SPEC)
    added, gone = "add: k\nfield: TextField()\nfill: \"'k'\"", "remove: other"
    plan = planned(database, replace(SPEC, changes=(SPLIT, added, gone))).plan
    shapes: dict[str, tuple[bool, bool]] = {
        "id a n z other": (True, False),
        "id b c n z other": (True, True),
        "id a n z k other": (True, True),
        "id b c n z k other": (True, True),
        "id b c n z": (True, True),
        "id b c n z k": (False, True),
    }
    for columns, expected in shapes.items():
        now = datetime.now(UTC)
        seen = gate.Seen(
            consumer="web", release="r", host="h", pid=1, first_seen=now, last_seen=now,
            age=timedelta(), columns={"pair_table": columns.split()},
        )  # fmt: skip
        assert (gate.is_old(plan, seen), gate.is_new(plan, seen)) == expected, columns


def test_what_somebody_has_begun_of_one_change_is_taken_over_with_the_others(
    shop_database: ShopDatabase, database: Database
) -> None:
    create_table(shop_database, SPEC)

    def adopted() -> Report:
        with registered(SPEC):
            return planning.plan(database, SPEC.playbook(), replacing=())

    assert [r.code for r in adopted().stops] == ["adopt", "adopt"], "nobody has begun anything"
    with shop_database.connect() as owner:
        owner.execute("ALTER TABLE pair_table ADD b text, ADD c varchar(9)")
        owner.execute("INSERT INTO pair_table VALUES (1, 'Ada King', '7', 'x', '', 'Ada', 'King')")
        report = adopted()
        assert report.stops == ()
        (columns,) = report.plan.phase(Phase.EXPAND)
        assert columns.apply == ('ALTER TABLE "public"."pair_table" ADD COLUMN "m" integer',)
        owner.execute("UPDATE pair_table SET b = 'Bo'")
        (contrary,) = adopted().stops
        assert (contrary.code, contrary.subject) == ("adopt", "b, c")


READS = {
    "an old column of another change": ("add: k\nfield: TextField()\nfill: coalesce(a, '')", "a"),
    "a new column of another change": ("add: k\nfield: TextField()\nfill: concat(b, '')", "b"),
}


@pytest.mark.parametrize("law", READS)
def test_a_change_that_reads_another_ones_column_is_refused(
    shop_database: ShopDatabase, database: Database, law: str
) -> None:
    """With its line and column: whose trigger fires first must not matter."""
    change, column = READS[law]
    create_table(shop_database, SPEC)
    with pytest.raises(PlaybookError) as caught:
        planned(database, replace(SPEC, changes=(SPLIT, change)))
    (problem,) = caught.value.problems
    assert (problem.found, problem.line) == (column, 13)
    assert "another change" in problem.message


def test_an_index_over_columns_of_two_changes_is_refused_and_follows_one(
    shop_database: ShopDatabase, database: Database
) -> None:
    create_table(shop_database, SPEC)
    with shop_database.connect() as owner:
        owner.execute("CREATE INDEX both_of_them ON pair_table (a, n)")
    two = replace(SPEC, changes=("rename: a\nto: b", "rename: n\nto: m"))
    assert [(r.code, r.subject) for r in planned(database, two).stops] == [
        ("spanning", "both_of_them")
    ]
    one = replace(SPEC, changes=(), change="rename: {a: b, n: m}")
    report = planned(database, one)
    assert report.stops == ()
    (index,) = [s for step in report.plan.steps for s in step.apply if "CONCURRENTLY" in s]
    assert index.endswith("USING btree (b, m)")
