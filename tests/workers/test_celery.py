"""Laws of the Celery tasks, with a real worker and a real broker."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from evolve import celery as tasks
from sample_app.settings import BASE_DIR
from tests.support import evolutions
from tests.support.workers import SETTINGS, told, until
from tests.workers.conftest import ROWS, Filling

SEEN = "SELECT generation, state, lease_owner FROM evolve_evolution"


@pytest.fixture
def broker() -> Iterator[str]:
    """A Redis of its own, on a socket."""
    with tempfile.TemporaryDirectory(prefix="evolve-redis-", dir="/tmp") as home:
        socket = Path(home) / "socket"
        program = shutil.which("redis-server")
        assert program, "the marker `package` makes sure of it"
        options = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", home]
        process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
        try:
            until(socket.exists, "Redis does not start")
            yield f"redis+socket://{socket}"
        finally:
            process.terminate()
            process.wait(30)


@contextmanager
def fleet(filling: Filling, broker: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker of two processes with a beat; whatever is left of it is killed."""
    application = ["-A", "tests.workers.celery_app", "worker", "--beat", "--loglevel=info"]
    options = ["--concurrency=2", f"--schedule={log.with_suffix('.beat')}"]
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", *application, *options],
            cwd=BASE_DIR,
            env=filling.shop.env(SHOP_BROKER=broker, SHOP_EVOLVE=json.dumps(SETTINGS)),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def carried(log: Path) -> int:
    """How many tasks have come to their end."""
    lines = log.read_text().splitlines()
    return sum("evolve.carry" in line and "succeeded" in line for line in lines)


@pytest.mark.package("redis-server")
def test_tasks_carry_an_evolution_though_the_fleet_is_killed_on_the_way(
    filling: Filling, broker: str, tmp_path: Path
) -> None:
    """Each task sends the next; what died with the fleet is sent again by the beat."""
    log = tmp_path / "log"
    with fleet(filling, broker, log) as first:
        filling.under_way()
        os.killpg(first.pid, signal.SIGKILL)
        assert first.wait(30) == -signal.SIGKILL
    before = carried(log)
    done = filling.rows_done()
    with fleet(filling, broker, log) as second:
        assert done < ROWS
        filling.ready()
        assert carried(log) - before > 2
        second.send_signal(signal.SIGTERM)
        assert second.wait(60) == 0
    assert told(filling.shop, SEEN)[2] == ""


def test_a_task_that_comes_late_leaves_newer_work_alone(filling: Filling) -> None:
    """Somebody has taken the evolution up since it was sent, and has sent tasks of their own."""
    evolution = filling.evolution
    with evolutions.swiftly(), evolutions.working() as database:
        held = database.store.lease(evolution, "somebody else", 60)
        assert held is not None
        database.store.release(evolution.id, "somebody else")
    before = told(filling.shop, SEEN)
    assert before[0] == evolution.generation + 1
    tasks.carry("default", evolution.id, evolution.generation)
    assert told(filling.shop, SEEN) == before


def test_celery_is_needed_by_nothing_else() -> None:
    importing = re.compile(r"^\s*(from|import) celery\b", re.MULTILINE)
    files = [p for p in (BASE_DIR / "evolve").rglob("*.py") if importing.search(p.read_text())]
    assert files == [BASE_DIR / "evolve" / "celery.py"]


def test_a_thread_keeps_what_its_batches_have_taught_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """From task to task; another thread, or a process that was forked, is a worker of its own."""
    mine = tasks.carrier()
    assert tasks.carrier() is mine
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(tasks.carrier).result()
    monkeypatch.setattr(tasks.learned, "pid", -1)
    forked = tasks.carrier()
    assert len({mine.owner, other.owner, forked.owner}) == 3
