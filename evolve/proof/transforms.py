"""Functions of the project's that give values: found by their path, asked, and judged by rows.

A function gets rows as dicts and gives a list with a value for each. What it raises is about one
row, which is found by halves; where it gives another number of values, nobody can tell which are
whose, and all of it is an error. Values of rows are in no message.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from psycopg import sql

from evolve.changes.base import Shape
from evolve.errors import EvolveError
from evolve.log import Log
from evolve.pg import counts, marks, trying
from evolve.pg.given import (
    Answers,
    Due,
    Given,
    Way,
    disagreeing,
    own,
    rows_settled,
    rows_with_keys,
    ways,
)
from evolve.pg.pair import Pair
from evolve.pg.pairs import Pairs
from evolve.pg.session import Session
from evolve.pg.settings import pins
from evolve.pg.side import RAISED
from evolve.pg.spelling import spelled
from evolve.plan.facts import Trial
from evolve.playbook.model import Playbook
from evolve.plurals import counted

T = TypeVar("T")

log = Log()

# A function is asked of so many rows at once.
ROWS = 1000
# How long, in milliseconds, a function may think while a transaction waits for it.
THINKING_MS = 600_000
# So many keys of rows that differ are kept.
KEYS = 100_000


def function(path: str) -> Callable[[list[dict[str, Any]]], Any]:
    """The function of that path. Raises EvolveError where there is none."""
    module, _, name = path.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), name)
    except Exception as error:
        # Whatever a module raises while it is imported.
        raise EvolveError(
            f"{path} cannot be imported: {type(error).__name__}: {error}",
            hint="the path is that of a function in a module which the worker can import, too",
        ) from error
    if not callable(found):
        raise EvolveError(
            f"{path} is {type(found).__name__}, expected a function of a list of rows",
            hint="name a function that takes rows as dicts, and gives a value for each",
        )
    return found  # type: ignore[no-any-return]  # what it gives is looked at


def refuse_unknown(playbook: Playbook, shape: Shape) -> None:
    """Raises PlaybookError where a function of the change's is not to be had, or SQL is given in
    its place."""
    if shape.transform is None:
        return
    for key, sql_ in playbook.dual_write:
        if sql_:
            raise playbook.wrong(
                ("dual_write", key),
                "it is Python that gives the values",
                found=", ".join(sql_),
                expected="nothing here; `forward` and `backward` of the change name the functions",
            )
    given = {"forward": shape.transform.forward, "backward": shape.transform.backward}
    for key, path in given.items():
        if path:
            try:
                function(path)
            except EvolveError as error:
                raise playbook.wrong(
                    ("change", key), error.message, found=repr(path), expected=error.hint
                ) from error


def answers(way: Way, rows: Sequence[Due]) -> Answers:
    """What the function says of `rows`; it has no value for those on which it raises, nor for
    those that would be NULL where the column is to take none."""
    given: list[Given] = []
    refused: list[Due] = []
    for due, values in zip(rows, said(way, rows), strict=True):
        if values is None or not accepted(way, values):
            refused.append(due)
        else:
            given.append(Given(due=due, values=values))
    return Answers(given=tuple(given), refused=tuple(refused))


def accepted(way: Way, values: tuple[str | None, ...]) -> bool:
    return not any(
        value is None and side.required for value, side in zip(values, way.written, strict=True)
    )


def said(way: Way, rows: Sequence[Due]) -> Iterator[tuple[str | None, ...] | None]:
    """The values for each row as texts, None where there are none, or one that no text tells."""
    for values in asked_in_turn(way.path, way.written_names, [due.row for due in rows]):
        yield values and texts(way, values)


def texts(way: Way, values: tuple[Any, ...]) -> tuple[str | None, ...] | None:
    try:
        return tuple(spelled(side, v) for side, v in zip(way.written, values, strict=True))
    except RAISED:
        return None


def asked_in_turn(
    path: str, names: tuple[str, ...], rows: Sequence[dict[str, Any]]
) -> Iterator[tuple[Any, ...] | None]:
    """The same, a limited number of rows at a time."""
    for start in range(0, len(rows), ROWS):
        yield from asked(path, names, rows[start : start + ROWS])


def asked(
    path: str, names: tuple[str, ...], rows: Sequence[dict[str, Any]]
) -> list[tuple[Any, ...] | None]:
    """The values of the fields `names` for each row, None for those on which the function raises.

    Raises EvolveError where it gives something else than a value for each.
    """
    call = function(path)
    try:
        found = call([dict(row) for row in rows])
    except Exception as error:  # noqa: BLE001 - it is how the function says that it has no value
        if len(rows) > 1:
            half = len(rows) // 2
            return [*asked(path, names, rows[:half]), *asked(path, names, rows[half:])]
        log.warning("no_value_for_a_row", function=path, reason=type(error).__name__)
        return [None]
    values = list(found) if isinstance(found, Sequence) and not isinstance(found, str) else None
    if values is None or len(values) != len(rows):
        what = type(found).__name__ if values is None else f"{len(values)} values"
        raise EvolveError(
            f"{path} gives {what} for {len(rows)} rows, expected a list with one for each",
            hint="mend the function, and start the workers anew",
        )
    return [spread(path, names, value) for value in values]


def spread(path: str, names: tuple[str, ...], value: Any) -> tuple[Any, ...]:
    """A value as one for each field: as it is, or by their names."""
    if len(names) == 1:
        return (value,)
    if isinstance(value, Mapping) and set(names) <= set(value):
        return tuple(value[name] for name in names)
    raise EvolveError(
        f"{path} gives {type(value).__name__} for a row, expected a dict with {', '.join(names)}",
        hint="mend the function, and start the workers anew",
    )


def by_halves(session: Session, items: Sequence[T], attempt: Callable[[Sequence[T]], None]) -> int:
    """`attempt` on all of `items` but those with a value that the server refuses; how many those
    are. Inside a transaction."""
    if not items:
        return 0
    session.run(["SAVEPOINT evolve_halves"])
    try:
        attempt(items)
    except RAISED:
        session.run(["ROLLBACK TO SAVEPOINT evolve_halves"])
        if len(items) == 1:
            return 1
        half = len(items) // 2
        return by_halves(session, items[:half], attempt) + by_halves(session, items[half:], attempt)
    return 0


# -- before anything is built -----------------------------------------------------------------


def trial(session: Session, pair: Pair) -> Trial:
    """Both functions tried on a sample of the rows, inside a transaction of which nothing stays.

    Twice, since a value that is another each time could never be proved. Raises EvolveError where
    the way back has no value for what forward gave.
    """
    forward, *back = ways(pair)
    session.local(idle_in_transaction_session_timeout=THINKING_MS)
    session.run(trying.sample(pair))
    rows = [Due.of(forward, row) for row in session.rows(trying.read(forward))]
    failing = sum(tried(session, forward, rows, letter) for letter in "vw") // 2
    for way in back:
        rows = [Due.of(way, row) for row in session.rows(trying.read(way))]
        if fails := tried(session, way, rows, "b"):
            raise EvolveError(
                f"{way.path} has no value for {fails} of {counted(len(rows), 'row')}, of what "
                f"{forward.path} gave",
                hint="mend either function, or add `one_way: true` in place of `backward:`",
            )
    return Trial(failing=failing, **session.one(trying.judge(pair)))


def tried(session: Session, way: Way, rows: Sequence[Due], letter: str) -> int:
    """Puts what the function gives beside the sample; for how many rows it gives nothing that its
    column takes."""
    found = list(zip(rows, said(way, rows), strict=True))
    given = [Given(due=due, values=values) for due, values in found if values is not None]

    def put(some: Sequence[Given]) -> None:
        session.rows(trying.put(way, some, letter))

    return len(rows) - len(given) + by_halves(session, given, put)


# -- the proof --------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class Recount:
    """What one snapshot showed, every value computed anew. `failing` rows are among those that
    differ; `one_sided` rows agree by the way back alone. `keys` are of rows that differ."""

    rows: int = 0
    differences: int = 0
    failing: int = 0
    one_sided: int = 0
    keys: list[tuple[str, ...]] = field(default_factory=list)

    def differ(self, key: tuple[str, ...]) -> None:
        self.differences += 1
        if len(self.keys) < KEYS:
            self.keys.append(key)


def recount(session: Session, pair: Pair) -> Recount:
    """Rows that agree and rows that do not, in one snapshot.

    A row that is marked waits for a worker, and is no difference, unless it was tried in vain. What
    a new release wrote, where nothing leads back, is its own.
    """
    with thinking(session, pair):
        plain = session.one(counts.count_agreement(Pairs(each=(pair,)), filling=False))
        failed = int(session.one(marks.failed(pair))["rows"])
        found = Recount(
            rows=plain["rows"], differences=plain["differences"] + failed, failing=failed
        )
        forward = ways(pair)[0]
        for rows in streamed(session, rows_settled(pair, forward)):
            judge(session, pair, [Due.of(forward, row) for row in rows], found)
    return found


@contextmanager
def thinking(session: Session, pair: Pair) -> Iterator[None]:
    """A read-only snapshot in which the server waits while Python computes."""
    with session.transaction(snapshot=True, read_only=True):
        session.local(
            **pins(pair.table),
            row_security="off",
            statement_timeout=0,
            idle_in_transaction_session_timeout=THINKING_MS,
        )
        yield


def streamed(session: Session, query: sql.Composable) -> Iterator[list[dict[str, Any]]]:
    """The rows of a query, ROWS of them at a time."""
    session.rows(sql.SQL("DECLARE evolve_rows NO SCROLL CURSOR FOR {}").format(query))
    while rows := session.rows(f"FETCH {ROWS} FROM evolve_rows"):
        yield rows
    session.run(["CLOSE evolve_rows"])


def judge(session: Session, pair: Pair, rows: Sequence[Due], found: Recount) -> None:
    """Which of the settled `rows` agree: forward, or else by the way back."""
    forward, *back = ways(pair)
    failing, differing = differ(session, pair, forward, rows)
    if back and differing:
        query = rows_with_keys(pair, back[0], sorted(differing))
        again = [Due.of(back[0], row) for row in session.rows(query)]
        _, left = differ(session, pair, back[0], again)
        found.one_sided += len(differing - left)
        failing, differing = failing & left, left
    found.failing += len(failing)
    for key in sorted(differing):
        found.differ(key)


def differ(
    session: Session, pair: Pair, way: Way, rows: Sequence[Due]
) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """The keys of rows for which there is no value, and of all that do not hold what is given."""
    told = answers(way, rows)
    agreeing: set[tuple[str, ...]] = set()

    def compare(given: Sequence[Given]) -> None:
        other = {tuple(row.values()) for row in session.rows(disagreeing(pair, way, given))}
        agreeing.update(one.due.key for one in given if one.due.key not in other)

    by_halves(session, told.given, compare)
    return {due.key for due in told.refused}, {due.key for due in rows} - agreeing


def one_sided(session: Session, pair: Pair) -> int:
    """Rows whose new value does not follow from the old: lost by a revert."""
    if pair.one_way:
        with session.transaction(read_only=True):
            session.local(**pins(pair.table), row_security="off", statement_timeout=0)
            return int(session.one(own(pair))["rows"])
    return recount(session, pair).one_sided
