"""The decision table of the sync trigger, statement by statement, against rules in Python."""

from __future__ import annotations

import pytest

from evolve.pg.sync import Mode
from evolve.proof.agreement import Agreement
from evolve.service.databases import Database
from tests.pg import oracle
from tests.pg.oracle import Row
from tests.pg.statements import CASES, Case, Form, Hand, assigned, starting
from tests.pg.walks import MODES, WALKS, Walk
from tests.support.cluster import Connection, ShopDatabase
from tests.support.pairs import begin, create_table, without_triggers


def expected(walk: Walk, mode: Mode, case: Case, before: Row | None, given: Row) -> tuple[Row, int]:
    """The row and the conflicts, by the rules alone."""
    rules = walk.rules
    blank = dict.fromkeys(rules.columns) | dict(rules.defaults)
    if case.form is not Form.UPSERT or before is None:
        return oracle.written(rules, mode, before, {**(before or blank), **given})
    # The row proposed for insertion has passed the trigger when EXCLUDED is read.
    proposed, counted = oracle.written(rules, mode, None, {**blank, **given})
    excluded = {name: proposed[name] for name in given}
    row, more = oracle.written(rules, mode, before, {**before, **excluded})
    return row, counted + more


def applies(walk: Walk, mode: Mode, case: Case, given: Row | None) -> bool:
    """Whether the pair has such values and the mode such columns."""
    if given is None or not (given or case.other):
        return False
    named = any(name in given for name in walk.rules.old)
    if mode is Mode.ASIDE and named and (case.start or walk.rules.backward is None):
        return False
    required = walk.rules.defaults
    return not any(name in required and value is None for name, value in given.items())


@pytest.mark.parametrize("walk", WALKS, ids=str)
def test_every_statement_leaves_the_row_as_the_table_of_decisions_says(
    shop_database: ShopDatabase, database: Database, writer: Connection, walk: Walk
) -> None:
    """What a statement of an unprivileged application makes of a row follows from what it changed,
    in each mode, whatever its form; conflicts are counted, and the proof counts alike."""
    create_table(shop_database, walk.spec)
    evolving = begin(database, walk.spec)
    key = 0
    for mode in MODES:
        evolving.enter(mode)
        pair = (evolving.plan.pairs_aside if mode is Mode.ASIDE else evolving.plan.pairs).only
        hand = Hand(pair, mode)
        rows: list[Row] = []
        with without_triggers(shop_database) as superuser:
            for case in CASES:
                given = assigned(walk, case)
                if given is None or not applies(walk, mode, case, given):
                    continue
                key += 1
                before = starting(walk, case)
                if before is not None:
                    hand.put(superuser, key, before)
                conflicts = evolving.conflicts()
                hand.send(writer, case, key, given)
                row, counted = expected(walk, mode, case, before, given)
                assert hand.read(writer, key) == row, (mode, str(case))
                assert evolving.conflicts() - conflicts == counted, (mode, str(case))
                rows.append(row)
        assert len(rows) > (60 if mode is not Mode.ASIDE else 25)
        assert evolving.agreement(mode) == counts(walk, mode, rows)
        writer.execute(b"DELETE FROM pair_table")


def counts(walk: Walk, mode: Mode, rows: list[Row]) -> Agreement:
    """What the proof must count."""
    verdicts = [oracle.judge(walk.rules, mode, row) for row in rows]
    return Agreement(
        rows=len(rows),
        differences=len(rows) - verdicts.count("agrees"),
        failing=verdicts.count("fails"),
    )
