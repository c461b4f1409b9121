"""Clocks that are wrong by minutes do no harm: every age is told by the database's own clock."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from evolve.errors import Exit
from sample_app.settings import BASE_DIR
from tests.command.test_too_early import NEW, TITLE, begun, done
from tests.gate.test_processes import GATE, SLEEPS, in_the_way, processes
from tests.support.cluster import ShopDatabase
from tests.support.evolutions import swiftly
from tests.support.workers import PACE, told, until

CLOCKS = {"ahead": "+10m", "behind": "-10m"}
STATE = "SELECT state FROM evolve_evolution"
# Who works at this pace never sleeps, which under faketime, its monotonic clock excluded, fails.
SETTINGS = {"BEACON_SECONDS": 1, "LEASE_SECONDS": 60, **PACE}


def under(clock: str) -> list[str]:
    """A program's wall clock is wrong by so much; what it measures with is not."""
    return ["faketime", "--exclude-monotonic", "-f", clock]


def wrong(shop: ShopDatabase, clock: str, *arguments: str) -> tuple[int, str]:
    """`manage.py evolve` on a machine whose clock is wrong: its exit code and all that it says."""
    ran = subprocess.run(
        [*under(clock), sys.executable, "manage.py", "evolve", *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=BASE_DIR,
        env=shop.env(SHOP_EVOLVE=json.dumps(SETTINGS)),
        timeout=120,
    )
    return ran.returncode, ran.stdout + ran.stderr


@pytest.mark.package("faketime")
def test_a_clock_that_is_wrong_by_minutes_does_no_harm(shop: ShopDatabase, tmp_path: Path) -> None:
    """That of a worker: it takes no lease too early. That of an application: it is running, and
    gone when it is gone. That of an operator: the gate says the same to everybody."""
    with swiftly(BEACON_SECONDS=1), shop.connect() as connection, ExitStack() as stack:
        _, said = wrong(shop, CLOCKS["behind"], "doctor")
        assert "this machine's clock and the server's are 10 min apart" in said
        begun(TITLE)
        connection.execute(
            "UPDATE evolve_evolution SET lease_owner = 'another',"
            " lease_until = now() + interval '5 minutes'"
        )
        before = told(shop, STATE)
        assert wrong(shop, CLOCKS["ahead"], "worker", "--once")[0] == Exit.DONE
        assert told(shop, STATE) == before
        connection.execute("UPDATE evolve_evolution SET lease_until = now()")
        code, said = wrong(shop, CLOCKS["behind"], "worker", "--once")
        assert code == Exit.DONE, said
        assert told(shop, STATE) == ("ready",)
        NEW.report(connection, "shop_product")
        command = ("manage.py", "shell", "-v0", "-c", SLEEPS)
        groups = [
            stack.enter_context(
                processes(shop, name, *command, log=tmp_path / name, under=under(clock))
            )
            for name, clock in CLOCKS.items()
        ]
        until(lambda: in_the_way() == {"ahead": 1, "behind": 1}, "they do not report themselves")
        code, said = wrong(shop, CLOCKS["ahead"], *GATE.split())
        assert code == Exit.REFUSED
        assert all(f"{name} r1 on" in said for name in CLOCKS), said
        for group in groups:
            os.killpg(group.pid, signal.SIGKILL)
        until(lambda: in_the_way() == {}, "a killed process still holds it back")
        done(GATE)
