"""Laws of worker processes: ended, killed or stopped in the middle, nothing is lost or repeated."""

from __future__ import annotations

import signal

from evolve.management.show import screens
from evolve.service.status import status
from tests.support import evolutions
from tests.support.workers import SETTINGS, Worker, told, until, until_told
from tests.workers.conftest import NAME, Filling

HEARD = "SELECT last_seen FROM evolve_instance WHERE instance = %s"
HELD_BY = "SELECT lease_owner, generation FROM evolve_evolution"


def shown(filling: Filling) -> str:
    """What `status` says to an operator."""
    with evolutions.swiftly(**SETTINGS), evolutions.working() as database:
        return screens.status(status(database, database.store.get(NAME)))


def test_a_worker_that_is_told_to_end_finishes_its_batch(filling: Filling, worker: Worker) -> None:
    """It leaves whole batches and no lease; status says that nobody works, and what to type."""
    worker.send(signal.SIGTERM)
    assert worker.process.wait(30) == 0
    assert worker.logged("worker_stopped")
    assert told(filling.shop, HELD_BY)[0] == ""
    filled = "SELECT count(*) FROM shop_customer WHERE first_name IS NOT NULL"
    assert told(filling.shop, filled) == (filling.rows_done(),)
    screen = shown(filling)
    assert "none at work" in screen
    assert "evolve worker" in screen
    with Worker(filling.shop) as other:
        filling.ready()
        assert not worker.logged("lease_lost") + other.logged("lease_lost")


def test_a_killed_worker_is_followed_by_another_once_its_lease_has_run_out(
    filling: Filling, worker: Worker
) -> None:
    before = told(filling.shop, HELD_BY)
    worker.send(signal.SIGKILL)
    assert worker.process.wait(30) == -signal.SIGKILL
    assert told(filling.shop, HELD_BY)[0] in (worker.owner, ""), "it gave nothing back"
    with Worker(filling.shop) as other:
        until_told(filling.shop, f"SELECT lease_owner = '{other.owner}' FROM evolve_evolution")
        assert told(filling.shop, HELD_BY)[1] > before[1]
        assert other.owner in shown(filling)
        filling.ready()


def test_a_stopped_worker_that_wakes_up_after_a_take_over_writes_nothing(
    filling: Filling, worker: Worker
) -> None:
    """Whatever it had in its hands is refused; both then go on side by side."""
    owner = worker.owner
    until_told(filling.shop, f"SELECT lease_owner = '{owner}' FROM evolve_evolution")
    worker.stop_at_once()
    with Worker(filling.shop) as other:
        until_told(filling.shop, f"SELECT lease_owner = '{other.owner}' FROM evolve_evolution")
        taken = filling.rows_done()
        until(lambda: filling.rows_done() > taken, "the other worker does not get on")
        silent = told(filling.shop, HEARD, owner)
        worker.send(signal.SIGCONT)
        until(lambda: told(filling.shop, HEARD, owner) > silent, "it does not wake up")
        filling.ready()
        assert worker.process.poll() is None
