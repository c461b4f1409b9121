"""What others have changed of a table: refused where it is in the way, accepted where meant."""

from __future__ import annotations

from collections.abc import Sequence

from evolve.errors import Refusal, Refused
from evolve.pg.catalog import is_there
from evolve.pg.following import numbered
from evolve.phases import others
from evolve.proof.changed import Difference, Weight, holding
from evolve.records import Evolution
from evolve.service.databases import Database


def found(database: Database, evolution: Evolution) -> tuple[Difference, ...]:
    """What holds the evolution, the gravest first."""
    differences, _ = others.compared(database.session, database.store, evolution)
    return holding(differences)


def refuse(database: Database, evolution: Evolution, weight: Weight) -> None:
    """Raises Refused with every change of at least that weight."""
    refuse_each(evolution, [d for d in found(database, evolution) if d.weight >= weight])


def refuse_gone(database: Database, evolution: Evolution) -> None:
    """Raises Refused with every table of the evolution's that is not there any more."""
    plan = evolution.plan
    why = {follow.table: "follows it" for pair in plan.pairs for _, follow in numbered(pair)}
    why[plan.table] = "is under way on it"
    gone = tuple(
        Refusal(
            code="table",
            subject=str(table),
            message=f"is gone, and {plan.name} {what}",
            hint=f"put it back; or manage.py evolve revert {plan.name} --accept-loss",
        )
        for table, what in why.items()
        if not is_there(database.session, table)
    )
    if gone:
        raise Refused(f"{plan.name} on {database.alias}", gone)


def refuse_incomparable(database: Database, evolution: Evolution) -> None:
    """Raises Refused where the table or a column is not what the proof would compare. To look at
    rows that somebody's trigger has left different is what the proof is for."""
    refuse_gone(database, evolution)
    refuse_each(
        evolution,
        [
            d
            for d in found(database, evolution)
            if d.weight is Weight.BREAKS and d.name.startswith(("table ", "column "))
        ],
    )


def refuse_each(evolution: Evolution, differences: Sequence[Difference]) -> None:
    grave = tuple(differences)
    if grave:
        raise Refused(evolution.name, refusals(grave, others.clears(evolution, grave)))


def refusals(differences: tuple[Difference, ...], hint: str) -> tuple[Refusal, ...]:
    return tuple(
        Refusal(code="changed", subject=d.name, message=d.what, hint=hint) for d in differences
    )


def in_the_way_of_a_revert(database: Database, evolution: Evolution) -> tuple[Refusal, ...]:
    """A column that is gone is not there to go back to, and those of another table may not be
    ours to drop."""
    grave = tuple(
        d
        for d in found(database, evolution)
        if d.weight is Weight.BREAKS or d.name.startswith("table ")
    )
    hint = f"put it back; or manage.py evolve revert {evolution.name} --accept-loss"
    return refusals(grave, hint)


def accept(database: Database, evolution: Evolution) -> tuple[str, ...]:
    """Takes the table as it is for what evolve has left; what was different, in words.

    Raises Refused where the plan does not fit it, or where nothing is in the way.
    """
    differences, seen = others.compared(database.session, database.store, evolution)
    refuse(database, evolution, Weight.BREAKS)
    accepted = tuple(map(str, holding(differences)))
    if not accepted:
        nothing = Refusal(
            code="changed",
            subject=str(evolution.plan.table),
            message="is as evolve has left it; there is nothing to accept",
            hint=f"manage.py evolve resume {evolution.name}",
        )
        raise Refused(evolution.name, (nothing,))
    database.store.accept_changes(evolution, seen, accepted)
    return accepted
