"""What else in the database, or behind it, needs some columns of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evolve.pg.catalog import find_table, queries
from evolve.pg.names import TableName
from evolve.pg.session import Session
from evolve.pg.table import Routine, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """Something that needs a column, by the `name` under which it can be acknowledged.

    `tied`: PostgreSQL itself would refuse to drop the column, so that to acknowledge it helps
    nobody.
    """

    name: str
    why: str
    tied: bool


def dependents(session: Session, table: TableName, columns: Sequence[str]) -> tuple[Needed, ...]:
    """Everything that needs one of `columns`, the certain before the likely."""
    found = find_table(session, table.schema, table.name)
    if found is None:
        return ()
    return (
        *built(found, columns),
        *carried(found),
        *decoded(session, table),
        *naming(session, found, columns),
    )


def built(table: Table, columns: Sequence[str]) -> Iterator[Needed]:
    """Views, policies, generated columns, triggers of others, and keys that refer to a column."""
    for dependent in table.dependents:
        if dependent.column in columns and not dependent.is_ours:
            yield Needed(
                name=dependent.description, why=f"is built on {dependent.column}", tied=True
            )
    for name, other, referred in table.referenced_by:
        if set(referred) & set(columns):
            yield Needed(
                name=f"foreign key {name}", why=f"lets {other} refer to {referred[0]}", tied=True
            )


def carried(table: Table) -> Iterator[Needed]:
    """Publications: a subscriber without the column, or with it alone, stops."""
    for name, _ in table.publications:
        yield Needed(
            name=f"publication {name}",
            why=f"carries {table.name} to its subscribers, which will see the columns go",
            tied=False,
        )


def decoded(session: Session, table: TableName) -> Iterator[Needed]:
    for row in session.rows(queries()["logical_slots"]):
        yield Needed(
            name=f"slot {row['name']}",
            why=f"decodes the changes of this database, and may carry {table} to its consumer",
            tied=False,
        )


def naming(session: Session, table: Table, columns: Sequence[str]) -> Iterator[Needed]:
    for routine in routines_naming(session, table, columns):
        yield Needed(
            name=f"function {routine.name}", why=f"has {routine.column} in its text", tied=False
        )


def routines_naming(session: Session, table: Table, columns: Sequence[str]) -> tuple[Routine, ...]:
    """Functions whose text has the name of a column in it: a hint, for no catalog knows better."""
    given = {"oid": table.oid, "table": table.name.name, "columns": list(columns)}
    return tuple(Routine(**row) for row in session.rows(queries()["functions_naming"], given))
