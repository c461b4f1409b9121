"""The command as a process of its own: settings, servers, signals, terminals, pipes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest
from psycopg.conninfo import conninfo_to_dict

from evolve.errors import Exit
from sample_app.settings import BASE_DIR
from tests.command.test_too_early import NAMES, NEW, TITLE
from tests.support.cluster import ShopDatabase
from tests.support.command import manage
from tests.support.fingerprint import fingerprint
from tests.support.terminal import terminal

# A pace at which an evolution of some rows takes long enough to be watched.
AT_ONCE = json.dumps({"PROFILES": {"default": {"quiet_for": "0"}}})
SLOW = json.dumps({"PROFILES": {"default": {"max_rows_per_second": 30, "quiet_for": "0"}}})


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"CONSUMRS": ["web"]}, "CONSUMRS"),
        ({"CONSUMERS": "web"}, "CONSUMERS"),
        ({"BEACON_SECONDS": "often"}, "BEACON_SECONDS"),
        ({"LEASE_SECONDS": 0}, "LEASE_SECONDS"),
        ({"PROFILES": {"default": {"quiet_for": "a while"}}}, "PROFILES.default.quiet_for"),
        ({"PROFILES": {"default": {"batch_ms": 5000}}}, "PROFILES.default.batch_ms"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_wrong_settings_name_their_key(
    shop: ShopDatabase, settings: dict[str, object], says: str
) -> None:
    found = manage(shop, "evolve", "status", SHOP_EVOLVE=json.dumps(settings))
    assert found.returncode == Exit.USAGE, found
    assert f"settings.EVOLVE: {says}" in found.stderr
    assert "-> README.md" in found.stderr
    assert "Traceback" not in found.stderr


def test_wrong_settings_are_said_by_check_and_do_not_stop_the_application(
    shop: ShopDatabase,
) -> None:
    wrong = json.dumps({"CONSUMRS": []})
    checked = manage(shop, "check", SHOP_EVOLVE=wrong)
    assert checked.returncode == 1
    assert "evolve.E001" in checked.stderr
    assert "Traceback" not in checked.stderr
    running = manage(shop, "shell", "-c", "print('served')", SHOP_EVOLVE=wrong)
    assert "served" in running.stdout, running


STATUS, START = ["status"], ["start", TITLE]
JSON, WORKER = ["status", "--format", "json"], ["worker", "--once"]


@pytest.mark.parametrize(
    ("url", "says", "lines"),
    [
        ("postgresql://shop_owner@/shop?host=/nowhere", "No such file", [JSON]),
        ("postgresql://shop_owner@127.0.0.1:1/shop", "onnection refused", [START, WORKER]),
        ("{}&dbname=no_such_shop", 'database "no_such_shop" does not exist', [STATUS, WORKER]),
        ("{}&user=nobody_knows", 'role "nobody_knows" does not exist', [STATUS]),
    ],
    ids=["no socket", "no server", "no database", "no role"],
)
def test_a_server_that_does_not_answer_is_named(
    cluster_url: str, url: str, says: str, lines: list[list[str]]
) -> None:
    environment = ShopEnvironment(url.format(cluster_url))
    for line in lines:
        found = environment.manage("evolve", *line)
        said = (found.stdout + found.stderr).replace("\\", "")
        assert says in said, found
        assert "Traceback" not in said, found
        if line[0] != "worker":  # a worker waits for its server to come back
            assert found.returncode == Exit.ERROR, found
            assert "check DATABASES" in said


class ShopEnvironment:
    """manage.py where the database's URL leads nowhere."""

    def __init__(self, url: str) -> None:
        self.url = url

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            check=False, capture_output=True, text=True, cwd=BASE_DIR, timeout=60,
            env={**os.environ, "DATABASE_URL": self.url},
        )  # fmt: skip


@pytest.fixture
def cluster_url(shop_database: ShopDatabase) -> str:
    server = conninfo_to_dict(shop_database.url())
    return f"postgresql:///?host={server['host']}&port={server.get('port', 5432)}&user=shop_owner"


def test_the_database_is_named_by_hand_before_anything_starts(shop: ShopDatabase) -> None:
    with shop.connect("postgres") as connection:
        before = fingerprint(connection)
        for wrong in ("yes\n", "\x04"):
            with terminal(shop, "evolve", "start", TITLE) as screen:
                screen.until(f"Type the name of the database to start ({shop.name}): ")
                screen.type(wrong)
                assert screen.end() == Exit.USAGE, screen.text
                assert "nothing was changed" in screen.text
                assert "Traceback" not in screen.text
        with terminal(shop, "evolve", "start", TITLE) as screen:
            screen.until("to start")
            assert screen.leave() == 130, screen.text
            assert "Traceback" not in screen.text
        assert fingerprint(connection) == before
    with terminal(shop, "evolve", "start", TITLE) as screen:
        screen.until("to start")
        screen.type(shop.name + "\n")
        screen.until(f"{TITLE} on default is ready")
        assert screen.end() == Exit.DONE
        assert f"-> deploy the new release everywhere, then evolve contract {TITLE}" in screen.text
    with terminal(shop, "evolve", "start", TITLE) as screen:
        assert screen.end() == Exit.DONE, "what is under way is not asked for again"


def test_ctrl_c_leaves_it_safe_and_start_goes_on(shop: ShopDatabase) -> None:
    """The bar is drawn, the batch under way is finished, the next command is said."""
    with terminal(shop, "evolve", "start", NAMES, "--noinput", SHOP_EVOLVE=SLOW) as screen:
        screen.until("rows/s")
        screen.interrupt()
        began = time.monotonic()
        assert screen.end() == Exit.WAITING, screen.text
        assert time.monotonic() - began < 15
        assert f"{NAMES} on default is backfilling, safe where it is" in screen.text
        assert f"manage.py evolve start {NAMES} goes on" in screen.text
        assert re.search(r"\[[#.]{32}\] \d+%", screen.text)
        assert "Traceback" not in screen.text
    with shop.connect() as connection:
        row = connection.execute("SELECT state, lease_owner FROM evolve_evolution").fetchone()
        assert row == ("backfilling", ""), "the lease is given back"
    again = manage(shop, "evolve", "start", NAMES)
    assert again.returncode == Exit.DONE, again
    assert f"{NAMES} on default is ready" in again.stdout


def test_a_detached_start_is_carried_on_by_a_worker_that_stops_when_told(
    shop: ShopDatabase,
) -> None:
    detached = manage(shop, "evolve", "start", TITLE, "--detach")
    assert detached.returncode == Exit.DONE, detached
    assert f"{TITLE} on default is backfilling" in detached.stdout
    assert "evolve worker" in detached.stdout
    with terminal(shop, "evolve", "worker") as worker:
        waited = manage(shop, "evolve", "wait", TITLE, "--for", "ready", "--timeout", "20")
        assert waited.returncode == Exit.DONE, waited
        worker.process.send_signal(signal.SIGTERM)
        assert worker.end() == Exit.DONE, worker.text
        assert "worker: stopped" in worker.text


def test_the_watched_screen_is_drawn_again_until_ctrl_c(shop: ShopDatabase) -> None:
    manage(shop, "evolve", "start", TITLE, "--noinput", SHOP_EVOLVE=AT_ONCE)
    with terminal(shop, "evolve", "status", TITLE, "--watch") as screen:
        screen.until("rollback")
        screen.text = ""
        screen.until("\x1b[H\x1b[2J")
        screen.interrupt()
        assert screen.end() == Exit.DONE, screen.text
    with (
        terminal(shop, "evolve", "status", TITLE, "--watch", "--require", "quarantined") as screen,
        shop.connect() as connection,
    ):
        screen.until("rollback")
        NEW.report(connection, "shop_product")
        assert manage(shop, "evolve", "contract", TITLE).returncode == Exit.DONE
        assert screen.end() == Exit.DONE, screen.text


def test_a_reader_that_goes_away_ends_it_quietly(shop: ShopDatabase) -> None:
    process = subprocess.Popen(
        [sys.executable, "manage.py", "evolve", "plan", NAMES],
        cwd=BASE_DIR, env=shop.env(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read().decode()
    process.stderr.close()
    process.wait(30)
    assert said == ""


def test_a_refusal_goes_to_stderr_as_it_is(shop: ShopDatabase) -> None:
    manage(shop, "evolve", "start", TITLE)
    refused = manage(shop, "evolve", "contract", TITLE)
    assert refused.returncode == Exit.REFUSED
    assert refused.stdout == ""
    assert refused.stderr.startswith(f"{TITLE} on default: refused\n")
