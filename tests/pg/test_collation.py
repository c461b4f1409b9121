"""A field gets another collation: by the swap where something hangs on it, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from psycopg import sql

from evolve.pg.sync import Mode
from evolve.phases import steps
from evolve.phases.work import Outcome
from evolve.plan.retyping import retype_stops
from evolve.proof.agreement import agreement
from evolve.proof.survey import change_shape, survey
from evolve.service import planning
from evolve.service.databases import Database
from evolve.states import Phase
from tests.support import schema
from tests.support.cluster import Connection, ShopDatabase
from tests.support.evolutions import backfill
from tests.support.pairs import Spec, begin, create_table, planned, registered

# lower('É') is 'É' under C and 'é' under C.utf8; neither needs a server with ICU.
TO = 'CharField(max_length=20, db_collation="C.utf8")'
SPEC = Spec(
    columns="id bigint PRIMARY KEY, n integer, a varchar(20) COLLATE \"C\" NOT NULL DEFAULT 'x'",
    change=f"retype: a\nto: {TO}",
)
INDEXES = (
    "ALTER TABLE {} ADD CONSTRAINT pair_a_only UNIQUE (a)",
    "CREATE INDEX pair_a_lower ON {} (lower(a), n)",
    "CREATE INDEX pair_a_like ON {} (a varchar_pattern_ops) WHERE n > 0",
    'CREATE INDEX pair_a_fixed ON {} (a COLLATE "POSIX")',
)
ALTER = 'ALTER TABLE pair_table ALTER a TYPE varchar(20) COLLATE "C.utf8"'
LOWER = "SELECT array_agg(id ORDER BY id) FROM pair_table WHERE lower(a) = 'é'"


def with_indexes(shop: ShopDatabase, name: sql.Composable, indexes: tuple[str, ...]) -> None:
    with shop.connect() as owner:
        for text in indexes:
            owner.execute(sql.SQL(text).format(name))


def test_a_collation_is_exchanged_with_all_that_hangs_on_it_as_an_alter_would(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    """No row is read under a lock; in the end the table is what ALTER COLUMN ... TYPE makes."""
    create_table(shop_database, SPEC)
    with_indexes(shop_database, SPEC.table.identifier, INDEXES)
    with shop_database.connect() as owner, owner.transaction(force_rollback=True):
        owner.execute(ALTER)
        expected = schema.dump(owner, "pair_table")
    writer.execute("INSERT INTO pair_table VALUES (1, 1, 'É'), (2, 1, 'é'), (3, 1, 'b')")
    assert writer.execute(LOWER).fetchone() == ([2],)
    evolving = begin(database, SPEC, Mode.FILLING)
    backfill(evolving.work)
    evolving.enter(Mode.READY)
    for step in evolving.plan.phase(Phase.SWAP):
        assert steps.apply(evolving.work, step).outcome is Outcome.WORKED
    assert writer.execute(LOWER).fetchone() == ([1, 2],)
    writer.execute("SET enable_seqscan = off")
    assert writer.execute(LOWER).fetchone() == ([1, 2],)
    writer.execute("UPDATE pair_table SET a = 'Ë' WHERE id = 3")
    assert agreement(evolving.work.session, evolving.plan.pairs_aside, filling=False).clean
    for phase in (Phase.CONTRACT, Phase.QUARANTINE, Phase.DROP):
        for step in evolving.plan.phase(phase):
            assert steps.apply(evolving.work, step).outcome is Outcome.WORKED
    with shop_database.connect() as owner:
        assert schema.dump(owner, "pair_table") == expected


def test_text_that_keeps_its_collation_and_text_that_nothing_hangs_on_need_no_evolution(
    shop_database: ShopDatabase, database: Database
) -> None:
    """The server changes the collation in the catalog alone: the same file, no row read."""
    create_table(shop_database, SPEC)
    same = replace(SPEC, change='retype: a\nto: CharField(max_length=20, db_collation="C")')
    kept = replace(SPEC, change="retype: a\nto: CharField(max_length=20)")
    for spec, code in ((SPEC, "catalog"), (same, "type"), (kept, "type")):
        assert [stop.code for stop in planned(database, spec).stops] == [code]
    with shop_database.connect() as owner:
        look = (
            "SELECT pg_relation_filenode('pair_table'), "
            "pg_stat_get_xact_tuples_returned('pair_table'::regclass)"
        )
        owner.execute("INSERT INTO pair_table VALUES (1, 1, 'a')")
        with owner.transaction():
            before = owner.execute(look).fetchone()
            owner.execute(ALTER)
            assert owner.execute(look).fetchone() == before


def test_the_database_s_own_collation_is_asked_for_by_name(
    shop_database: ShopDatabase, database: Database
) -> None:
    create_table(shop_database, SPEC)
    with_indexes(shop_database, SPEC.table.identifier, INDEXES[:1])
    change = 'retype: a\nto: CharField(max_length=20, db_collation="default")'
    report = planned(database, replace(SPEC, change=change))
    assert report.stops == ()
    assert report.plan.pairs.new[0].collation == ""


STRICTER = {
    "of an expression": "CREATE UNIQUE INDEX pair_only ON {} (lower(a))",
    "where an expression holds": "CREATE UNIQUE INDEX pair_only ON {} (n) WHERE lower(a) <> 'é'",
    "a check": "ALTER TABLE {} ADD CONSTRAINT pair_only CHECK (a = lower(a))",
}


@pytest.mark.parametrize("name", STRICTER)
def test_what_could_become_stricter_is_refused_by_name(
    shop_database: ShopDatabase, database: Database, name: str
) -> None:
    create_table(shop_database, SPEC)
    with_indexes(shop_database, SPEC.table.identifier, (STRICTER[name],))
    (stop,) = planned(database, SPEC).stops
    assert (stop.code, stop.subject) == ("collation", "pair_only")


def test_what_is_unique_is_refused_under_a_collation_to_which_different_texts_are_equal(
    shop_database: ShopDatabase, database: Database
) -> None:
    """Judged from what the server says of the collation, which it has only when built with ICU."""
    create_table(shop_database, SPEC)
    with_indexes(shop_database, SPEC.table.identifier, INDEXES[:2])
    playbook = SPEC.playbook()
    with registered(SPEC):
        facts = survey(
            database.session,
            playbook,
            change_shape(playbook),
            own=database.store.own(),
            taken=lambda _: {},
        )
    assert not list(retype_stops(facts))
    unsteady = {name: replace(field, steady=False) for name, field in facts.new.items()}
    (stop,) = retype_stops(replace(facts, new=unsteady))
    assert (stop.code, stop.subject) == ("collation", "pair_a_only")


def test_a_collated_column_that_somebody_has_made_by_hand_is_taken_over(
    shop_database: ShopDatabase, database: Database
) -> None:
    """Its collation is the playbook's, however either of them is spelled."""
    columns = 'id bigint PRIMARY KEY, a varchar(20), b varchar(20) COLLATE "C"'
    to = 'CharField(max_length=20, null=True, db_collation="C")'
    spec = Spec(columns=columns, change=f"retype: a\nto: {to}\nname: b")
    create_table(shop_database, spec)
    with registered(spec):
        assert planning.plan(database, spec.playbook(), replacing=()).stops == ()
    other = replace(spec, change=spec.change.replace('"C"', '"C.utf8"'))
    with registered(other):
        (stop,) = planning.plan(database, other.playbook(), replacing=()).stops
    assert (stop.code, stop.subject) == ("adopt", "b")
