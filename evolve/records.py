"""Rows of evolve's own tables, as frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Self

from evolve.errors import Later
from evolve.pg.fingerprint import Fingerprint
from evolve.plan.model import Plan
from evolve.states import State

# The kind of an instance that is a worker of evolve's own, not a process of an application.
WORKER = "evolve worker"
# The kind of the evidence that the old values lie in a storage: where, and the manifest.
ARCHIVE = "archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How far the drift check has come in its round.

    The next look begins at `page` and takes `size` pages, or those that are left of `pages`, the
    table's as the last look saw them. `rows` were looked at in this round, in the file `filenode`.
    """

    page: int = 0
    size: int = 64
    pages: int = 0
    rows: int = 0
    filenode: int = 0

    def as_json(self) -> dict[str, int]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, int]) -> Self:
        """What a later release of evolve has added is left out."""
        return cls(**{f.name: data[f.name] for f in fields(cls) if f.name in data})


@dataclass(frozen=True, kw_only=True)
class Evolution:
    """One evolution as it stood when it was read. `now` is the database's clock at that time."""

    id: int
    name: str
    state: State
    environment: str
    schema_name: str
    table_name: str
    columns: tuple[str, ...]
    playbook: str
    plan_data: Mapping[str, Any]
    created_at: datetime
    state_since: datetime
    hold: str
    hold_clears: str
    hold_since: datetime | None
    pause_requested: bool
    revert_requested: bool
    request: Mapping[str, Any] | None
    tuning: Mapping[str, Any]
    drift: Drift
    drift_due: datetime | None
    fingerprint: Fingerprint
    lease_owner: str
    lease_until: datetime | None
    generation: int
    now: datetime

    @cached_property
    def plan(self) -> Plan:
        return Plan.from_json(self.plan_data)

    @property
    def stay(self) -> str:
        """What tells this stay in its state from all others, in the data of evidence."""
        return self.state_since.astimezone(UTC).isoformat()

    @property
    def worked_on(self) -> bool:
        """Whether a worker holds it at this moment."""
        return bool(self.lease_owner and self.lease_until and self.lease_until > self.now)

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        names = {f.name for f in fields(cls)} - {"plan_data"}
        data = {name: row[name] for name in names}
        data["state"] = state_of(row)
        data["columns"] = tuple(row["columns"])
        data["drift"] = Drift.from_json(row["drift"])
        data["fingerprint"] = Fingerprint.from_json(row["fingerprint"])
        return cls(**data, plan_data=row["plan"])


def state_of(row: Mapping[str, Any]) -> State:
    """Raises Later where only another release of evolve knows the state."""
    try:
        return State(row["state"])
    except ValueError as error:
        raise Later(
            f"{row['name']} is {row['state']}, a state that this release of evolve does not know",
            hint="install the release again that has moved it there; nothing was changed",
        ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    id: int
    number: int
    last: bool
    generation: int
    start_page: int
    end_page: int
    group_page: int
    group_end: int
    cursor: int
    stripe: int
    batch_pages: int
    sweep: int
    done: bool
    rows_done: int
    hot_rows: int
    batches: int
    batch_rows: int
    batch_ms: float
    rest_ms: float
    work_ms: float
    advanced_at: datetime | None

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        return cls(**{field.name: row[field.name] for field in fields(cls)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    at: datetime
    kind: str
    actor: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    at: datetime
    kind: str
    data: Mapping[str, Any]

    def seen_in(self, stay: str) -> bool:
        """Whether it was seen during that stay in a state, whatever the server's clock has done."""
        return self.data.get("stay") == stay
