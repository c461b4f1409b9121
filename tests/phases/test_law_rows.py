"""Laws of rows: a step reads the table's rows where it declares so, and rewrites no file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evolve.pg.step import Step
from evolve.phases import steps
from tests.phases.conftest import Ground
from tests.phases.test_law_steps import apply, every_case, every_key
from tests.support import evolutions
from tests.support.cluster import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """What statements did to the table: rows that they read, and whether its file is another."""

    rows: int
    rewritten: bool


def one(connection: Connection, query: str, *parameters: object) -> int:
    row = connection.execute(query.encode(), parameters).fetchone()
    assert row is not None
    return int(row[0])


def file_of(connection: Connection, table: str) -> int:
    return one(connection, "SELECT pg_relation_filenode(%s::regclass)", table)


def inside(ground: Ground, statements: Sequence[str]) -> Touched:
    """By the counters of their own transaction, which is then rolled back."""
    table = ground.case.table
    with ground.shop.connect(autocommit=False) as connection:
        file = file_of(connection, table)
        for statement in statements:
            connection.execute(statement.encode())
        read = one(connection, "SELECT pg_stat_get_xact_tuples_returned(%s::regclass)", table)
        touched = Touched(rows=read, rewritten=file_of(connection, table) != file)
        connection.rollback()
    return touched


def outside(ground: Ground, statements: Sequence[str]) -> Touched:
    """By the counters of their session, for what runs in no transaction."""
    table = ground.case.table
    query = "SELECT seq_tup_read FROM pg_stat_user_tables WHERE relid = %s::regclass"
    with ground.shop.connect() as connection:
        connection.execute("SELECT pg_stat_force_next_flush()")
        before, file = one(connection, query, table), file_of(connection, table)
        for statement in statements:
            connection.execute(statement.encode())
        connection.execute("SELECT pg_stat_force_next_flush()")
        read = one(connection, query, table) - before
        return Touched(rows=read, rewritten=file_of(connection, table) != file)


def touched(ground: Ground, step: Step, statements: Sequence[str]) -> Touched:
    return (outside if step.concurrent else inside)(ground, statements)


@every_key
def test_a_step_reads_rows_only_where_it_declares_a_scan(ground: Ground) -> None:
    work = evolutions.work_on(ground.database, evolutions.start(ground.database, ground.case))
    scans = 0
    for step in evolutions.walk(work):
        found = touched(ground, step, step.apply)
        assert not found.rewritten, step.id
        if step.scans:
            scans += 1
            assert found.rows >= ground.rows, step.id
        else:
            assert found.rows == 0, step.id
        if step.concurrent:
            ground.database.session.run(step.revert)
        apply(work, step)
    assert scans == sum(step.scans for step in work.evolution.plan.steps)
    assert scans > 0 or not ground.case.fills or ground.case.values_alone


@every_case
def test_the_way_back_reads_no_rows_under_a_lock_that_blocks(ground: Ground) -> None:
    """NOT NULL comes back on the proof of a check, which VALIDATE has read the rows for."""
    work = evolutions.work_on(ground.database, evolutions.start(ground.database, ground.case))
    reversible = []
    for step in evolutions.walk(work):
        if step.reversible:
            apply(work, step)
            reversible.append(step)
    for step in reversed(reversible):
        if not step.concurrent:
            found = touched(ground, step, step.revert)
            assert not found.rewritten, step.id
            assert found.rows == 0 or step.scans, step.id
        steps.take_back(work, step)


def test_the_measure_sees_a_scan_and_a_rewrite(ground: Ground) -> None:
    table = ground.case.table
    assert inside(ground, [f"SELECT count(*) FROM {table}"]).rows == ground.rows
    assert inside(ground, [f"ALTER TABLE {table} ALTER id SET NOT NULL"]).rows == 0
    assert inside(ground, [f"ALTER TABLE {table} ADD x uuid DEFAULT gen_random_uuid()"]).rewritten
    assert outside(ground, [f"SELECT count(*) FROM {table}"]).rows == ground.rows
