"""Any query over any parents and children, whatever is written while an evolution keeps its value.

In each snapshot a row whose value is not what the query gives is marked, or a note leads to it; and
in the end every row holds what a plain UPDATE gives it on quiet copies of the tables.
"""

from __future__ import annotations

from collections import deque
from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from psycopg import errors, sql

from evolve.pg.sync import Mode
from evolve.phases import steps
from evolve.phases.backfill import Backfill
from evolve.phases.settling import Settling
from evolve.phases.work import Outcome
from evolve.proof.agreement import agreement
from evolve.service.databases import Database
from evolve.states import Phase
from sample_app import roles
from tests.pg.fills import CHILD, PARENT, QUERIES, SCHEMA, Family, Move, families
from tests.support.cluster import Connection, ShopDatabase
from tests.support.pairs import Evolving, begin, create_table, registered

# What the server itself does not take of a transaction: it comes to nothing.
NOT_TAKEN = (
    errors.LockNotAvailable,
    errors.DeadlockDetected,
    errors.IntegrityError,
    errors.UndefinedColumn,
)
PATH = sql.SQL("SET search_path = {}").format(sql.Identifier(SCHEMA))
STRICTER = (Phase.CONTRACT, Phase.QUARANTINE, Phase.DROP)


class Writers:
    """Two sessions of the application: transactions one after the other, and one that lasts."""

    def __init__(self, shop: ShopDatabase, stack: ExitStack) -> None:
        self.session, self.other = (
            stack.enter_context(shop.connect(roles.APP, autocommit=False)) for _ in range(2)
        )
        for connection in (self.session, self.other):
            connection.execute(PATH)
            connection.execute(b"SET lock_timeout = '20ms'")
            connection.commit()
        self.lasting: Move | None = None
        self.left = 0
        self.done = 0

    def make(self, move: Move) -> None:
        self.left -= 1
        if self.left < 0:
            self.finish()
        lasts = move.lasts and not self.lasting and "TRUNCATE" not in " ".join(move.statements)
        session = self.other if lasts else self.session
        try:
            for statement in move.statements:
                session.execute(statement.encode())
        except NOT_TAKEN:
            session.rollback()
            return
        self.done += 1
        if lasts:
            self.lasting, self.left = move, move.lasts
        else:
            self.end(session, move)

    def finish(self) -> None:
        """What lasts ends."""
        if self.lasting:
            self.end(self.other, self.lasting)
        self.lasting = None

    def end(self, session: Connection, move: Move) -> None:
        if move.commits:
            session.commit()
        else:
            session.rollback()


class Life:
    """An evolution from its start to its drop, with moves of the writers between its steps and
    between its batches."""

    def __init__(self, evolving: Evolving, writers: Writers, family: Family) -> None:
        self.evolving, self.writers = evolving, writers
        self.moves = deque(family.moves)
        self.settling = Settling()
        self.filled = False

    def run(self) -> None:
        work, plan = self.evolving.work, self.evolving.plan
        first = {plan.phase(phase)[0].id: phase for phase in Phase if plan.phase(phase)}
        # Once it is NOT NULL who inserts gives the value; once nothing is followed who writes does.
        last = Phase.CONTRACT if plan.phase(Phase.CONTRACT) else Phase.DROP
        for step in plan.steps:
            phase = first.get(step.id)
            if phase is Phase.VERIFY:
                self.fill()
            self.write(len(self.moves) if phase is last else 1)
            if phase in STRICTER:
                self.settle()
            self.writers.finish()
            assert steps.apply(work, step).outcome is Outcome.WORKED, step.id

    def fill(self) -> None:
        """Rows that somebody has locked are left to another sweep: so the proof has it."""
        work = self.evolving.work
        filling = Backfill()
        filling.prepare(work)
        for _ in range(3):
            while filling.batch(work):
                self.write(1)
            self.settle()
            if agreement(work.session, work.evolution.plan.pairs, filling=True).clean:
                self.filled = True
                return
            work.store.begin_sweep(work.evolution)
        raise AssertionError("rows are left over")

    def write(self, count: int) -> None:
        for _ in range(min(count, len(self.moves))):
            move = self.moves.popleft()
            self.writers.make(move)
            self.is_kept()
            if move.settled and self.evolving.work.session.one(TRIGGERED)["there"]:
                self.settling.settle(self.evolving.work)
                self.is_kept()

    def is_kept(self) -> None:
        """The law, of the snapshot of this moment."""
        if self.filled:
            assert self.evolving.agreement(Mode.READY).clean

    def settle(self) -> None:
        """All that was noted."""
        self.writers.finish()
        while self.settling.settle(self.evolving.work):
            pass
        self.is_kept()


TRIGGERED = "SELECT count(*) > 0 AS there FROM pg_trigger WHERE starts_with(tgname, '~~~~evolve')"
FRESH = """
DROP SCHEMA IF EXISTS quiet CASCADE; DROP SCHEMA IF EXISTS {0} CASCADE;
UPDATE evolve_evolution SET state = 'reverted'
"""
# The same rows where nothing evolves, in which plain SQL gives the values.
QUIET = """
CREATE SCHEMA quiet; CREATE TABLE quiet.parent_table AS TABLE {schema}.parent_table;
CREATE TABLE quiet.child_table AS TABLE {schema}.child_table; SET search_path = quiet;
UPDATE {of} SET b = NULL; UPDATE {of} SET b = {query}; RESET search_path
"""
DIFFERENT = """
SELECT {key} FROM {schema}.{of} AS t JOIN quiet.{of} AS q USING ({key})
WHERE t.b IS DISTINCT FROM q.b
"""


def lives(shop: ShopDatabase, database: Database, owner: Connection, family: Family) -> int:
    """One evolution from its start to its end; how many transactions were taken meanwhile."""
    tables = family.tables
    owner.execute(FRESH.format(SCHEMA).encode())
    for table in (PARENT, CHILD):
        create_table(shop, tables[table])
    owner.execute(f"GRANT TRUNCATE ON {SCHEMA}.child_table TO {roles.APP}".encode())
    owner.execute(f"CREATE INDEX ON {SCHEMA}.child_table ({family.key.words['link']})".encode())
    with ExitStack() as stack:
        writers = Writers(shop, stack)
        for statement in family.first:
            writers.session.execute(statement.encode())
        writers.session.commit()
        (other,) = (spec for table, spec in tables.items() if table != family.query.of)
        stack.enter_context(registered(other))
        Life(begin(database, tables[family.query.of]), writers, family).run()
    words = {"schema": SCHEMA, "of": family.query.of, "query": family.asked}
    owner.execute(QUIET.format_map(words).encode())
    key = family.key.words["pk"] if family.query.of == PARENT else "id"
    assert owner.execute(DIFFERENT.format(key=key, **words).encode()).fetchall() == []
    return writers.done


def test_any_query_is_kept_whatever_is_written(
    shop_database: ShopDatabase, database: Database
) -> None:
    examine(shop_database, database, st.sampled_from([*QUERIES.values()]).flatmap(families), 6)


@pytest.mark.thorough
@pytest.mark.parametrize("query", QUERIES)
def test_a_query_is_kept_whatever_is_written(
    shop_database: ShopDatabase, database: Database, query: str
) -> None:
    examine(shop_database, database, families(QUERIES[query]), 15)


def examine(
    shop: ShopDatabase, database: Database, drawn: st.SearchStrategy[Family], examples: int
) -> None:
    done = 0
    with shop.connect() as owner:

        @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
        @given(drawn)
        def run(family: Family) -> None:
            nonlocal done
            note(family.tables[family.query.of].text)
            done += lives(shop, database, owner, family)

        run()
    assert done > 2 * examples
