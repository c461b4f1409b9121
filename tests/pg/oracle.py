"""The rules of dual writing in plain Python, written from the words and not from the trigger.

Values are what the server shows as text, rows map columns to them. Nothing here touches SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from evolve.pg.sync import Mode

Value = str | None
Row = Mapping[str, Value]
MARKER = "(marker)"


class DoesNotConvertError(Exception):
    """The expression has no answer for this value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """`forward` and `backward` map a row to columns; `defaults` are constant ones of `old`.

    `required` are new columns that become NOT NULL. A one-way pair has no `backward`.
    """

    old: tuple[str, ...]
    new: tuple[str, ...]
    forward: Callable[[Row], Row]
    backward: Callable[[Row], Row] | None
    watched: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    defaults: Row = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        marker = () if self.backward else (MARKER,)
        return (*self.old, *self.watched, *self.new, *marker)


def answer(expression: Callable[[Row], Row], row: Row) -> Row | None:
    try:
        return expression(row)
    except DoesNotConvertError:
        return None


def holds(row: Row, values: Row | None) -> bool:
    return values is not None and all(row[name] == value for name, value in values.items())


def unfilled(rules: Rules, row: Row) -> bool:
    return all(row[name] is None for name in rules.new)


def judge(rules: Rules, mode: Mode, row: Row) -> str:
    """'agrees', 'differs' or 'fails': rule 2."""
    forth = answer(rules.forward, row)
    if rules.backward is None:
        if row[MARKER] == "true" or (row[MARKER] == "false" and holds(row, forth)):
            return "agrees"
        return "differs" if forth is not None else "fails"
    back = answer(rules.backward, row)
    if holds(row, forth) or (meant(rules, mode, row) and holds(row, back)):
        return "agrees"
    return "fails" if forth is None or back is None else "differs"


def meant(rules: Rules, mode: Mode, row: Row) -> bool:
    """Whether the new side may be an answer of its own, rather than nobody's word yet."""
    if mode is Mode.FILLING:
        return not unfilled(rules, row)
    return all(row[name] is not None for name in rules.required)


def written(rules: Rules, mode: Mode, before: Row | None, after: Row) -> tuple[Row, int]:
    """What the row must be once the statement that makes it `after` is done, and the conflicts
    that it counts. `before` is None for an INSERT."""
    inserts = before is None
    was = before or {name: rules.defaults.get(name) for name in rules.columns}
    new_said = any(after[name] != was[name] for name in rules.new)
    old_said = any(after[name] != was[name] for name in (*rules.old, *rules.watched))
    if inserts:
        old_said = any(after[name] != was[name] for name in rules.old)
    if rules.backward is None:
        return written_one_way(rules, mode, after, inserts, old_said, new_said)
    forward = {**after, **(answer(rules.forward, after) or dict.fromkeys(rules.new))}
    backward = {**after, **(answer(rules.backward, after) or dict.fromkeys(rules.old))}
    if mode is Mode.ASIDE and inserts:
        # Nobody can name the old side; one who names no columns at all gives it by its place.
        by_place = old_said and any(after[name] is not None for name in rules.old)
        return (forward if by_place and answer(rules.forward, after) else backward), 0
    empty = unfilled(rules, after)
    if not (inserts or old_said or new_said or (empty and mode is not Mode.READY)):
        return after, 0
    outdated = not inserts and not new_said and is_outdated(rules, was, after)
    if mode is Mode.ASIDE:
        outdated = False
    answered = not outdated and not (inserts and empty)
    if judge(rules, mode, after) == "agrees" and (forward == after or answered):
        return after, 0
    if mode is Mode.ASIDE:
        return backward, 0
    if (inserts and not new_said) or (not inserts and mode is Mode.FILLING and empty):
        return forward, 0
    if new_said:
        return backward, int(old_said)
    return (forward if old_said else after), 0


def is_outdated(rules: Rules, was: Row, after: Row) -> bool:
    """Whether the new side was what forward makes of the row, and something forward reads beside
    the old side has changed."""
    moved = any(after[name] != was[name] for name in rules.watched)
    return moved and holds(was, answer(rules.forward, was))


def written_one_way(
    rules: Rules, mode: Mode, after: Row, inserts: bool, old_said: bool, new_said: bool
) -> tuple[Row, int]:
    forth = answer(rules.forward, after)
    forward = {**after, **(forth or dict.fromkeys(rules.new)), MARKER: "false"}
    own = {**after, MARKER: "true"}
    never_seen = after[MARKER] is None
    if not (inserts or old_said or new_said or never_seen):
        return after, 0
    if mode is Mode.ASIDE:
        return own, 0
    if holds(after, forth):
        return forward, 0
    if not inserts and mode is Mode.FILLING and unfilled(rules, after):
        return forward, 0
    if new_said:
        return own, int(old_said)
    return (forward if inserts or old_said or never_seen else after), 0
