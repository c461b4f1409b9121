"""Values that the rules cannot take from one side to the other. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evolve.changes.base import Rule
from evolve.errors import Refusal
from evolve.pg.pair import Pair
from evolve.pg.understood import Nulls, Understood
from evolve.plan.facts import Facts, Trial
from evolve.plan.mending import type_fits
from evolve.plan.merging import failing_stop
from evolve.plan.stop import stop
from evolve.plan.uniting import left_stop


def rules(facts: Facts) -> Iterable[tuple[str, Rule, Understood, str]]:
    """Column, rule, what the server made of it, and the column's exact type; both directions."""
    for field, rule in facts.shape.forward.items():
        column = facts.columns[field]
        yield column, rule, facts.forward[column], facts.types[column]
    for field, rule in facts.shape.backward.items():
        column = facts.columns[field]
        found = facts.table.column(column)
        assert found is not None, column
        yield column, rule, facts.backward[column], found.type


def width_stops(facts: Facts, pair: Pair) -> Iterator[Refusal]:
    """Rule 5: text that may be longer than its column, where nothing says what then.

    Where the name stays the new column holds all (`retyping`), and the old one may lack a value.
    """
    if facts.shape.same_name:
        return
    for column, rule, understood, target in rules(facts):
        textual = target.startswith("character")
        if textual and not rule.on_error and not type_fits(understood.type, target):
            yield stop(
                "width",
                column,
                f"holds {target}, and its expression gives {understood.type} of any length",
                "make it a TextField first, by an AlterField, which writes no row"
                if rule.total
                else "add `too_long: clamp` to the change, or use left(..., n)::varchar(n)",
            )


def null_stops(facts: Facts, pair: Pair) -> Iterator[Refusal]:
    """A write of a new release must not fail because the old column cannot take the answer."""
    if facts.shape.same_name:
        return
    required = {side.name for side in pair.new if side.required}
    for side in pair.old if pair.one_way or pair.transform else ():
        column = facts.table.column(side.name)
        if side.required and column and column.default is None:
            late = "is NOT NULL without a default, and Python gives it a value only after"
            never = "is NOT NULL without a default, and one-way sync gives it no value for"
            yield stop(
                "null",
                side.name,
                f"{never if pair.one_way else late} a row that a new release inserts",
                "give it a default, or drop its NOT NULL"
                + ("" if pair.transform else ", or write a `back:`"),
            )
    documents = {facts.columns[f] for f, rule in facts.shape.backward.items() if rule.documents}
    for side, expression in zip(pair.old, pair.backward, strict=False):
        if not side.required:
            continue
        given = [facts.backward[side.name]]
        if side.name in facts.mending:
            given.append(facts.mending[side.name])
        if not expression.total:
            yield stop(
                "fails",
                side.name,
                "is NOT NULL, and its expression could fail on some value",
                "let the new field be a JSONField, which holds nothing else"
                if side.name in documents
                else "give it an `on_error:` expression",
            )
        if not all(
            understood.nulls is Nulls.NEVER
            or (
                understood.nulls is Nulls.FROM_NULLS
                and set(understood.expression.reads) <= required
            )
            for understood in given
        ):
            yield stop(
                "null",
                side.name,
                "is NOT NULL, and its expression could give NULL",
                "wrap the expression in coalesce(..., <a constant>)",
            )


def trial_stops(facts: Facts, trial: Trial) -> Iterator[Refusal]:
    table = str(facts.table.name)
    python = facts.shape.transform
    if trial.failing and facts.uniting and facts.uniting.merge:
        yield failing_stop(facts, trial)
    elif trial.failing:
        yield stop(
            "failing",
            table,
            f"{trial.failing} of {trial.rows} rows hold a value that does not convert",
            f"mend them, or {python.forward}"
            if python
            else "mend them, or give the field an `on_error:` (null, or an expression)",
        )
    if trial.unsteady and python:
        yield stop(
            "unsteady",
            python.forward,
            f"gives another value the second time for {trial.unsteady} of {trial.rows} rows, and "
            "nothing leads back: whether a row holds the right one could never be proved",
            "let it depend on its rows alone"
            + ("" if facts.shape.once else ", or give a `backward:` that leads back exactly"),
        )
    if trial.left and facts.referred:
        asked = facts.referred.reference
        yield stop(
            "orphans",
            asked.column,
            f"{trial.left} of {trial.rows} rows refer to nothing in {asked.to}",
            "mend them, or add `orphans: set_null` to the change",
        )
    if trial.left and facts.uniting:
        yield left_stop(facts, facts.uniting, trial)
    if trial.left and facts.shape.demand:
        mended = bool(facts.shape.new)
        yield stop(
            "broken",
            facts.shape.demand.name,
            f"{trial.left} of {trial.rows} rows break it" + ", once mended, too" * mended,
            "mend what gives the values, so that they satisfy the condition"
            if mended
            else f"mend those where NOT ({facts.shape.demand.sql}), or add `mend:` to the change",
        )
    if trial.nulls:
        yield stop(
            "nulls",
            table,
            f"{trial.nulls} of {trial.rows} rows would be NULL in a field that is not null=True",
            "make the expression give a value, or the field null=True",
        )
    if trial.lossy and not facts.shape.lossy and not facts.shape.one_way:
        yield stop(
            "lossy",
            table,
            f"{trial.lossy} of {trial.rows} rows do not come back as they were",
            "mend the expressions, or add `lossy: accept` to the change",
        )
