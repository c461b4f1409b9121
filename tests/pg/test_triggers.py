"""The sync trigger among others: those of users, of a second evolution, and none at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from psycopg import errors, sql

from evolve.pg.pair import function_name
from evolve.pg.settings import bypass
from evolve.pg.step import Presence
from evolve.pg.sync import Mode
from evolve.pg.triggers import trigger_name
from evolve.phases import steps
from evolve.proof.agreement import Agreement
from evolve.service.databases import Database
from evolve.states import Phase
from sample_app import roles
from tests.pg.test_types import fill
from tests.support.cluster import Connection, ShopDatabase
from tests.support.pairs import Evolving, Spec, begin, create_table, planned, without_triggers

NAMES = Spec(
    columns="id bigint PRIMARY KEY, a text, other text, n integer",
    change="""
exchange: [a]
into: {b: {field: TextField(null=True), sql: upper(a)}}
back: {a: lower(b)}
""",
)
NUMBERS = Spec(
    name="second-evolution",
    columns="",
    change="""
exchange: [n]
into: {m: {field: IntegerField(null=True), sql: "-n"}}
back: {n: "-m"}
""",
)


def user_trigger(shop: ShopDatabase, name: str, body: str) -> None:
    with shop.connect() as owner:
        owner.execute(
            f"CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {body}; RETURN NEW; END $$".encode()
        )
        owner.execute(
            f'CREATE TRIGGER "{name}" BEFORE INSERT OR UPDATE ON pair_table'
            " FOR EACH ROW EXECUTE FUNCTION meddle()".encode()
        )


def row(connection: Connection, key: int, columns: str = "a, b") -> tuple[object, ...] | None:
    return connection.execute(
        f"SELECT {columns} FROM pair_table WHERE id = {key}".encode()
    ).fetchone()


# -- users' triggers --------------------------------------------------------------------------


def test_a_trigger_that_hands_on_whole_rows_is_named_before_it_fails_for_a_column_more(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    """In sessions that come later, whose plans know of the column. Not one that makes a document of
    the row, which takes whatever there is."""
    create_table(shop_database, NAMES)
    user_trigger(shop_database, "audit", "INSERT INTO pair_audit SELECT now(), NEW.*")
    with shop_database.connect() as owner:
        owner.execute("CREATE TABLE pair_audit (at timestamptz, LIKE pair_table)")
        owner.execute(f"GRANT INSERT ON pair_audit TO {roles.APP}".encode())
        writer.execute("INSERT INTO pair_table (id, a) VALUES (1, 'x')")
        evolving = begin(database, NAMES, Mode.FILLING)
        told = [note for note in evolving.report.notes if "hands on whole rows" in note]
        assert [note.split()[2] for note in told] == ["audit"]
        with shop_database.connect(roles.APP) as late:
            with pytest.raises(errors.SyntaxError):
                late.execute("UPDATE pair_table SET n = 1")
            owner.execute("ALTER TABLE pair_audit ADD b text")
            assert late.execute("UPDATE pair_table SET n = 1").rowcount == 1
        owner.execute(
            "CREATE OR REPLACE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM row_to_json(NEW.*); RETURN NEW; END $$"
        )
    found = planned(database, replace(NUMBERS, name="third-evolution"))
    assert not any("hands on whole rows" in note for note in found.notes)


@pytest.mark.parametrize("name", ["aaa", "~norm", "zzzz"])
def test_what_a_users_trigger_makes_of_the_old_column_is_synced(
    shop_database: ShopDatabase, database: Database, writer: Connection, name: str
) -> None:
    """A trigger that fires before ours may change a column that the statement does not name."""
    create_table(shop_database, NAMES)
    writer.execute(b"INSERT INTO pair_table VALUES (1, 'kept', 'x'), (2, NULL, NULL)")
    user_trigger(shop_database, name, "NEW.a := coalesce(NEW.other, btrim(NEW.a))")
    evolving = begin(database, NAMES, Mode.FILLING)
    writer.execute(b"INSERT INTO pair_table VALUES (3, ' spaced ')")
    assert row(writer, 3) == ("spaced", "SPACED")
    for mode in (Mode.FILLING, Mode.READY):
        writer.execute(b"UPDATE pair_table SET other = %s WHERE id = 3", [mode])
        assert row(writer, 3) == (mode, mode.upper())
        if mode is Mode.FILLING:
            fill(evolving)
            evolving.work.store.begin_sweep(evolving.work.evolution)
            fill(evolving)
            assert row(writer, 1) == ("x", "X"), "changed under the hands of a batch"
            evolving.enter(Mode.READY)
        assert evolving.agreement(mode) == Agreement(rows=3, differences=0, failing=0)


def presence(evolving: Evolving) -> Presence:
    return steps.probe(evolving.work, evolving.plan.phase(Phase.DUAL_WRITE)[-1])


def test_a_trigger_that_fires_after_ours_is_noticed_before_and_during(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    """Whoever has the last word must be us: the plan stops, and the probe calls it broken."""
    create_table(shop_database, NAMES)
    evolving = begin(database, NAMES, Mode.FILLING)
    assert presence(evolving) is Presence.PRESENT
    user_trigger(shop_database, "~~~~z", "NEW.a := 'last word'")
    writer.execute(b"INSERT INTO pair_table VALUES (1, 'first')")
    assert row(writer, 1) == ("last word", "FIRST"), "it does not fire last"
    assert presence(evolving) is Presence.BROKEN
    stops = planned(database, NUMBERS).stops
    assert [(stop.code, stop.subject) for stop in stops] == [("trigger", "~~~~z")]
    with shop_database.connect() as owner:
        owner.execute(b'ALTER TABLE pair_table DISABLE TRIGGER "~~~~z"')
        assert presence(evolving) is Presence.PRESENT
        assert planned(database, NUMBERS).stops == ()
        owner.execute(b'DROP TRIGGER "~~~~z" ON pair_table')


@pytest.mark.parametrize(
    "damage",
    [
        "ALTER TABLE pair_table DISABLE TRIGGER {insert}",
        "ALTER TABLE pair_table ENABLE REPLICA TRIGGER {update}",
        "DROP TRIGGER {update} ON pair_table",
        "ALTER TABLE pair_table DISABLE TRIGGER USER",
    ],
)
def test_a_trigger_that_was_tampered_with_is_broken(
    shop_database: ShopDatabase, database: Database, writer: Connection, damage: str
) -> None:
    create_table(shop_database, NAMES)
    evolving = begin(database, NAMES, Mode.FILLING)
    triggers = {
        operation: sql.Identifier(trigger_name(evolving.plan.pairs.only, operation))
        for operation in ("insert", "update")
    }
    with shop_database.connect() as owner:
        owner.execute(sql.SQL(damage).format(**triggers))
    writer.execute(b"INSERT INTO pair_table VALUES (1, 'a')")
    inserted = row(writer, 1)
    writer.execute(b"UPDATE pair_table SET a = 'c' WHERE id = 1")
    assert (inserted, row(writer, 1)) != (("a", "A"), ("c", "C")), "the damage did nothing"
    assert presence(evolving) is Presence.BROKEN


def test_a_function_that_was_altered_is_broken(
    shop_database: ShopDatabase, database: Database
) -> None:
    create_table(shop_database, NAMES)
    evolving = begin(database, NAMES, Mode.FILLING)
    step = evolving.plan.phase(Phase.DUAL_WRITE)[0]
    assert steps.probe(evolving.work, step) is Presence.PRESENT
    with shop_database.connect() as owner:
        owner.execute(
            sql.SQL(
                "CREATE OR REPLACE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql"
                " AS 'BEGIN RETURN NEW; END'"
            ).format(sql.Identifier(function_name(evolving.plan.pairs.only, "sync")))
        )
    assert steps.probe(evolving.work, step) is Presence.BROKEN


# -- two evolutions ---------------------------------------------------------------------------


def test_the_batch_of_one_evolution_does_not_skip_the_trigger_of_another(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    """The setting by which a batch spares its own trigger holds for that one alone."""
    create_table(shop_database, NAMES)
    writer.execute(b"INSERT INTO pair_table (id, a, n) VALUES (1, 'x', 1), (2, 'y', 2)")
    first = begin(database, NAMES, Mode.FILLING)
    second = begin(database, NUMBERS, Mode.FILLING)
    fill(first)
    everything = "a, b, n, m"
    assert row(writer, 1, everything) == ("x", "X", 1, -1), "a row that moves is a finished row"
    assert second.agreement(Mode.FILLING) == Agreement(rows=2, differences=0, failing=0)
    with writer.transaction():
        for name, value in bypass(first.plan.pairs.only.digest).items():
            writer.execute("SELECT set_config(%s, %s, true)", [name, value])
        writer.execute(b"UPDATE pair_table SET a = 'z', n = 9 WHERE id = 1")
    assert row(writer, 1, everything) == ("z", "X", 9, -9), "spared, and not spared"
    assert first.agreement(Mode.FILLING).differences == 1
    assert second.agreement(Mode.FILLING).differences == 0
    writer.execute(b"UPDATE pair_table SET a = 'w', m = -8 WHERE id = 1")
    assert row(writer, 1, everything) == ("w", "W", 8, -8), "the setting ended with its transaction"


def test_a_column_belongs_to_one_evolution_at_a_time(
    shop_database: ShopDatabase, database: Database
) -> None:
    """Columns that another evolution owns or reads are refused by its name."""
    create_table(shop_database, NAMES)
    begin(database, NAMES, Mode.FILLING)
    rival = Spec(name="rival", columns="", change="rename: a\nto: c")
    taken = planned(database, rival).stops
    assert [(stop.code, stop.subject) for stop in taken] == [("taken", "a")]
    assert NAMES.name in taken[0].message


# -- no trigger at all ------------------------------------------------------------------------


def test_a_row_that_came_past_the_triggers_is_found(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    """Replication fires no ordinary trigger; the proof counts what it left behind."""
    create_table(shop_database, NAMES)
    evolving = begin(database, NAMES, Mode.FILLING)
    writer.execute(b"INSERT INTO pair_table VALUES (1, 'seen'), (2, 'seen')")
    for count, mode in enumerate((Mode.FILLING, Mode.READY), 1):
        if mode is Mode.READY:
            evolving.enter(mode)
        with without_triggers(shop_database) as superuser:
            superuser.execute(b"UPDATE pair_table SET a = 'unseen' WHERE id = %s", [count])
        assert row(writer, count) == ("unseen", "SEEN")
        assert evolving.agreement(mode) == Agreement(rows=2, differences=count, failing=0)


def test_the_application_needs_no_right_on_evolves_tables(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    """A conflict is counted by the owner's right; the application can write nothing there."""
    create_table(shop_database, NAMES)
    evolving = begin(database, NAMES, Mode.FILLING)
    writer.execute(b"INSERT INTO pair_table (id, a, b) VALUES (1, 'one', 'TWO')")
    assert row(writer, 1) == ("two", "TWO")
    assert evolving.conflicts() == 1
    with pytest.raises(errors.InsufficientPrivilege):
        writer.execute(b"INSERT INTO evolve_conflict (evolution) VALUES (1)")
    assert writer.info.user == roles.APP
