"""One server for the whole run, one fresh database for each test that asks for it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sample_app.server import FAST, Server
from tests.support.cluster import Cluster, ShopDatabase, cloned, migrated_template

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

# Some containers forbid it, and each of the hundreds of processes that tests start would compile
# the whole of evolve.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

SERVER = pytest.StashKey[Server]()
# Bytes: the write-ahead log, and the databases that are there at the same time.
ROOM = 4 << 30
# What so many databases have on one server: a statement that another test has run must not push out
# of pg_stat_statements what this one is about to look for.
COMMON = {"max_wal_size": "1GB", "pg_stat_statements.max": "50000"}
PROGRAM_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])


def server_url(config: pytest.Config) -> str:
    """The superuser's URL: a worker's from its controller, else a given or a new server's."""
    workerinput: dict[str, Any] | None = getattr(config, "workerinput", None)
    if workerinput is not None:
        return str(workerinput["server_url"])
    given = os.environ.get("EVOLVE_TEST_DATABASE_URL")
    if given:
        return given
    if SERVER not in config.stash:
        server = Server(settings={**FAST, **COMMON}, within=memory())
        config.stash[SERVER] = server.__enter__()
    return config.stash[SERVER].url()


def memory() -> Path | None:
    """A directory in memory with room for the server, where there is one: a thousand databases,
    each of hundreds of files, are made there in a fifth of the time."""
    found = Path("/dev/shm")  # noqa: S108 - the server makes a directory of its own
    if not found.is_dir():
        return None
    about = os.statvfs(found)
    roomy = about.f_bavail * about.f_frsize >= ROOM
    return found if roomy and not about.f_flag & os.ST_NOEXEC else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are cores: many tests wait for other processes."""
    return max(2, (os.cpu_count() or 2) * 3 // 2)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """The controller starts the server once, and tells each worker where it is."""
    node.workerinput["server_url"] = server_url(node.config)


def pytest_unconfigure(config: pytest.Config) -> None:
    if SERVER in config.stash:
        config.stash[SERVER].close()


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("package"):
        program = mark.kwargs.get("program", mark.args[0])
        if shutil.which(program, path=PROGRAM_PATH) is None:
            pytest.skip(f"needs the Debian package {mark.args[0]}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """With EVOLVE_NO_SKIPS a skipped test fails the run: nothing passes by being absent."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    wanted = os.environ.get("EVOLVE_NO_SKIPS") and not hasattr(session.config, "workerinput")
    if wanted and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """No test database of pytest-django's: `shop_database` makes them."""


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest) -> Cluster:
    """The server under test."""
    return Cluster(superuser=server_url(request.config))


@pytest.fixture(scope="session")
def shop_template(cluster: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """This worker's migrated database, to be cloned."""
    with django_db_blocker.unblock(), migrated_template(cluster) as name:
        yield name


@pytest.fixture
def shop_database(
    cluster: Cluster, shop_template: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[ShopDatabase]:
    """A fresh shop; Django's default connection leads there as the owner."""
    with cloned(cluster, shop_template, django_db_blocker) as database:
        yield database
