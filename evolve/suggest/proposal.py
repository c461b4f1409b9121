"""From what is wanted to evolutions: which fields belong together, and what a person decides.

| removed | added | what it is |
|---|---|---|
| - | - | RenameField: `rename` |
| one | one with the same definition | `rename`, to be confirmed |
| one | two or more | `split` |
| two or more | one | `merge` |
| one | one of another type | no kind yet: said, not guessed |
| - | - | any other finding: the kind that its rule names, if there is one |

A data migration tells which fields belong together; else a name that shares a word does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

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
from evolve.errors import PlaybookError, UsageError
from evolve.pg.names import quoted_if_needed
from evolve.playbook.load import LONGEST_NAME, parse
from evolve.suggest.drafts import Case, draft
from evolve.suggest.finding import Finding
from evolve.suggest.looking import Place
from evolve.suggest.rules import RULES
from evolve.suggest.wanted import Wanted

# Kinds that need more than one field, or one that is not there yet.
OF_SEVERAL = frozenset({"rename", "split", "merge", "add"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One evolution: its playbook's text, and the operations that AdoptEvolution takes over.

    `covers` are those that it does away with. `decide` are questions that only a person can
    answer; each is marked in the text, too. `first` is a way without an evolution, or "".
    """

    name: str
    kind: str
    model: str
    playbook: str
    operations: tuple[Operation, ...]
    covers: tuple[Operation, ...]
    findings: tuple[Finding, ...]
    decide: tuple[str, ...] = ()
    first: str = ""
    same_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """`proposals` are evolutions; `advice` are findings for which there is none; `harmless` is
    what stays as it is, `gaps` what of data migrations was not understood."""

    wanted: Wanted
    proposals: tuple[Proposal, ...]
    advice: tuple[Finding, ...]
    harmless: tuple[str, ...]
    gaps: tuple[str, ...]


def suggest(wanted: Wanted) -> Suggestion:
    """Everything that follows from what is wanted."""
    proposals = named([p for case in cases(wanted) if (p := proposal(case, wanted))])
    covered = {id(operation) for p in proposals for operation in p.covers}
    answered = {found.key for p in proposals for found in p.findings}
    advice = [
        found
        for found in wanted.findings
        if found.key not in answered and not (proposals and found.id == "evolve.L120")
    ]
    troubled = {(f.model.rpartition(".")[2].lower(), f.field) for f in wanted.findings}
    harmless = [
        move.operation.describe()
        for move in wanted.moves
        if id(move.operation) not in covered
        and not (touched(move.operation) & troubled)
        and not is_data(move.operation)
    ]
    return Suggestion(
        wanted=wanted,
        proposals=tuple(proposals),
        advice=tuple(advice),
        harmless=tuple(harmless),
        gaps=(*wanted.forward.gaps, *wanted.backward.gaps),
    )


def is_data(operation: Operation) -> bool:
    return type(operation).__name__ in {"RunPython", "RunSQL"}


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


# -- which fields belong together ---------------------------------------------------------------


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
    removed = [o for o in removed if place.column(wanted.before, model, o.name)]
    added = [o for o in added if place.column(wanted.after, model, o.name)]
    linked = links(wanted, model)
    olds = [o for o in removed if any((o.name, n.name) in linked for n in added)]
    news = [n for n in added if any((o.name, n.name) in linked for o in removed)]
    certain = bool(olds)
    if not certain:
        olds, news = list(removed), by_word(removed, added)
    for old in list(olds):
        same = [new for new in news if is_same(place, wanted, model, old, new)]
        if len(same) == 1 and len(olds) == len(news) and (len(olds) == 1 or not certain):
            yield case("rename", wanted, place, model, [same[0], old], certain=certain)
            olds.remove(old)
            news.remove(same[0])
    if len(olds) == 1 and len(news) > 1:
        yield case("split", wanted, place, model, [*news, *olds], certain=certain)
    elif len(olds) > 1 and len(news) == 1:
        yield case("merge", wanted, place, model, [*news, *olds], certain=certain)
    elif certain and olds:  # they belong together in a way that no kind has
        yield case("", wanted, place, model, [*news, *olds], certain=True)


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
    if one.added:
        column = place.column(wanted.after, model, one.added[0])
        needed = column is not None and column.required and not column.field.generated
        kinds = ["add"] if needed and one.findings and "add" in KINDS else []
    elif one.removed:
        kinds = [kind for kind in kinds if kind == RULES["evolve.L102"].kind]
    else:
        kinds = [kind for kind in kinds if kind not in OF_SEVERAL]
    if kinds:
        yield replace(one, kind=kinds[0])


# -- one evolution ------------------------------------------------------------------------------


def proposal(one: Case, wanted: Wanted) -> Proposal | None:
    """The case as an evolution, None where its kind does not take it."""
    model = one.place.model(wanted.before, one.model)
    if one.kind not in KINDS or model is None:
        return None
    label = f"{wanted.app_label}.{model.name}"
    try:
        made = draft(one)
        text = playbook_text(wanted.source, label, made.lines)
        playbook = parse(text, name="suggested", path="suggested.yaml", kinds=KINDS)
    except (PlaybookError, UsageError):
        return None
    old, new = playbook.change.sides()
    same_name = any(name.startswith("evolve_") for name in new)
    return Proposal(
        name=name_of(model.name, one.kind, made.about or (*old, *new)[0]),
        kind=one.kind,
        model=label,
        playbook=text,
        operations=made.operations,
        covers=one.operations,
        findings=one.findings,
        decide=made.decide,
        first=made.first,
        same_name=same_name,
    )


def playbook_text(source: str, label: str, lines: str) -> str:
    head = f"# Suggested from {source}; decide what is marked `decide`.\n"
    body = "".join(f"  {line}\n" for line in lines.splitlines())
    return f"{head}evolve: 1\nmodel: {label}\nchange:\n{body}"


def name_of(model: str, kind: str, field: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", f"{model}-{kind}-{field}".lower())
    return words[:LONGEST_NAME].strip("-")


def named(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Each name once."""
    seen = dict[str, Proposal]()
    for one in proposals:
        seen.setdefault(one.name, one)
    return list(seen.values())
