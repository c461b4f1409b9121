"""Any change of any table, carried through its steps, ends as plain SQL would on a quiet table.

Schemas, rows and kinds are drawn. Some rows are there from the start, some are written by an old
release while the rest is filled. The twin is a copy of the table that plain SQL changes, which
knows nothing of evolve.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from psycopg import sql

from evolve.changes import KINDS
from evolve.phases import steps
from evolve.phases.backfill import Backfill
from evolve.phases.settling import Settling
from evolve.phases.work import Outcome
from evolve.proof.agreement import agreement
from evolve.service.databases import Database
from evolve.states import Phase
from sample_app import roles
from tests.support.cluster import Connection, ShopDatabase
from tests.support.pairs import Evolving, Spec, begin, create_table

Column = tuple[str, str, st.SearchStrategy[Any]]

TEXT = st.sampled_from(["", " ", "a  b", "Éa 😀", "x" * 9]) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9
)
INTEGERS = st.sampled_from([0, -1, 2**31 - 1, -(2**31)]) | st.integers(-999, 999)
MONEY = st.sampled_from(["-9999.99", "0.00", "NaN"]) | st.decimals(-9999, 9999, places=2).map(str)
FLOATS = st.sampled_from(["-0", "NaN", "Infinity", "1e-40", "0.1"])
NAMES = st.sampled_from(["k", "m", "it's", "😀"])
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 2**70) | TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=5,
).map(json.dumps) | st.dictionaries(NAMES, TEXT, max_size=4).map(json.dumps)
MOMENTS = st.sampled_from(["infinity", "0001-01-01 BC", "2024-03-31 02:30:00.123456+02"])

# Every type that a column may have whose values only go elsewhere.
ANY: tuple[tuple[str, st.SearchStrategy[Any]], ...] = (
    ("text", TEXT),
    ("varchar(9)", TEXT),
    ("char(9)", TEXT),
    ("integer", INTEGERS),
    ("numeric(6,2)", MONEY),
    ("double precision", FLOATS),
    ("jsonb", DOCUMENTS),
    ("timestamptz", MOMENTS),
    ("boolean", st.booleans()),
    ("uuid", st.uuids()),
    ("bytea", st.binary(max_size=9)),
    ("text[]", st.lists(TEXT, max_size=2)),
)
KEYS: tuple[tuple[Column, ...], ...] = (
    (("id", "bigint PRIMARY KEY", st.integers(-(2**63), 2**63 - 1)),),
    (("id", "uuid PRIMARY KEY", st.uuids()),),
    (("id", "integer", INTEGERS), ("part", "text, PRIMARY KEY (id, part)", TEXT)),
)
BESIDE: tuple[Column, ...] = (
    ("n", "integer DEFAULT 7", st.none() | INTEGERS),
    ("Note", "varchar(9) NOT NULL", TEXT),
    ("gone", "text", st.none()),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """`plain` is what somebody would type into psql on a quiet table; {t} is the table."""

    kind: str
    columns: tuple[Column, ...]
    change: str
    plain: tuple[str, ...]

    @property
    def goes_together(self) -> bool:
        return not Spec(columns="", change=self.change).playbook().change.alone

    def numbered(self, number: int) -> Drawn:
        """The same with other names, so that several of them fit on one table."""

        def other(text: str) -> str:
            return re.sub(r"\b(a|b|c|positive)\b", rf"\g<0>{number}", text)

        return Drawn(
            kind=self.kind,
            columns=tuple((other(name), type_, values) for name, type_, values in self.columns),
            change=other(self.change),
            plain=tuple(map(other, self.plain)),
        )


def in_place(kind: str, columns: tuple[Column, ...], change: str, *plain: str) -> Drawn:
    return Drawn(kind=kind, columns=columns, change=change, plain=plain)


def beside(kind: str, columns: tuple[Column, ...], change: str, **new: tuple[str, str]) -> Drawn:
    """New columns, as name to type and expression, in place of the old ones."""
    added = [f"ALTER TABLE {{t}} ADD {name} {type_}" for name, (type_, _) in new.items()]
    filled = ", ".join(f"{name} = {expression}" for name, (_, expression) in new.items())
    dropped = [f"ALTER TABLE {{t}} DROP {name}" for name, _, _ in columns]
    return in_place(kind, columns, change, *added, f"UPDATE {{t}} SET {filled}", *dropped)


def renamed(column: tuple[str, st.SearchStrategy[Any]], required: bool) -> Drawn:
    type_, values = column
    old = ("a", f"{type_} NOT NULL", values) if required else ("a", type_, st.none() | values)
    return in_place("rename", (old,), "rename: a\nto: b", "ALTER TABLE {t} RENAME a TO b")


def widened(old: str, to: str, new: str, values: st.SearchStrategy[Any]) -> Drawn:
    column = ("a", old, st.none() | values)
    return in_place(
        "retype", (column,), f"retype: a\nto: {to}", f"ALTER TABLE {{t}} ALTER a TYPE {new}"
    )


A_TEXT: Column = ("a", "text", st.none() | TEXT)
A_WORD: Column = ("a", "text", st.none() | st.sampled_from(["x", "y", "", "É"]) | TEXT)
A_NUMBER: Column = ("a", "integer", st.none() | INTEGERS)
LEFT = "CASE WHEN jsonb_typeof(a::jsonb) = 'object' THEN a::jsonb - 'k' ELSE a::jsonb END"
A_DOCUMENT: Column = ("a", "jsonb", st.none() | DOCUMENTS)
SOME_DIGITS: Column = (
    "a",
    "text",
    st.none() | INTEGERS.map(str) | st.text("äx 😀'", max_size=5),
)
PARTS = ("split_part(a, ' ', 1)", "nullif(split_part(a, ' ', 2), '')")
NULL = "TextField(null=True)"


def handed_over(rows: list[dict[str, Any]]) -> list[Any]:
    """The value of each row as it is: what a type's values go through is all that is asked."""
    return [value for row in rows for value in row.values()]


def by_python(type_: str, field: str, values: st.SearchStrategy[Any]) -> Drawn:
    path = f"{__name__}.{handed_over.__name__}"
    change = f"python: b\nfield: {field}\nfrom: [a]\nforward: {path}\nbackward: {path}"
    return beside("python", (("a", type_, st.none() | values),), change, b=(type_, "a"))


DRAWN: dict[str, st.SearchStrategy[Drawn]] = {
    "rename": st.builds(renamed, st.sampled_from(ANY), st.booleans()),
    "split": st.just(
        beside(
            "split",
            (A_TEXT,),
            f'split: a\ninto:\n  b: {{field: {NULL}, sql: "{PARTS[0]}"}}\n'
            f'  c: {{field: {NULL}, sql: "{PARTS[1]}"}}\n'
            "back: {a: \"concat_ws(' ', b, c)\"}\nlossy: accept",
            b=("text", PARTS[0]),
            c=("text", PARTS[1]),
        )
    ),
    "merge": st.just(
        beside(
            "merge",
            (A_TEXT, ("c", "text", st.none() | TEXT)),
            f"merge: [a, c]\ninto: {{b: {{field: {NULL}, sql: \"concat_ws('/', a, c)\"}}}}\n"
            "back: {a: \"split_part(b, '/', 1)\", c: \"split_part(b, '/', 2)\"}\nlossy: accept",
            b=("text", "concat_ws('/', a, c)"),
        )
    ),
    "retype": st.one_of(
        st.just(widened("integer", "BigIntegerField()", "bigint", INTEGERS)),
        st.just(widened("char(9)", "TextField()", "text", TEXT)),
        st.just(widened("real", "FloatField()", "double precision", FLOATS)),
        st.just(
            widened(
                "numeric(6,2)",
                "DecimalField(max_digits=12, decimal_places=4)",
                "numeric(12,4)",
                MONEY,
            )
        ),
        st.just(
            beside(
                "retype",
                (SOME_DIGITS,),
                "retype: a\nto: IntegerField(null=True)\nname: b\non_error: null\nlossy: accept",
                b=("integer", "CASE WHEN a ~ '^-?[0-9]+$' THEN a::integer END"),
            )
        ),
    ),
    "not_null": st.just(
        in_place(
            "not_null",
            (A_TEXT,),
            "not_null: a\nfill: \"'none'\"",
            "UPDATE {t} SET a = 'none' WHERE a IS NULL",
            "ALTER TABLE {t} ALTER a SET NOT NULL",
        )
    ),
    "add": st.just(
        in_place(
            "add",
            (A_TEXT,),
            "add: b\nfield: TextField()\nfill: concat(a, '!')",
            "ALTER TABLE {t} ADD b text",
            "UPDATE {t} SET b = concat(a, '!')",
            "ALTER TABLE {t} ALTER b SET NOT NULL",
        )
    ),
    "remove": st.just(in_place("remove", (A_TEXT,), "remove: a", "ALTER TABLE {t} DROP a")),
    "derive": st.just(
        in_place(
            "derive",
            (A_TEXT,),
            "derive: b\nfield: TextField(null=True)\nsql: upper(a)",
            "ALTER TABLE {t} ADD b text",
            "UPDATE {t} SET b = upper(a)",
        )
    ),
    "python": st.one_of(
        st.just(by_python("text", NULL, TEXT)),
        st.just(by_python("varchar(9)", "CharField(max_length=9, null=True)", TEXT)),
        st.just(by_python("integer", "IntegerField(null=True)", INTEGERS)),
        st.just(
            by_python(
                "numeric(6,2)",
                "DecimalField(max_digits=6, decimal_places=2, null=True)",
                MONEY,
            )
        ),
        st.just(by_python("double precision", "FloatField(null=True)", FLOATS)),
        st.just(by_python("boolean", "BooleanField(null=True)", st.booleans())),
        st.just(by_python("uuid", "UUIDField(null=True)", st.uuids())),
        st.just(by_python("bytea", "BinaryField(null=True)", st.binary(max_size=9))),
    ),
    "check": st.just(
        in_place(
            "check",
            (A_NUMBER,),
            "check: positive\nthat: a >= 0\nmend: {a: '0'}",
            "UPDATE {t} SET a = 0 WHERE a < 0",
        )
    ),
    "unique": st.just(
        in_place(
            "unique",
            (A_NUMBER,),
            "unique: [a]\nduplicates: keep_first\nothers: {a: null}",
            "UPDATE {t} SET a = NULL WHERE ctid IN (SELECT ctid FROM (SELECT ctid, row_number() "
            "OVER (PARTITION BY a ORDER BY {key}) AS n FROM {t}) AS r WHERE n > 1)",
        )
    ),
    "rewrite": st.one_of(
        st.just(
            beside(
                "rewrite",
                (A_WORD,),
                f"rewrite: a\ninto: {{b: {{field: {NULL}, values: {{x: y, É: e}}}}}}\n"
                "lossy: accept",
                b=("text", "CASE a WHEN 'x' THEN 'y' WHEN 'É' THEN 'e' ELSE a END"),
            )
        ),
        st.just(
            in_place(
                "rewrite",
                (A_WORD,),
                "rewrite: a\nin_place: {old_readers: unharmed, because: shown alike, "
                "values: {x: y, '': none}}",
                "UPDATE {t} SET a = CASE a WHEN 'x' THEN 'y' WHEN '' THEN 'none' ELSE a END",
            )
        ),
    ),
    "json_to_column": st.sampled_from(
        [
            beside(
                "json_to_column",
                (("a", type_, st.none() | DOCUMENTS),),
                f"json_to_column: a\ninto: {{b: {{field: {NULL}, key: k}}}}\n"
                "rest: {c: JSONField(null=True)}\nlossy: accept",
                b=("text", "a::jsonb ->> 'k'"),
                c=("jsonb", LEFT),
            )
            for type_ in ("jsonb", "text")
        ]
    ),
    "column_to_json": st.just(
        beside(
            "column_to_json",
            (A_TEXT, ("c", "integer", st.none() | INTEGERS)),
            "column_to_json: [a, c]\ninto: {b: {field: JSONField(), keys: {c: it's.n}}}",
            b=(
                "jsonb NOT NULL DEFAULT '{}'",
                (
                    "jsonb_strip_nulls(jsonb_build_object('a', a)) || CASE WHEN c IS NULL "
                    "THEN '{}' ELSE jsonb_build_object('it''s', jsonb_build_object('n', c)) END"
                ),
            ),
        )
    ),
    "json_restructure": st.just(
        beside(
            "json_restructure",
            (A_DOCUMENT,),
            "json_restructure: a\ninto: {b: {field: JSONField(null=True), move: {k: m}}}\n"
            "lossy: accept",
            b=(
                "jsonb",
                (
                    "CASE WHEN jsonb_typeof(a) = 'object' THEN a - 'k' - 'm' || CASE WHEN a ? 'k' "
                    "THEN jsonb_build_object('m', a -> 'k') ELSE '{}' END ELSE a END"
                ),
            ),
        )
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`first` rows are there before, `late` ones are written while the others are filled; `key`
    are the names of the key's columns."""

    drawn: tuple[Drawn, ...]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    first: list[tuple[Any, ...]]
    late: list[tuple[Any, ...]]
    index: bool

    @property
    def spec(self) -> Spec:
        # A table constraint may stand behind a column's type; it goes last.
        ordered = sorted(self.columns, key=lambda column: "," in column[1].partition("PRIMARY")[0])
        columns = ", ".join(f'"{name}" {type_}' for name, type_, _ in ordered)
        if len(self.drawn) > 1:
            return Spec(columns=columns, changes=tuple(drawn.change for drawn in self.drawn))
        return Spec(columns=columns, change=self.drawn[0].change)


@st.composite
def tables(draw: st.DrawFn, *kinds: str) -> Table:
    drawn: tuple[Drawn, ...] = (draw(DRAWN[kinds[0]]),)
    if len(kinds) > 1:
        together = [draw(DRAWN[kind].filter(lambda one: one.goes_together)) for kind in kinds]
        drawn = tuple(one.numbered(number) for number, one in enumerate(together))
    key = draw(st.sampled_from(KEYS))
    extra = draw(st.lists(st.sampled_from(BESIDE), unique_by=lambda column: column[0]))
    columns = (*(column for one in drawn for column in one.columns), *extra, *key)
    width = len(key)
    rows = draw(
        st.lists(
            st.tuples(*(values for _, _, values in columns)),
            min_size=6,
            max_size=12,
            unique_by=lambda row: row[-width:],
        )
    )
    late = draw(st.integers(0, len(rows) - 1))
    return Table(
        drawn=drawn,
        key=tuple(name for name, _, _ in key),
        columns=columns,
        first=rows[late:],
        late=rows[:late],
        index=draw(st.booleans()),
    )


def insert(connection: Connection, table: Table, rows: list[Any], into: str) -> None:
    """As an old release does, which names its columns."""
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(into),
        sql.SQL(", ").join(sql.Identifier(name) for name, _, _ in table.columns),
        sql.SQL(", ").join(sql.SQL(f"%s::{bare(type_)}") for _, type_, _ in table.columns),
    )
    for row in rows:
        connection.execute(statement, row)


def bare(type_: str) -> str:
    """The type without what else stands behind a column's name."""
    return re.split(r",? PRIMARY| NOT NULL| DEFAULT", type_)[0]


def carry(evolving: Evolving, table: Table, writer: Connection) -> None:
    """Every step, as the runner has them, and between them late writes and the backfill."""
    work, plan = evolving.work, evolving.plan
    filled = plan.phase(Phase.VERIFY)[:1]
    if not filled:
        insert(writer, table, table.late, "pair_table")
    for step in plan.steps:
        if step in filled:
            insert(writer, table, table.late, "pair_table")
            filling = Backfill()
            filling.prepare(work)
            while filling.batch(work):
                pass
            while plan.pairs.transformed and Settling().settle(work):
                pass
            assert agreement(work.session, plan.pairs, filling=True).clean
        assert steps.apply(work, step).outcome is Outcome.WORKED, step.id


# A default is not told from one that Django gives; names of constraints are for the law of schemas.
SCHEMA = """
SELECT attname::text, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute
WHERE attrelid = '{t}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY 1
"""
ROWS = "SELECT to_jsonb(t)::text FROM {t} AS t ORDER BY 1"


def test_any_change_of_any_table_ends_as_plain_sql_would(
    shop_database: ShopDatabase, database: Database, writer: Connection
) -> None:
    with shop_database.connect(roles.OWNER) as owner:

        def run(table: Table) -> None:
            note(table.spec.text)
            owner.execute("DROP TABLE IF EXISTS pair_table, twin_table")
            create_table(shop_database, table.spec)
            owner.execute("CREATE TABLE twin_table (LIKE pair_table INCLUDING ALL)")
            if table.index:
                name = table.drawn[0].columns[0][0]
                index = f"CREATE INDEX ON pair_table ({name}) WHERE {name} IS NULL"
                owner.execute(index.encode())
            insert(writer, table, table.first, "pair_table")
            insert(owner, table, [*table.first, *table.late], "twin_table")
            carry(begin(database, table.spec), table, writer)
            for statement in (plain for drawn in table.drawn for plain in drawn.plain):
                plain = statement.replace("{key}", ", ".join(table.key))
                owner.execute(plain.replace("{t}", "twin_table").encode())
            for query in (SCHEMA, ROWS):
                found, expected = (
                    owner.execute(query.replace("{t}", name).encode()).fetchall()
                    for name in ("pair_table", "twin_table")
                )
                assert found == expected
                assert found
            owner.execute("UPDATE evolve_evolution SET state = 'reverted'")

        few = settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
        for kind in DRAWN:
            few(given(tables(kind))(run))()
        several = st.lists(st.sampled_from(sorted({*DRAWN} - {"unique"})), min_size=2, max_size=3)
        settings(few, max_examples=8)(given(several.flatmap(lambda kinds: tables(*kinds)))(run))()


def test_every_kind_of_one_table_is_drawn() -> None:
    assert set(DRAWN) == set(KINDS) - {"foreign_key"}
