"""What is drawn of `fill`: a parent and its children, queries over both, and what writers write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from tests.support.pairs import Spec

SCHEMA = "family"
PARENT, CHILD = "parent_table", "child_table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """The parent's key and the child's link to it, as columns with their types; `value` spells the
    key of a number."""

    parent: tuple[tuple[str, str], ...]
    child: tuple[tuple[str, str], ...]
    value: str

    @property
    def words(self) -> dict[str, str]:
        """What stands in statements and queries for it."""
        pk, link = ([name for name, _ in side] for side in (self.parent, self.child))
        both = list(zip(link, pk, strict=True))
        return {
            "pk": ", ".join(pk),
            "link": ", ".join(link),
            "c_link": ", ".join(f"c.{name}" for name in link),
            "changed_link": ", ".join(f"changed.{name}" for name in link),
            "mine": " AND ".join(f"c.{a} = {PARENT}.{b}" for a, b in both),
            "theirs": " AND ".join(f"{CHILD}.{a} = p.{b}" for a, b in both),
            "its": " AND ".join(f"c.{a} = p.{b}" for a, b in both),
            "led": " AND ".join(f"c.{a} = changed.{b}" for a, b in both),
            "none": ", ".join("NULL" for _ in pk),
        }

    def spelled(self, number: int) -> str:
        return self.value.format(number)


KEYS = (
    Key(parent=(("id", "bigint"),), child=(("parent_id", "bigint"),), value="{0}"),
    Key(
        parent=(("id", "uuid"),),
        child=(('"Parent"', "uuid"),),
        value="lpad('{0}', 32, '0')::uuid",
    ),
    Key(
        parent=(('"Part"', "text"), ("id", "integer")),
        child=(("part", "text"), ("parent_id", "integer")),
        value="'É {0}', {0}",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A field of the table `of`, the query that gives it, and what leads to that table's rows from
    each that it reads. {words} are those of the key."""

    of: str
    field: str
    sql: str
    follows: Mapping[str, str]


TO_PARENT = {CHILD: "SELECT {link} FROM changed"}
TO_CHILDREN = "SELECT c.id FROM child_table c JOIN changed ON {led}"
SIBLINGS = (
    "SELECT c.id FROM child_table c JOIN changed "
    "ON ROW({c_link}) IS NOT DISTINCT FROM ROW({changed_link})"
)
QUERIES = {
    "sum": Query(
        of=PARENT,
        field="BigIntegerField()",
        sql="(SELECT coalesce(sum(c.v), 0) FROM child_table c WHERE {mine})",
        follows=TO_PARENT,
    ),
    "count by what the row holds": Query(
        of=PARENT,
        field="IntegerField()",
        sql="(SELECT count(*) FROM child_table c WHERE {mine} AND c.v > parent_table.n)",
        follows=TO_PARENT,
    ),
    "the greatest": Query(
        of=PARENT,
        field="TextField(null=True)",
        sql="(SELECT max(c.word) FROM child_table c WHERE {mine})",
        follows=TO_PARENT,
    ),
    "all of them": Query(
        of=PARENT,
        field="TextField(null=True)",
        sql="(SELECT string_agg(DISTINCT c.word, ',' ORDER BY c.word) FROM child_table c"
        " WHERE {mine} HAVING count(*) > 1)",
        follows=TO_PARENT,
    ),
    "the second": Query(
        of=PARENT,
        field="IntegerField(null=True)",
        sql="(SELECT r.v FROM (SELECT c.v, row_number() OVER (ORDER BY c.v DESC, c.id) AS place"
        " FROM child_table c WHERE {mine}) r WHERE r.place = 2)",
        follows=TO_PARENT,
    ),
    "its place among all": Query(
        of=PARENT,
        field="BigIntegerField()",
        sql="(SELECT count(*) FROM parent_table o WHERE o.n < parent_table.n)",
        follows={PARENT: "SELECT {pk} FROM parent_table"},
    ),
    "the parent's name": Query(
        of=CHILD,
        field="TextField(null=True)",
        sql="(SELECT p.name FROM parent_table p WHERE {theirs})",
        follows={PARENT: TO_CHILDREN},
    ),
    "rank among siblings": Query(
        of=CHILD,
        field="BigIntegerField(null=True)",
        sql="(SELECT r.place FROM (SELECT c.id, rank() OVER (PARTITION BY {c_link}"
        " ORDER BY c.v, c.word) AS place FROM child_table c) r WHERE r.id = child_table.id)",
        follows={CHILD: SIBLINGS},
    ),
    "the parent's less siblings": Query(
        of=CHILD,
        field="BigIntegerField(null=True)",
        sql="(SELECT p.n - (SELECT count(*) FROM child_table c WHERE {its} AND c.v > 0)"
        " FROM parent_table p WHERE {theirs})",
        follows={PARENT: TO_CHILDREN, CHILD: SIBLINGS},
    ),
}

# What an application writes: {p} and {q} are keys of parents, {c} and {d} numbers of children, {v}
# and {w} values. What the server refuses, a key that is there or one that refers to nothing, comes
# to nothing.
CHILDREN = (
    ("INSERT INTO child_table (id, {link}, v, word) VALUES ({c}, {p}, {v}, {w}),"
    " ({d}, {q}, {v}, {w}) ON CONFLICT DO NOTHING"),
    ("INSERT INTO child_table (id, {link}, v) VALUES ({c}, {p}, {v})"
    " ON CONFLICT (id) DO UPDATE SET v = {v}, ({link}) = ROW({q})"),
    "UPDATE child_table SET v = {v} WHERE id = {c}",
    "UPDATE child_table SET v = v + 1 WHERE v > 0",
    "UPDATE child_table SET word = {w} WHERE id < {c}",
    "UPDATE child_table SET ({link}) = ROW({p}) WHERE id IN ({c}, {d})",
    "UPDATE child_table SET ({link}) = ROW({q}) WHERE ({link}) = ({p})",
    "UPDATE child_table SET ({link}) = ROW({none}) WHERE id = {c}",
    "UPDATE child_table SET id = id + 100 WHERE id = {c}",
    "DELETE FROM child_table WHERE id = {c}",
    "DELETE FROM child_table WHERE ({link}) = ({p})",
    ("MERGE INTO child_table t USING (VALUES ({c}, {v}::integer), ({d}, 1)) AS s (id, v)"
    " ON t.id = s.id WHEN MATCHED AND t.v > 0 THEN DELETE WHEN MATCHED THEN UPDATE SET v = s.v"
    " WHEN NOT MATCHED THEN INSERT (id, v) VALUES (s.id, s.v)"),
    "TRUNCATE child_table",
)  # fmt: skip
PARENTS = (
    "INSERT INTO parent_table ({pk}, n, name) VALUES ({p}, {v}, {w}) ON CONFLICT DO NOTHING",
    "UPDATE parent_table SET n = {v} WHERE ({pk}) = ({p})",
    "UPDATE parent_table SET name = {w}",
    "UPDATE parent_table SET ({pk}) = ROW({q}) WHERE ({pk}) = ({p})",
    "DELETE FROM parent_table WHERE ({pk}) = ({p})",
)
BOTH = (
    (
        "WITH gone AS (DELETE FROM child_table WHERE ({link}) = ({p}) RETURNING v)"
        " UPDATE parent_table SET n = (SELECT count(*) FROM gone) WHERE ({pk}) = ({q})"
    ),
    # As somebody does who knows of the new field.
    "UPDATE {of} SET b = NULL",
)
REFERS = ("ON DELETE CASCADE ON UPDATE CASCADE", "ON DELETE SET NULL ON UPDATE SET NULL")
PARENTS_ROWS, CHILDRENS_ROWS = 5, 9
VALUES = st.sampled_from(["NULL", "-1", "0", "1", "7", "2000000000"])
WORDS = st.sampled_from(["NULL", "''", "'x'", "'É 😀'", "'y'"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A transaction. So many moves are made before it ends, which nobody sees before; where it is
    `settled` a worker comes by after it."""

    statements: tuple[str, ...]
    commits: bool
    lasts: int
    settled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Parents and children, the query, and what is written: `first` before the evolution, `moves`
    while it is under way. `refers`: what a foreign key does, None where there is none."""

    key: Key
    query: Query
    refers: str | None
    first: tuple[str, ...]
    moves: tuple[Move, ...]

    @property
    def asked(self) -> str:
        """The query as its author writes it."""
        return self.query.sql.format_map(self.key.words)

    @property
    def tables(self) -> dict[str, Spec]:
        """Both, the parent first; the evolution is of that of the two which the field is of."""
        words = self.key.words
        named = {table: Spec(columns="", name=table.replace("_", "-")) for table in (PARENT, CHILD)}
        follows = [
            f"  shop.{named[table].model}: {leads.format_map(words)}"
            for table, leads in self.query.follows.items()
        ]
        change = [
            "fill: b",
            f"field: {self.query.field}",
            f"sql: {self.asked}",
            "follows:",
            *follows,
        ]
        return {
            table: replace(
                one,
                columns=self.columns(table),
                change="\n".join(change) if table == self.query.of else "",
                schema=SCHEMA,
                table_name=table,
            )
            for table, one in named.items()
        }

    def columns(self, table: str) -> str:
        """What stands in CREATE TABLE."""
        words = self.key.words
        if table == PARENT:
            columns = [*map(" ".join, self.key.parent), "n integer", "name text"]
            return ", ".join([*columns, f"PRIMARY KEY ({words['pk']})"])
        columns = [*map(" ".join, self.key.child), "v integer", "word text"]
        if self.refers is not None:
            refers = "FOREIGN KEY ({link}) REFERENCES {schema}.parent_table ({pk})"
            columns.append(f"{refers.format_map({**words, 'schema': SCHEMA})} {self.refers}")
        return ", ".join(["id integer PRIMARY KEY", *columns])


@st.composite
def families(draw: st.DrawFn, query: Query) -> Family:
    key = draw(st.sampled_from(KEYS))
    made = Writing(key=key, of=query.of)
    statements = st.builds(
        made,
        st.sampled_from((*CHILDREN, *PARENTS, *BOTH)),
        st.integers(1, PARENTS_ROWS),
        st.integers(1, PARENTS_ROWS),
        st.integers(1, CHILDRENS_ROWS),
        VALUES,
        WORDS,
    )
    moves = st.builds(
        Move,
        statements=st.lists(statements, min_size=1, max_size=3).map(tuple),
        commits=st.sampled_from([True, True, True, False]),
        lasts=st.sampled_from([0, 0, 1, 3]),
        settled=st.booleans(),
    )
    parents = [
        made(PARENTS[0], number, number, 1, draw(VALUES), draw(WORDS))
        for number in range(1, PARENTS_ROWS)
    ]
    children = [
        made(CHILDREN[1], draw(st.integers(1, PARENTS_ROWS - 1)), 1, number, draw(VALUES), "NULL")
        for number in range(1, CHILDRENS_ROWS)
    ]
    return Family(
        key=key,
        query=query,
        refers=draw(st.sampled_from([None, *REFERS])),
        first=(*parents, *children),
        moves=tuple(draw(st.lists(moves, min_size=8, max_size=16))),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A statement with its values, in tables of that key."""

    key: Key
    of: str

    def __call__(self, statement: str, p: int, q: int, c: int, v: str, w: str) -> str:
        values = {"p": self.key.spelled(p), "q": self.key.spelled(q), "v": v, "w": w}
        other = c % CHILDRENS_ROWS + 1
        return statement.format_map({**self.key.words, **values, "c": c, "d": other, "of": self.of})
