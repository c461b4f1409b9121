"""Processes that have reported themselves are forgotten in time, and not too early."""

from __future__ import annotations

from evolve import beacon
from evolve.service import asking, running, workers
from evolve.states import State
from tests.phases.conftest import Ground
from tests.support import evolutions


def report(ground: Ground, name: str, consumer: str, days: int) -> None:
    """A process was last heard of so many days ago."""
    with ground.shop.connect() as connection:
        evolutions.report_process(
            connection, ground.case.table, ["id"], name=name, consumer=consumer
        )
        connection.execute(
            "UPDATE evolve_instance SET last_seen = now() - %s * interval '1 day' "
            "WHERE instance = %s",
            [days, name],
        )


def names(ground: Ground) -> set[str]:
    with ground.shop.connect() as connection:
        rows = connection.execute("SELECT instance FROM evolve_instance").fetchall()
    return {name for (name,) in rows}


def test_what_was_not_heard_of_for_long_is_forgotten_when_an_evolution_ends(
    ground: Ground,
) -> None:
    """While one is under way nothing is, and the last process of an application never is."""
    alive = names(ground)
    report(ground, "web long ago", "web", 40)
    report(ground, "web lately", "web", 20)
    report(ground, "nightly long ago", "nightly", 400)
    report(ground, "nightly before", "nightly", 500)
    ready = evolutions.to_ready(ground.database, ground.case)
    assert beacon.prune(ground.database.session) == 0
    assert len(names(ground)) == len(alive) + 4
    contract = asking.contract(ground.database, ready.name, now=True)
    evolutions.carry(ground.database, contract, State.DONE)
    assert names(ground) == {*alive, "web lately", "nightly long ago"}
    assert beacon.prune(ground.database.session) == 0


def test_a_worker_that_ends_forgets_them_as_well(ground: Ground) -> None:
    """Where no evolution runs for a year, processes come and go all the same."""
    before = names(ground)
    report(ground, "web long ago", "web", 40)
    workers.worker(["default"], stop=running.Stop(), once=True)
    assert names(ground) == before
