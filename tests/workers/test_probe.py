"""Laws of the probe and of cron: `worker --check` and `worker --once`."""

from __future__ import annotations

import json
import signal

from evolve.errors import Exit
from evolve.service.workers import health
from evolve.states import State
from tests.support import evolutions
from tests.support.command import manage
from tests.support.workers import SETTINGS, Worker, told, until
from tests.workers.conftest import NAME, READY, Filling

ENVIRONMENT = json.dumps(SETTINGS)


def check(filling: Filling, *arguments: str) -> tuple[int, str]:
    done = manage(filling.shop, "evolve", "worker", "--check", *arguments, SHOP_EVOLVE=ENVIRONMENT)
    return done.returncode, done.stdout + done.stderr


def instances(filling: Filling) -> int:
    return int(told(filling.shop, "SELECT count(*) FROM evolve_instance")[0])


def well() -> bool:
    """What the probe sees, asked without the command."""
    with evolutions.swiftly(**SETTINGS):
        return health("default").well


def test_the_probe_tells_whether_work_has_a_worker(filling: Filling) -> None:
    """Work and nobody alive is for a person; a worker alive, or no work, is well."""
    code, said = check(filling)
    assert (code, NAME in said, "manage.py evolve worker" in said) == (Exit.REFUSED, True, True)
    with Worker(filling.shop) as worker:
        until(well, "it never reports itself")
        worker.stop_at_once()
        until(lambda: not well(), "a stopped worker passes for alive")
        worker.send(signal.SIGCONT)
        until(well, "it is never heard of again")
        code, said = check(filling, "--database", "default")
        assert (code, worker.owner in said) == (Exit.DONE, True)
        filling.ready()
        worker.send(signal.SIGTERM)
        assert worker.process.wait(30) == 0
    assert instances(filling) == 0, "it leaves no row behind"
    code, said = check(filling, "--format", "json")
    assert code == Exit.DONE, "there is nothing to do"
    (database,) = json.loads(said)["databases"]
    assert database == {"alias": "default", "workers": [], "work": []}


def test_a_worker_passes_for_no_application(filling: Filling) -> None:
    """Its own report is no evidence that somebody's processes report themselves."""
    with Worker(filling.shop):
        until(lambda: instances(filling), "it never reports itself")
        shown = json.loads(
            manage(filling.shop, "evolve", "status", NAME, "--format", "json").stdout
        )
    (evolution,) = shown["evolutions"]
    assert [(c["name"], c["observed"]) for c in evolution["consumers"]] == [("web", False)]
    assert any("no process reports itself" in line for line in evolution["blind"])
    assert len(evolution["workers"]) == 1


def test_once_does_what_there_is_to_do_and_ends(filling: Filling) -> None:
    """As from cron; where another is at it already, there is nothing to do."""
    with evolutions.swiftly(), evolutions.working() as database:
        assert database.store.lease(filling.evolution, "somebody else", 60)
        second = manage(filling.shop, "evolve", "worker", "--once", SHOP_EVOLVE=ENVIRONMENT)
        assert second.returncode == Exit.DONE, second.stderr
        assert database.store.reload(filling.evolution.id).state is State.PLANNED
        database.store.release(filling.evolution.id, "somebody else")
    first = manage(filling.shop, "evolve", "worker", "--once", SHOP_EVOLVE=ENVIRONMENT)
    assert first.returncode == Exit.DONE, first.stderr
    assert told(filling.shop, READY) == (True,)
    filling.ready()


def test_once_fails_where_the_database_does_not_answer(filling: Filling) -> None:
    """So that cron tells somebody."""
    nowhere = filling.shop.url() + " port=1"
    done = manage(
        filling.shop, "evolve", "worker", "--once", SHOP_EVOLVE=ENVIRONMENT, DATABASE_URL=nowhere
    )
    assert done.returncode == Exit.ERROR
    assert "that the server is up" in done.stderr


def test_looking_and_working_do_not_go_together(filling: Filling) -> None:
    assert check(filling, "--once")[0] == Exit.USAGE
