"""From facts to a plan: pure, and the same for every kind of change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from evolve.pg import constraints, ddl, references, sync
from evolve.pg.ddl import ColumnSpec, IndexSpec
from evolve.pg.names import aside, text, within_limit
from evolve.pg.pair import Pair
from evolve.pg.pairs import Pairs
from evolve.pg.references import Reference
from evolve.pg.step import Step
from evolve.pg.table import Index
from evolve.pg.titles import titles
from evolve.plan import uniting
from evolve.plan.contracting import contract_steps
from evolve.plan.facts import Facts
from evolve.plan.fields import key_indexes, postgres_name
from evolve.plan.mending import Extra
from evolve.plan.model import CheckSpec, Plan
from evolve.plan.naming import carried_name
from evolve.plan.pairing import make_pair
from evolve.plan.querying import following_steps
from evolve.plan.restoring import restore_steps
from evolve.plan.swapping import swap_steps
from evolve.playbook.model import Playbook
from evolve.states import Phase


def build(
    playbook: Playbook,
    facts: Sequence[Facts],
    *,
    alias: str,
    quiet_for: float,
    quarantine: float,
    batch_ms: int,
    max_rows_per_second: int | None,
) -> Plan:
    """The plan of `playbook`, whose changes have these `facts` each; profile values come in as the
    limits they are."""
    made = [make_pair(playbook.name, f, n) for n, f in numbered(facts)]
    pairs = Pairs(each=tuple(pair for pair, _ in made))
    extras = [extra for _, more in made for extra in more]
    # What stays alone in its playbook is asked of the one there is.
    alone = facts[0]
    swap = alone.shape.same_name
    places: dict[str, str] = {}
    for one, pair in zip(facts, pairs, strict=True):
        places |= places_aside(one, pair)
    steps = [
        *expand_steps(facts, pairs),
        *(uniting.looking_steps(alone.uniting, pairs) if alone.uniting else ()),
        *(keeping_steps(playbook, facts, pairs, extras, alias) if pairs.kept else ()),
        *(index_steps(alone, alias) if alone.referred else ()),
        *(swap_steps(alone, pairs.only, places) if swap else ()),
        *contract_steps(facts, pairs, places, extras, alias),
    ]
    added = [pair for pair in pairs if not pair.in_place]
    return Plan(
        name=playbook.name,
        model=playbook.model,
        table=alone.table.name,
        key=alone.table.primary_key,
        pairs=pairs,
        aside=places,
        same_name=swap,
        old_columns=() if swap else tuple(side.name for side in pairs.old),
        new_columns=() if swap else tuple(side.name for pair in added for side in pair.new),
        steps=tuple(steps),
        restore=tuple(restore_steps(playbook.name, facts, pairs, places, extras, alias)),
        checks=tuple(
            CheckSpec(
                name=check.name,
                query=check.query.replace("{table}", text(alone.table.name.identifier)),
                expect=check.expect,
            )
            for check in playbook.verify
        ),
        quiet_for=max(quiet_for, seconds(playbook.contract.quiet_for)),
        quarantine=max(quarantine, seconds(playbook.contract.quarantine)),
        stripe_by=alone.stripe_by,
        batch_ms=min(batch_ms, playbook.backfill.batch_ms or batch_ms),
        max_rows_per_second=smaller(max_rows_per_second, playbook.backfill.max_rows_per_second),
    )


def numbered(facts: Sequence[Facts]) -> Iterable[tuple[str, Facts]]:
    """Each with the number by which its pair is known; none where there is only one."""
    if len(facts) == 1:
        return [("", facts[0])]
    return [(str(number), one) for number, one in enumerate(facts, 1)]


def seconds(duration: timedelta | None) -> float:
    return duration.total_seconds() if duration is not None else 0.0


def smaller(one: int | None, other: int | None) -> int | None:
    given = [limit for limit in (one, other) if limit is not None]
    return min(given, default=None)


def places_aside(facts: Facts, pair: Pair) -> dict[str, str]:
    """Where each column is once the old side is aside."""
    places = {side.name: aside(side.name, pair.mark) for side in pair.old}
    if facts.shape.same_name:
        (old,), (new,) = pair.old, pair.new
        places[new.name] = old.name
    return places


def expand_steps(facts: Sequence[Facts], pairs: Pairs) -> Iterable[Step]:
    table = facts[0].table
    specs = [
        spec for one, pair in zip(facts, pairs, strict=True) for spec in column_specs(one, pair)
    ]
    if specs:
        yield ddl.add_columns(table.name, specs)
    for name, default in [item for one in facts for item in one.defaults.items()]:
        column = table.column(name)
        assert column is not None, name
        yield ddl.default_to(table.name, name, default, column.default)


def keeping_steps(
    playbook: Playbook,
    facts: Sequence[Facts],
    pairs: Pairs,
    extras: Sequence[Extra],
    alias: str,
) -> Iterable[Step]:
    """Dual writing and what comes of it, where there is a new side."""
    begun = facts[0].begun
    yield ddl.install_functions(pairs, extras, facts[0].own, playbook.name)
    yield from following_steps(pairs)
    yield ddl.install_triggers(pairs, begun.replaced if begun else ())
    yield from verify_steps(facts, pairs, alias)


def column_specs(facts: Facts, pair: Pair) -> list[ColumnSpec]:
    """The columns to be added: those that nobody has made before."""
    if pair.in_place:
        return []
    specs = []
    for field, side in zip(facts.shape.new, pair.new, strict=True):
        if facts.begun and side.name in facts.begun.columns:
            continue
        like = facts.table.column(facts.columns[field.like]) if field.like else None
        specs.append(
            ColumnSpec(
                name=side.name,
                type=side.type,
                collation=facts.new[field.name].collation,
                comment=(like.comment or "") if like else "",
                statistics_target=like.statistics_target if like else -1,
            )
        )
    if pair.marker:
        specs.append(ColumnSpec(name=pair.marker, type="boolean"))
    return specs


# -- verify -----------------------------------------------------------------------------------


def verify_steps(facts: Sequence[Facts], pairs: Pairs, alias: str) -> Iterable[Step]:
    """Indexes, checks and keys of the new side, then the functions of new releases."""
    table = pairs.table
    for index in [index for one in facts for index in index_specs(one, alias)]:
        yield ddl.build_index(table, index)
        if index.constraint:
            yield constraints.adopt_index(table, index)
    for name, condition in [check for one in facts for check in check_specs(one, alias)]:
        yield from constraints.add_check(table, name, condition, phase=Phase.VERIFY)
    for reference in [found for one in facts for found in carried_references(one, alias)]:
        yield from references.add_foreign_key(table, reference, Phase.VERIFY)
    if facts[0].shape.same_name:
        required = [side.name for side in pairs.new if side.required]
        if required:
            guard = within_limit("evolve_not_null", pairs.digest)
            yield from constraints.set_not_null(table, required, guard, phase=Phase.VERIFY)
    yield ddl.replace_functions(
        pairs,
        sync.Mode.READY,
        sync.Mode.FILLING,
        id_="verify.function",
        phase=Phase.VERIFY,
        title=titles(pairs.keeping).ready,
    )


def index_steps(facts: Facts, alias: str) -> Iterable[Step]:
    """The indexes by which a foreign key's rows are found, as Django has them."""
    assert facts.referred
    column = facts.table.column(facts.referred.reference.column)
    assert column is not None
    if any(serves(index, column.name) for index in facts.table.indexes):
        return
    for index in key_indexes(column.name, column.type, facts.table.name, alias):
        yield ddl.build_index(facts.table.name, index)


def serves(index: Index, column: str) -> bool:
    """Whether every row is found by the column in the index."""
    whole = index.is_valid and " WHERE " not in index.definition
    return whole and index.columns == (column,)


def index_specs(facts: Facts, alias: str) -> list[IndexSpec]:
    """Those that the new fields' definitions ask for, and those carried over from the old."""
    found = uniting.like_indexes(facts, alias)
    found += [
        index
        for field in facts.shape.new
        if not field.like
        for index in facts.new[field.name].indexes
    ]
    for carried in facts.carried:
        if carried.using:
            name = carried_name(facts, carried, alias)
            found.append(
                IndexSpec(
                    name=name,
                    unique=carried.unique,
                    using=carried.using,
                    constraint=name if carried.constraint else "",
                )
            )
    return found


def carried_references(facts: Facts, alias: str) -> list[Reference]:
    """The foreign keys of the old columns, for the new ones."""
    return [
        replace(carried.reference, name=carried_name(facts, carried, alias))
        for carried in facts.carried
        if carried.reference
    ]


def check_specs(facts: Facts, alias: str) -> list[tuple[str, str]]:
    found = []
    for field in facts.shape.new:
        new = facts.new[field.name]
        if new.check and not field.like:
            name = postgres_name(facts.table.name.name, new.column, "check")
            found.append((name, new.check))
    found += [
        (carried_name(facts, carried, alias), carried.condition)
        for carried in facts.carried
        if carried.condition
    ]
    return found
