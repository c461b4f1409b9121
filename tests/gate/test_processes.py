"""Real processes of the old release hold back contract, each alone and by name."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

from evolve.conf import host
from evolve.errors import Exit
from sample_app import roles
from sample_app.settings import BASE_DIR
from tests.command.test_too_early import NEW, TITLE, done, ready
from tests.support.cluster import ShopDatabase
from tests.support.command import manage
from tests.support.evolutions import swiftly
from tests.support.typed import typed
from tests.support.workers import told, until

GATE = f"contract {TITLE} --dry-run"
REPORTS = json.dumps({"BEACON": True, "BEACON_SECONDS": 1})
SLEEPS = "import threading; threading.Event().wait(600)"
WSGI = ("--no-control-socket", "django.core.wsgi:get_wsgi_application()")
Group = subprocess.Popen[bytes]


@contextmanager
def processes(
    shop: ShopDatabase, consumer: str, *command: str, log: Path, under: Sequence[str] = ()
) -> Iterator[Group]:
    """A program of the old release with all its processes, which are killed in the end.

    `under`: another program that runs it.
    """
    variables = {"SHOP_EVOLVE": REPORTS, "SHOP_CONSUMER": consumer, "SHOP_BROKER": "memory://"}
    with log.open("ab") as output:
        group = subprocess.Popen(
            [*under, sys.executable, *command],
            cwd=BASE_DIR,
            env=shop.env(roles.APP, "r1", **variables),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield group
    finally:
        os.killpg(group.pid, signal.SIGKILL)
        group.wait()


def in_the_way() -> dict[str, int]:
    """How many processes of each application the refusal names."""
    found = typed(f"{GATE} --format json")
    if found.code == Exit.DONE:
        return {}
    assert found.code == Exit.REFUSED, found
    names = [
        refusal["subject"].split()[0]
        for refusal in found.json["error"]["refusals"]
        if refusal["code"] == "mapped" and "still maps title" in refusal["message"]
    ]
    return {name: names.count(name) for name in sorted(names)}


def alone(name: str, number: int) -> Callable[[], bool]:
    return lambda: in_the_way() == {name: number}


@pytest.fixture
def expecting(shop: ShopDatabase) -> Iterator[ShopDatabase]:
    """The rename is ready, and processes report themselves every second."""
    with swiftly(BEACON_SECONDS=1):
        ready(TITLE)
        yield shop


def test_each_kind_of_process_holds_back_contract_alone(
    expecting: ShopDatabase, tmp_path: Path
) -> None:
    """A gunicorn with preload and its 4 workers, a Celery worker with its child, and a command as
    cron runs it. Whoever is stopped, or killed, is out of the way after three reports."""
    server = ["--preload", "--workers=4", f"--bind=unix:{tmp_path}/web", *WSGI]
    celery = ["-m", "celery", "-A", "tests.workers.celery_app", "worker", "--concurrency=1"]
    commands = {
        "cron": (["manage.py", "shell", "-v0", "-c", SLEEPS], 1),
        "celery": (celery, 2),
        "site": (["-m", "gunicorn", *server], 5),
    }
    with ExitStack() as stack, expecting.connect() as connection:
        NEW.report(connection, "shop_product")
        groups = {
            name: stack.enter_context(
                processes(expecting, name, *command, log=tmp_path / f"{name}.log")
            )
            for name, (command, _) in commands.items()
        }
        everybody = {name: number for name, (_, number) in sorted(commands.items())}
        try:
            until(lambda: in_the_way() == everybody, "they do not report themselves")
            for name, group in groups.items():
                for other in groups.values():
                    os.killpg(other.pid, signal.SIGCONT if other is group else signal.SIGSTOP)
                until(alone(name, everybody[name]), f"{name} is not alone")
        except AssertionError as error:
            logs = "\n".join(path.read_text() for path in tmp_path.glob("*.log"))
            raise AssertionError(f"{error}: {in_the_way()}\n{logs}") from error
        for group in groups.values():
            os.killpg(group.pid, signal.SIGKILL)
        until(lambda: in_the_way() == {}, "a killed process still holds it back")


def test_servers_that_load_the_application_in_their_workers_do_too(
    expecting: ShopDatabase, tmp_path: Path
) -> None:
    """A gunicorn without preload, and a uvicorn that goes on answering by an asynchronous view. The
    master has no models, and what reports says who it is."""
    bare = ["-m", "gunicorn", f"--bind=unix:{tmp_path}/web", *WSGI]
    uvicorn = ["-m", "uvicorn", "--workers=2", f"--uds={tmp_path}/asgi"]
    with (
        expecting.connect() as connection,
        processes(expecting, "bare", *bare, log=tmp_path / "bare.log") as gunicorn,
        processes(
            expecting, "asgi", *uvicorn, "tests.gate.site:application", log=tmp_path / "asgi.log"
        ),
    ):
        NEW.report(connection, "shop_product")
        until(lambda: in_the_way() == {"asgi": 2, "bare": 1}, "they do not report themselves")
        assert asked(tmp_path / "asgi") == b"40"
        found = connection.execute(
            "SELECT pid <> %s, host, release, kind, role, application_name FROM evolve_instance"
            " WHERE consumer = 'bare'",
            [gunicorn.pid],
        ).fetchone()
        named = f"__main__.py --bind=unix:{tmp_path}/web", roles.APP, "shop bare r1"
        assert found == (True, host(), "r1", *named)


def asked(path: Path) -> bytes:
    """The body of the answer that a server on a Unix socket gives."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(path))
        client.sendall(b"GET / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: client.recv(4096), b""))
    return answer.partition(b"\r\n\r\n")[2]


def test_without_a_grant_the_application_works_and_the_gate_is_blind(
    expecting: ShopDatabase,
) -> None:
    """And a forgotten reader fails at once in quarantine, and is well again after the undo."""
    with expecting.connect() as connection:
        connection.execute(f"REVOKE ALL ON evolve_instance FROM {roles.APP}")
        code = "from shop.models import Product; import time; time.sleep(1.5); "
        worked = manage(
            expecting, "shell", "-v0", "-c", code.replace("shop.", "sample_app.r1.")
            + "print('rows', Product.objects.filter(title__gt='').count())",
            role=roles.APP, SHOP_EVOLVE=REPORTS,
        )  # fmt: skip
        assert (worked.returncode, worked.stderr) == (0, "")
        assert worked.stdout.split() == ["rows", "40"]
        assert told(expecting, "SELECT count(*) FROM evolve_instance") == (0,)
        blind = typed(GATE)
        assert blind.code == Exit.REFUSED
        assert "no process has ever reported itself" in blind.said
        assert "nobody knows which releases are running" in done(f"status {TITLE}").out
        NEW.report(connection, "shop_product")
        done(f"contract {TITLE}")
        with expecting.connect(roles.APP) as reader:
            with pytest.raises(psycopg.errors.UndefinedColumn):
                reader.execute("SELECT title FROM shop_product")
            done(f"contract {TITLE} --undo")
            assert len(reader.execute("SELECT title FROM shop_product").fetchall()) == 40
