"""A foreign key: what it asks of a row, and the steps that add it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from psycopg import sql

from evolve.pg import constraints, probe
from evolve.pg.ddl import alter
from evolve.pg.names import TableName, text
from evolve.pg.step import Lock, Step
from evolve.states import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The foreign key `name`: `column` of a table refers to `key` of the table `to`, by `rules` as
    its definition has them behind the key; as Django has it, where nothing else is said."""

    name: str
    column: str
    to: TableName
    key: str
    rules: str = "DEFERRABLE INITIALLY DEFERRED"

    @property
    def condition(self) -> str:
        return condition(self.column, self.to.identifier, self.key)

    def beside(self, table: TableName) -> TableName | None:
        """The other table, if it is another."""
        return None if self.to == table else self.to


def condition(column: str, to: sql.Identifier, key: str) -> str:
    """What a row satisfies that refers to a row of `to` or to none; over the row's columns.

    The key has another name within, so that no column of the other table is taken for ours.
    """
    return text(
        sql.SQL(
            "({column} IS NULL OR EXISTS (SELECT FROM (SELECT t.{key} AS evolve_key "
            "FROM {to} AS t) AS k WHERE k.evolve_key = {column}))"
        ).format(column=sql.Identifier(column), key=sql.Identifier(key), to=to)
    )


def add_foreign_key(table: TableName, reference: Reference, phase: Phase) -> tuple[Step, Step]:
    """Unvalidated at first: from then on writers of both tables are checked."""
    name = sql.Identifier(reference.name)
    definition = sql.SQL(
        "ADD CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({}) {} NOT VALID"
    ).format(
        name,
        sql.Identifier(reference.column),
        reference.to.identifier,
        sql.Identifier(reference.key),
        sql.SQL(reference.rules),
    )
    beside = reference.beside(table)
    add = Step(
        id=f"{phase.value}.foreign_key.{reference.name}",
        phase=phase,
        title=f"add the foreign key {reference.name}, for new rows",
        probe=probe.constraint_is(table, reference.name, validated=False),
        apply=(alter(table, [definition]),),
        revert=(alter(table, [sql.SQL("DROP CONSTRAINT IF EXISTS {}").format(name)]),),
        lock=Lock.SHARE_ROW_EXCLUSIVE,
        beside=beside,
        beside_lock=Lock.SHARE_ROW_EXCLUSIVE if beside else Lock.NONE,
        beside_revert_lock=Lock.ACCESS_EXCLUSIVE if beside else Lock.NONE,
    )
    return add, replace(
        constraints.validate(table, reference.name, phase=phase),
        beside=beside,
        beside_lock=Lock.ROW_SHARE if beside else Lock.NONE,
    )
