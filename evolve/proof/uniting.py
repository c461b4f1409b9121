"""What is to be unique, as the server has it; and which rows are alike before the start."""

from __future__ import annotations

from collections.abc import Mapping

from psycopg import sql

from evolve.changes.base import Rule, Uniqueness
from evolve.pg import expressions
from evolve.pg.expressions import ExpressionError
from evolve.pg.marked import MARK
from evolve.pg.pair import Among, Demand, Pair
from evolve.pg.pairs import Pairs
from evolve.pg.session import Session
from evolve.pg.side import Expression, cast
from evolve.pg.table import Table
from evolve.pg.uniqueness import Unique, names
from evolve.plan.facts import Trial, Uniting
from evolve.plan.fields import united_name
from evolve.proof import breaking, merging
from evolve.proof.reading import Reading


def uniting(
    session: Session, reading: Reading, columns: Mapping[str, str], table: Table
) -> Uniting | None:
    """What is to be unique, None where nothing is. Inside of the reading's empty copy of the table,
    on which both indexes are tried.

    Raises PlaybookError where the server builds no such index.
    """
    asked = reading.shape.unique
    if asked is None:
        return None
    where, order = (
        Rule(sql=text, path=("change", key))
        for key, text in (("where", asked.where), ("order", asked.order))
    )
    counts = reading.condition(where) if where.sql else None
    comes = reading.steady(order) if order.sql else None
    physical = tuple(columns[field] for field in asked.fields)
    found = [table.column(name) for name in physical]
    unique = Unique(
        name=asked.name or united_name(session.alias, table.name, physical),
        table=table.name.identifier,
        columns=physical,
        nullable=tuple(column.name for column in found if column and not column.not_null),
        key=table.primary_key,
        where=counts.expression.sql if counts else "",
        nulls_distinct=asked.nulls_distinct,
        order=comes.expression.sql if comes else "",
        last=asked.last,
        deletes=asked.deletes,
    )
    try_indexes(session, reading, unique, asked)
    return Uniting(
        unique=unique,
        named=bool(asked.name),
        where=counts,
        order=comes,
        merge={columns[field]: merging.read(reading, field, r) for field, r in asked.merge.items()},
    )


def try_indexes(session: Session, reading: Reading, unique: Unique, asked: Uniqueness) -> None:
    looking = [("INDEX", unique.supporting)] * bool(unique.key)
    for kind, using in (("UNIQUE INDEX", unique.using), *looking):
        try:
            expressions.attempt(session, f"CREATE {kind} ON pg_temp.evolve_shape ", using, "")
        except ExpressionError as error:
            raise reading.playbook.wrong(
                ("change", "unique"),
                f"the server builds no index over it: {error.message}",
                found=", ".join(asked.fields),
                expected="columns with an order, as an index has",
            ) from error


def trial(session: Session, pair: Pair, among: Among) -> Trial:
    """Rows that are alike by their place among those; nothing is there to look them up by."""
    if among.merge:
        return merging.trial(session, pair, numbered(pair, among))
    row = session.one(
        sql.SQL(
            "SELECT {} (SELECT count(*) FROM {}) AS rows, count(*) AS broken, "
            "count(*) FILTER (WHERE verdict = 'fails') AS failing FROM {}"
        ).format(sql.SQL(MARK), pair.table.identifier, others(session, pair, among))
    )
    left = 0 if row["failing"] or among.deletes else count_left(session, pair, among)
    return Trial(**row, left=left, lossy=0, nulls=0)


def others(session: Session, pair: Pair, among: Among) -> sql.Composable:
    """Rows that are not kept, by their position: the `verdict` is 'fails' where nothing mends one.

    Makes the function that judges, which no value can make fail.
    """
    always = Expression(sql="false", reads=(), total=True)
    broken = Demand(name="", expression=always)
    session.connection.execute(breaking.try_function(pair, broken))
    return sql.SQL(
        "(SELECT {}, {}({}) AS verdict FROM ({}) AS r WHERE evolve_place > 1) AS v"
    ).format(
        position(pair),
        breaking.try_name(pair),
        names(s.name for s in pair.sides),
        numbered(pair, among),
    )


def count_left(session: Session, pair: Pair, among: Among) -> int:
    query = sql.SQL("SELECT {} count(*) AS rows FROM {}").format(sql.SQL(MARK), left(pair, among))
    return int(session.one(query)["rows"])


def left(pair: Pair, among: Among) -> sql.Composable:
    """Rows, by their position, that are alike to another once others have got what mends them."""
    kept = [sql.Identifier(side.name) for side in pair.sides if side not in pair.new]
    mended = [
        sql.SQL("CASE WHEN evolve_place > 1 THEN {0} ELSE {1} END AS {1}").format(
            cast(expression, side), sql.Identifier(side.name)
        )
        for side, expression in zip(pair.new, pair.forward, strict=True)
    ]
    return sql.SQL(
        "(SELECT {at} FROM (SELECT {at}, row_number() OVER (PARTITION BY {group} "
        "ORDER BY evolve_place) AS evolve_left FROM (SELECT {at}, evolve_place, {columns} "
        "FROM ({every}) AS r) AS m WHERE {counts}) AS n WHERE evolve_left > 1) AS v"
    ).format(
        at=position(pair),
        group=sql.SQL(among.group),
        columns=sql.SQL(", ").join([*mended, *kept]),
        every=every(pair, among),
        counts=sql.SQL(among.counts),
    )


def every(pair: Pair, among: Among) -> sql.Composable:
    """Every row with its place; who does not count is the first of none."""
    return sql.SQL(
        "SELECT o.* FROM ({}) AS o UNION ALL SELECT r.*, 0 FROM {} AS r WHERE ({}) IS NOT TRUE"
    ).format(numbered(pair, among), Pairs(each=(pair,)).rows, sql.SQL(among.counts))


def numbered(pair: Pair, among: Among) -> sql.Composable:
    """The rows that count, with their place among those that are alike."""
    return sql.SQL(
        "SELECT r.*, row_number() OVER (PARTITION BY {} ORDER BY {}) AS evolve_place "
        "FROM {} AS r WHERE {}"
    ).format(
        sql.SQL(among.group),
        sql.SQL(among.order),
        Pairs(each=(pair,)).rows,
        sql.SQL(among.counts),
    )


def position(pair: Pair) -> sql.Identifier:
    return Pairs(each=(pair,)).position
