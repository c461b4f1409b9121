"""The `change:` of a suggested playbook. A kind without an entry here has its own `draft`."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.migrations import (
    AddConstraint,
    AddField,
    AlterField,
    AlterUniqueTogether,
    RemoveField,
    RenameField,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState

from evolve.changes import KINDS
from evolve.errors import UsageError
from evolve.suggest.case import Case
from evolve.suggest.columns import (
    AnyField,
    condition_of,
    counted_of,
    label_of,
    primary_key,
    swappable,
)
from evolve.suggest.field_text import for_models, for_playbook
from evolve.suggest.fill import Unread, literal

TOO_LONG = "# too_long: clamp  # decide: cut text that is too long for its column"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The lines under `change:`, what a person decides of them, and Django's own operations.

    `about` is the field that gives the evolution its name, "" for the first old one.
    """

    lines: str
    operations: tuple[Operation, ...]
    decide: tuple[str, ...] = ()
    first: str = ""
    about: str = ""


def draft(case: Case) -> Draft:
    """Raises UsageError where the kind does not take these fields."""
    return DRAFTS.get(case.kind, by_the_kind)(case)


def rename(case: Case) -> Draft:
    """A new field and the end of the old one, as a fresh database has it: a RenameField leaves
    indexes under the old column's name. It stays where the model's Meta names the field."""
    operation = case.operations[0]
    if isinstance(operation, RenameField):
        old, new = operation.old_name, operation.new_name
    else:
        (old,), (new,) = case.removed, case.added
    after = case.new(new, related=True).field
    operations: tuple[Operation, ...] = (
        AddField(case.model, new, after),
        RemoveField(case.model, old),
    )
    if case.is_in_meta(old):
        operations = (RenameField(case.model, old, new),)
    field = after.clone()
    field.db_column = case.old(old, related=True).name
    mark, decide = "", list[str]()
    if not case.certain:
        mark = "  # decide: the same values under another name?"
        decide.append(f"whether {new} holds the values of {old}; else delete this playbook")
    return Draft(
        lines=f"rename: {old}\nto: {new}{mark}\n",
        operations=operations,
        decide=tuple(decide),
        first=f"without any change of the database: {for_models(new, field)}",
    )


def split(case: Case) -> Draft:
    (old,) = case.removed
    lines, decide = [f"split: {old}", "into:"], list[str]()
    for number, name in enumerate(case.added, 1):
        guess = f"split_part({case.old(old).name}, ' ', {number})"
        lines += target(case, name, guess, decide)
    lines.append("back:")
    joined = f"concat_ws(' ', {', '.join(case.new(n).name for n in case.added)})"
    lines.append(back(case, old, joined, decide))
    return regrouped(case, lines, decide, about=old)


def merge(case: Case) -> Draft:
    (new,) = case.added
    lines, decide = [f"merge: [{', '.join(case.removed)}]", "into:"], list[str]()
    joined = f"concat_ws(' ', {', '.join(case.old(n).name for n in case.removed)})"
    lines += target(case, new, joined, decide)
    lines.append("back:")
    for number, name in enumerate(case.removed, 1):
        guess = f"split_part({case.new(new).name}, ' ', {number})"
        lines.append(back(case, name, guess, decide))
    return regrouped(case, lines, decide, about=new)


def target(case: Case, name: str, guess: str, decide: list[str]) -> list[str]:
    """A new field: as in the models, and the expression that gives it."""
    fill = case.forward.get(name)
    if fill is None:
        decide.append(f"the SQL that gives {name} from {', '.join(case.removed)}")
    mark = f"  # as {fill.source} has it" if fill else "  # decide: SQL over the row's columns"
    return [
        f"  {name}:",
        f"    field: {for_playbook(case.new(name).field)}",
        f"    sql: {scalar(fill.sql if fill else guess)}{mark}",
    ]


def back(case: Case, name: str, guess: str, decide: list[str]) -> str:
    fill = case.backward.get(name)
    if fill is None:
        decide.append(f"the SQL that gives {name} back from {', '.join(case.added)}")
        return f"  {name}: {scalar(guess)}  # decide: SQL that gives the old value"
    empty = [read for read in case.added if read in fill.reads and case.new(read).field.null]
    if case.old(name).field.null or not empty:
        return f"  {name}: {scalar(fill.sql)}  # as {fill.source} has it"
    decide.append(f"what {name} is where {' or '.join(empty)} is NULL")
    text = scalar(f"coalesce({fill.sql}, '')")
    return f"  {name}: {text}  # decide: as {fill.source} has it, but never NULL"


def regrouped(case: Case, lines: list[str], decide: list[str], *, about: str) -> Draft:
    if not case.certain:
        first = f"whether {', '.join(case.added)} can be had from {', '.join(case.removed)}"
        decide.insert(0, first)
        lines[0] += "  # decide: do these fields follow from each other?"
    lines.append(TOO_LONG)
    lines.append("# lossy: accept    # decide: old values that do not come back as they were")
    return Draft(
        lines="\n".join(lines),
        operations=ordered(case),
        decide=tuple(decide),
        about=about,
    )


def ordered(case: Case) -> tuple[Operation, ...]:
    """New fields first, as the models have them: without a default for one migration only."""
    added = [AddField(case.model, name, case.new(name).field) for name in case.added]
    return (*added, *(RemoveField(case.model, name) for name in case.removed))


def retype(case: Case) -> Draft:
    operation = case.operations[-1]
    name = getattr(operation, "name", "")
    if not swappable(case.old(name).type, case.new(name).type):
        raise UsageError(f"{name} needs a new name, since its new type is not a wider one")
    field: Any = case.new(name).field.clone()
    if getattr(case.old(name).field, "db_collation", None) and hasattr(field, "db_collation"):
        # Without one a playbook keeps the collation that is there.
        field.db_collation = field.db_collation or "default"
    return Draft(lines=f"retype: {name}\nto: {for_playbook(field)}\n", operations=(operation,))


def add(case: Case) -> Draft:
    """A default of the database serves as well where the value is the same for every row."""
    (name,) = case.added
    field = case.new(name).field
    given, constant = value_of(case, name)
    first = ""
    if constant:
        simple = field.clone()
        simple.db_default = field.default
        first = f"without an evolution: {for_models(name, simple)}"
    return Draft(
        lines=f"add: {name}\nfield: {for_playbook(field)}\n" + filled(given),
        operations=(AddField(case.model, name, field),),
        decide=() if given else (f"the SQL that gives {name} for each row",),
        first=first,
        about=name,
    )


def not_null(case: Case) -> Draft:
    operation = case.operations[-1]
    name = str(getattr(operation, "name", ""))
    field = case.new(name).field
    given, _ = value_of(case, name)
    return Draft(
        lines=f"not_null: {name}\n" + filled(given),
        operations=(AlterField(case.model, name, field),),
        decide=() if given else (f"the SQL for rows in which {name} is NULL",),
        about=name,
    )


def check(case: Case) -> Draft:
    """The condition as Django would send it."""
    operation: Any = case.operations[-1]
    if not isinstance(operation, AddConstraint):
        raise UsageError("only a check that comes is an evolution")
    name = operation.constraint.name
    model = case.place.after.apps.get_model(case.place.app_label, case.model)
    condition = condition_of(operation.constraint, model, case.place.alias)
    return Draft(
        lines=f"check: {scalar(name)}\nthat: {scalar(condition)}\n"
        "# mend:  # decide: fields of a row that breaks it; else somebody mends such rows\n",
        operations=(operation,),
        decide=("what mends a row that breaks it, if anything does",),
        about=name,
    )


def unique(case: Case) -> Draft:
    """However the models say it. Raises UsageError for what is more than fields and a condition."""
    operation: Any = case.operations[-1]
    more: list[str] = []
    if isinstance(operation, AddConstraint):
        constraint: Any = operation.constraint
        fields, about = list(constraint.fields), constraint.name
        more = named_once(case, constraint)
    elif isinstance(operation, AlterUniqueTogether):
        fields = together(case)
        about = "-".join(fields)
    else:
        fields, about = [operation.name], operation.name
        operation = AlterField(case.model, about, case.new(about).field)
    first, name, *rest = KINDS["unique"].draft(fields).splitlines()
    return Draft(
        lines="\n".join([first, *(more or [name]), *rest]),
        operations=(operation,),
        decide=("which of several rows that are alike is kept, and what becomes of the others",),
        about=about,
    )


def named_once(case: Case, constraint: Any) -> list[str]:
    for beyond in ("expressions", "include", "opclasses", "deferrable"):
        if getattr(constraint, beyond):
            raise UsageError(f"{constraint.name} has {beyond}, which the kind has not")
    model = case.place.after.apps.get_model(case.place.app_label, case.model)
    where = counted_of(constraint, model, case.place.alias) if constraint.condition else ""
    return [
        f"name: {scalar(constraint.name)}",
        *[f"where: {scalar(where)}"] * bool(where),
        *["nulls: not_distinct"] * (constraint.nulls_distinct is False),
    ]


def together(case: Case) -> list[str]:
    """The fields of the one group that comes."""
    states = (case.place.before, case.place.after)
    models = [case.place.model(state, case.model) for state in states]
    before, after = (set(m.options.get("unique_together") or ()) if m else set() for m in models)
    if len(after - before) != 1 or before - after:
        raise UsageError("an evolution makes one group of fields unique")
    return [*(after - before).pop()]


def derive(case: Case) -> Draft:
    """A data migration fills it once; running releases go on writing what it follows from."""
    (name,) = case.added
    fill = case.forward[name]
    field = case.new(name).field
    limited = f"{TOO_LONG}\n" if getattr(field, "max_length", None) else ""
    return Draft(
        lines=f"derive: {name}  # decide: or is it to be given once, by `add`?\n"
        f"field: {for_playbook(field)}\n"
        f"sql: {scalar(fill.sql)}  # as {fill.source} has it\n{limited}",
        operations=(AddField(case.model, name, field),),
        decide=(f"whether {name} follows {', '.join(sorted(fill.reads))} until the contract",),
        about=name,
    )


def foreign_key(case: Case) -> Draft:
    """A plain field that becomes a key, or a key that gets its constraint; its column stays."""
    (new,) = case.added or {str(getattr(o, "name", "")) for o in case.operations}
    (old,) = case.removed or (new,)
    before = case.place.column(case.place.before, case.model, old)
    after = case.place.column(case.place.after, case.model, new)
    if not before or not after or (before.name, before.type) != (after.name, after.type):
        raise UsageError(f"{new} is not the column that {old} was")
    to = case.place.after.models.get(label_of(after.field, case.place.app_label))
    if to is None or not refers_by_primary_key(after.field, to):
        raise UsageError(f"{new} does not refer to a primary key")
    renamed = (RenameField(case.model, old, new),) if old != new else ()
    return Draft(
        lines=f"foreign_key: {old}\nto: {to.app_label}.{to.name}\n"
        "# orphans: set_null  # decide: empty the field where it refers to nothing\n",
        operations=(*renamed, AlterField(case.model, new, after.field)),
        decide=("what becomes of rows that refer to nothing",),
        about=old,
    )


def refers_by_primary_key(field: AnyField, to: ModelState) -> bool:
    wanted = getattr(field.remote_field, "field_name", None)
    key = primary_key(to)
    return wanted is None or (key is not None and to.fields.get(wanted) is key)


def filled(given: str) -> str:
    if given:
        return f"fill: {scalar(given)}\n"
    return "fill: \"''\"  # decide: SQL that gives a row its value\n"


def value_of(case: Case, name: str) -> tuple[str, bool]:
    """What a data migration or the default gives, as SQL, "" for nothing; whether it is the same
    for every row."""
    field, fill = case.new(name).field, case.forward.get(name)
    if fill is not None:
        return fill.sql, False
    if is_random_uuid(field):
        return "gen_random_uuid()", False
    try:
        return (literal(field.default).sql, True) if field.has_default() else ("", False)
    except Unread:
        return "", False


def is_random_uuid(field: AnyField) -> bool:
    default = getattr(field, "db_default", None)
    return field.default is uuid.uuid4 or type(default).__name__ == "RandomUUID"


def by_the_kind(case: Case) -> Draft:
    """As `evolve new` has it, with its own marks for what is to be decided."""
    operation = case.operations[-1]
    name = str(getattr(operation, "name", ""))
    case.old(name)
    lines = KINDS[case.kind].draft([name])
    decide = tuple(re.findall(r"# decide: (.+)$", lines, re.MULTILINE))
    kept = (operation,)
    if isinstance(operation, AlterField):
        kept = (AlterField(case.model, name, case.new(name).field),)
    return Draft(lines=lines, operations=kept, decide=decide, about=name)


def scalar(text: str) -> str:
    """SQL as a value of YAML: as it is where nothing in it can be taken for YAML's."""
    plain = re.fullmatch(r"[A-Za-z_(][^#:\n\"]*[^\s#:\n\"]|\w", text)
    words = {"true", "false", "null", "yes", "no", "on", "off"}
    return text if plain and text.lower() not in words else json.dumps(text, ensure_ascii=False)


DRAFTS: Mapping[str, Callable[[Case], Draft]] = {
    "rename": rename,
    "split": split,
    "merge": merge,
    "retype": retype,
    "add": add,
    "not_null": not_null,
    "check": check,
    "unique": unique,
    "derive": derive,
    "foreign_key": foreign_key,
}
