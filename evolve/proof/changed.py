"""What others have changed of a table since evolve last changed it, and what follows. Pure.

The fingerprint is taken when an evolution is planned, and again in the transaction of each step;
a worker compares it with the catalog at every step and move, and once a second between batches.

| what | is | it |
|---|---|---|
| the table | gone, a view, in an inheritance, or hides rows from its owner | breaks |
| the table | another of that name: dropped and made again, or restored | waits |
| the table | of another owner | waits |
| a column of the plan | gone, new, of another type or collation, generated, an identity | breaks |
| a column of the plan | NOT NULL now | breaks |
| a column of the plan | may be NULL now, has another default, was dropped and made again | waits |
| an index on an old column, a unique one, or one of the plan's own | new, gone, altered | waits |
| a constraint on a column of the plan | new, gone, altered | waits |
| a foreign key that refers to such a column | new | waits |
| a trigger that fires after evolve's | new, altered, enabled | breaks |
| evolve's own triggers and functions | altered, before `ready` | is mended by the runner |
| the same | altered, from `ready` on | breaks |
| anything else: other columns, triggers, indexes | | is noted |

What *breaks* the plan holds until it is put back: the frozen statements do not fit it. What *waits*
holds, too, until somebody says that it is meant. The whole database restored from a dump has other
numbers for everything, evolve's own tables included, and is the same all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from evolve.pg import triggers
from evolve.pg.fingerprint import TABLE, Fact, Fingerprint
from evolve.pg.names import TRIGGER_PREFIX
from evolve.plan.model import Plan
from evolve.states import State, reached

BREAKS = frozenset({"type", "collation", "generated", "identity", "kind", "inheritance"})
NOTHING = Fact(columns=(), facts={})
# So many words that two definitions share at an end are left out.
MANY = 6


class Weight(IntEnum):
    """What follows from a difference."""

    OURS = 0
    NOTED = 1
    WAITS = 2
    BREAKS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """`name` is the object's in the fingerprint; `what` says the difference."""

    name: str
    what: str
    weight: Weight

    def __str__(self) -> str:
        return f"{self.name} {self.what}"


def differences(
    plan: Plan, state: State, then: Fingerprint, now: Fingerprint
) -> tuple[Difference, ...]:
    """Everything that differs, the gravest first. Nothing where nothing is known of before."""
    if not then.objects:
        return ()
    if TABLE not in now.objects:
        gone = Difference(name=f"table {plan.table}", what="is gone", weight=Weight.BREAKS)
        return (gone,)
    known = restored(then, now) if is_restored(then, now) else then
    judge = Judge(plan, state)
    found = [
        Difference(
            name=f"table {plan.table}" if name == TABLE else name,
            what=said(before, after),
            weight=judge.weight(name, before, after),
        )
        for name in {**known.objects, **now.objects}
        if (before := known.objects.get(name)) != (after := now.objects.get(name))
    ]
    return tuple(sorted(found, key=lambda difference: (-difference.weight, difference.name)))


def is_restored(then: Fingerprint, now: Fingerprint) -> bool:
    """Whether it is the same table in a database that was made from a dump."""
    beside = (f.objects[TABLE].facts["beside"] for f in (then, now))
    return len(set(beside)) == 2


def restored(then: Fingerprint, now: Fingerprint) -> Fingerprint:
    """`then` with the numbers of `now`, which a dump does not keep."""
    objects = {
        name: Fact(columns=fact.columns, facts={**fact.facts, **numbers(now.objects.get(name))})
        for name, fact in then.objects.items()
    }
    return Fingerprint(objects=objects)


def numbers(fact: Fact | None) -> Mapping[str, Any]:
    facts = fact.facts if fact else {}
    return {name: facts[name] for name in ("oid", "beside", "number") if name in facts}


def holding(found: Sequence[Difference]) -> tuple[Difference, ...]:
    """Those that keep an evolution from going on."""
    return tuple(difference for difference in found if difference.weight >= Weight.WAITS)


def said(before: Fact | None, after: Fact | None) -> str:
    """The difference in words; what is in a definition is schema, never a row's value."""
    if before is None:
        return "is new"
    if after is None:
        return "is gone"
    if before.facts.get("oid") != after.facts.get("oid"):
        return "is another one: it was dropped and made again, or restored"
    return "has changed: " + "; ".join(
        "{} {}, was {}".format(
            name, *apart(spelled(after.facts.get(name)), spelled(before.facts.get(name)))
        )
        for name in {**before.facts, **after.facts}
        if before.facts.get(name) != after.facts.get(name)
    )


def apart(one: str, other: str) -> tuple[str, str]:
    """Both without the words with which both begin and end, where these are many."""
    words, others = one.split(" "), other.split(" ")
    pairs = list(zip(words, others, strict=False))
    head = next((n for n, (a, b) in enumerate(pairs) if a != b), len(pairs))
    rest = list(zip(reversed(words[head:]), reversed(others[head:]), strict=False))
    tail = next((n for n, (a, b) in enumerate(rest) if a != b), len(rest))
    head, tail = (n if n >= MANY else 0 for n in (head, tail))

    def short(all_: list[str]) -> str:
        left = all_[head : len(all_) - tail]
        return " ".join([*["..."] * bool(head), *left, *["..."] * bool(tail)])

    if min(len(words), len(others)) <= head + tail:
        return one, other
    return short(words), short(others)


def spelled(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value else "none"


class Judge:
    """The table above, for one plan in one state."""

    def __init__(self, plan: Plan, state: State) -> None:
        self.ready = reached(state, State.READY)
        self.own = f"{TRIGGER_PREFIX}{plan.pairs.digest}"
        self.functions = f"evolve_{plan.pairs.digest}_"
        self.columns = {*plan.columns, *plan.aside.values(), *plan.key}
        self.going = {*(side.name for side in plan.pairs.old), *plan.aside.values()}
        # What the plan itself makes, where a worker died before it could be recorded.
        self.made = {step.id.split(".", 2)[-1] for step in (*plan.steps, *plan.restore)}
        self.last = min(triggers.trigger_names(plan.pairs), default="")

    def weight(self, name: str, before: Fact | None, after: Fact | None) -> Weight:
        kind, _, called = name.partition(" ")
        altered = {
            key
            for key in {**(before or NOTHING).facts, **(after or NOTHING).facts}
            if (before or NOTHING).facts.get(key) != (after or NOTHING).facts.get(key)
        }
        if called.startswith((self.own, self.functions)):
            return Weight.BREAKS if self.ready else Weight.OURS
        if kind == TABLE:
            hides = "row security" in altered and after and after.facts["row security"] == "forced"
            return Weight.BREAKS if hides or altered & BREAKS else Weight.WAITS
        if kind == "trigger":
            return self.of_trigger(called, after)
        if not self.columns & set((after or before or NOTHING).columns):
            return Weight.NOTED
        if kind == "column":
            hardened = "not null" in altered and after and after.facts["not null"]
            breaks = before is None or after is None or altered & BREAKS or hardened
            return Weight.BREAKS if breaks else Weight.WAITS
        return self.of_object(kind, called, before, after)

    def of_trigger(self, name: str, after: Fact | None) -> Weight:
        ours = name.startswith(TRIGGER_PREFIX)
        fires = after and after.facts["assigns"] and after.facts["enabled"] != "D"
        last = self.last and fires and name > self.last
        return Weight.BREAKS if last and not ours else Weight.NOTED

    def of_object(self, kind: str, name: str, before: Fact | None, after: Fact | None) -> Weight:
        """An index, a constraint or a reference on a column of the plan."""
        if before is None and name in self.made:
            return Weight.OURS
        if kind == "reference" and after is None:
            return Weight.NOTED
        grave = (
            fact.facts.get("unique") or self.going & {*fact.columns}
            for fact in (before, after)
            if fact
        )
        minor = kind == "index" and name not in self.made and not any(grave)
        return Weight.NOTED if minor else Weight.WAITS
