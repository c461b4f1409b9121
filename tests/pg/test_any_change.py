"""Any change of any table, carried through its steps, ends as plain SQL would on a quiet table.

Schemas, rows and kinds are drawn. Some rows are there from the start, some are written by an old
release while the rest is filled. The twin is a copy of the table that plain SQL changes, which
knows nothing of evolve.
"""

from __future__ import annotations

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
from tests.pg.kinds import DRAWN, INTEGERS, SUPPLIERS, TEXT, Column, Drawn
from tests.support.cluster import Connection, ShopDatabase
from tests.support.pairs import Evolving, Spec, begin, create_table

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
# Those that no playbook has beside others.
ALONE = {"unique", "foreign_key", "python"}


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
        suppliers = f"INSERT INTO shop_supplier SELECT n, n FROM generate_series(1, {SUPPLIERS}) n"
        owner.execute(suppliers.encode())

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
        several = st.lists(st.sampled_from(sorted({*DRAWN} - ALONE)), min_size=2, max_size=3)
        settings(few, max_examples=8)(given(several.flatmap(lambda kinds: tables(*kinds)))(run))()


def test_every_kind_is_drawn() -> None:
    # That one reads another table, in which somebody writes as well: test_any_fill.
    assert set(DRAWN) == set(KINDS) - {"fill"}
