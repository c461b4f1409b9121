"""What becomes of a column's values under another type, told from the types alone.

Types are spelled as the server's format_type does. A change that keeps its name is possible where
models load the same Python type and the new column holds every value of the old one:

| old and new | by itself | under the same name | under a new name |
|---|---|---|---|
| the same bytes (varchar(9), text) | in the catalog alone | refused: AlterField | as wanted |
| the same Python type, wider | rewrites the table | the swap | as wanted |
| the same Python type, narrower | rewrites, may fail | refused | what does not convert is counted |
| another Python type | breaks old releases | refused | what does not convert is counted |
| another collation | in the catalog, but indexes and checks are made anew | the swap | as wanted |

Under another collation expressions may have other values, and where it is not deterministic
different texts are equal. So a check or a unique index may become stricter, which no swap may do to
a running release.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import inf

from evolve.errors import Refusal
from evolve.pg import ddl
from evolve.pg.carried import Carried, touching
from evolve.plan.facts import Facts
from evolve.plan.fields import FieldShape
from evolve.plan.stop import stop

WIDENING = (("smallint", "integer", "bigint"), ("real", "double precision"))
# The longest text of any value, in characters.
LONGEST = {"boolean": 5, "smallint": 6, "integer": 11, "bigint": 20, "uuid": 36}
TEXT = re.compile(r"(text|character varying|character)(?:\((\d+)\))?")
NUMERIC = re.compile(r"numeric(?:\((\d+),(-?\d+)\))?")


def retype_stops(facts: Facts) -> Iterator[Refusal]:
    """Why the type cannot change under the same name, or need not be changed by evolve."""
    if not facts.shape.same_name:
        return
    (field,) = facts.shape.old
    column = facts.columns[field]
    found = facts.table.column(column)
    assert found is not None, column
    field_after = facts.new[facts.shape.new[0].name]
    old, new = found.type, facts.types[field_after.column]
    collated = (found.collation or "") != field_after.collation
    named = "give the field a new name: add `name:` to the change"
    if old == new and not collated:
        yield stop("type", column, f"is {old} already", "there is nothing to do")
    elif (old == new or in_catalog(old, new)) and not (collated and any_touching(facts, column)):
        yield stop(
            "catalog",
            column,
            f"becomes {new}{ddl.collated(field_after.collation)} without any row being read or "
            "written",
            "use an ordinary AlterField; it needs the table's lock for a moment only",
        )
    elif loaded_as(old) != loaded_as(new):
        message = f"is {old}, and models load {new} as another type than running releases know"
        yield stop("type", column, message, named)
    elif not holds(old, new):
        yield stop("type", column, f"is {old}, and {new} does not hold all of it", named)
    elif collated:
        yield from stricter_stops(facts, column, field_after)


def routine_stops(facts: Facts) -> Iterator[Refusal]:
    """What sessions keep compiled, and this role may not have compiled anew at the swap."""
    if not changes_type(facts):
        return
    for routine in facts.routines:
        if not routine.owned:
            yield stop(
                "function",
                routine.name,
                f"has the column in its text and belongs to the role {routine.owner}: a session "
                "that has called it would fail in it (42804) from the swap on",
                f"ALTER ROUTINE {routine.name} OWNER TO {facts.table.owner}, or connect as a role "
                f"that is a member of {routine.owner}",
            )


def routine_notes(facts: Facts) -> Iterator[str]:
    """What else the user's own routines may object to."""
    if changes_type(facts):
        for name in (routine.name for routine in facts.routines if routine.owned):
            yield (
                f"{name} has the column in its text: it is compiled anew at the swap; let it take "
                "the wider type before, where it declares the type of what it returns"
            )


def changes_type(facts: Facts) -> bool:
    """Whether a column gets another type under its name."""
    if not facts.shape.same_name:
        return False
    before = facts.table.column(facts.columns[facts.shape.old[0]])
    after = facts.types[facts.new[facts.shape.new[0].name].column]
    return before is not None and before.type != after


def any_touching(facts: Facts, column: str) -> bool:
    """Whether an index or a check hangs on the column, which another collation makes anew."""
    return any(touching(facts.table, [column]))


def stricter_stops(facts: Facts, column: str, after: FieldShape) -> Iterator[Refusal]:
    """What would refuse texts under the other collation that running releases may write today."""
    for carried in facts.carried:
        if carried.condition:
            yield stop(
                "collation",
                carried.name,
                "is a check, which may think otherwise under the other collation",
                "drop it first, and add one like it after the contract: the kind `check`",
            )
        elif carried.unique and not is_alike(carried, after):
            yield stop(
                "collation",
                carried.name,
                "is unique, and may call different texts equal under the other collation: a "
                "running release's write could fail",
                "make it unique under that collation first, by a UniqueConstraint on "
                "Collate(field, collation), and drop this one",
            )


def is_alike(index: Carried, after: FieldShape) -> bool:
    """Whether a unique index refuses the same rows as before: plain columns, bytes compared."""
    _, _, where = index.using.partition(" WHERE ")
    return after.steady and bool(index.columns) and after.column not in where


def in_catalog(old: str, new: str) -> bool:
    """Whether PostgreSQL changes the type without a look at the rows.

    It does where every value stays the same, byte by byte: text that gets wider, and numeric that
    gets wider with the same scale (ATColumnChangeRequiresRewrite in tablecmds.c).
    """
    if loaded_as(old) == "str":
        return loaded_as(new) == "str" and not is_padded(old, new) and holds(old, new)
    scales = [match[2] for match in map(NUMERIC.fullmatch, (old, new)) if match]
    return len(scales) == 2 and scales[1] in {None, scales[0]} and holds(old, new)


def is_padded(*types: str) -> bool:
    """Whether one of them is char(n), which is filled up with spaces."""
    return any(re.fullmatch(r"character(\(\d+\))?", type_) for type_ in types)


def loaded_as(type_: str) -> str:
    """The Python type that models load; of types beside these each is one of its own."""
    if TEXT.fullmatch(type_):
        return "str"
    if NUMERIC.fullmatch(type_):
        return "Decimal"
    return next((members[-1] for members in WIDENING if type_ in members), type_)


def holds(old: str, new: str) -> bool:
    """Whether a column of type `new` holds every value of `old`, of the same Python type."""
    if TEXT.fullmatch(old) and TEXT.fullmatch(new):
        return width(old) <= width(new)
    before, after = NUMERIC.fullmatch(old), NUMERIC.fullmatch(new)
    if before and after:
        return after[1] is None or (before[1] is not None and is_within(before, after))
    order = next((members for members in WIDENING if old in members and new in members), ())
    return old == new or (bool(order) and order.index(old) <= order.index(new))


def cast_to(source: str, target: str) -> str:
    """What stands behind a column of type `source` to go into one of type `target`.

    A cast to text of a certain length cuts what is longer without a word. So where that may be,
    there is none to a length, and what is too long fails, or is refused beforehand.
    """
    if source == target:
        return ""
    if not TEXT.fullmatch(target):
        return f"::{target}"
    if TEXT.fullmatch(source):
        return f"::{target}" if holds(source, target) else ""
    return f"::{target if LONGEST.get(source, inf) <= width(target) else 'text'}"


def width(type_: str) -> float:
    """How many characters a textual type holds."""
    match = TEXT.fullmatch(type_)
    assert match, type_
    return int(match[2]) if match[2] else 1 if match[1] == "character" else inf


def is_within(before: re.Match[str], after: re.Match[str]) -> bool:
    """Whether digits before the point and behind it do all find a place."""
    digits, places = int(before[1]), int(before[2])
    return places <= int(after[2]) and digits - places <= int(after[1]) - int(after[2])
