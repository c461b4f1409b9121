"""PgBouncer in transaction mode before the server under test."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from sample_app import roles
from sample_app.programs import environment_of, unprivileged
from tests.support.cluster import SUPERUSER, Cluster

PORT = 6432
CONFIG = """
[databases]
* = host={host} port={port}

[pgbouncer]
pool_mode = transaction
auth_type = trust
auth_file = {directory}/users
unix_socket_dir = {directory}
listen_port = {own_port}
listen_addr =
default_pool_size = 2
server_reset_query_always = 0
logfile = {directory}/log
pidfile = {directory}/pid
{more}
"""


@contextmanager
def pooled(cluster: Cluster, more: str = "") -> Iterator[Cluster]:
    """The same server through a pooler with two connections for each user and database.

    Two, so that statements of one client really land on different server sessions. `more` are
    further lines of its configuration.
    """
    server = conninfo_to_dict(cluster.superuser)
    user = unprivileged()
    with tempfile.TemporaryDirectory(prefix="evolve-pool-", dir="/tmp") as home:
        directory = Path(home)
        directory.chmod(0o755)
        users = (SUPERUSER, roles.OWNER, roles.APP)
        (directory / "users").write_text("".join(f'"{name}" ""\n' for name in users))
        config = directory / "pgbouncer.ini"
        config.write_text(
            CONFIG.format(
                host=server["host"],
                port=server.get("port", 5432),
                directory=home,
                own_port=PORT,
                more=more,
            )
        )
        if user is not None:
            os.chown(directory, user.pw_uid, user.pw_gid)
        program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
        assert program, "the marker `package` makes sure of it"
        process = subprocess.Popen(
            [program, "--quiet", str(config)], **environment_of(user, directory)
        )
        try:
            dsn = make_conninfo(cluster.superuser, host=home, port=PORT)
            wait_for(dsn)
            yield Cluster(superuser=dsn)
        finally:
            process.terminate()
            process.wait(30)


def wait_for(dsn: str) -> None:
    """Until the pooler takes connections; half a minute at the most."""
    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(dsn).close()
        except psycopg.OperationalError:
            assert time.monotonic() < deadline, "the pooler does not start"
            time.sleep(0.05)
        else:
            return
