"""Sessions that keep the server's cores or its storage busy, for each core."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import ClassVar

from evolve.pg.health.found import Blind, Measured, hidden_sessions
from evolve.pg.session import Session

# Whoever waits for a lock, a timer or the client keeps nothing busy.
ACTIVE = """
SELECT count(*)::int AS sessions FROM pg_stat_activity
WHERE backend_type = 'client backend' AND state = 'active' AND pid <> pg_backend_pid()
  AND coalesce(wait_event_type, '') NOT IN ('Lock', 'Timeout', 'Client', 'Activity')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveSessions:
    """`cores` as the settings have them; a server on this machine has this machine's."""

    name: ClassVar[str] = "active_sessions"
    cores: int | None

    def look(self, session: Session, now: float) -> Measured | Blind:
        cores = self.cores or local_cores(session)
        if cores is None:
            return Blind(
                why="how many cores the server has is not known",
                remedy="set `cores` in the profile",
            )
        hidden = hidden_sessions(session)
        if hidden:
            return hidden
        sessions = session.one(ACTIVE)["sessions"]
        return Measured(
            value=sessions / cores, said=f"{sessions} sessions are active on {cores} cores"
        )

    def spell(self, value: float) -> str:
        return f"{value:g} a core"


def local_cores(session: Session) -> int | None:
    """This machine's cores, if the server is reached by a socket in the file system."""
    host = session.connection.info.host
    return os.cpu_count() if host.startswith(("/", "@")) else None
