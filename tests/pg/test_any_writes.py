"""Any sequence of statements, by clients of both releases, against the rules in Python."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evolve.pg.sync import Mode
from evolve.proof.agreement import Agreement
from evolve.service.databases import Database
from tests.pg import oracle
from tests.pg.oracle import Row, Value
from tests.pg.statements import Case, Form, Hand
from tests.pg.walks import CROSS, FAILING, ONE_WAY_FAILING, SPLIT, Walk
from tests.support.cluster import Connection, ShopDatabase
from tests.support.pairs import Evolving, begin, create_table, without_triggers

KEYS = (1, 2, 3)
TEXTS = ["", " ", "a", "a b", "a  b", " b", "é {x} %s", "1", "22", "-3", "a/b", "/"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One statement on one row: `past` the triggers, as an upsert, or as an update of `values`."""

    key: int
    values: tuple[tuple[str, Value], ...]
    past: bool


def writes(walk: Walk) -> st.SearchStrategy[list[Write]]:
    """Clients of the old release name old columns, those of the new new ones, a confused one both;
    now and then replication goes past the triggers."""
    rules = walk.rules
    numeric = {"d"} | ({"b"} if walk in (FAILING, ONE_WAY_FAILING) else set())

    def column(name: str) -> st.SearchStrategy[tuple[str, Value]]:
        fits = [t for t in TEXTS if t.lstrip("-").isdigit() or name not in numeric]
        return st.tuples(st.just(name), st.none() | st.sampled_from(fits))

    def some(names: tuple[str, ...]) -> st.SearchStrategy[tuple[tuple[str, Value], ...]]:
        chosen = st.lists(st.sampled_from(names), min_size=1, unique=True)
        return chosen.flatmap(lambda found: st.tuples(*map(column, found)))

    sides = st.sampled_from([rules.old, rules.new, (*rules.old, *rules.new), ()])
    values = sides.flatmap(lambda names: some(names) if names else st.just(()))
    past = st.sampled_from([*[False] * 9, True])
    write = st.builds(Write, key=st.sampled_from(KEYS), values=values, past=past)
    return st.lists(write, min_size=4, max_size=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A table under evolution, and who writes to it."""

    walk: Walk
    evolving: Evolving
    hand: Hand
    writer: Connection
    superuser: Connection

    def run(self, sequence: list[Write]) -> int:
        """Sends the statements, each held against the rules; how many there were."""
        self.writer.execute(b"DELETE FROM pair_table")
        rows: dict[int, Row] = {}
        for write in sequence:
            before = self.evolving.conflicts()
            counted = self.send(write, rows)
            assert self.hand.read(self.writer, write.key) == rows[write.key], write
            assert self.evolving.conflicts() - before == counted, write
        verdicts = [oracle.judge(self.walk.rules, self.hand.mode, row) for row in rows.values()]
        assert self.evolving.agreement(self.hand.mode) == Agreement(
            rows=len(rows),
            differences=len(rows) - verdicts.count("agrees"),
            failing=verdicts.count("fails"),
        )
        for row, verdict in zip(rows.values(), verdicts, strict=True):
            # A NULL that will not be allowed any more is nobody's answer, whoever wrote it.
            offends = any(row[name] is None for name in self.walk.rules.required)
            past = any(write.past for write in sequence)
            assert verdict != "differs" or offends or past, row
        return len(sequence)

    def send(self, write: Write, rows: dict[int, Row]) -> int:
        """Sends the statement and keeps `rows` by the rules; the conflicts that must be counted."""
        values, before = dict(write.values), rows.get(write.key)
        case = Case(form=Form.UPDATE if before else Form.INSERT, other=not values)
        self.hand.send(self.superuser if write.past else self.writer, case, write.key, values)
        after: Row = {**(before or dict.fromkeys(self.walk.rules.columns)), **values}
        counted = 0
        if not write.past:
            after, counted = oracle.written(self.walk.rules, self.hand.mode, before, after)
        rows[write.key] = after
        return counted


@pytest.mark.parametrize("walk", [SPLIT, CROSS, FAILING, ONE_WAY_FAILING], ids=str)
def test_after_any_statement_the_row_is_as_the_rules_say(
    shop_database: ShopDatabase, database: Database, writer: Connection, walk: Walk
) -> None:
    """Row, count of conflicts and the proof's verdict follow the rules after every statement; a row
    that came in through the triggers agrees, or holds a value that does not convert."""
    create_table(shop_database, walk.spec)
    evolving = begin(database, walk.spec)
    with without_triggers(shop_database) as superuser:
        for mode in (Mode.FILLING, Mode.READY):
            evolving.enter(mode)
            trial = Trial(
                walk=walk,
                evolving=evolving,
                hand=Hand(evolving.plan.pairs.only, mode),
                writer=writer,
                superuser=superuser,
            )
            assert try_any(trial) > 60


def try_any(trial: Trial) -> int:
    sent = 0

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(writes(trial.walk))
    def run(sequence: list[Write]) -> None:
        nonlocal sent
        sent += trial.run(sequence)

    run()
    return sent
