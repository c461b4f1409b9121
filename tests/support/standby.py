"""A streaming replica of a server under test."""

from __future__ import annotations

from sample_app.programs import run_as
from sample_app.server import SUPERUSER, Server


class Standby(Server):
    """A server that follows `primary` from a base backup; it takes part in no other way."""

    def __init__(self, primary: Server) -> None:
        super().__init__(settings=primary.settings)
        self.primary = primary

    def _initialise(self) -> None:
        run_as(
            self._user,
            [
                str(self._programs / "pg_basebackup"),
                "--pgdata", str(self.data),
                "--dbname", self.primary.url(SUPERUSER),
                "--write-recovery-conf",
                "--checkpoint=fast",
            ],
            cwd=self.directory,
            pass_fds=(self._pipe,),
        )  # fmt: skip
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write(f"unix_socket_directories = '{self.directory}'\n")
