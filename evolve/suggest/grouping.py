"""Which fields belong together: operations of one application, as cases for one evolution each.

| removed | added | what it is |
|---|---|---|
| - | - | RenameField: `rename` |
| one | a foreign key in its column | `foreign_key` |
| one | one with the same definition | `rename`, to be confirmed |
| one | two or more | `split` |
| two or more | one | `merge` |
| one | one of another type | no kind yet: said, not guessed |
| - | one that a data migration makes of fields that stay | `derive` |
| - | - | any other finding: the kind that its rule names, if there is one |

A data migration tells which fields belong together, and several such groups apart; else a name
that shares a word does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.db.migrations import (
    AddField,
    AlterField,
    AlterUniqueTogether,
    RemoveField,
    RenameField,
)
from django.db.migrations.operations.base import Operation
from django.db.models import CheckConstraint, UniqueConstraint

from evolve.changes import KINDS
from evolve.pg.names import quoted_if_needed
from evolve.suggest.case import Case
from evolve.suggest.looking import Place
from evolve.suggest.rules import RULES
from evolve.suggest.wanted import Wanted

# Kinds that need more than one field, or one that is not there yet.
OF_SEVERAL = frozenset({"rename", "split", "merge", "add"})


def cases(wanted: Wanted) -> Iterator[Case]:
    """Evolutions that the operations may be, each operation in one of them at the most."""
    for model in models_of(wanted):
        moves = [m for m in wanted.moves if model_of(m.operation) == model]
        place = Place(
            app_label=wanted.app_label,
            before=wanted.before,
            after=wanted.after,
            alias=moves[0].place.alias,
        )
        if place.model(wanted.before, model) is None:
            continue
        operations = [move.operation for move in moves]
        for operation in operations:
            if isinstance(operation, RenameField):
                yield case("rename", wanted, place, model, [operation], certain=True)
            if isinstance(getattr(operation, "constraint", None), CheckConstraint):
                yield case("check", wanted, place, model, [operation], certain=True)
            if unites(operation):
                yield case("unique", wanted, place, model, [operation], certain=True)
        removed = [o for o in operations if isinstance(o, RemoveField)]
        added = [o for o in operations if isinstance(o, AddField)]
        groups = by_field(operations)
        for one in pairs(wanted, place, model, removed, added):
            yield with_others(one, groups)
        for group in groups.values():
            yield from alone(wanted, place, model, group)


def unites(operation: Operation) -> bool:
    """Whether it makes fields unique, other than as a property of one of them."""
    constraint = getattr(operation, "constraint", None)
    return isinstance(operation, AlterUniqueTogether) or isinstance(constraint, UniqueConstraint)


def by_field(operations: Sequence[Operation]) -> dict[str, list[Operation]]:
    """What is done to each field, in order: added, altered once it is filled, removed."""
    groups = dict[str, list[Operation]]()
    for operation in operations:
        if isinstance(operation, AddField | AlterField | RemoveField):
            groups.setdefault(operation.name, []).append(operation)
    return groups


def with_others(one: Case, groups: dict[str, list[Operation]]) -> Case:
    """The case with all that is done to its fields, which nobody else then takes."""
    names = [str(getattr(operation, "name", "")) for operation in one.operations]
    every = [operation for name in names for operation in groups.pop(name, [])]
    return replace(one, operations=tuple(every))


def models_of(wanted: Wanted) -> list[str]:
    return list(dict.fromkeys(filter(None, (model_of(m.operation) for m in wanted.moves))))


def model_of(operation: object) -> str:
    if isinstance(operation, AlterUniqueTogether):
        return str(operation.name_lower)
    return str(getattr(operation, "model_name", "") or "").lower()


def case(
    kind: str,
    wanted: Wanted,
    place: Place,
    model: str,
    operations: Sequence[Operation],
    *,
    certain: bool,
) -> Case:
    names = {name for operation in operations for _, name in touched(operation)}
    return Case(
        kind=kind,
        model=model,
        place=place,
        operations=tuple(operations),
        certain=certain,
        forward={f.field: f for f in wanted.forward.fills if is_of(f.model, model)},
        backward={f.field: f for f in wanted.backward.fills if is_of(f.model, model)},
        findings=tuple(f for f in wanted.findings if is_of(f.model, model) and f.field in names),
    )


def is_of(label: str, model: str) -> bool:
    return label.rpartition(".")[2].lower() == model


def pairs(
    wanted: Wanted,
    place: Place,
    model: str,
    removed: Sequence[RemoveField],
    added: Sequence[AddField],
) -> Iterator[Case]:
    """Removed and added fields that follow from each other."""
    olds = [o for o in removed if place.column(wanted.before, model, o.name)]
    news = [o for o in added if place.column(wanted.after, model, o.name)]
    for new in list(news):
        for old in list(olds):
            if is_key(place, wanted, model, old, new):
                yield case("foreign_key", wanted, place, model, [new, old], certain=True)
                olds.remove(old)
                news.remove(new)
    known = groups(olds, news, links(wanted, model))
    for its_olds, its_news in known:
        yield paired(wanted, place, model, its_olds, its_news)
    if not known:
        yield from guessed(wanted, place, model, olds, by_word(olds, news))


def groups(
    olds: Sequence[RemoveField], news: Sequence[AddField], linked: set[tuple[str, str]]
) -> list[tuple[list[RemoveField], list[AddField]]]:
    """What is linked, be it through others, each group apart from the rest."""
    found = list[set[str]]()
    for old in olds:
        its = {new.name for new in news if (old.name, new.name) in linked}
        if its:
            its.add(old.name)
            joined = its.union(*(group for group in found if group & its))
            found = [*(group for group in found if not group & its), joined]
    return [
        ([o for o in olds if o.name in group], [o for o in news if o.name in group])
        for group in found
    ]


def paired(
    wanted: Wanted,
    place: Place,
    model: str,
    olds: Sequence[RemoveField],
    news: Sequence[AddField],
) -> Case:
    """Fields that a data migration makes of each other; of no kind where none has that."""
    kind = ""
    if len(olds) == len(news) == 1 and is_same(place, wanted, model, olds[0], news[0]):
        kind = "rename"
    elif len(olds) == 1 and len(news) > 1:
        kind = "split"
    elif len(olds) > 1 and len(news) == 1:
        kind = "merge"
    return case(kind, wanted, place, model, [*news, *olds], certain=True)


def guessed(
    wanted: Wanted,
    place: Place,
    model: str,
    olds: list[RemoveField],
    news: list[AddField],
) -> Iterator[Case]:
    """Fields that may follow from each other, which a person confirms."""
    for old in list(olds):
        same = [new for new in news if is_same(place, wanted, model, old, new)]
        if len(same) == 1 and len(olds) == len(news):
            yield case("rename", wanted, place, model, [same[0], old], certain=False)
            olds.remove(old)
            news.remove(same[0])
    if len(olds) == 1 and len(news) > 1:
        yield case("split", wanted, place, model, [*news, *olds], certain=False)
    elif len(olds) > 1 and len(news) == 1:
        yield case("merge", wanted, place, model, [*news, *olds], certain=False)


def is_key(place: Place, wanted: Wanted, model: str, old: RemoveField, new: AddField) -> bool:
    """Whether a foreign key takes over the column of a plain field."""
    before = place.column(wanted.before, model, old.name)
    after = place.column(wanted.after, model, new.name)
    return bool(before and after and before.name == after.name and after.referring)


def links(wanted: Wanted, model: str) -> set[tuple[str, str]]:
    """Old and new fields that data migrations make of each other, either way."""
    there = {
        (read, fill.field)
        for fill in wanted.forward.fills
        if is_of(fill.model, model)
        for read in fill.reads
    }
    back = {
        (fill.field, read)
        for fill in wanted.backward.fills
        if is_of(fill.model, model)
        for read in fill.reads
    }
    return there | back


def by_word(removed: Sequence[RemoveField], added: Sequence[AddField]) -> list[AddField]:
    """The added fields that share a word with a removed one; all of them where none does."""
    words = {word for o in removed for word in o.name.split("_")}
    sharing = [o for o in added if words & set(o.name.split("_"))]
    return sharing if len(sharing) > 1 else list(added)


def is_same(place: Place, wanted: Wanted, model: str, old: RemoveField, new: AddField) -> bool:
    before = place.column(wanted.before, model, old.name)
    after = place.column(wanted.after, model, new.name)
    assert before is not None
    assert after is not None
    fill = next((f for f in wanted.forward.fills if f.field == new.name), None)
    if fill and is_of(fill.model, model) and fill.sql != quoted_if_needed(before.name):
        return False
    return (before.type, before.field.null, before.field.unique) == (
        after.type,
        after.field.null,
        after.field.unique,
    )


def alone(
    wanted: Wanted, place: Place, model: str, operations: Sequence[Operation]
) -> Iterator[Case]:
    """One field with a finding whose rule names a kind of change that there is."""
    one = case("", wanted, place, model, operations, certain=True)
    kinds = [f.rule.kind for f in one.findings if f.rule.kind in KINDS]
    if one.added and one.removed:
        return
    if one.added and follows(one):
        kinds = ["derive"] if "derive" in KINDS else []
    elif one.added:
        column = place.column(wanted.after, model, one.added[0])
        needed = column is not None and column.required and not column.field.generated
        kinds = ["add"] if needed and one.findings and "add" in KINDS else []
    elif one.removed:
        kinds = [kind for kind in kinds if kind == RULES["evolve.L102"].kind]
    else:
        kinds = [kind for kind in kinds if kind not in OF_SEVERAL]
    if kinds:
        yield replace(one, kind=kinds[0])


def follows(one: Case) -> bool:
    """Whether a data migration makes the added field of others, which therefore stay: one that
    goes has made a group of both before."""
    fill = one.forward.get(one.added[0])
    return fill is not None and bool(fill.reads)


def touched(operation: object) -> set[tuple[str, str]]:
    """Model and name as a finding on this operation has them."""
    model = str(getattr(operation, "model_name", "") or getattr(operation, "name", "")).lower()
    if getattr(operation, "model_name", None) is None:
        old = str(getattr(operation, "old_name", "") or model).lower()
        groups = getattr(operation, "option_value", None) or ()
        return {(old, ""), (old, "_order")} | {
            (model, "+".join(group)) for group in groups if not isinstance(group, str)
        }
    named = getattr(operation, "index", None) or getattr(operation, "constraint", None)
    name = getattr(named, "name", "") or getattr(operation, "old_name", "")
    return {(model, str(name or getattr(operation, "name", "")))}
