"""YAML text as plain mappings, lists and typed-as-written texts, each with its place.

The parser's events are read and nothing else: no tag, anchor or alias is ever followed, so no
object comes out of a file and no document can grow. Every scalar stays the text that was typed
(`no`, `22:00` and a key `null:` included); `words` converts it where another type is meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from evolve.errors import Problem
from evolve.playbook.model import KeyPath, Place

DEEPEST = 12
QUOTE = "text with ': ' or ' #', or that begins with a sign, in quotes"


class Written(str):
    """A scalar as typed. `plain`: without quotes. `rest`: what follows on its line, where YAML
    ended it. `shift`: what to add to an offset within it to get to its column, None if unknown."""

    plain: bool = False
    rest: str = ""
    shift: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """What stands in the file; `keys` has the places of keys, `places` those of their values."""

    data: Any = None
    places: dict[KeyPath, Place] = field(default_factory=dict)
    keys: dict[KeyPath, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read(text: str) -> Tree:
    """The document in `text`. Never raises for what the text holds: see `problems`."""
    text = text.removeprefix("\ufeff")
    events, problem = _events(text)
    if problem:
        return Tree(problems=[problem])
    return _Reader(text).document(events)


def place_of(mark: Any) -> Place:
    """Line and column of a mark, counted from 1."""
    return mark.line + 1, mark.column + 1


def _events(text: str) -> tuple[list[Any], Problem | None]:
    """All events, or the one thing that made it impossible to go on."""
    events, depth = list[Any](), 0
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            depth += _deeper(event)
            if depth > DEEPEST:
                # Not read to its end: what the parser takes for it grows with the depth squared.
                place, expected = place_of(event.start_mark), f"at most {DEEPEST} levels"
                return [], _problem("nested too deeply", place, expected=expected)
            events.append(event)
        return events, None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return [], _syntax(error, text, mark)
    except ReaderError as error:
        place = _place_at(text, error.position)
        return [], _problem("a character that YAML does not allow", place, repr(error.character))
    except Exception as error:  # noqa: BLE001  # damaged escapes raise OverflowError and others
        return [], _problem("not valid YAML", (1, 1), type(error).__name__, QUOTE)


def _syntax(error: MarkedYAMLError, text: str, mark: Any) -> Problem:
    place = place_of(mark) if mark else (1, 1)
    if mark and text[mark.index : mark.index + 1] == "\t":
        return _problem("a tab", place, expected="spaces: YAML does not indent with tabs")
    detail = error.problem or error.context or "cannot be read"
    return _problem(f"not valid YAML: {detail}", place, expected=QUOTE)


def _place_at(text: str, position: int) -> Place:
    before = text[:position]
    return before.count("\n") + 1, position - before.rfind("\n")


def _problem(message: str, place: Place, found: str = "", expected: str = "") -> Problem:
    line, column = place
    return Problem(message=message, line=line, column=column, found=found, expected=expected)


class _Reader:
    """Builds a tree from events; collects what is wrong and goes on."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places: dict[KeyPath, Place] = {}
        self.keys: dict[KeyPath, Place] = {}
        self.problems: list[Problem] = []

    def document(self, events: list[Any]) -> Tree:
        data: Any = None
        starts = [index for index, e in enumerate(events) if isinstance(e, DocumentStartEvent)]
        if not starts:
            self.wrong("the playbook is empty", (1, 1), expected="`evolve: 1`, `model`, `change`")
        for index in starts[1:2]:
            place = place_of(events[index].start_mark)
            self.wrong("a second document", place, "'---'", "one playbook in one file")
        if starts:
            self.directives(events[starts[0]])
            rest = iter(events[starts[0] + 1 :])
            data = self.value(next(rest), rest, ())
        return Tree(data=data, places=self.places, keys=self.keys, problems=self.problems)

    def directives(self, start: Any) -> None:
        if start.version or start.tags:
            self.wrong("a directive", (1, 1), "'%'", "a playbook without `%YAML` or `%TAG`")

    def wrong(self, message: str, place: Place, found: str = "", expected: str = "") -> None:
        self.problems.append(_problem(message, place, found, expected))

    def value(self, event: Any, rest: Iterator[Any], path: KeyPath) -> Any:
        place = self.place(event, path)
        self.places[path] = place
        self.plainly_written(event, place)
        if isinstance(event, ScalarEvent):
            return self.scalar(event, place)
        if isinstance(event, AliasEvent):
            return Written("")
        if isinstance(event, SequenceStartEvent):
            return self.sequence(rest, path)
        return self.mapping(rest, path)

    def place(self, event: Any, path: KeyPath) -> Place:
        """Where a value stands; where nothing or a whole block is the value, where its key does."""
        place, key = place_of(event.start_mark), self.keys.get(path)
        nothing = isinstance(event, ScalarEvent) and event.style is None and not event.value
        return key if key and (nothing or key[0] != place[0]) else place

    def plainly_written(self, event: Any, place: Place) -> None:
        if isinstance(event, AliasEvent):
            self.wrong("an alias", place, f"'*{event.anchor}'", "the value itself, or quotes")
        elif event.anchor is not None:
            self.wrong("an anchor", place, f"'&{event.anchor}'", "the value alone, or quotes")
        if not isinstance(event, AliasEvent) and event.ctag is not None:
            self.wrong("a tag", place, f"'{event.ctag}'", "the value alone, or quotes")

    def scalar(self, event: Any, place: Place) -> Written:
        written = Written(event.value)
        written.plain = event.style is None
        start, end = event.start_mark, event.end_mark
        if written.plain:
            written.rest = self.text[end.index :].partition("\n")[0]
        if event.style in (None, "'", '"') and start.line == end.line:
            written.shift = 0 if written.plain else 1
        if "\0" in written or any("\ud800" <= character <= "\udfff" for character in written):
            self.wrong("a character that PostgreSQL cannot store", place, repr(str(written)))
        return written

    def sequence(self, rest: Iterator[Any], path: KeyPath) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(rest), SequenceEndEvent):
            values.append(self.value(event, rest, (*path, len(values))))
        return values

    def mapping(self, rest: Iterator[Any], path: KeyPath) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(rest), MappingEndEvent):
            key = self.key(event, rest)
            here = (*path, key)
            if first := self.keys.get(here):
                found = f"{key!r}, first on line {first[0]}"
                self.wrong("a key that is there twice", place_of(event.start_mark), found)
            self.keys.setdefault(here, place_of(event.start_mark))
            value = self.value(next(rest), rest, here)
            values.setdefault(key, value)
        return values

    def key(self, event: Any, rest: Iterator[Any]) -> str:
        place = place_of(event.start_mark)
        self.plainly_written(event, place)
        if isinstance(event, ScalarEvent):
            return str(event.value)
        self.wrong("a key that is no text", place, expected="a word, or text in quotes")
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            _skip(rest)
        return ""


def _skip(rest: Iterator[Any]) -> None:
    """Goes past the end of the collection that has just begun."""
    depth = 1
    while depth:
        depth += _deeper(next(rest))


def _deeper(event: Any) -> int:
    """1 where a collection begins, -1 where it ends."""
    begins = isinstance(event, MappingStartEvent | SequenceStartEvent)
    return begins - isinstance(event, MappingEndEvent | SequenceEndEvent)
