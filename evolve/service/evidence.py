"""Everything that the gate sees, for whoever wants to know how it comes to its answer."""

from __future__ import annotations

from dataclasses import dataclass

from evolve.errors import Refusal
from evolve.phases.evidence import gathered
from evolve.proof import gate
from evolve.proof.gate import Watch
from evolve.records import Evolution
from evolve.service.databases import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The evidence on one database, looked at now, and the gate's answer to it."""

    name: str
    alias: str
    columns: tuple[str, ...]
    watch: Watch
    refusals: tuple[Refusal, ...]


def evidence(database: Database, evolution: Evolution) -> Evidence:
    watch = gathered(database.session, database.store, database.profile, evolution)
    return Evidence(
        name=evolution.name,
        alias=database.alias,
        columns=evolution.plan.old_columns,
        watch=watch,
        refusals=tuple(gate.contract_refusals(evolution.plan, watch)),
    )
