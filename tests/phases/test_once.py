"""A field that is filled once: writers of both releases meanwhile, and what the gate goes by."""

from __future__ import annotations

import pytest
from psycopg import errors

from evolve.errors import Held, Refused
from evolve.service import asking
from evolve.states import State
from sample_app import roles
from tests.phases.conftest import Ground
from tests.phases.writing import Writer, contracted
from tests.support import evolutions
from tests.support.cluster import Connection
from tests.support.evolutions import SWIFT

SUPPLIER, VOUCHER = (
    next(c for c in evolutions.shipped() if c.name == name)
    for name in ("supplier-country-not-null", "voucher-add-token")
)
supplier = pytest.mark.parametrize("case", [SUPPLIER], ids=str, indirect=True)
both = pytest.mark.parametrize("case", [SUPPLIER, VOUCHER], ids=str, indirect=True)

# How a release inserts a row, and saves it with something else changed.
NEW = {
    "shop_supplier": (
        "INSERT INTO shop_supplier (name, country) VALUES (%(text)s, %(given)s) RETURNING id",
        "UPDATE shop_supplier SET name = %(text)s, country = %(given)s WHERE id = %(key)s",
    ),
    "shop_voucher": (
        "INSERT INTO shop_voucher VALUES (gen_random_uuid(), %(text)s, %(given)s) RETURNING id",
        "UPDATE shop_voucher SET code = %(text)s, token = %(given)s WHERE id = %(key)s",
    ),
}
OLD = {
    "shop_supplier": NEW["shop_supplier"],
    "shop_voucher": (
        "INSERT INTO shop_voucher (id, code) VALUES (gen_random_uuid(), %(text)s) RETURNING id",
        "UPDATE shop_voucher SET code = %(text)s WHERE id = %(key)s",
    ),
}


class Client(Writer[str | None]):
    """`twin` has the value that each row was given last, None where the trigger had to give it."""

    def __init__(self, ground: Ground, seed: int, words: tuple[str, str], *, gives: bool) -> None:
        super().__init__(ground, seed)
        self.words, self.gives = words, gives

    def write(self, connection: Connection) -> None:
        insert, update = self.words
        given = self.value() if self.gives or self.chance.random() < 0.3 else None
        values = {"text": f"{self.name}-{self.chance.getrandbits(60)}", "given": given}
        if self.twin and self.chance.random() < 0.6:
            key = self.chance.choice(list(self.twin))
            connection.execute(update.encode(), {**values, "key": key})
        else:
            (key,) = connection.execute(insert.encode(), values).fetchone() or ()
        self.twin[key] = given if "given" in insert else None

    def value(self) -> str:
        if self.ground.case.name == SUPPLIER.name:
            return self.chance.choice(["Zoë's", "Åland 😀", "x" * 40, ""])
        return f"00000000-0000-4000-8000-{self.chance.getrandbits(48):012x}"


@both
def test_with_writers_of_both_releases_no_value_is_lost_and_none_is_missing(
    ground: Ground,
) -> None:
    """Old releases write from the start until contract, new ones from `ready` to the end."""
    table, (column,) = ground.case.table, ground.case.once
    old = [Client(ground, n, OLD[table], gives=False) for n in range(3)]
    new = [Client(ground, n, NEW[table], gives=True) for n in range(3, 5)]
    writers = contracted(ground, old, lambda: new, 20)
    twin = {str(key): given for writer in writers for key, given in writer.twin.items()}
    query = f"SELECT id::text, {column}::text FROM {table}"
    with ground.shop.connect() as connection:
        found: dict[str, str | None] = dict(connection.execute(query.encode()).fetchall())
    given = {key: value for key, value in twin.items() if value is not None}
    assert len(given) > 30
    assert len(twin) - len(given) > 10
    assert {key: found[key] for key in given} == given
    assert len(found) == ground.rows + len(twin)
    assert None not in found.values()


def leave_empty(ground: Ground) -> None:
    with ground.shop.connect(roles.APP) as connection:
        connection.execute("INSERT INTO shop_supplier (name) VALUES ('of an old release')")


def noted_long_ago(ground: Ground) -> None:
    """As if an hour had passed since anybody left the field empty."""
    with ground.shop.connect() as connection:
        connection.execute(
            "SELECT setval(oid, extract(epoch FROM now())::bigint - 3600) FROM pg_class"
            " WHERE relname LIKE 'evolve\\_%\\_noted'"
        )


@supplier
def test_contract_waits_until_nobody_has_left_it_empty_for_the_quiet_time(ground: Ground) -> None:
    profile = {**SWIFT["PROFILES"]["default"], "quiet_for": "30m"}
    with evolutions.swiftly(PROFILES={"default": profile}), evolutions.working() as database:
        evolutions.to_ready(database, ground.case)

        def refused() -> list[tuple[str, bool]]:
            with pytest.raises(Refused) as caught:
                asking.contract(database, ground.case.playbook, now=True)
            return [(r.code, r.clears_itself) for r in caught.value.refusals]

        assert refused() == [("emptied", True), ("idle", True)], "it is watched for less than that"
        with ground.shop.connect() as connection:
            evolutions.somebody_writes(connection, "shop_supplier")
        noted_long_ago(ground)
        leave_empty(ground)
        assert refused() == [("emptied", True)]
        noted_long_ago(ground)
        asked = asking.contract(database, ground.case.playbook, now=True)
        # One more comes after the request: it is filled, and the gate is asked again.
        leave_empty(ground)
        with pytest.raises(Held, match="country"):
            evolutions.carry(database, asked, State.DONE)
        noted_long_ago(ground)
        assert evolutions.carry(database, asked, State.DONE).state is State.DONE
    with ground.shop.connect(roles.APP) as connection, pytest.raises(errors.NotNullViolation):
        connection.execute("INSERT INTO shop_supplier (name) VALUES ('too late')")


@both
def test_a_revert_asks_before_it_loses_what_only_the_new_column_has(ground: Ground) -> None:
    """Where the column stays nothing is lost, and what was filled in stays filled."""
    evolutions.to_ready(ground.database, ground.case)
    with ground.shop.connect() as connection:
        connection.execute("DELETE FROM evolve_instance")
    if not ground.case.in_place:
        with pytest.raises(Refused) as caught:
            asking.revert(ground.database, ground.case.playbook, accept_loss=False)
        assert [refusal.code for refusal in caught.value.refusals] == ["loss"]
        return
    asked = asking.revert(ground.database, ground.case.playbook, accept_loss=False)
    assert evolutions.carry(ground.database, asked, State.REVERTED).state is State.REVERTED
    with ground.shop.connect(roles.APP) as connection:
        filled = "SELECT count(*) FROM shop_supplier WHERE country = 'unknown'"
        assert connection.execute(filled.encode()).fetchone() == (ground.rows // 3,)
        connection.execute("INSERT INTO shop_supplier (name) VALUES ('as before')")
