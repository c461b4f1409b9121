"""What the gate is asked before a contract, and what somebody answers for instead of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evolve.errors import Refusal, Refused, UsageError
from evolve.phases.evidence import gathered
from evolve.playbook.nearest import nearest
from evolve.proof import gate, readers
from evolve.proof.gate import Watch
from evolve.records import Evolution
from evolve.service.databases import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Overruling:
    """Kinds of refusal for which whoever asks answers himself, and why."""

    kinds: tuple[str, ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the gate has seen, and what it says to it; `overruled` is what it would say besides."""

    watch: Watch
    refusals: tuple[Refusal, ...]
    overruled: tuple[Refusal, ...]


def judge(database: Database, evolution: Evolution, overruling: Overruling) -> Judgement:
    """The gate's answer now. Raises UsageError where nothing refuses of a kind to be overruled."""
    watch = gathered(database.session, database.store, database.profile, evolution)
    found = gate.contract_refusals(evolution.plan, watch)
    kinds = {refusal.code for refusal in found}
    for kind in overruling.kinds:
        if kind not in kinds:
            raise UsageError(
                f"{evolution.name} on {database.alias}: nothing refuses as {kind!r}"
                + (f", only {', '.join(sorted(kinds))}" if kinds else ""),
                hint=f"manage.py evolve contract {evolution.name} --dry-run",
            )
    return Judgement(
        watch=watch,
        refusals=(
            *approval(database, evolution),
            *(refusal for refusal in found if refusal.code not in overruling.kinds),
        ),
        overruled=tuple(refusal for refusal in found if refusal.code in overruling.kinds),
    )


def approval(database: Database, evolution: Evolution) -> Sequence[Refusal]:
    """Where the profile asks for two people, whoever asks must not be the one who started it."""
    actor = database.store.actor
    if not database.profile.another_approves or database.store.starter(evolution) != actor:
        return ()
    return (
        Refusal(
            code="approval",
            subject=evolution.name,
            message=f"was started by {actor}, and another is to ask for the contract",
            hint=f"somebody else: manage.py evolve contract {evolution.name}",
        ),
    )


def record(judgement: Judgement, overruling: Overruling) -> dict[str, Any]:
    """What the gate had seen when somebody was permitted, for the history."""
    watch = judgement.watch
    data: dict[str, Any] = {
        "processes": len(watch.live),
        "statements": {source.name: source.blind or "seen" for source in watch.sources},
        "blind": [spot for spot in map(readers.blind_spot, watch.sources) if spot],
    }
    if watch.acknowledged:
        data["acknowledged"] = dict(watch.acknowledged)
    if judgement.overruled:
        lines = [f"{refusal.subject}: {refusal.message}" for refusal in judgement.overruled]
        data["overruled"] = dict.fromkeys(overruling.kinds, overruling.because)
        data["refused"] = lines
    return data


def acknowledge(database: Database, evolution: Evolution, subject: str, because: str) -> None:
    """Takes one thing out of the gate's way. Raises Refused where it is in nobody's way."""
    watch = gathered(database.session, database.store, database.profile, evolution)
    found = gate.contract_refusals(evolution.plan, watch)
    names = [refusal.subject for refusal in found if refusal.code in gate.ACKNOWLEDGEABLE]
    if subject not in names:
        near = nearest(subject, names)
        raise Refused(
            f"{evolution.name} on {database.alias}",
            (
                Refusal(
                    code="subject",
                    subject=subject,
                    message="is in nobody's way"
                    + (f"; did you mean {near!r}?" if near else "")
                    + (f"; what can be acknowledged: {', '.join(names)}" if names else ""),
                    hint=f"manage.py evolve contract {evolution.name} --dry-run",
                ),
            ),
        )
    database.store.acknowledge(evolution, subject, because)
