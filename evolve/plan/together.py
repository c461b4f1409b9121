"""What stands against several changes in one plan, and what is to be known of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evolve.errors import Refusal
from evolve.pg.pairs import Pairs
from evolve.plan.adopting import nothing_begun
from evolve.plan.facts import Facts, Trial
from evolve.plan.stop import stop
from evolve.plan.stops import notes, stops


def all_stops(
    facts: Sequence[Facts], pairs: Pairs, trials: Sequence[Trial | None]
) -> list[Refusal]:
    """Every reason not to start, of each change and of all together; each is told once."""
    found = [
        reason
        for one, pair, trial in zip(facts, pairs, trials, strict=True)
        for reason in stops(one, pair, trial)
    ]
    if any(one.begun and one.begun.columns and not one.shape.in_place for one in facts):
        # Whoever has begun by hand need not have begun all of it.
        found = [reason for reason in found if reason not in map(nothing_begun, facts)]
    return list(dict.fromkeys([*found, *spanning_stops(facts), *naming_stops(pairs)]))


def spanning_stops(facts: Sequence[Facts]) -> Iterator[Refusal]:
    """An index or a constraint follows the columns of one change; nobody would carry it with
    those of two."""
    table, old = facts[0].table, [{one.columns[f] for f in one.shape.old} for one in facts]
    hanging = {
        **{constraint.name: constraint.columns for constraint in table.constraints},
        **{index.name: index.columns for index in table.indexes},
    }
    for name, columns in hanging.items():
        if sum(bool(side & set(columns)) for side in old) > 1:
            yield stop(
                "spanning",
                name,
                f"is made of columns of several changes: {', '.join(columns)}",
                "rename them in one change (`rename: {old: new, ...}`), or let one of the changes "
                "have a playbook of its own",
            )


def naming_stops(pairs: Pairs) -> Iterator[Refusal]:
    """Two constraints of one name."""
    names = [demand.name for demand in pairs.lasting]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield stop(
            "constraint", name, "is the name of two changes' constraints", "give each its own"
        )


def all_notes(facts: Sequence[Facts]) -> list[str]:
    """What cannot be hidden from the application, each told once."""
    return list(dict.fromkeys(note for one in facts for note in notes(one)))


def summed(trials: Sequence[Trial | None]) -> Trial | None:
    """What was found on all rows together; None where nothing was tried."""
    found = [trial for trial in trials if trial]
    if not found:
        return None
    return Trial(
        rows=max(trial.rows for trial in found),
        failing=sum(trial.failing for trial in found),
        lossy=sum(trial.lossy for trial in found),
        nulls=sum(trial.nulls for trial in found),
        broken=sum(trial.broken for trial in found),
        left=sum(trial.left for trial in found),
    )
