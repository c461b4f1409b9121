"""A generated column goes as any other does; and what takes no playbook writes no row."""

from __future__ import annotations

import pytest
from psycopg import errors

from evolve.phases import steps
from evolve.phases.work import Outcome
from evolve.service.databases import Database
from evolve.states import Phase
from tests.support.cluster import Connection, ShopDatabase
from tests.support.pairs import Evolving, Spec, begin, create_table, planned

COLUMNS = (
    "id bigint PRIMARY KEY, net integer, tax integer DEFAULT 1, "
    "total integer NOT NULL GENERATED ALWAYS AS (coalesce(net, 0) + coalesce(tax, 0)) STORED"
)
REMOVE = Spec(columns=COLUMNS, change="remove: total")
FILE = "SELECT pg_relation_filenode('pair_table')"


def carry_out(evolving: Evolving, phase: Phase) -> None:
    for step in evolving.plan.phase(phase):
        assert steps.apply(evolving.work, step).outcome is Outcome.WORKED


def test_a_generated_column_is_set_aside_brought_back_and_dropped_without_a_row_written(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    """Nobody writes it, so nothing makes it safe to leave out; aside, it goes on by itself."""
    create_table(shop_database, REMOVE)
    writer.execute("INSERT INTO pair_table (id, net) VALUES (1, 10)")
    before = writer.execute(FILE).fetchone()
    evolving = begin(database, REMOVE)
    for phase in (Phase.EXPAND, Phase.CONTRACT, Phase.QUARANTINE):
        carry_out(evolving, phase)
    writer.execute("UPDATE pair_table SET net = 20")
    with pytest.raises(errors.UndefinedColumn):
        writer.execute("SELECT total FROM pair_table")
    (aside,) = evolving.plan.phase(Phase.QUARANTINE)
    steps.take_back(evolving.work, aside)
    assert writer.execute("SELECT total FROM pair_table").fetchone() == (21,)
    assert not evolving.plan.restore
    carry_out(evolving, Phase.QUARANTINE)
    carry_out(evolving, Phase.DROP)
    writer.execute("INSERT INTO pair_table (id, net) VALUES (2, 1)")
    assert writer.execute("SELECT * FROM pair_table ORDER BY id").fetchall() == [
        (1, 20, 1),
        (2, 1, 1),
    ]
    assert writer.execute(FILE).fetchone() == before


def test_a_generated_column_is_no_old_side_of_anything_else(
    shop_database: ShopDatabase, database: Database
) -> None:
    create_table(shop_database, REMOVE)
    for change in ("rename: total\nto: sum", "retype: total\nto: BigIntegerField()"):
        found = planned(database, Spec(columns=COLUMNS, change=change)).stops
        hints = {stop.code: stop.hint for stop in found}
        assert "`derive`" in hints["generated"]


# Statements of the table in playbooks/README.md, "What takes no playbook".
HARMLESS = (
    "ALTER TABLE pair_table ALTER net SET DEFAULT 7",
    "ALTER TABLE pair_table ALTER net SET DEFAULT (random() * 9)::integer",
    "ALTER TABLE pair_table ALTER net DROP DEFAULT",
    "ALTER TABLE pair_table ALTER total DROP EXPRESSION",
)
REWRITING = (
    "ALTER TABLE pair_table ADD more integer GENERATED ALWAYS AS (net * 2) STORED",
    "ALTER TABLE pair_table ADD more integer DEFAULT (random() * 9)::integer",
)
OF_18 = "ALTER TABLE pair_table ADD more integer GENERATED ALWAYS AS (net * 2) VIRTUAL"


def test_what_takes_no_playbook_reads_and_writes_no_row(shop_database: ShopDatabase) -> None:
    """And what is refused there for the rows that it writes does write them."""
    create_table(shop_database, REMOVE)
    with shop_database.connect() as owner:
        owner.execute("INSERT INTO pair_table (id, net) SELECT n, n FROM generate_series(1, 9) n")
        read = "SELECT pg_stat_get_xact_tuples_returned('pair_table'::regclass)"
        newer = (OF_18,) if owner.info.server_version >= 180000 else ()
        for statement in (*HARMLESS, *newer, *REWRITING):
            with owner.transaction(force_rollback=True):
                before = [owner.execute(ask).fetchone() for ask in (FILE, read)]
                owner.execute(statement)
                after = [owner.execute(ask).fetchone() for ask in (FILE, read)]
            assert (before == after) is (statement not in REWRITING), statement


def test_a_column_that_was_generated_follows_nothing_any_more(
    shop_database: ShopDatabase, writer: Connection
) -> None:
    """Hence no plain DROP EXPRESSION while a release is running that does not write it."""
    create_table(shop_database, REMOVE)
    writer.execute("INSERT INTO pair_table (id, net) VALUES (1, 10)")
    with shop_database.connect() as owner:
        owner.execute("ALTER TABLE pair_table ALTER total DROP EXPRESSION")
    writer.execute("UPDATE pair_table SET net = 20")
    assert writer.execute("SELECT total FROM pair_table").fetchone() == (11,)
