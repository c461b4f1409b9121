"""Rows that stand against a start, by key and with what they hold, for eyes that may see values.

Nothing of it is stored or logged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg import sql

from evolve.pg.marked import MARK
from evolve.pg.pair import Pair
from evolve.pg.pairs import Pairs
from evolve.pg.session import Session
from evolve.pg.settings import pins
from evolve.plan.facts import Trial
from evolve.proof import breaking, merging, uniting
from evolve.proof.agreement import converting, tried, verdicts

# Of each verdict so many rows, and of each value so many characters.
ROWS = 10
CHARACTERS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Offender:
    """A row with what is wrong with it, named as in `Trial`. `key` is its primary key, or its
    position where there is none; `holds` are the columns that the change reads. All as text."""

    wrong: str
    key: Mapping[str, str | None]
    holds: Mapping[str, str | None]


def offenders(
    session: Session,
    pairs: Pairs,
    functions: Sequence[str],
    key: tuple[str, ...],
    counted: Trial,
) -> tuple[Offender, ...]:
    """Up to ten rows of each verdict that `counted` has any of, read as the trial reads them; none
    of a sample that Python was asked for."""
    if pairs.transformed:
        return ()
    found: list[Offender] = []
    with session.passing():
        session.run(functions)
        session.local(**pins(pairs.table), row_security="off", statement_timeout=0)
        for pair in pairs:
            if not (pair.new or pair.demand):
                continue
            rows, conditions = judged(session, pair, counted)
            for wrong, condition in conditions.items():
                if getattr(counted, wrong):
                    query = listing(pair, rows, condition, key or ("ctid",))
                    found += [Offender(wrong=wrong, **row) for row in session.rows(query)]
    return tuple(found)


def judged(
    session: Session, pair: Pair, counted: Trial
) -> tuple[sql.Composable, Mapping[str, sql.Composable]]:
    """The rows as they are tried, and the conditions of the verdicts on them."""
    if pair.among and pair.merge:
        rows = merging.tried(session, pair, uniting.numbered(pair, pair.among))
        return rows, {word: sql.SQL(f"verdict = '{word}'") for word in ("failing", "left")}
    if pair.among and not counted.failing:
        return uniting.left(pair, pair.among), {"left": sql.SQL("true")}
    if pair.among:
        rows = uniting.others(session, pair, pair.among)
        return rows, {"failing": sql.SQL("verdict = 'fails'")}
    if pair.demand:
        is_ = sql.SQL("verdict = {}")
        said = {"failing": "fails", "left": "left"}
        conditions = {name: is_.format(sql.Literal(word)) for name, word in said.items()}
        return breaking.tried(session, pair, pair.demand), conditions
    return tried(pair, converting(session, pair)), verdicts(pair)


def listing(
    pair: Pair, rows: sql.Composable, condition: sql.Composable, key: Sequence[str]
) -> sql.Composed:
    held = [*pair.old, *pair.watched, *(pair.new if pair.in_place else ())]
    return sql.SQL(
        "SELECT {mark} {key} AS key, {held} AS holds "
        "FROM (SELECT {at} FROM {rows} WHERE {condition} LIMIT {limit}) AS d "
        "JOIN {table} AS t ON t.ctid = d.{at}"
    ).format(
        mark=sql.SQL(MARK),
        key=spelled(key),
        held=spelled([side.place for side in held]),
        at=Pairs(each=(pair,)).position,
        rows=rows,
        condition=condition,
        limit=sql.Literal(ROWS),
        table=pair.table.identifier,
    )


def spelled(columns: Sequence[str]) -> sql.Composable:
    """Columns of the table as one JSON object of names and texts."""
    pairs = [
        sql.SQL("{}, left(t.{}::text, {})").format(
            sql.Literal(name), sql.Identifier(name), sql.Literal(CHARACTERS)
        )
        for name in columns
    ]
    return sql.SQL("json_build_object({})").format(sql.SQL(", ").join(pairs))
