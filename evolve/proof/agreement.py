"""Do old and new agree? Counted in one snapshot, with how many rows were looked at."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, Self

import psycopg
from psycopg import sql

from evolve.errors import EvolveError
from evolve.pg import counts
from evolve.pg.marked import MARK, marked
from evolve.pg.names import TableName, text
from evolve.pg.pages import Pages
from evolve.pg.pair import Pair, function_name
from evolve.pg.pairs import Pairs
from evolve.pg.plpgsql import with_columns
from evolve.pg.redacted import objection
from evolve.pg.session import Session
from evolve.pg.settings import pins
from evolve.pg.side import RAISED, RAISES, Side, cast, same
from evolve.plan.facts import Trial
from evolve.plan.model import CheckSpec
from evolve.proof import breaking, transforms, uniting
from evolve.proof.breaking import try_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What one snapshot showed. `failing` rows are among the `differences`.

    `changes`: where there are several, what each is about, and the rows that differ there.
    """

    rows: int
    differences: int
    failing: int
    changes: tuple[tuple[str, int], ...] = ()

    @property
    def clean(self) -> bool:
        return self.differences == 0

    @classmethod
    def of(cls, pairs: Pairs, row: Mapping[str, Any]) -> Self:
        """What a count of `evolve.pg.counts` has answered."""
        each = row.get("each") or ()
        return cls(
            rows=row["rows"],
            differences=row["differences"],
            failing=row["failing"],
            changes=tuple(zip((pair.subject for pair in pairs), each, strict=False)),
        )

    @property
    def where(self) -> str:
        """In which of several changes it differs, for the end of a message."""
        named = [f"{subject} in {number:,}" for subject, number in self.changes if number]
        return f": {'; '.join(named)}" if named else ""

    @property
    def dispensable(self) -> bool:
        """Whether all that the old side lacks are values that it cannot hold."""
        return self.differences == self.failing


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The answer to one of the author's queries; `asked`: unless it names a column that is aside,
    in which case it was answered before."""

    name: str
    found: str
    expect: str
    asked: bool = True

    @property
    def passed(self) -> bool:
        return not self.asked or self.found == self.expect

    @property
    def shown(self) -> str:
        """What was found, where it cannot be a row's value: counts are numbers, names are not."""
        plain = re.fullmatch(r"-?[\d.]+|true|false|null", self.found)
        return self.found if plain or self.passed else "another text (--show-values shows it)"


class Counting(Protocol):
    """One of the two counts of rows in `evolve.pg.counts`, as a statement."""

    def __call__(self, pairs: Pairs, *, filling: bool, pages: Pages | None = None) -> str: ...


@contextmanager
def reading(session: Session, table: TableName) -> Iterator[None]:
    """A read-only snapshot with the pinned settings, in which row security hides nothing."""
    with session.transaction(snapshot=True, read_only=True):
        session.local(**pins(table), row_security="off", statement_timeout=0)
        yield


def agreement(session: Session, pairs: Pairs, *, filling: bool) -> Agreement:
    """Rows that agree and rows that do not, in one snapshot."""

    if pairs.transformed:
        recounted = transforms.recount(session, pairs.transformed)
        return Agreement(
            rows=recounted.rows, differences=recounted.differences, failing=recounted.failing
        )

    def count(counting: Counting) -> Agreement:
        with reading(session, pairs.table):
            return Agreement.of(pairs, session.one(counting(pairs, filling=filling)))

    return judged_if_needed(pairs, count)


def judged_if_needed(pairs: Pairs, count: Callable[[Counting], Agreement]) -> Agreement:
    """What `count` finds, by the plain count first.

    Where an expression fails on a value, or may have been spared that value because another column
    differed already, the judge function counts, which nothing can make fail.
    """
    try:
        found = count(counts.count_agreement)
    except RAISED:
        if pairs.total:
            raise
    else:
        if found.clean or pairs.total:
            return found
    return count(counts.count_judged)


def keys(session: Session, pairs: Pairs, key: tuple[str, ...], *, filling: bool) -> list[str]:
    """Up to ten rows that do not agree, for eyes that may see values."""
    with reading(session, pairs.table):
        found = session.rows(counts.disagreeing_keys(pairs, key, 10, filling=filling))
    if pairs.transformed:
        more = transforms.recount(session, pairs.transformed).keys
        found = [*found, *(dict(zip(key, one, strict=True)) for one in more)][:10]
    return [", ".join(f"{name}={value}" for name, value in row.items()) for row in found]


def one_sided(session: Session, pairs: Pairs) -> int:
    """Rows whose new values do not all follow from the old: lost by a revert (rule 10)."""
    if not pairs.lost:
        return 0
    if pairs.transformed:
        return transforms.one_sided(session, pairs.transformed)
    with session.passing():
        session.local(**pins(pairs.table), row_security="off", statement_timeout=0)
        converts = [converting(session, pair) for pair in pairs.lost]
        return int(session.one(counts.count_one_sided(pairs, converts))["rows"])


def checks(
    session: Session, table: TableName, specs: tuple[CheckSpec, ...], *, aside: bool = False
) -> list[Checked]:
    """The author's queries, each read-only, one statement, and no longer than ten minutes.

    `aside`: old columns are, so that a query which names one cannot be asked any more.
    """
    return [
        Checked(name=spec.name, found=found or "", expect=spec.expect, asked=found is not None)
        for spec in specs
        for found in [ask(session, table, spec, aside=aside)]
    ]


def ask(session: Session, table: TableName, spec: CheckSpec, *, aside: bool) -> str | None:
    """The one value of the query, as text; None where a column is `aside` that it names.

    Raises EvolveError naming the check.
    """
    try:
        with session.transaction(snapshot=True, read_only=True):
            session.local(**pins(table), row_security="off", statement_timeout=600_000)
            answer = session.untrusted(marked(spec.query))
    except psycopg.Error as error:
        if aside and isinstance(error, psycopg.errors.UndefinedColumn):
            return None
        raise EvolveError(
            f"verify {spec.name!r}: {objection(error)}",
            hint="mend the query in the playbook; it must be one read-only statement",
        ) from error
    if len(answer) != 1 or len(answer[0]) != 1:
        size = f"{len(answer)} rows of {len(answer[0]) if answer else 0} columns"
        raise EvolveError(f"verify {spec.name!r}: found {size}, expected one row of one column")
    value = answer[0][0]
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)


# -- before anything is built -----------------------------------------------------------------


def trial(session: Session, pair: Pair, functions: Sequence[str]) -> Trial:
    """Forward, and backward after it, on every row of a table that has no new columns yet.

    `functions` are the definitions of the evolution's functions, which the expressions may call;
    they are gone afterwards, like all that this makes.
    """
    with session.passing():
        session.run(functions)
        session.local(**pins(pair.table), row_security="off", statement_timeout=0)
        if pair.among:
            return uniting.trial(session, pair, pair.among)
        if pair.transform:
            return transforms.trial(session, pair)
        if pair.demand:
            return breaking.trial(session, pair, pair.demand)
        try:
            row = session.one(trial_query(pair, converting(session, pair)))
        except RAISED as error:
            raise EvolveError(
                f"{pair.table}: the way back fails on a value: {objection(error)}",
                hint="give the field under `back:` an `on_error:` expression",
            ) from error
    return Trial(**row)


def contradicted(
    session: Session, pairs: Pairs, functions: Sequence[str], there: Collection[str]
) -> int:
    """Rows whose new columns somebody has filled with something else than the old ones say; of the
    new columns those are `there` that he has made."""
    missing = {side.name for side in pairs.new} - {*there}
    with session.passing():
        session.run(functions)
        session.local(**pins(pairs.table), row_security="off", statement_timeout=0)
        return int(session.one(counts.count_contradicted(pairs, missing))["rows"])


def converting(session: Session, pair: Pair) -> sql.Composable:
    """The condition that forward converts a row; makes a function where that is in doubt."""
    if all(e.total for e in pair.forward):
        return sql.SQL("true")
    session.connection.execute(try_function(pair))
    return sql.SQL("{}({})").format(
        try_name(pair),
        sql.SQL(", ").join(sql.Identifier(s.name) for s in (*pair.old, *pair.watched)),
    )


def trial_query(pair: Pair, converts: sql.Composable) -> sql.Composed:
    """Counts of the rows that were tried, and of each verdict on them."""
    counted = [
        sql.SQL("count(*) FILTER (WHERE {}) AS {}").format(condition, sql.Identifier(name))
        for name, condition in verdicts(pair).items()
    ]
    return sql.SQL("SELECT {} count(*) AS rows, {} FROM {}").format(
        sql.SQL(MARK), sql.SQL(", ").join(counted), tried(pair, converts)
    )


def verdicts(pair: Pair) -> dict[str, sql.Composable]:
    """What can be wrong with a row of `tried`, each as a condition, named as in `Trial`."""
    ok = sql.Identifier(function_name(pair, "ok"))
    back = [
        same(s, sql.Identifier(s.name), cast(e, s))
        for s, e in zip(pair.old, pair.backward, strict=False)
    ]
    nulls = [sql.SQL("{} IS NULL").format(sql.Identifier(s.name)) for s in pair.new if s.required]
    came_back = sql.SQL(" AND ").join(back) if back else sql.SQL("true")
    is_null = sql.SQL(" OR ").join(nulls) if nulls else sql.SQL("false")
    return {
        "failing": sql.SQL("NOT {}").format(ok),
        "lossy": sql.SQL("{} AND NOT ({})").format(ok, came_back),
        "nulls": sql.SQL("{} AND ({})").format(ok, is_null),
    }


def tried(pair: Pair, converts: sql.Composable) -> sql.Composed:
    """Rows, by their position, whose new columns are what forward makes of the old ones.

    Of a column that is there already, the rows in which it is NULL.
    """
    ok = sql.Identifier(function_name(pair, "ok"))
    given: list[sql.Composable] = [
        sql.SQL("t.{} AS {}").format(sql.Identifier(s.place), sql.Identifier(s.name))
        for s in (*pair.old, *pair.watched)
    ]
    where = sql.SQL("WHERE {}").format(pair.unfilled) if pair.in_place else sql.SQL("")
    forward = [
        sql.SQL("CASE WHEN r.{} THEN {} END AS {}").format(ok, cast(e, s), sql.Identifier(s.name))
        for s, e in zip(pair.new, pair.forward, strict=True)
    ]
    return sql.SQL(
        "(SELECT r.*, {forward} FROM (SELECT t.ctid AS {at}, {given} FROM {table} AS t "
        "CROSS JOIN LATERAL (SELECT {converts} AS {ok}) AS o {where}) AS r) AS x"
    ).format(
        at=Pairs(each=(pair,)).position,
        ok=ok,
        forward=sql.SQL(", ").join(forward),
        given=sql.SQL(", ").join([*given, sql.SQL("o.{}").format(ok)]),
        where=where,
        table=pair.table.identifier,
        converts=converts,
    )


def try_function(pair: Pair) -> str:
    """A temporary function that tells whether forward converts a row, and never fails."""
    sides: tuple[Side, ...] = (*pair.old, *pair.watched)
    targets = [
        sql.SQL("f{} {};").format(sql.SQL(str(n)), sql.SQL(s.type)) for n, s in enumerate(pair.new)
    ]
    assign: list[sql.Composable] = [
        sql.SQL("evolve.f{} := {};").format(sql.SQL(str(n)), sql.SQL(e.sql))
        for n, e in enumerate(pair.forward)
    ]
    return text(
        sql.SQL(
            "CREATE FUNCTION {}({}) RETURNS boolean LANGUAGE plpgsql AS "
            "$evolve_try$\n<<evolve>>\nDECLARE\n{}\nBEGIN\n{}\nRETURN true;\n"
            "EXCEPTION WHEN {} THEN RETURN false;\nEND evolve;\n$evolve_try$"
        ).format(
            try_name(pair),
            sql.SQL(", ").join(sql.SQL(s.type) for s in sides),
            sql.SQL("\n").join(targets),
            sql.SQL("\n").join(with_columns(sides, assign)),
            sql.SQL(RAISES),
        )
    )


def as_data(found: Agreement, answers: Sequence[Checked] = ()) -> dict[str, Any]:
    """An observation for the evidence table."""
    return {
        "rows": found.rows,
        "differences": found.differences,
        "failing": found.failing,
        **({"changes": dict(found.changes)} if found.changes else {}),
        "checks": [
            {
                "name": check.name,
                "found": check.shown,
                "expect": check.expect,
                "passed": check.passed,
                "asked": check.asked,
            }
            for check in answers
        ],
    }
