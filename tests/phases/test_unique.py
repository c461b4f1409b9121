"""What is to be unique, while releases go on writing rows that are alike."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.test import override_settings
from psycopg import errors

from evolve.errors import Held, Refused
from evolve.pg.step import Presence
from evolve.service import asking, planning, running
from evolve.service.permitting import Overruling
from evolve.states import Phase, State
from sample_app import roles
from tests.phases.conftest import Ground
from tests.phases.writing import Writer, contracted, one
from tests.support import evolutions, schema
from tests.support.cluster import Connection
from tests.support.typed import typed

ACCOUNT = next(c for c in evolutions.shipped() if c.name == "account-unique-login")
account = pytest.mark.parametrize("case", [ACCOUNT], ids=str, indirect=True)

INSERT = b"INSERT INTO shop_account (tenant, login) VALUES (9, %s) RETURNING id"
ALIKE = (
    b"SELECT count(*) FROM (SELECT FROM shop_account GROUP BY tenant, login HAVING count(*) > 1)"
    b" AS a"
)


class Tenant(Writer[str]):
    """It never deletes a row; `twin` has the login of each.

    One of an old release takes logins that others have taken, too.
    """

    def __init__(self, ground: Ground, seed: int, *, old: bool) -> None:
        super().__init__(ground, seed)
        self.old = old

    def write(self, connection: Connection) -> None:
        login = f"{self.name} {len(self.twin)} {self.chance.random()}"
        if self.old and self.chance.random() < 0.4:
            login = f"common {self.chance.randrange(4)}"
        if self.twin and self.chance.random() < 0.3:
            row = self.chance.choice(list(self.twin))
            connection.execute(b"UPDATE shop_account SET login = %s WHERE id = %s", [login, row])
            self.twin[row] = login
        else:
            self.twin[one(connection, INSERT, login)] = login


@account
def test_with_writers_of_both_releases_no_write_fails_and_one_of_each_is_kept(
    ground: Ground,
) -> None:
    """Old releases repeat logins up to the contract, and no statement of theirs fails; a login that
    one row alone has had is never touched."""

    def repeated() -> None:
        with ground.shop.connect() as connection:
            assert one(connection, ALIKE), "nobody has repeated a login since it was ready"

    old = [Tenant(ground, n, old=True) for n in range(2)]
    writers = contracted(ground, old, lambda: [Tenant(ground, 2, old=False)], 25, repeated)
    twin = {row: login for writer in writers for row, login in writer.twin.items()}
    with ground.shop.connect() as connection:
        query = b"SELECT id, login FROM shop_account WHERE tenant = 9"
        found: dict[int, str] = dict(connection.execute(query).fetchall())
        assert one(connection, ALIKE) == 0
        assert schema.leftovers(connection) == []
    alone = {row for row, login in twin.items() if not login.startswith("common")}
    assert {row: found[row] for row in alone} == {row: twin[row] for row in alone}
    mended = {row: login for row, login in twin.items() if found[row] != login}
    assert {found[row] for row in mended} == {f"{mended[row]}-{row}" for row in mended}
    assert len(mended) > 5
    assert found.keys() == twin.keys()


@account
def test_a_write_that_repeats_a_row_is_what_the_contract_waits_for(ground: Ground) -> None:
    """It is noted, whichever of the two is to be kept; what two transactions write at once is
    noted by nobody, and swept up all the same."""
    database, name = ground.database, ground.case.playbook
    slow = {"default": {**evolutions.SWIFT["PROFILES"]["default"], "quiet_for": "1h"}}
    with (
        override_settings(EVOLVE={**evolutions.SWIFT, "PROFILES": slow}),
        evolutions.working() as patient,
    ):
        evolutions.to_ready(patient, ground.case)
        digest = patient.store.get(name).plan.pairs.digest
        noted = f"SELECT is_called FROM evolve_{digest}_noted".encode()
        with (
            ground.shop.connect(roles.APP, autocommit=False) as first,
            ground.shop.connect(roles.APP, autocommit=False) as second,
            ground.shop.connect() as owner,
        ):
            first.execute(INSERT, ["twice"])
            second.execute(INSERT, ["twice"])
            first.commit()
            second.commit()
            assert one(owner, noted) is False
            assert one(owner, ALIKE) == 1
            first.execute(INSERT, ["twice"])
            first.commit()
            assert one(owner, noted) is True
        with pytest.raises(Refused) as caught:
            asking.contract(patient, name, now=True)
        kinds = tuple({refusal.code for refusal in caught.value.refusals})
        assert "broken" in kinds
        overruling = Overruling(kinds=kinds, because="a test")
        asked = asking.contract(patient, name, now=True, overruling=overruling)
    assert evolutions.carry(database, asked, State.DONE).state is State.DONE
    with ground.shop.connect() as owner:
        assert one(owner, ALIKE) == 0
        assert one(owner, b"SELECT count(*) FROM shop_account WHERE login LIKE 'twice%%'") == 3


@account
def test_a_row_that_comes_while_the_index_is_built_is_mended_and_it_is_built_again(
    ground: Ground,
) -> None:
    """A transaction that repeats a login is open when the build begins, and commits meanwhile."""
    database = ground.database
    evolutions.to_ready(database, ground.case)
    asked = asking.contract(database, ground.case.playbook, now=True)
    with (
        ground.shop.connect("postgres") as watcher,
        ground.shop.connect(roles.APP, autocommit=False) as late,
    ):
        key = one(late, INSERT, "user 1")
        late.execute(b"UPDATE shop_account SET tenant = 0 WHERE id = %s", [key])

        def commit_late() -> None:
            building = (
                b"SELECT count(*) FROM pg_stat_progress_create_index"
                b" WHERE datname = current_database()"
            )
            deadline = time.monotonic() + 20
            while not one(watcher, building) and time.monotonic() < deadline:
                time.sleep(0.01)
            late.commit()

        thread = threading.Thread(target=commit_late)
        thread.start()
        done = evolutions.carry(database, asked, State.DONE)
        thread.join(timeout=30)
    assert done.state is State.DONE, done.hold
    held = [event for event in database.store.events(done, 999) if "same value" in str(event.data)]
    assert held, "the build met no row"
    with ground.shop.connect() as owner:
        assert one(owner, b"SELECT login FROM shop_account WHERE id = %s", key) == f"user 1-{key}"
        assert schema.leftovers(owner) == []


@account
def test_an_undo_leaves_no_index_that_refuses_a_write(ground: Ground) -> None:
    """Neither one that is there, nor one whose build has died and that goes on refusing."""
    database, name = ground.database, ground.case.playbook
    evolution = evolutions.to_ready(database, ground.case)
    build = evolution.plan.phase(Phase.CONTRACT)[0]
    carrier = running.Carrier(sleep=lambda _: None)
    with ground.shop.connect() as owner, ground.shop.connect(roles.APP) as application:
        application.execute(INSERT, ["again"])
        application.execute(INSERT, ["again"])
        asking.contract(database, name, now=False)
        carrier.once(database, database.store.get(name))
        assert database.store.get(name).state is State.CONTRACTING
        with pytest.raises(errors.UniqueViolation):
            owner.execute(build.apply[0].encode())
        assert one(owner, build.probe.encode()) == Presence.BROKEN
        asking.undo_contract(database, name)
        undone = evolutions.carry(database, database.store.get(name), State.READY)
        assert undone.state is State.READY
        assert one(owner, build.probe.encode()) == Presence.ABSENT
        asked = asking.contract(database, name, now=False)
        there = evolutions.carry(database, asked, State.QUARANTINED)
        assert there.state is State.QUARANTINED, there.hold
        with pytest.raises(errors.UniqueViolation):
            application.execute(INSERT, ["again"])
        asking.undo_contract(database, name)
        undone = evolutions.carry(database, database.store.get(name), State.READY)
        assert undone.state is State.READY, undone.hold
        application.execute(INSERT, ["again"])
        assert one(owner, build.probe.encode()) == Presence.ABSENT


@account
def test_a_revert_brings_back_what_was_mended_and_nobody_has_written_since(ground: Ground) -> None:
    with ground.shop.connect() as owner:
        before = schema.rows(owner, ground.case.table)
        described = schema.dump(owner, ground.case.table)
        evolutions.to_ready(ground.database, ground.case)
        assert one(owner, ALIKE) == 0
        told = typed(f"verify {ground.case.playbook}")
        assert "60 rows mended so far; public.evolve_" in told.said, told
        owner.execute(b"UPDATE shop_account SET login = 'mine' WHERE id = 5")
        reverted = evolutions.carry(
            ground.database,
            asking.revert(ground.database, ground.case.playbook, accept_loss=False),
            State.REVERTED,
        )
        assert reverted.state is State.REVERTED, reverted.hold
        assert one(owner, b"SELECT login FROM shop_account WHERE id = 5") == "mine"
        owner.execute(b"UPDATE shop_account SET login = 'user 4' WHERE id = 5")
        assert schema.rows(owner, ground.case.table) == before
        assert schema.dump(owner, ground.case.table) == described
        assert one(owner, b"SELECT count(*) FROM pg_class WHERE relname ~ '^evolve_.*_kept'") == 0


@account
def test_what_is_only_counted_is_waited_for(ground: Ground, tmp_path: Any) -> None:
    """Counted before the start, before it is ready, and before the contract; never touched."""
    path = tmp_path / "account-counted.yaml"
    text = planning.playbook_of(ACCOUNT.playbook).text.partition("  duplicates:")[0]
    path.write_text(text + "  duplicates: refuse\n")
    database = ground.database

    def start() -> Any:
        return planning.create(database, planning.plan(database, planning.playbook_of(str(path))))

    mend = b"UPDATE shop_account SET login = login || '-' || id WHERE id % 5 = 0"
    repeat = b"UPDATE shop_account SET login = 'user 1', tenant = 0 WHERE id = 5"
    with ground.shop.connect(roles.APP) as application:
        with pytest.raises(Refused) as caught:
            start()
        assert [refusal.code for refusal in caught.value.refusals] == ["duplicates"]
        application.execute(mend)
        evolution = start()
        name = evolution.name
        application.execute(repeat)
        with pytest.raises(Held, match="1 of 300 rows break"):
            evolutions.carry(database, evolution)
        application.execute(mend)
        with ground.shop.connect() as connection:
            connection.execute("UPDATE evolve_evolution SET lease_until = now()")
        evolution = evolutions.carry(database, database.store.get(name))
        assert evolution.state is State.READY, evolution.hold
        application.execute(repeat)
        with pytest.raises(Refused) as caught:
            asking.contract(database, name, now=False)
        assert [refusal.code for refusal in caught.value.refusals] == ["differences"]
        application.execute(mend)
        asked = asking.contract(database, name, now=False)
        evolution = evolutions.carry(database, asked, State.QUARANTINED)
        assert evolution.state is State.QUARANTINED, evolution.hold
        with pytest.raises(errors.UniqueViolation):
            application.execute(repeat)
