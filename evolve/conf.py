"""`settings.EVOLVE`, validated once and read as a frozen object.

What a profile says belongs to the environment; a playbook may only be stricter.
"""

from __future__ import annotations

import os
import socket
from datetime import timedelta
from typing import Annotated, Any, Literal, Self

from django.conf import settings
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from evolve.errors import SettingsError
from evolve.playbook.duration import parse_duration, spell_duration
from evolve.playbook.window import parse_window

RELEASE_VARIABLES = (
    "EVOLVE_RELEASE",
    "RELEASE_VERSION",
    "HEROKU_BUILD_COMMIT",
    "HEROKU_SLUG_COMMIT",
    "RENDER_GIT_COMMIT",
    "RAILWAY_GIT_COMMIT_SHA",
    "FLY_IMAGE_REF",
    "CONTAINER_APP_REVISION",
    "GAE_VERSION",
    "K_REVISION",
    "SENTRY_RELEASE",
    "GIT_COMMIT",
)


def _duration(value: object) -> object:
    return parse_duration(value) if isinstance(value, str) else value


def _longer_than_zero(value: timedelta) -> timedelta:
    if value <= timedelta():
        raise ValueError(f"found {spell_duration(value)!r}, expected a time longer than 0")
    return value


def _window(value: str) -> str:
    return str(parse_window(value))


Duration = Annotated[timedelta, BeforeValidator(_duration)]
LongerThanZero = Annotated[Duration, AfterValidator(_longer_than_zero)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]


class OwnQuery(BaseModel):
    """A hold of the project's own: read-only SQL that gives one number, and its limit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    query: Annotated[str, Field(min_length=1)]
    limit: Positive


class Holds(BaseModel):
    """The limits above which a backfill waits; None switches one off."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    replica_lag: LongerThanZero | None = timedelta(seconds=5)
    lock_waiters: Count | None = 10
    old_snapshot: LongerThanZero | None = timedelta(minutes=30)
    wal_archive: Count | None = 64
    wal_slots: Count | None = 10_000
    vacuum: Literal["wraparound", "any"] | None = "wraparound"
    active_sessions: Positive | None = 4.0
    batch_latency: Positive | None = 10.0
    queries: tuple[OwnQuery, ...] = ()

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [*type(self).model_fields, *(query.name for query in self.queries)]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise ValueError(f"found two holds named {twice!r}, expected names that differ")
        return self


class Profile(BaseModel):
    """How evolve may treat one database alias.

    `direct` is another alias of the same database that leads past a pooler: an index is built
    CONCURRENTLY under settings of its session, which a pooler would hand on to others.
    `flat_out`: batch follows batch, however busy others keep the server. `parallel` is how many
    segments are filled at the same time, each over a connection.
    `lock_wait` is the longest that a statement of ours may make the application queue;
    `lock_budget` how long its retries go on. `replicas` are aliases of replicas that are asked
    how far behind they are, and what is read there; `cores` are the server's. `ignore_readers`
    are roles whose statements the gate does not mind, each with the reason. `another_approves`:
    whoever started an evolution may not ask for its contract. One that has been ready for longer
    than `contract_within` is a warning of `check --deploy`. `archive` is the alias of a storage
    that gets the old values before they are dropped, to be kept there for `archive_for`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    quiet_for: Duration = timedelta(hours=24)
    quarantine: Duration = timedelta(days=7)
    batch_ms: Annotated[int, Field(ge=1, le=700)] = 100
    max_rows_per_second: Annotated[int, Field(ge=1)] | None = None
    flat_out: Annotated[bool, Field(strict=True)] = False
    parallel: Annotated[int, Field(ge=1, le=8)] = 1
    lock_wait: Duration = timedelta(milliseconds=300)
    lock_budget: Duration = timedelta(seconds=60)
    direct: str = ""
    windows: tuple[Annotated[str, AfterValidator(_window)], ...] = ()
    holds: Holds = Holds()
    replicas: tuple[str, ...] = ()
    cores: Count | None = None
    ignore_readers: dict[str, Annotated[str, Field(min_length=1)]] = {}
    another_approves: bool = False
    contract_within: LongerThanZero = timedelta(days=14)
    archive: str = ""
    archive_for: LongerThanZero = timedelta(days=90)


class Settings(BaseModel):
    """`settings.EVOLVE`; keys are written in capitals there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    RELEASE: str = ""
    CONSUMER: str = "web"
    CONSUMERS: tuple[str, ...] = ()
    ENVIRONMENT: str = ""
    PROFILES: dict[str, Profile] = {}
    INLINE: bool = False
    BEACON: bool = True
    BEACON_SECONDS: Annotated[float, Field(ge=0.1, le=3600)] = 20.0
    LEASE_SECONDS: Annotated[float, Field(ge=0.5, le=3600)] = 15.0

    def profile(self, alias: str) -> Profile:
        """The profile of `alias`, else the one named default, else the built-in one."""
        return self.PROFILES.get(alias) or self.PROFILES.get("default") or Profile()

    @property
    def other_ways(self) -> frozenset[str]:
        """Aliases of databases that have another alias already: replicas, and ways past a pooler.

        Nothing is begun, kept or reported by them. One with a profile of its own is no such.
        """
        named = {
            a for profile in self.PROFILES.values() for a in (*profile.replicas, profile.direct)
        }
        return frozenset(named - {"", *self.PROFILES})

    @property
    def release(self) -> str:
        """The release label: from the settings, else from a variable that platforms set."""
        if self.RELEASE:
            return self.RELEASE
        return next((os.environ[name] for name in RELEASE_VARIABLES if os.environ.get(name)), "")

    @property
    def live_for(self) -> timedelta:
        """How long after its last report a process counts as running: three reports."""
        return timedelta(seconds=3 * self.BEACON_SECONDS)


def load() -> Settings:
    """The validated settings.

    Raises SettingsError naming the key, what was found and what was expected.
    """
    raw: Any = getattr(settings, "EVOLVE", {})
    try:
        return Settings.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise SettingsError(
            f"settings.EVOLVE: {where or 'value'}: {first['msg']}; found {first['input']!r}",
            hint="README.md lists the keys of EVOLVE",
        ) from error


def host() -> str:
    return socket.gethostname()
