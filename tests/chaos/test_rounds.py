"""A few short rounds, and proof that a round can fail. `make chaos` makes many, at random."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from psycopg import sql
from pytest_django import DjangoDbBlocker

from sample_app.server import FAST, Server
from tests.chaos.drawing import Draw, draw, grown
from tests.chaos.faults import FAULTS
from tests.chaos.ground import Ground
from tests.chaos.round import Outcome, Round
from tests.chaos.scene import Scene
from tests.chaos.tables import TABLES
from tests.support.cluster import Cluster, ShopDatabase, cloned, migrated_template

ROWS = 300
BY_NAME = {table.name: table for table in TABLES}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(settings=FAST) as server:
        yield server


@pytest.fixture(scope="module")
def template(server: Server, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    with (
        django_db_blocker.unblock(),
        migrated_template(Cluster(superuser=server.url())) as name,
    ):
        yield name


@pytest.fixture
def shop(
    server: Server, template: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[ShopDatabase]:
    with cloned(Cluster(superuser=server.url()), template, django_db_blocker) as database:
        yield database


def scene(name: str, *changes: int) -> Scene:
    """A small table of the list, and which of its changes evolve."""
    table = replace(BY_NAME[name], rows=ROWS)
    return Scene(table=table, changes=tuple(table.changes[n] for n in changes), seed=1)


def drawn(
    *scenes: Scene, faults: tuple[str, ...] = (), control: bool = False, flat_out: bool = True
) -> Draw:
    return Draw(
        seed=1,
        scenes=scenes,
        workers=2 if faults else 1,
        reverts=0,
        reverted=False,
        undone=False,
        faults=faults,
        late=() if control else ("end sessions",),
        control=control,
        flat_out=flat_out,
    )


def proved(outcome: Outcome, draw: Draw) -> None:
    """Nothing is wrong, every fault struck, and something was looked at."""
    assert outcome.problems == []
    told = [line.partition(" in ")[0] for line in outcome.struck]
    assert Counter(told) == Counter((*draw.faults, *draw.late))
    assert outcome.compared >= ROWS // 2
    assert outcome.record.transactions() > 200


def test_two_evolutions_of_one_table_survive_a_stopped_worker_and_a_crash(
    server: Server, shop: ShopDatabase
) -> None:
    draw = drawn(scene("tenant", 0, 1), faults=("stop", "crash"))
    outcome = Round(server, shop, draw).run()
    proved(outcome, draw)
    assert "backfilling" in outcome.struck[0]
    assert outcome.record.lost > 0, "no writer noticed that the server was away"


@pytest.mark.thorough
def test_a_round_in_which_the_application_comes_first_leaves_it_time(
    server: Server, shop: ShopDatabase
) -> None:
    draw = drawn(scene("checked", 0), faults=("kill", "end sessions"), flat_out=False)
    draw = replace(draw, scenes=grown(grown(draw.scenes)))
    outcome = Round(server, shop, draw).run()
    proved(outcome, draw)
    assert outcome.rested > 0


def test_a_round_without_any_evolution_makes_no_difference(
    server: Server, shop: ShopDatabase
) -> None:
    draw = drawn(scene("uuid4", 0), faults=("restart", "vacuum full"), control=True)
    proved(Round(server, shop, draw).run(), draw)


TRIGGERS = (
    "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE '~~~~evolve%%'"
)


def sabotage(ground: Ground) -> None:
    """The triggers go, and a row is lost together with its twin, behind everybody's back."""
    shown = ground.scenes[0].shape.twin
    drop_triggers(ground, shown.table)
    with ground.shop.connect() as owner, owner.transaction():
        lose = sql.SQL("DELETE FROM {} WHERE id = (SELECT min(id) FROM {})")
        assert owner.execute(lose.format(shown.identifier, shown.identifier)).rowcount == 1
        twin = sql.Identifier(shown.name)
        assert owner.execute(lose.format(twin, twin)).rowcount == 1
    write_on(ground)


def unfollow(ground: Ground) -> None:
    """The triggers go by which the tables are followed that a query reads."""
    for spec in ground.scenes[0].table.change.beside:
        drop_triggers(ground, spec.table_name)
    write_on(ground)


def drop_triggers(ground: Ground, table: str) -> None:
    with ground.shop.connect() as owner:
        found = owner.execute(TRIGGERS, [table]).fetchall()
        assert found, "there is no trigger to drop"
        for (name,) in found:
            drop = sql.SQL("DROP TRIGGER {} ON {}")
            owner.execute(drop.format(sql.Identifier(name), sql.Identifier(table)))


def write_on(ground: Ground) -> None:
    done = ground.transactions()
    while ground.transactions() < done + 200:
        pass


def test_a_round_whose_triggers_were_dropped_fails(server: Server, shop: ShopDatabase) -> None:
    """By evolve's own count, by the twin, and by the ledger, each for itself."""
    outcome = Round(server, shop, drawn(scene("bigint", 0)), sabotage=sabotage).run()
    told = "\n".join(outcome.problems)
    assert "evolve finds" in told
    assert "are not as their twins" in told
    assert "the ledger does not add up" in told
    assert "Refused" in told, "the contract was permitted"


@pytest.mark.thorough
def test_a_round_in_which_nothing_is_followed_any_more_fails(
    server: Server, shop: ShopDatabase
) -> None:
    """By evolve's own count, and by the query's own answer."""
    outcome = Round(server, shop, drawn(scene("asked", 0)), sabotage=unfollow).run()
    told = "\n".join(outcome.problems)
    assert "evolve finds" in told
    assert "are not as their twins" in told
    assert "Refused" in told, "the contract was permitted"
    assert "the ledger does not add up" not in told


def test_a_seed_draws_the_same_round_again_and_all_seeds_together_draw_everything() -> None:
    rounds = [draw(seed) for seed in range(400)]
    assert rounds == [draw(seed) for seed in range(400)]
    assert {scene.table.name for found in rounds for scene in found.scenes} == set(BY_NAME)
    assert {name for found in rounds for name in (*found.faults, *found.late)} == set(FAULTS)
    assert {found.control for found in rounds} == {True, False}
    assert {found.flat_out for found in rounds} == {True, False}
    assert {len(scene.changes) for found in rounds for scene in found.scenes} == {1, 2, 3}
