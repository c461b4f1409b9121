"""Laws of the embedded server: it answers, survives a crash, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from sample_app import programs
from sample_app.programs import ServerError
from sample_app.server import FAST, Server
from sample_app.settings import BASE_DIR
from sample_app.watchdog import alive
from tests.support.terminal import listening

OWNER = """
import subprocess, sys, time
from sample_app.server import FAST, Server
with Server(settings=FAST) as server:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    with child, server.guarding(child.pid):
        try:
            print(server.directory, server.pid, child.pid, flush=True)
            time.sleep(60)
        finally:
            child.kill()
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(settings=FAST) as server:
        yield server


def eventually(condition: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def one(url: str, query: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query).fetchone()
    return row and row[0]


def has_ended(connection: psycopg.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return True
    return False


def test_settings_take_effect_and_statistics_are_available(server: Server) -> None:
    assert one(server.url(), "SHOW fsync") == "off"
    assert one(server.url(), "SHOW shared_preload_libraries") == "pg_stat_statements"
    assert one(server.url(), "SELECT lower('ÄÖ')") == "äö"


def test_only_the_socket_is_there_unless_tcp_was_asked_for(server: Server) -> None:
    assert one(server.url(), "SHOW listen_addresses") == ""
    assert one(server.url(), "SELECT inet_server_addr()") is None


def test_nobody_else_can_enter_the_directory(server: Server) -> None:
    assert server.directory.stat().st_mode & 0o077 == 0
    assert server.directory.stat().st_uid != 0


def test_a_restart_keeps_the_data(server: Server) -> None:
    one(server.url(), "SELECT 1 FROM lo_create(4711)")
    server.restart()
    assert one(server.url(), "SELECT count(*) FROM pg_largeobject_metadata WHERE oid = 4711") == 1


@pytest.mark.parametrize("crash", [Server.kill, lambda server: server.stop("immediate")])
def test_a_crashed_server_recovers_what_was_committed(
    server: Server, crash: Callable[[Server], None]
) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("TRUNCATE kept")
        connection.execute("INSERT INTO kept VALUES (1)")
        crash(server)
        assert server.pid is None
        # A session that was idle may answer once more before it notices that it is alone.
        assert eventually(lambda: has_ended(connection))
    server.start()
    assert one(server.url(), "SELECT sum(n) FROM kept") == 1


def test_tcp_listens_on_the_local_address_alone() -> None:
    with Server(settings=FAST, tcp=True) as server:
        assert one(server.tcp_url(), "SELECT host(inet_server_addr())") == "127.0.0.1"


def test_nothing_is_left_after_use_or_after_an_error() -> None:
    seen: list[int | None] = []

    def use(server: Server) -> None:
        with server:
            seen.append(server.pid)
            raise RuntimeError("inside")

    server = Server(settings=FAST)
    with pytest.raises(RuntimeError, match="inside"):
        use(server)
    assert not server.directory.exists()
    assert [alive(pid) for pid in seen if pid is not None] == [False]


def test_a_server_that_does_not_start_says_why_and_leaves_nothing() -> None:
    server = Server(settings={"shared_buffers": "nonsense"})
    with pytest.raises(ServerError, match="shared_buffers"):
        server.__enter__()
    assert not server.directory.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_an_owner_that_is_ended_by_a_signal_leaves_nothing(number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER],
        cwd=BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        preexec_fn=listening,
    ) as owner:
        assert owner.stdout is not None
        directory, *pids = owner.stdout.readline().split()
        assert [alive(int(pid)) for pid in pids] == [True, True]
        owner.send_signal(number)
    assert eventually(lambda: not Path(directory).exists())
    assert eventually(lambda: not any(alive(int(pid)) for pid in pids))


def test_programs_that_the_user_cannot_run_are_copied(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As where a virtual environment lies in root's home."""
    monkeypatch.delenv("POSTGRES_PROGRAMS", raising=False)
    closed = tmp_path / "closed"
    source = programs.installed_package()
    for name in (source.name, f"{source.name}.libs"):
        (closed / name).parent.mkdir(exist_ok=True)
        (closed / name).symlink_to(source.parent / name)
    real = programs.permitted

    def permitted(user: object, command: list[str]) -> bool:
        return str(closed) not in " ".join(command) and real(user, command)  # type: ignore[arg-type]

    monkeypatch.setattr(programs, "installed_package", lambda: closed / source.name)
    monkeypatch.setattr(programs, "permitted", permitted)
    with Server(settings=FAST) as server:
        assert one(server.url(), "SELECT 1") == 1
        assert (server.directory / "programs").is_dir()
        assert os.access(server.directory / "programs" / source.name, os.R_OK)
