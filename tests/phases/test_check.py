"""A check on what both releases write: nothing is lost, and whoever breaks it is waited for."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import errors

from evolve.errors import Held, Refused
from evolve.records import Evolution
from evolve.service import asking, planning
from evolve.states import State
from sample_app import roles
from tests.phases.conftest import Ground
from tests.phases.writing import Writer, contracted
from tests.support import evolutions
from tests.support.cluster import Connection
from tests.support.evolutions import SWIFT

INVOICE = next(c for c in evolutions.shipped() if c.name == "invoice-check-total")
invoice = pytest.mark.parametrize("case", [INVOICE], ids=str, indirect=True)

INSERT = (
    b"INSERT INTO shop_invoice VALUES (gen_random_uuid(), %(number)s, %(discount)s, %(total)s)"
    b" RETURNING id"
)
UPDATE = b"UPDATE shop_invoice SET total = %(total)s, discount = %(discount)s WHERE id = %(key)s"
NUMBER = b"UPDATE shop_invoice SET number = %(number)s WHERE id = %(key)s"


class Biller(Writer[tuple[int, int | None]]):
    """One of an old release writes what breaks the check, `broke` times.

    `twin` has what must stand in each row, by the words of the playbook.
    """

    def __init__(self, ground: Ground, seed: int, *, sound: bool) -> None:
        super().__init__(ground, seed)
        self.sound = sound
        self.broke = 0

    def write(self, connection: Connection) -> None:
        total = self.chance.choice([0, 1, 2**31 - 1, *([] if self.sound else [-1, -(2**31)])])
        discount = self.chance.choice([None, 0, total])
        if not self.sound:
            discount = self.chance.choice([discount, 2**31 - 1])
        values: dict[str, Any] = {
            "number": f"{self.name} Ł",
            "total": total,
            "discount": discount,
        }
        if self.twin and self.chance.random() < 0.6:
            values["key"] = self.chance.choice(list(self.twin))
            if self.chance.random() < 0.3:
                connection.execute(NUMBER, values)
                return
            connection.execute(UPDATE, values)
            key = values["key"]
        else:
            (key,) = connection.execute(INSERT, values).fetchone() or ()
        mended = max(total, 0)
        within = discount if discount is None else min(discount, mended)
        self.broke += (mended, within) != (total, discount)
        self.twin[key] = (mended, within)


@invoice
def test_with_writers_of_both_releases_each_row_is_its_twin(ground: Ground) -> None:
    """Old releases write from the start until contract, new ones from `ready` to the end."""
    old = [Biller(ground, n, sound=False) for n in range(2)]
    writers = contracted(ground, old, lambda: [Biller(ground, 2, sound=True)], 15)
    twin = {key: row for writer in writers for key, row in writer.twin.items()}
    with ground.shop.connect() as connection:
        rows = connection.execute(b"SELECT id, total, discount FROM shop_invoice").fetchall()
    found = {key: (total, discount) for key, total, discount in rows}
    assert sum(writer.broke for writer in old) > 10
    assert {key: found[key] for key in twin} == twin
    assert len(found) == ground.rows + len(twin)
    assert all(t >= 0 and (d is None or d <= t) for t, d in found.values())


def noted_long_ago(ground: Ground) -> None:
    """As if an hour had passed since anybody broke it."""
    with ground.shop.connect() as connection:
        connection.execute(
            "SELECT setval(oid, extract(epoch FROM now())::bigint - 3600) FROM pg_class"
            " WHERE relname LIKE 'evolve\\_%\\_noted'"
        )


@invoice
def test_without_mend_rows_are_waited_for_and_nobody_is_failed_before_the_contract(
    ground: Ground, tmp_path: Any
) -> None:
    """Counted before the start; what is written afterwards holds it until somebody mends it."""
    path = tmp_path / "invoice-checked.yaml"
    text = planning.playbook_of(ground.case.playbook).text
    path.write_text(text.partition("  mend:")[0])
    profile = {**SWIFT["PROFILES"]["default"], "quiet_for": "30m"}
    with (
        evolutions.swiftly(PROFILES={"default": profile}),
        evolutions.working() as database,
        ground.shop.connect(roles.APP) as application,
    ):

        def start() -> Any:
            return planning.create(
                database, planning.plan(database, planning.playbook_of(str(path)))
            )

        with pytest.raises(Refused) as caught:
            start()
        assert [refusal.code for refusal in caught.value.refusals] == ["broken"]
        application.execute(b"UPDATE shop_invoice SET total = abs(total), discount = NULL")
        evolution = start()
        # One more comes once the triggers are there, and the proof finds it.
        _, evolution = evolutions.advance(database, evolution, lambda e: e.state is State.VERIFYING)
        application.execute(discounted(501))
        later(ground)
        with pytest.raises(Held, match="1 of 300 rows break"):
            evolutions.carry(database, evolution)
        application.execute(b"UPDATE shop_invoice SET number = 'x' WHERE number = 'I-1'")
        application.execute(b"UPDATE shop_invoice SET number = 'I-1' WHERE number = 'x'")
        application.execute(discounted(1))
        later(ground)
        evolution = evolutions.carry(database, evolution)
        assert evolution.state is State.READY, evolution.hold
        refused_while_broken(ground, evolution, application)
        asked = asking.contract(database, evolution.name, now=True)
        application.execute(discounted(501))
        noted_long_ago(ground)
        with pytest.raises(Held, match="1 of 300 rows break"):
            evolutions.carry(database, asked, State.DONE)
        # The constraint is not there yet: what breaks it can still be written, and mended.
        application.execute(b"UPDATE shop_invoice SET number = 'y' WHERE number = 'I-1'")
        application.execute(discounted(1, b"y"))
        noted_long_ago(ground)
        assert evolutions.carry(database, asked, State.DONE).state is State.DONE
        with pytest.raises(errors.CheckViolation):
            application.execute(discounted(501, b"y"))


def discounted(discount: int, number: bytes = b"I-1") -> bytes:
    return b"UPDATE shop_invoice SET discount = %d WHERE number = '%s'" % (discount, number)


def refused_while_broken(ground: Ground, evolution: Evolution, application: Connection) -> None:
    """A contract is: for what was lately written, and for what is written now."""
    assert codes(ground, evolution) == [("broken", True), ("idle", True)]
    evolutions.somebody_writes(application, "shop_invoice")
    noted_long_ago(ground)
    application.execute(discounted(501))
    noted_long_ago(ground)
    assert codes(ground, evolution) == [("differences", False)]
    application.execute(discounted(1))
    noted_long_ago(ground)


def codes(ground: Ground, evolution: Evolution) -> list[tuple[str, bool]]:
    with pytest.raises(Refused) as caught:
        asking.contract(ground.database, evolution.name, now=True)
    return [(refusal.code, refusal.clears_itself) for refusal in caught.value.refusals]


def later(ground: Ground) -> None:
    """Whoever held the lease is gone."""
    with ground.shop.connect() as connection:
        connection.execute("UPDATE evolve_evolution SET lease_until = now() - interval '1 second'")
