"""Laws of servers: restarted, crashed, turned into a replica, full. Each on a server of its own."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from pytest_django import DjangoDbBlocker

from evolve.pg.connecting import open_connection
from sample_app.server import FAST, Server, StopMode
from tests.support.cluster import Cluster, ShopDatabase, cloned, migrated_template
from tests.support.command import manage
from tests.support.workers import Worker, told, until, until_told
from tests.workers.conftest import NAME, ROWS, Filling, begun, filled


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(settings=FAST, tcp=True) as server:
        yield server


@pytest.fixture(scope="module")
def template(server: Server, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    cluster = Cluster(superuser=server.url())
    with (
        django_db_blocker.unblock(),
        migrated_template(cluster) as migrated,
        filled(cluster, migrated) as name,
    ):
        yield name


@pytest.fixture
def shop(
    server: Server, template: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[ShopDatabase]:
    with cloned(Cluster(superuser=server.url()), template, django_db_blocker) as database:
        yield database


def unavailable(worker: Worker) -> list[str]:
    return [line["reason"] for line in worker.logged("database_unavailable")]


def shown(shop: ShopDatabase) -> str:
    done = manage(shop, "evolve", "status", NAME)
    return done.stdout + done.stderr


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_server_that_restarts_is_waited_for(
    server: Server, filling: Filling, worker: Worker, mode: StopMode
) -> None:
    """While it is down the command says that it is; after it the worker goes on by itself."""
    server.stop(mode)
    try:
        until(lambda: unavailable(worker), "it never noticed")
        assert "check DATABASES in the settings, and that the server is up" in shown(filling.shop)
        assert worker.process.poll() is None
    finally:
        server.start()
    recovered = "automatic recovery in progress" in server.said()
    assert recovered == (mode == "immediate"), "the wrong kind of restart"
    filling.ready()


def test_a_primary_that_has_become_a_replica_is_waited_for(
    server: Server, filling: Filling, worker: Worker
) -> None:
    """As after a failover: until it is promoted it takes no writes, and status says so."""
    server.stop("fast")
    signal = server.data / "standby.signal"
    signal.touch()
    signal.chmod(0o666)
    server.start()
    try:
        assert told(filling.shop, "SELECT pg_is_in_recovery()") == (True,)
        until(
            lambda: [r for r in unavailable(worker) if "takes no writes" in r], "it never noticed"
        )
        done = filling.rows_done()
        assert done < ROWS
        assert "takes no writes: it is a replica" in shown(filling.shop)
        assert filling.rows_done() == done
        assert worker.process.poll() is None
    finally:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute("SELECT pg_promote()")
    filling.ready()


def test_what_was_committed_unheard_is_not_repeated(
    server: Server, filling: Filling, worker: Worker
) -> None:
    """Commits wait for a replica that is not there: committed, and ended before it is told."""
    unheard = (
        "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) > 0 FROM pg_stat_activity"
        " WHERE wait_event = 'SyncRep' AND application_name LIKE 'evolve%%'"
    )
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        connection.execute("SELECT pg_reload_conf()")
        try:
            for _ in range(3):
                until_told(filling.shop, unheard)
        finally:
            connection.execute("ALTER SYSTEM RESET synchronous_standby_names")
            connection.execute("SELECT pg_reload_conf()")
    assert server.said().count("has already committed locally") >= 3
    filling.ready()


def test_a_server_that_vanishes_without_a_word_is_noticed(server: Server) -> None:
    """The kernel asks after a silent peer within a minute, not after two hours."""
    params = {"conninfo": server.tcp_url()}
    with (
        open_connection(params, application_name="evolve") as connection,
        socket.socket(fileno=os.dup(connection.fileno())) as link,
    ):
        assert link.family == socket.AF_INET
        assert link.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        idle = link.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE)
        every = link.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL)
        times = link.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT)
    assert idle + every * times <= 60


@contextmanager
def tablespace(server: Server) -> Iterator[Path]:
    """A tablespace "small" on a file system of its own, which can be made as large as one likes."""
    directory, user = server.directory / "small", server.data.stat()
    directory.mkdir()
    run("mount", "-t", "tmpfs", "-o", f"uid={user.st_uid},gid={user.st_gid}", "tmpfs", directory)
    try:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            create = sql.SQL("CREATE TABLESPACE small LOCATION {}")
            connection.execute(create.format(sql.Literal(str(directory))))
            yield directory
            connection.execute("DROP TABLESPACE small")
    finally:
        run("umount", "--lazy", directory)


def run(*command: str | Path) -> None:
    subprocess.run([str(word) for word in command], check=True, capture_output=True)


def leave(disk: Path, room: int) -> None:
    """So many bytes are free from now on."""
    found = os.statvfs(disk)
    used = (found.f_blocks - found.f_bfree) * found.f_frsize
    run("mount", "-o", f"remount,size={used + room}", disk)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to mount a small file system")
def test_a_full_disk_is_a_hold_that_clears_by_itself(server: Server, shop: ShopDatabase) -> None:
    with tablespace(server) as disk:
        with shop.connect("postgres") as superuser:
            superuser.execute("ALTER TABLE shop_customer SET TABLESPACE small")
        filling = begun(shop)
        leave(disk, 200_000)
        with Worker(shop) as worker:
            until_told(shop, "SELECT hold LIKE '%%disk is full%%' FROM evolve_evolution")
            assert "could not extend file" in server.said()
            done = filling.rows_done()
            assert 0 < done < ROWS
            screen = shown(shop)
            assert "the server's disk is full" in screen
            assert "goes on by itself when there is room" in screen
            assert filling.rows_done() == done
            leave(disk, 50_000_000)
            filling.ready()
            assert worker.process.poll() is None
            until_told(shop, "SELECT hold = '' FROM evolve_evolution")
        with shop.connect("postgres") as superuser:
            superuser.execute("ALTER TABLE shop_customer SET TABLESPACE pg_default")
