"""How a process reports itself: it is never disturbed by it, nor is anybody else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from evolve.errors import Exit
from evolve.pg.protocol import REPORT
from sample_app import roles
from sample_app.settings import BASE_DIR
from tests.command.test_too_early import NEW, TITLE, done, ready
from tests.gate.test_processes import GATE, in_the_way
from tests.support.cluster import ShopDatabase
from tests.support.evolutions import swiftly
from tests.support.psql import psql
from tests.support.typed import typed
from tests.support.workers import told, until

FORKS = """
import os, threading, time
threads = []
os.register_at_fork(before=lambda: threads.append(threading.active_count()))
import django; django.setup()
from django.db import connections
for _ in range(5):
    child = os.fork()
    if not child:
        time.sleep(0.5)
        os._exit(threading.active_count())
    time.sleep(0.05)
ends = [os.waitstatus_to_exitcode(os.wait()[1]) for _ in range(5)]
print(threads, ends, threading.active_count(), connections['default'].connection)
"""
NOWHERE = """
import django; django.setup()
import threading, time; time.sleep(0.5); print(threading.active_count())
"""


def run(code: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A program of the application that reports itself ten times a second, warnings as errors."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        check=False,
        capture_output=True,
        text=True,
        cwd=BASE_DIR,
        env={**env, "SHOP_EVOLVE": json.dumps({"BEACON_SECONDS": 0.1})},
        timeout=60,
    )


def test_while_a_process_forks_nothing_of_it_runs(shop: ShopDatabase) -> None:
    """Parent and children report themselves afterwards, each as a process of its own, and hold no
    connection; Django's own is never touched."""
    ran = run(FORKS, shop.env(roles.APP))
    assert (ran.stdout, ran.stderr) == (f"{[1] * 5} {[2] * 5} 2 None\n", "")
    assert told(shop, "SELECT count(*), count(DISTINCT pid) FROM evolve_instance") == (6, 6)
    held = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
    until(lambda: told(shop, held + "application_name = 'evolve beacon'") == (0,), "it is held")


def test_a_database_that_is_down_is_not_noticed(tmp_path: Path) -> None:
    """The thread goes on trying, and says nothing."""
    ran = run(NOWHERE, {**os.environ, "DJANGO_SETTINGS_MODULE": "sample_app.settings",
                        "DATABASE_URL": f"postgresql:///shop?host={tmp_path}"})  # fmt: skip
    assert (ran.stdout, ran.stderr, ran.returncode) == ("2\n", "", 0)


def documented() -> str:
    """The statement that the documentation shows, for a program of another table."""
    text = (BASE_DIR / "evolve" / "README.md").read_text()
    shown = text.split("<!-- protocol -->\n```sql\n")[1].split("```")[0]
    return shown.replace("shop_customer", "shop_product").replace("full_name", "title")


@pytest.mark.package("postgresql-client", program="psql")
def test_any_program_reports_itself_by_the_documented_statement(shop: ShopDatabase) -> None:
    """Sent by psql as the application's role: it holds back contract, comes back with other
    columns, and is not guessed at by a later protocol. In quarantine psql itself is found out."""
    with swiftly(), shop.connect() as connection:
        ready(TITLE)
        NEW.report(connection, "shop_product")
        for _ in range(2):
            sent = psql(shop, documented())
            assert (sent.returncode, sent.stderr) == (0, "")
        assert in_the_way() == {"billing": 1}
        assert "billing 2.4 on host-3 pid 4117" in typed(GATE).said
        assert psql(shop, documented().replace('"title"', '"name"')).returncode == 0
        assert in_the_way() == {}
        later = documented().replace("(1,", "(2,").replace('"title"', '"name"')
        assert psql(shop, later).returncode == 0
        found = typed(GATE)
        assert found.code == Exit.REFUSED
        assert "reports by protocol 2, and this evolve reads 1" in found.said
        connection.execute("DELETE FROM evolve_instance WHERE consumer = 'billing'")
        done(f"contract {TITLE}")
        read = psql(shop, "SELECT count(title) FROM shop_product")
        assert read.returncode != 0
        assert 'column "title" does not exist' in read.stderr
        done(f"contract {TITLE} --undo")
        assert psql(shop, "SELECT count(title) FROM shop_product").stdout == "40\n"


def test_the_documented_statement_is_the_one_that_is_sent() -> None:
    """Less what the server knows of a session, and with a program's values in it."""
    ours, shown = REPORT, documented()
    assert ours.partition("ON CONFLICT")[2].split() == shown.partition("ON CONFLICT")[2].split()
    assert named(ours) - named(shown) == {"role", "application_name"}
    assert not named(shown) - named(ours)


def named(insert: str) -> set[str]:
    return set(insert.split("(")[1].split(")")[0].replace(" ", "").split(","))
