"""A table of the list in a shop: its rows, its twin, its ledger, and what is to evolve in it."""

from __future__ import annotations

import random
from contextlib import ExitStack
from dataclasses import dataclass

from psycopg import sql

from evolve.records import Evolution
from evolve.service import planning
from evolve.service.databases import Database
from sample_app import roles, twin
from sample_app.twin import Twin
from tests.chaos.changes import Change, made_by
from tests.chaos.tables import PREPARATION, Table
from tests.releases.stress import ledger
from tests.releases.stress.shapes import NEW, Shape
from tests.support import pairs
from tests.support.cluster import Connection, ShopDatabase
from tests.support.pairs import Spec


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """`changes` are those of the table's that evolve; its other columns stay as they are."""

    table: Table
    changes: tuple[Change, ...]
    seed: int

    def __str__(self) -> str:
        return f"{self.table}({', '.join(map(str, self.changes)) or 'nothing evolves'})"

    @property
    def name(self) -> str:
        return f"chaos_{self.table.name}"

    @property
    def qualified(self) -> str:
        far = self.table.schema != "public"
        return f"{self.table.schema}.{self.name}" if far else self.name

    def spec(self, change: Change) -> Spec:
        """The evolution that `change` takes, its playbook among it."""
        first = (*change.pair.old, *change.pair.new)[0]
        return Spec(
            columns=self.table.columns,
            change=change.text,
            changes=change.texts,
            name=f"{self.table.name}-{first}".replace("_", "-"),
            schema=self.table.schema,
            table_name=self.name,
        )

    @property
    def shape(self) -> Shape:
        """The table as its writers see it."""
        still = [change for change in self.table.changes if change not in self.changes]
        beside = made_by([self.table.shared, *(change.write_old for change in still)])
        return Shape(
            playbook=str(self),
            twin=Twin(
                table=self.qualified,
                name=f"twin_{self.name}",
                shared=(
                    *(extra.name for extra in self.table.extras),
                    *(name for change in still for name in change.pair.old),
                ),
                pairs=tuple(change.pair for change in self.changes),
                key=self.table.key.names,
                may_go=" OR ".join(change.may_go for change in self.changes if change.may_go),
            ),
            shared=beside,
            old=made_by(change.write_old for change in self.changes),
            new=made_by(change.write_new for change in self.changes),
            later={NEW: made_by(change.late or change.write_new for change in self.changes)},
            key=self.table.key.value,
            unique=self.table.key.unique,
            same_name=any(change.same_name for change in self.changes),
            whole=any(change.whole for change in self.changes),
            late_told=any(change.late_told for change in self.changes),
            twin_types=tuple((c.pair.old[0], "bigint") for c in self.changes if c.same_name),
            more={name: kind for c in self.changes for name, kind in c.more.items()},
            kept={name: query for c in self.changes for name, query in c.kept.items()},
        )

    # -- on a real server -------------------------------------------------------------------------

    def prepare(self, shop: ShopDatabase) -> None:
        """Table, rows, indexes, triggers, twin and ledger; `prepare_shop` comes before."""
        shape = self.shape
        for spec in (self.spec(self.table.change), *self.table.change.beside):
            pairs.create_table(shop, spec)
        with shop.connect() as connection:
            connection.execute(
                sql.SQL("ALTER TABLE {} SET (fillfactor = {})").format(
                    shape.twin.identifier, sql.Literal(self.table.fillfactor)
                )
            )
            self._fill(connection, shape)
            own = [*self.table.change.loaded, *self.table.indexes, *self.table.triggers]
            for statement in [*own, *(i for c in self.table.changes for i in c.indexes)]:
                connection.execute(sql.SQL(statement).format(table=shape.twin.identifier))
            connection.execute(sql.SQL("ANALYZE {}").format(shape.twin.identifier))
            twin.create(connection, shape.twin)
            for column, type_ in shape.twin_types:
                wider = f"ALTER TABLE {shape.twin.name} ALTER {column} TYPE {type_}"
                connection.execute(wider.encode())
            ledger.open_ledger(connection, shape.twin, roles.APP)
            grant = sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}")
            names = sql.Identifier(shape.twin.name), sql.Identifier(roles.APP)
            connection.execute(grant.format(*names))

    def _fill(self, connection: Connection, shape: Shape) -> None:
        chance = random.Random(f"{self.seed} {self.table}")
        columns = (*shape.twin.key, *shape.twin.shared, *shape.twin.old)
        copying = sql.SQL("COPY {} ({}) FROM STDIN").format(
            shape.twin.identifier, sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with connection.cursor() as cursor, cursor.copy(copying) as stream:
            for number in range(1, self.table.rows + 1):
                row = shape.shared(chance) | shape.old(chance)
                key = zip(shape.twin.key, shape.key(number), strict=True)
                row = dict(key) | row
                stream.write_row([row[name] for name in columns])

    def begin(self, database: Database, change: Change) -> Evolution:
        """The evolution of that change, planned; the models are needed for no longer than this."""
        with ExitStack() as stack:
            for spec in change.beside:
                stack.enter_context(pairs.registered(spec))
            return planning.create(database, pairs.planned(database, self.spec(change)))


def prepare_shop(shop: ShopDatabase) -> None:
    """What the tables of the list need in a database."""
    with shop.connect() as connection:
        for statement in PREPARATION:
            connection.execute(statement.encode())
