"""What stands against merging rows that are alike, and what is to be known of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from evolve.errors import Refusal
from evolve.pg.carried import touching
from evolve.plan.facts import Facts, Trial, Uniting
from evolve.plan.stop import stop


def merging_stops(facts: Facts, uniting: Uniting) -> Iterator[Refusal]:
    """Columns that could not take a value over, or must not; and what may keep a row from going."""
    if not uniting.merge:
        return
    table = facts.table
    deciding = [u.expression.reads for u in (uniting.where, uniting.order) if u]
    for name in uniting.merge:
        if name in table.primary_key or any(name in reads for reads in deciding):
            yield stop(
                "merge",
                name,
                "decides which rows are alike, or which of them is kept",
                "leave it out of `merge`: the row that is kept keeps its own",
            )
        yield from refusing_stops(facts, name)
    for trigger in table.triggers:
        if trigger.is_row and trigger.is_before and trigger.on_delete and trigger.is_users:
            yield stop(
                "trigger",
                trigger.name,
                "fires before a row is deleted, and could keep one whose values have been merged",
                "let it fire AFTER DELETE, or disable it for the time of the evolution",
            )


def refusing_stops(facts: Facts, name: str) -> Iterator[Refusal]:
    """What could refuse the value that a column takes over."""
    indexes, checks = touching(facts.table, [name])
    hint = "leave the field out of `merge`, or drop it for the time of the evolution"
    for index in indexes:
        if index.is_unique or index.is_exclusion:
            yield stop("unique", index.name, f"could refuse the value that {name} is given", hint)
    keys = [c for c in facts.table.constraints if c.type == "f" and name in c.columns]
    for constraint in [*checks, *keys]:
        code = "check" if constraint.type == "c" else "foreign_key"
        yield stop(code, constraint.name, f"could refuse the value that {name} is given", hint)


def failing_stop(facts: Facts, trial: Trial) -> Refusal:
    """Merges that the trial has seen fail."""
    return stop(
        "failing",
        str(facts.table.name),
        f"{trial.failing} of {trial.rows} rows cannot be merged: an aggregate fails, gives what "
        "its column does not take, or too many rows are alike to be merged in one batch",
        "mend what `evolve plan --show-values` lists, or the entries of `merge`",
    )


def left_stop(uniting: Uniting, trial: Trial) -> Refusal:
    """Merges that could not be followed by another."""
    return stop(
        "merge",
        ", ".join(uniting.merge),
        f"the merge of {trial.left} of {trial.rows} rows gives something else when it is asked "
        "again, of the row that it has made: which happens when another comes that is alike",
        "let an aggregate give of one row what the row holds, as sum(<the field itself>) does",
    )


def merging_notes(uniting: Uniting | None) -> Iterator[str]:
    if uniting and uniting.merge:
        yield (
            "a merge is taken apart by a revert only while the row that was kept holds the values "
            "that it was given; else those that went stay away, and `revert` asks for --accept-loss"
        )
