"""Rows that are alike made into one: the first of them takes over what the others hold, and these
go, in one statement. And the way back.

An aggregate may ask for an order, or be none of the plain sums: so a merge is of all rows that are
alike at that moment, wherever they lie, or it is not done. What a statement reads is the moment of
its beginning, what it locks is the present; so a row counts only where both are the same version.

| one of the rows that are alike, after the statement has begun | the merge |
|---|---|
| nobody touches it until it is locked | is done; from then on nobody can |
| is locked by somebody else | is left to a later sweep: nobody is waited for |
| was changed or deleted, and committed | is left to a later sweep: it is not what was read |
| comes anew, before the first or behind it | is done without it: a later sweep merges the two |
| is not updated after all, since a trigger of the user's says so | the others stay |

So each value goes into the row that is kept in the statement that deletes it, once: a sum over the
table is the same before and after. A row that others were merged into is a row like another: where
one comes that is alike, the aggregates are asked again, of the two.

A merge is noted with a number, that of the newest being the highest, with all of its rows as they
were and the values that were given. It can be taken apart while the row that was kept holds these
values, and no merge after it has any of its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from psycopg import sql

from evolve.pg.marked import MARK
from evolve.pg.merged import ROWS, Merge
from evolve.pg.names import regclass, text
from evolve.pg.pair import Pair
from evolve.pg.settings import COUNT
from evolve.pg.side import Side, same


def merge_rows(pair: Pair, lease: sql.Composable, due: sql.Composable) -> sql.Composable:
    """The batch's statement: locks the row that `lease` names, then all rows that are alike to one
    of those `t` that are `due`, merges them, and leaves their number in a setting."""
    return sql.SQL("""
WITH {mark} lease AS MATERIALIZED (
  SELECT FROM {lease} FOR UPDATE
), chosen AS MATERIALIZED (
  SELECT {values} FROM {table} AS t WHERE EXISTS (SELECT FROM lease) AND {due}
), {merge}
""").format(
        mark=sql.SQL(MARK),
        lease=lease,
        values=listed(sql.Identifier("t", name) for name in of(pair).alike),
        table=pair.table.identifier,
        due=due,
        merge=merge_chosen(pair),
    )


@lru_cache
def merge_chosen(pair: Pair) -> sql.Composable:
    """What is the same in each batch: a row of `each` is one of those that are alike, with the
    place of the `first`, and whether they are `whole`."""
    assert pair.among
    merge = of(pair)
    columns = sql.SQL(", ").join(sql.Identifier(side.name) for side in pair.sides)
    merged = sql.SQL("""alike AS MATERIALIZED (
  SELECT ARRAY({mates}) AS places
), held AS MATERIALIZED (
  SELECT t.ctid AS evolve_place FROM {table} AS t
  WHERE t.ctid = ANY ((SELECT places FROM alike)::tid[]) FOR UPDATE OF t SKIP LOCKED
), each AS MATERIALIZED (
  SELECT t.*, t.ctid AS evolve_place,
    first_value(t.ctid) OVER (PARTITION BY {group} ORDER BY {order}) AS evolve_first,
    bool_and(held.evolve_place IS NOT NULL) OVER (PARTITION BY {group}) AS evolve_whole
  FROM {table} AS t LEFT JOIN held ON held.evolve_place = t.ctid
  WHERE t.ctid = ANY ((SELECT places FROM alike)::tid[])
), given AS MATERIALIZED (
  SELECT evolve_first AS evolve_into, nextval({number}) AS evolve_number, {aggregates}
  FROM each AS {rows}
  WHERE evolve_whole GROUP BY evolve_first HAVING count(*) > 1
), merged AS (
  UPDATE {table} AS t SET {sets} FROM given
  WHERE t.ctid = ANY (ARRAY(SELECT evolve_into FROM given)) AND t.ctid = given.evolve_into
  RETURNING given.evolve_into, given.evolve_number, {now}
), kept AS (
  INSERT INTO {kept} ({columns}, evolve_merge, evolve_first, {noted})
  SELECT {columns}, evolve_number, evolve_place = evolve_into, {noted}
  FROM each JOIN merged ON evolve_first = evolve_into
), gone AS MATERIALIZED (
  SELECT places,
    set_config('{count}', (cardinality(places) + (SELECT count(*) FROM merged))::text, true)
  FROM (SELECT ARRAY(
    SELECT evolve_place FROM each JOIN merged ON evolve_first = evolve_into
    WHERE evolve_place <> evolve_into) AS places OFFSET 0) AS a
)
DELETE FROM {table} AS t WHERE t.ctid = ANY ((SELECT places FROM gone)::tid[])""").format(
        mates=sql.SQL(merge.mates),
        table=pair.table.identifier,
        group=sql.SQL(pair.among.group),
        order=sql.SQL(pair.among.order),
        number=regclass(number_of(pair)),
        aggregates=aggregates(merge.values),
        rows=sql.Identifier(ROWS),
        sets=assigned(merge.columns, "given"),
        now=listed(sql.Identifier("t", name) for name in merge.columns),
        kept=pair.kept_in.identifier,
        columns=columns,
        noted=numbered(merge.columns),
        count=sql.SQL(COUNT),
    )
    return sql.SQL(text(merged))


def aggregates(values: Sequence[tuple[str, str]]) -> sql.Composable:
    """Each of them, numbered; a comment of the author's ends with its line."""
    return listed(sql.SQL("({}\n)").format(sql.SQL(aggregate)) for _, aggregate in values)


def listed(values: Iterable[sql.Composable]) -> sql.Composable:
    """The values as evolve_0 and so on."""
    return sql.SQL(", ").join(
        sql.SQL("{} AS {}").format(value, sql.Identifier(f"evolve_{n}"))
        for n, value in enumerate(values)
    )


def numbered(columns: Sequence[str]) -> sql.Composable:
    return sql.SQL(", ").join(sql.Identifier(f"evolve_{n}") for n, _ in enumerate(columns))


def assigned(columns: Sequence[str], source: str) -> sql.Composable:
    return sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Identifier(source, f"evolve_{n}"))
        for n, name in enumerate(columns)
    )


def of(pair: Pair) -> Merge:
    """What is taken over, where a pair is known to merge."""
    assert pair.merge
    return pair.merge


def number_of(pair: Pair) -> sql.Identifier:
    """The sequence that numbers the merges; it belongs to the table of what is kept."""
    return pair.table.beside(f"{pair.kept_in.name}_evolve_merge_seq")


def taking(pair: Pair) -> list[Side]:
    """The columns that take something over."""
    by_name = {side.name: side for side in pair.sides}
    return [by_name[name] for name in of(pair).columns]


def noted_columns(pair: Pair) -> list[sql.Composable]:
    """What the table of what is kept has besides, where rows are merged."""
    if pair.merge is None:
        return []
    given = [
        sql.SQL("{} {}").format(sql.Identifier(f"evolve_{n}"), side.variable)
        for n, side in enumerate(taking(pair))
    ]
    return [
        sql.SQL("evolve_merge bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY"),
        sql.SQL("evolve_first boolean NOT NULL"),
        *given,
    ]


# -- the way back -----------------------------------------------------------------------------


def apart(pair: Pair, merge: Merge, key: tuple[str, ...], most: int) -> str:
    """Takes the newest merges apart, so many at most, and notes them no longer.

    One stays as it is where the row that was kept holds something else than it was given, or where
    a key of those that went is there again. One that has a row of a newer merge waits for that.
    There is a row of the answer for each row that was noted, with `stayed` where it is one that
    went and does not come back.
    """
    columns = sql.SQL(", ").join(sql.Identifier(side.name) for side in pair.sides)
    return text(
        sql.SQL("""
WITH few AS MATERIALIZED (
  SELECT DISTINCT evolve_merge FROM {kept} ORDER BY evolve_merge DESC LIMIT {most}
), ripe AS MATERIALIZED (
  SELECT evolve_merge FROM few EXCEPT
  SELECT k.evolve_merge FROM {kept} AS k JOIN {kept} AS n ON {next}
  WHERE n.evolve_merge > k.evolve_merge
), back AS (
  UPDATE {table} AS t SET {sets} FROM {kept} AS k JOIN ripe USING (evolve_merge)
  WHERE k.evolve_first AND {row} AND {holds} AND NOT {again}
  RETURNING k.evolve_merge
), rows AS (
  INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE
  SELECT {columns} FROM {kept} JOIN back USING (evolve_merge) WHERE NOT evolve_first
)
DELETE FROM {kept} AS k USING ripe WHERE k.evolve_merge = ripe.evolve_merge
RETURNING NOT k.evolve_first AND k.evolve_merge NOT IN (SELECT evolve_merge FROM back) AS stayed
""").format(
            kept=pair.kept_in.identifier,
            table=pair.table.identifier,
            most=sql.Literal(most),
            next=matching(key, "n", "k"),
            sets=sql.SQL(", ").join(
                sql.SQL("{0} = k.{0}").format(sql.Identifier(name)) for name in merge.columns
            ),
            row=matching(key, "t", "k"),
            holds=holds(pair, [sql.Identifier("t", side.name) for side in taking(pair)]),
            again=there_again(pair, key),
            columns=columns,
        )
    )


def count_stuck(pair: Pair, key: tuple[str, ...]) -> str:
    """How many rows that went would not come back with a revert."""
    asked = taking(pair)
    then = [sql.Identifier(f"evolve_then_{n}") for n, _ in enumerate(asked)]
    return text(
        sql.SQL("""
WITH RECURSIVE chain AS MATERIALIZED (
  SELECT k.*, lead(k.evolve_merge) OVER w AS evolve_next, {then} FROM {kept} AS k
  WINDOW w AS (PARTITION BY {key} ORDER BY k.evolve_merge)
), lost AS (
  SELECT k.evolve_merge FROM chain AS k LEFT JOIN {table} AS t ON {row}
  WHERE k.evolve_first AND ({again} OR NOT CASE WHEN k.evolve_next IS NOT NULL THEN {held}
    ELSE {there} AND {holds} END)
  UNION
  SELECT k.evolve_merge FROM chain AS k JOIN lost ON k.evolve_next = lost.evolve_merge
  WHERE k.evolve_first
)
SELECT count(*) AS rows FROM {kept} WHERE NOT evolve_first
  AND evolve_merge IN (SELECT evolve_merge FROM lost)
""").format(
            kept=pair.kept_in.identifier,
            table=pair.table.identifier,
            key=sql.SQL(", ").join(sql.Identifier("k", name) for name in key),
            then=sql.SQL(", ").join(
                sql.SQL("lead(k.{}) OVER w AS {}").format(sql.Identifier(side.name), name)
                for side, name in zip(asked, then, strict=True)
            ),
            row=matching(key, "t", "k"),
            there=sql.SQL("t.{} IS NOT NULL").format(sql.Identifier(key[0])),
            held=holds(pair, [sql.SQL("k.") + name for name in then]),
            holds=holds(pair, [sql.Identifier("t", side.name) for side in asked]),
            again=there_again(pair, key),
        )
    )


def matching(key: Sequence[str], left: str, right: str) -> sql.Composable:
    """Whether two rows, by the names they have in the statement, have the same key."""
    return sql.SQL(" AND ").join(
        sql.SQL("{} = {}").format(sql.Identifier(left, name), sql.Identifier(right, name))
        for name in key
    )


def holds(pair: Pair, values: Sequence[sql.Composable]) -> sql.Composable:
    """Whether the values are those that the merge `k` gave."""
    given = [sql.Identifier("k", f"evolve_{n}") for n, _ in enumerate(values)]
    return sql.SQL("({})").format(
        sql.SQL(" AND ").join(
            same(side, value, one)
            for side, value, one in zip(taking(pair), values, given, strict=True)
        )
    )


def there_again(pair: Pair, key: Sequence[str]) -> sql.Composable:
    """Whether a row has the key of one that went with the merge `k`."""
    return sql.SQL(
        "EXISTS (SELECT FROM {} AS o JOIN {} AS x ON {} "
        "WHERE o.evolve_merge = k.evolve_merge AND NOT o.evolve_first)"
    ).format(pair.kept_in.identifier, pair.table.identifier, matching(key, "x", "o"))
