"""A table and what hangs on it, as frozen data; `catalog` reads it."""

from __future__ import annotations

from dataclasses import dataclass

from evolve.pg.names import TRIGGER_PREFIX, TableName


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column; `type` as format_type spells it, `default` as an expression."""

    name: str
    number: int
    type: str
    not_null: bool
    default: str | None
    generated: str
    identity: str
    collation: str | None
    has_grants: bool
    comment: str | None
    statistics_target: int
    is_domain: bool
    category: str
    owns_sequence: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    name: str
    is_unique: bool
    is_primary: bool
    is_valid: bool
    is_exclusion: bool
    is_replica_identity: bool
    is_clustered: bool
    definition: str
    constraint_name: str | None
    is_deferrable: bool
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """`type` is c, f, x, u or p, as in pg_constraint. A foreign key refers to the columns `key` of
    the table `to`, an ordinary one of this role's own if `to_owned`; `rules` are what its
    definition says behind them, None where they name columns."""

    name: str
    type: str
    is_valid: bool
    definition: str
    columns: tuple[str, ...]
    to: TableName | None
    to_owned: bool
    key: tuple[str, ...] | None
    rules: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine:
    """A function or procedure, and the `column` that its text names; `name` has its arguments'
    types, `owned`: we may alter it."""

    name: str
    column: str
    owner: str
    owned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """`hands_on_rows`: its function's text inserts or selects NEW.* or OLD.*."""

    name: str
    enabled: str
    is_row: bool
    is_before: bool
    on_insert: bool
    on_update: bool
    on_delete: bool
    definition: str
    hands_on_rows: bool

    @property
    def is_users(self) -> bool:
        """Whether it is enabled and not evolve's own."""
        return self.enabled != "D" and not self.name.startswith(TRIGGER_PREFIX)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependent:
    """Something outside the table that was built on one of its columns."""

    description: str
    class_: str
    column: str

    @property
    def is_ours(self) -> bool:
        """Whether it is a trigger of an evolution."""
        return TRIGGER_PREFIX in self.description


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; `rows` is the planner's estimate scaled to the present size."""

    oid: int
    name: TableName
    kind: str
    persistence: str
    row_security: bool
    force_row_security: bool
    is_partition: bool
    rows: int
    pages: int
    heap_bytes: int
    total_bytes: int
    filenode: int
    owner: str
    owned: bool
    may_create: bool
    server_version: int
    children: int
    parents: int
    columns: tuple[Column, ...]
    indexes: tuple[Index, ...]
    constraints: tuple[Constraint, ...]
    referenced_by: tuple[tuple[str, str, tuple[str, ...]], ...]
    triggers: tuple[Trigger, ...]
    dependents: tuple[Dependent, ...]
    publications: tuple[tuple[str, tuple[str, ...]], ...]
    subscriptions: int | None

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    @property
    def primary_key(self) -> tuple[str, ...]:
        return next((index.columns for index in self.indexes if index.is_primary), ())
