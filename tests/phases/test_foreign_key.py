"""A foreign key on a column that both releases write, while rows that are referred to go."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import errors

from evolve.errors import Held, Refused
from evolve.service import asking, planning
from evolve.states import State
from sample_app import roles
from tests.phases.conftest import Ground
from tests.phases.writing import Writer, contracted, one
from tests.support import evolutions
from tests.support.cluster import Connection

DELIVERY = next(c for c in evolutions.shipped() if c.name == "delivery-foreign-key-supplier")
delivery = pytest.mark.parametrize("case", [DELIVERY], ids=str, indirect=True)

ORPHANS = (
    b"SELECT count(*) FROM shop_delivery AS d WHERE supplier_id IS NOT NULL"
    b" AND NOT EXISTS (SELECT FROM shop_supplier AS s WHERE s.id = d.supplier_id)"
)


class Dispatcher(Writer[int | None]):
    """A client with suppliers of its own, too.

    An old one deletes suppliers and leaves their deliveries behind; a new one takes its own along.
    `twin` has the supplier of each delivery, `gone` the suppliers that are there no more.
    """

    def __init__(self, ground: Ground, seed: int, *, old: bool) -> None:
        super().__init__(ground, seed)
        self.old = old
        self.suppliers: list[int] = []
        self.gone: set[int] = set()

    def write(self, connection: Connection) -> None:
        lucky = self.chance.random()
        if len(self.suppliers) < 2 or lucky < 0.2:
            insert = b"INSERT INTO shop_supplier (name) VALUES ('of a writer') RETURNING id"
            self.suppliers.append(one(connection, insert))
        elif lucky < 0.3:
            key = self.suppliers.pop(0)
            if not self.old:
                empty = b"UPDATE shop_delivery SET supplier_id = NULL WHERE supplier_id = %s"
                connection.execute(empty, [key])
            connection.execute(b"DELETE FROM shop_supplier WHERE id = %s", [key])
            self.gone.add(key)
        elif self.twin and lucky < 0.6:
            row, other = self.chance.choice(list(self.twin)), self.chance.choice(self.suppliers)
            update = b"UPDATE shop_delivery SET supplier_id = %s WHERE id = %s"
            connection.execute(update, [other, row])
            self.twin[row] = other
        else:
            some = self.chance.choice([None, *self.suppliers])
            insert = b"INSERT INTO shop_delivery (note, supplier_id) VALUES ('', %s) RETURNING id"
            self.twin[one(connection, insert, some)] = some


@delivery
def test_with_writers_of_both_releases_what_refers_to_a_row_is_never_emptied(
    ground: Ground,
) -> None:
    """Old releases write until the contract, and leave orphans up to then; new ones to the end."""

    def left() -> None:
        with ground.shop.connect() as connection:
            assert one(connection, ORPHANS), "nobody has left an orphan since it was ready"

    old = [Dispatcher(ground, n, old=True) for n in range(2)]
    writers = contracted(ground, old, lambda: [Dispatcher(ground, 2, old=False)], 25, left)
    gone = {key for writer in writers for key in writer.gone}
    twin = {row: key for writer in writers for row, key in writer.twin.items()}
    expected = {row: None if key in gone else key for row, key in twin.items()}
    with ground.shop.connect() as connection:
        query = b"SELECT id, supplier_id FROM shop_delivery"
        found: dict[int, int | None] = dict(connection.execute(query).fetchall())
        assert connection.execute(ORPHANS).fetchone() == (0,)
    assert {row: found[row] for row in expected} == expected
    assert sum(key is not None for key in expected.values()) > 20
    assert len(found) == ground.rows + len(twin)


@delivery
def test_what_is_only_counted_is_waited_for(ground: Ground, tmp_path: Any) -> None:
    """Counted before the start, before the contract, and once more when the key is there."""
    path = tmp_path / "delivery-counted.yaml"
    path.write_text(planning.playbook_of(DELIVERY.playbook).text.partition("  orphans:")[0])
    database = ground.database

    def start() -> Any:
        return planning.create(database, planning.plan(database, planning.playbook_of(str(path))))

    with ground.shop.connect(roles.APP) as application:
        with pytest.raises(Refused) as caught:
            start()
        assert [refusal.code for refusal in caught.value.refusals] == ["orphans"]
        application.execute(b"UPDATE shop_delivery SET supplier_id = NULL WHERE supplier_id < 0")
        evolution = start()
        name = evolution.name
        application.execute(b"UPDATE shop_delivery SET supplier_id = -7 WHERE note LIKE '%11'")
        with pytest.raises(Held, match="3 of 300 rows break"):
            evolutions.carry(database, evolution)
        application.execute(b"UPDATE shop_delivery SET supplier_id = NULL WHERE supplier_id < 0")
        with ground.shop.connect() as connection:
            connection.execute("UPDATE evolve_evolution SET lease_until = now()")
        evolution = evolutions.carry(database, database.store.get(name))
        assert evolution.state is State.READY, evolution.hold
        application.execute(b"UPDATE shop_delivery SET supplier_id = -7 WHERE note LIKE '%11'")
        with pytest.raises(Refused) as caught:
            asking.contract(database, name, now=False)
        assert [refusal.code for refusal in caught.value.refusals] == ["differences"]
        application.execute(b"UPDATE shop_delivery SET supplier_id = NULL WHERE supplier_id < 0")
        asked = asking.contract(database, name, now=False)
        evolution = evolutions.carry(database, asked, State.QUARANTINED)
        assert evolution.state is State.QUARANTINED, evolution.hold
        with pytest.raises(errors.ForeignKeyViolation):
            application.execute(b"UPDATE shop_delivery SET supplier_id = -7")
        undone = evolutions.carry(database, asking.undo_contract(database, name), State.READY)
        assert undone.state is State.READY
        assert application.execute(b"UPDATE shop_delivery SET supplier_id = -7").rowcount > 0
