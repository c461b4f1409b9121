"""Law: a process killed at any commit leaves nothing that running again does not mend.

The life of an evolution is cut into stages. In every stage the process is killed at every commit:
before it, after it, and after it was sent but before it was heard of. Another process then goes on,
and everything must be as if nothing had happened: the schema, the rows, evolve's own tables, and
the fingerprint, by which none of it is somebody else's doing.

EVOLVE_KILL_EVERYTHING=1 tries every moment of every playbook. Without it every commit of one
playbook (by `make thorough`) and of the swap is tried, and a sample of the rest, another with each
seed: what stands in the database after a commit is what stands there before the next, so that those
that strike before are nearly the whole.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING

import pytest

from evolve.states import State
from tests.phases.conftest import clone
from tests.support import evolutions, killing, stages
from tests.support.cluster import Cluster, ShopDatabase
from tests.support.evolutions import Case
from tests.support.killing import AFTER, BEFORE, UNHEARD
from tests.support.stages import Stage

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

EVERYTHING = bool(os.environ.get("EVOLVE_KILL_EVERYTHING"))
WHOLE = "customer-split-name-keyed"
SWAPS = frozenset({stages.SWAP, stages.UNDO_SWAP})
# Of a playbook on its own table, and on one with another key.
SAMPLE, OTHER_KEY = 2, 1

Fatal = tuple[int, str]


Way = tuple[tuple[Stage, ...], Stage, Stage]


def ways(case: Case) -> list[Way]:
    """There and back, and the stages before; where the name stays, contract comes after a swap."""
    ready = (stages.START,)
    swapped = (stages.START, stages.SWAP)
    found: list[Way] = [
        ((), stages.START, stages.REVERT),
        (swapped if case.same_name else ready, stages.QUARANTINE, stages.UNDO_CONTRACT),
    ]
    return [*found, (ready, stages.SWAP, stages.UNDO_SWAP)] if case.same_name else found


# Two sides, with and without a swap.
dear = partial(evolutions.dear, first=frozenset({"customer-split-name", "order-quantity-bigint"}))
EVERY = [*evolutions.shipped(), *evolutions.keyed()]
WAYS = [dear(case, *way, id_=f"{case}: {way[1]}") for case in EVERY for way in ways(case)]
CASES = [dear(case, id_=case.name) for case in EVERY]


@pytest.fixture(scope="module")
def filled(
    cluster: Cluster, shop_template: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[str, str]]:
    """For each playbook a database with rows, to be cloned."""
    names = {}
    with ExitStack() as stack, django_db_blocker.unblock():
        for case in evolutions.shipped():
            shop = stack.enter_context(cluster.database(shop_template))
            with shop.connect() as connection:
                evolutions.fill(connection, case)
            names[case.name] = shop.name
        yield names


@contextmanager
def copied(cluster: Cluster, filled: dict[str, str], case: Case) -> Iterator[ShopDatabase]:
    """A database of its own, with the table as the case has it."""
    with clone(cluster, filled[case.playbook]) as shop:
        with shop.connect() as connection:
            evolutions.prepare(connection, case)
        yield shop


def allow_contract(shop: ShopDatabase, case: Case) -> None:
    """A process of the new release has reported itself."""
    with evolutions.swiftly(), evolutions.working() as database, shop.connect() as connection:
        evolutions.report_new(connection, database, case)


def chosen(case: Case, stage: Stage, count: int) -> list[Fatal]:
    """Which commits are fatal, and when: each one of a playbook and of a swap, of the rest others
    with each seed of the run."""
    every = [(n, moment) for n in range(1, count + 1) for moment in (BEFORE, AFTER, UNHEARD)]
    if EVERYTHING:
        return every
    each = case.name == WHOLE or (case.name == case.playbook and stage in SWAPS)
    whole = [(n, BEFORE) for n in range(1, count + 1)] if each else []
    rest = sorted(set(every) - set(whole))
    some = SAMPLE if case.name == case.playbook else OTHER_KEY
    return [*whole, *random.sample(rest, min(some, len(rest)))]


def undisturbed(shop: ShopDatabase, case: Case, stage: Stage) -> tuple[int, dict[str, object]]:
    """How many commits the stage has, and what it leaves."""
    since = stages.last_event(shop)
    count = killing.commits(lambda: stages.attempt(stage, case, since))
    found = stages.picture(shop, case, since)
    assert found["others"] == []
    return count, found


def disturbed(shop: ShopDatabase, case: Case, stage: Stage, fatal: Fatal | None) -> object:
    """What the stage leaves where one process is killed and another one goes on."""
    since = stages.last_event(shop)

    def attempt() -> None:
        stages.attempt(stage, case, since)

    if fatal:
        assert killing.killed(attempt, *fatal), "it was to be killed, and was not"
        stages.later(shop)
    assert killing.run(attempt) == 0
    return stages.picture(shop, case, since)


@pytest.mark.parametrize(("case", "before", "there", "back"), WAYS)
def test_killed_on_the_way_there_or_back_all_is_as_if_undisturbed(
    case: Case,
    before: tuple[Stage, ...],
    there: Stage,
    back: Stage,
    cluster: Cluster,
    filled: dict[str, str],
) -> None:
    with copied(cluster, filled, case) as shop:
        if before:
            allow_contract(shop, case)
        for stage in before:
            stages.attempt(stage, case, stages.last_event(shop))
        expected, fatal = {}, {}
        for stage in (there, back):
            count, expected[stage] = undisturbed(shop, case, stage)
            fatal[stage] = chosen(case, stage, count)
        for pair in zip_longest(fatal[there], fatal[back]):
            if back is stages.REVERT:
                stages.forget(shop)
                with shop.connect() as connection:
                    evolutions.empty_again(connection, case)
            for stage, strike in zip((there, back), pair, strict=True):
                assert disturbed(shop, case, stage, strike) == expected[stage], (stage, strike)


@pytest.mark.parametrize("case", CASES)
def test_killed_on_the_last_way_all_is_as_if_undisturbed(
    case: Case, cluster: Cluster, filled: dict[str, str]
) -> None:
    with copied(cluster, filled, case) as ready:
        allow_contract(ready, case)
        for stage in (stages.START, stages.SWAP) if case.same_name else (stages.START,):
            stages.attempt(stage, case, stages.last_event(ready))
        with clone(cluster, ready.name) as shop:
            count, expected = undisturbed(shop, case, stages.CONTRACT_NOW)
        assert expected["left"] == []
        for strike in chosen(case, stages.CONTRACT_NOW, count):
            with clone(cluster, ready.name) as shop:
                found = disturbed(shop, case, stages.CONTRACT_NOW, strike)
                assert found == expected, strike


@pytest.mark.parametrize("case", [dear(case, id_=case.name) for case in evolutions.shipped()])
def test_killed_again_and_again_it_comes_to_the_same_end(
    case: Case, cluster: Cluster, filled: dict[str, str]
) -> None:
    """No process lives longer than the largest piece of work needs, the proof with its queries."""
    life = [stages.START, *([stages.SWAP] if case.same_name else []), stages.CONTRACT_NOW]
    ends = []
    for fatal in (0, 9 if case.fills else 6):
        with copied(cluster, filled, case) as shop:
            allow_contract(shop, case)
            deaths = [to_the_end(shop, case, stage, fatal) for stage in life]
            assert not fatal or sum(deaths) > len(life), deaths
            ends.append(stages.picture(shop, case, 0))
    assert ends[0] == ends[1]


def to_the_end(shop: ShopDatabase, case: Case, stage: Stage, fatal: int) -> int:
    """How many processes died of their commit `fatal` before one came to the end."""
    since = stages.last_event(shop)
    for deaths in range(50):
        if not killing.killed(lambda: stages.attempt(stage, case, since), fatal, AFTER):
            stages.attempt(stage, case, since)
            return deaths
        stages.later(shop)
    raise AssertionError("it comes to no end")


# -- while something is put back ----------------------------------------------------------------


def damage(shop: ShopDatabase) -> None:
    """Somebody disables the triggers, and a write goes past them."""
    with shop.connect() as connection:
        connection.execute("ALTER TABLE shop_customer DISABLE TRIGGER USER")
        connection.execute("UPDATE shop_customer SET full_name = 'Went Past' WHERE id % 5 = 0")
        past = "SELECT count(*) > 0 FROM shop_customer WHERE first_name <> 'Went' AND id % 5 = 0"
        assert connection.execute(past).fetchone() == (True,)


@pytest.mark.parametrize("step", ["dual_write.triggers", "verify.function"])
def test_killed_while_it_puts_a_trigger_back_it_loses_nothing(
    cluster: Cluster, filled: dict[str, str], step: str
) -> None:
    """Before the proof, and after the function of new releases has taken its place."""
    case = next(c for c in evolutions.shipped() if c.name == "customer-split-name")
    with clone(cluster, filled[case.name]) as damaged:
        with evolutions.swiftly(), evolutions.working() as database:
            carrier, evolution = evolutions.advance(
                database,
                evolutions.start(database, case),
                lambda e: e.state is State.VERIFYING and step in database.store.applied(e),
            )
            database.store.release(evolution.id, carrier.owner)
        damage(damaged)
        with clone(cluster, damaged.name) as shop:
            since = stages.last_event(shop)
            count = killing.commits(lambda: stages.attempt(stages.START, case, since))
            expected = put_back(shop, case)
        for number in range(1, min(count, 14) + 1):
            with clone(cluster, damaged.name) as shop:
                assert killing.killed(
                    lambda: stages.attempt(stages.START, case, since), number, BEFORE
                )
                stages.later(shop)
                assert killing.run(lambda: stages.attempt(stages.START, case, since)) == 0
                assert put_back(shop, case) == expected, number


def put_back(shop: ShopDatabase, case: Case) -> object:
    """The table, in which no write is missing."""
    lost = "SELECT count(*) FROM shop_customer WHERE first_name <> split_part(full_name, ' ', 1)"
    with shop.connect() as connection:
        assert connection.execute(f"{lost} AND length(first_name) < 80".encode()).fetchone() == (0,)
    found = stages.picture(shop, case, 0)
    return found["schema"], found["rows"], found["evolution"], found["steps"]
