"""A column gets another type under its name; sessions have functions compiled for the old one."""

from __future__ import annotations

from dataclasses import replace

from psycopg import errors

from evolve.pg.sync import Mode
from evolve.phases import steps
from evolve.phases.work import Outcome
from evolve.service.databases import Database
from evolve.states import Phase
from tests.support.cluster import Connection, ShopDatabase
from tests.support.evolutions import backfill
from tests.support.pairs import Spec, begin, create_table, planned

SPEC = Spec(
    columns='id bigint PRIMARY KEY, "Many %s" integer NOT NULL, more bigint',
    change="retype: many\nto: BigIntegerField()",
    fields=(("many", "Many %s"),),
)
# A trigger of the user's that names the column, and functions that do: by a row, and by none.
ROUTINES = (
    """CREATE FUNCTION follow() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.more := NEW."Many %s" + 1; RETURN NEW; END $$""",
    """CREATE TRIGGER a_follow BEFORE INSERT OR UPDATE ON pair_table
    FOR EACH ROW EXECUTE FUNCTION follow()""",
    """CREATE FUNCTION one_more(r pair_table) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS
    $$ BEGIN RETURN r."Many %s" + 1; END $$""",
    """CREATE PROCEDURE sum_up(INOUT total bigint) LANGUAGE plpgsql AS
    $$ DECLARE r record; BEGIN
    FOR r IN SELECT * FROM pair_table LOOP total := total + r."Many %s"; END LOOP; END $$""",
)
USES = (
    b'UPDATE pair_table SET "Many %s" = "Many %s" + 1',
    b"SELECT one_more(p) FROM pair_table AS p",
    b"CALL sum_up(0)",
)
NAMES = {"follow", "one_more", "sum_up"}
DEFINERS = "SELECT proname, prosecdef FROM pg_proc WHERE proname = ANY (%s)"


def failing(connection: Connection) -> int:
    """How many of the uses fail, in a session that has had them often enough to keep plans."""
    found = set()
    for use in USES * 7:
        try:
            connection.execute(use)
        except errors.DatatypeMismatch:
            found.add(use)
    return len(found)


def test_what_sessions_have_compiled_goes_on_after_a_swap_and_its_undoing(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    """With all of the swap but its last statement every use fails, and goes on failing."""
    create_table(shop_database, SPEC)
    with shop_database.connect() as owner:
        for routine in ROUTINES:
            owner.execute(routine)
        writer.execute(b"INSERT INTO pair_table VALUES (1, 1)")
        evolving = begin(database, SPEC, Mode.FILLING)
        assert {
            note.partition("(")[0] for note in evolving.report.notes if "compiled anew" in note
        } == {
            "follow",
            "one_more",
            "sum_up",
        }
        backfill(evolving.work)
        evolving.enter(Mode.READY)
        *guards, names = evolving.plan.phase(Phase.SWAP)
        for step in guards:
            assert steps.apply(evolving.work, step).outcome is Outcome.WORKED
        definers = sorted(owner.execute(DEFINERS, [[*NAMES]]).fetchall())
        assert failing(writer) == 0
        for statements in (names.apply, names.revert):
            *exchange, anew = statements
            with owner.transaction():
                for statement in exchange:
                    owner.execute(statement.encode())
            assert failing(writer) == failing(writer) == len(USES)
            owner.execute(anew.encode())
            assert failing(writer) == 0
            found = writer.execute(b'SELECT "Many %s" + 1 = more FROM pair_table').fetchone()
            assert found == (True,)
        assert sorted(owner.execute(DEFINERS, [[*NAMES]]).fetchall()) == definers


def test_what_may_not_be_compiled_anew_is_refused(
    shop_database: ShopDatabase, database: Database
) -> None:
    """It belongs to another role; where the type stays, nobody minds."""
    create_table(shop_database, SPEC)
    with shop_database.connect("postgres") as superuser:
        for routine in ROUTINES:
            superuser.execute(routine)
    found = planned(database, SPEC).stops
    assert {stop.code for stop in found} == {"function"}
    assert all("OWNER TO shop_owner" in stop.hint for stop in found)
    assert {stop.subject.partition("(")[0] for stop in found} == NAMES
    renamed = replace(SPEC, change="rename: many\nto: number")
    assert planned(database, renamed).stops == ()
