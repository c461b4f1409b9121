"""A step: one statement or inseparable group, with what it takes and how it is undone.

Steps are data. They are rendered when an evolution starts and frozen in its plan, so that neither
an upgrade of evolve nor an edited playbook alters a running evolution.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from evolve.pg.names import TableName
from evolve.states import Phase


class Presence(StrEnum):
    """What a step's probe finds in the catalog."""

    ABSENT = "absent"
    PRESENT = "present"
    BUILDING = "building"
    BROKEN = "broken"


class Lock(StrEnum):
    """The strongest lock on the user's table, as pg_locks names it; NONE touches no table."""

    NONE = ""
    ROW_SHARE = "RowShareLock"
    SHARE_UPDATE_EXCLUSIVE = "ShareUpdateExclusiveLock"
    SHARE = "ShareLock"
    SHARE_ROW_EXCLUSIVE = "ShareRowExclusiveLock"
    EXCLUSIVE = "ExclusiveLock"
    ACCESS_EXCLUSIVE = "AccessExclusiveLock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`apply` and `revert` are whole statements; `probe` is a SELECT of one Presence, as text.

    `replaces`: `apply` also mends what its probe calls broken. `concurrent` steps run outside a
    transaction. `scans` reads the table's rows. `beside` is another table that is locked, if any.
    A step that is not `reversible` is a point of no return and has an empty `revert`.
    """

    id: str
    phase: Phase
    title: str
    probe: str
    apply: tuple[str, ...]
    revert: tuple[str, ...]
    lock: Lock
    revert_lock: Lock = Lock.ACCESS_EXCLUSIVE
    scans: bool = False
    concurrent: bool = False
    replaces: bool = False
    beside: TableName | None = None
    beside_lock: Lock = Lock.NONE
    beside_revert_lock: Lock = Lock.NONE

    @property
    def reversible(self) -> bool:
        return bool(self.revert)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            id=data["id"],
            phase=Phase(data["phase"]),
            title=data["title"],
            probe=data["probe"],
            apply=tuple(data["apply"]),
            revert=tuple(data["revert"]),
            lock=Lock(data["lock"]),
            revert_lock=Lock(data["revert_lock"]),
            scans=data["scans"],
            concurrent=data["concurrent"],
            replaces=data["replaces"],
            beside=TableName(**data["beside"]) if data.get("beside") else None,
            beside_lock=Lock(data.get("beside_lock", "")),
            beside_revert_lock=Lock(data.get("beside_revert_lock", "")),
        )
