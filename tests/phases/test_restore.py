"""After the drop: the old columns back, with every value, and all as it was at `ready`."""

from __future__ import annotations

import gzip
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from evolve.errors import Exit, Held, Refused
from evolve.records import Evolution
from evolve.service import asking, planning, restoring
from evolve.service.databases import Database
from evolve.states import State
from sample_app import roles
from tests.phases.conftest import Ground, clone
from tests.support import evolutions, killing, schema, stages
from tests.support.archiving import archiving
from tests.support.cluster import Cluster, Connection, ShopDatabase
from tests.support.evolutions import Case, dear
from tests.support.killing import AFTER, BEFORE, UNHEARD
from tests.support.pairs import Spec, create_table, planned
from tests.support.typed import typed

NOTHING_GOES = {"voucher-add-token", "supplier-country-not-null"}
GOES = [c for c in (*evolutions.shipped(), *evolutions.grown()) if c.name not in NOTHING_GOES]


def to_rest(database: Database, case: Case) -> Evolution:
    """As far as contract can be asked for."""
    evolution = evolutions.to_ready(database, case)
    if case.same_name:
        asked = asking.swap(database, case.playbook, undo=False)
        evolution = evolutions.carry(database, asked, State.SWAPPED)
    return evolution


def dropped(database: Database, name: str) -> Evolution:
    done = evolutions.carry(database, asking.contract(database, name, now=True), State.DONE)
    assert done.state is State.DONE, done.hold
    return done


def restored(database: Database, name: str, *, accept_loss: bool = False) -> Evolution:
    asked = restoring.restore(database, name, accept_loss=accept_loss)
    found = evolutions.carry(database, asked, State.READY, State.SWAPPED)
    assert found.state in {State.READY, State.SWAPPED}, found.hold
    return found


def leads_back(database: Database, case: Case) -> bool:
    plan = planning.plan(database, planning.playbook_of(case.playbook)).plan
    return bool(plan.restore)


@pytest.mark.parametrize("case", [dear(case, id_=case.name) for case in GOES], indirect=True)
def test_a_restored_evolution_stands_where_it_stood_before_the_contract(
    ground: Ground, tmp_path: Path
) -> None:
    """The same schema, the same values, nothing left over; and it can be contracted once more. What
    has dropped no column, or has its values from Python, is refused."""
    case = ground.case
    with ground.shop.connect() as connection, archiving(tmp_path), evolutions.working() as database:
        if not leads_back(database, case):
            to_rest(database, case)
            gone = bool(dropped(database, case.playbook).plan.pairs.old)
            with pytest.raises(Refused) as caught:
                restoring.restore(database, case.playbook, accept_loss=False)
            (refusal,) = caught.value.refusals
            assert refusal.code == "archive"
            assert ("dropped no column" in refusal.message) is not gone
            files = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.gz")]
            assert len(files) == gone
            assert all(refusal.hint.startswith(f"{file} in the storage") for file in files)
            return
        ready = to_rest(database, case)

        def picture() -> tuple[object, ...]:
            return (
                schema.dump(connection, case.table),
                schema.rows(connection, case.table, case.once),
                sorted(schema.leftovers(connection)),
                sorted(database.store.applied(ready)),
                ready.state,
            )

        before = picture()
        for _ in range(2 if case.playbook == SPLIT else 1):
            dropped(database, case.playbook)
            assert schema.leftovers(connection) == []
            ready = restored(database, case.playbook)
            assert picture() == before


# -- what has become of a row ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A change with `start`, the old side of rows 1 to 6, and the statements of a new release that
    change row 2, make row 7 and make row 8; `after` is the old side of these three."""

    columns: str
    change: str
    old: Sequence[str]
    start: Sequence[tuple[Any, ...]]
    maps: tuple[str, ...]
    write: Mapping[int, str]
    after: Mapping[int, tuple[Any, ...]]


KINDS = {
    "split": Kind(
        columns="name text NOT NULL",
        change="split: name\ninto:\n"
        "  a: {field: TextField(null=True), sql: \"split_part(name, ' ', 1)\"}\n"
        "  b: {field: TextField(null=True), sql: \"split_part(name, ' ', 2)\"}\n"
        "back:\n  name: concat_ws(' ', a, b)\nlossy: accept",
        old=["name"],
        start=[("Ada  L",), ("Ada L",), ("x",), ("x y z",), ("",), (" lead",)],
        maps=("a", "b"),
        write={2: "a = 'New', b = 'One'", 7: "a, b", 8: "a, b"},
        after={2: ("New One",), 7: ("p q",), 8: ("p q",)},
    ),
    "merge": Kind(
        columns="a text, b text",
        change="merge: [a, b]\ninto:\n"
        "  c: {field: TextField(null=True), sql: \"concat_ws(',', a, b)\"}\n"
        "back:\n  a: split_part(c, ',', 1)\n  b: nullif(split_part(c, ',', 2), '')\nlossy: accept",
        old=["a", "b"],
        start=[("x", None), ("x", "y"), (None, "y"), (None, None), ("x,", "y"), ('q"\n', "\\N")],
        maps=("c",),
        write={2: "c = 'n,m'", 7: "c", 8: "c"},
        after={2: ("n", "m"), 7: ("p q", None), 8: ("p q", None)},
    ),
}
KEYS = {
    "bigint": ("id bigint PRIMARY KEY", ["{n}"]),
    "composite": ("s text, u uuid, PRIMARY KEY (s, u)", ["'key {n}'", "md5('{n}')::uuid"]),
}


def key_of(key: str, number: int) -> str:
    return ", ".join(KEYS[key][1]).replace("{n}", str(number))


def where(key: str, number: int) -> str:
    names = "(s, u)" if key == "composite" else "id"
    return f"{names} = ({key_of(key, number)})"


def built(shop: ShopDatabase, database: Database, kind: Kind, key: str) -> Spec:
    spec = Spec(columns=f"{KEYS[key][0]}, other text, {kind.columns}", change=kind.change)
    create_table(shop, spec)
    with shop.connect() as owner:
        for number, row in enumerate(kind.start, 1):
            names = f"{'s, u' if key == 'composite' else 'id'}, {', '.join(kind.old)}"
            values = ", ".join([key_of(key, number), *["%s"] * len(row)])
            owner.execute(f"INSERT INTO pair_table ({names}) VALUES ({values})".encode(), row)
        evolutions.report_process(owner, "pair_table", ["id", *kind.maps])
    report = planned(database, spec)
    assert report.stops == (), report.stops
    evolution = database.store.create(
        report.plan, playbook=spec.text, environment="demo", fingerprint=report.fingerprint
    )
    found = evolutions.carry(database, evolution, State.READY)
    assert found.state is State.READY, found.hold
    return spec


def insert(key: str, number: int, kind: Kind) -> str:
    names = f"{'s, u' if key == 'composite' else 'id'}, {kind.write[number]}"
    values = ["'p q'"] if len(kind.maps) == 1 else ["'p'", "'q'"]
    return f"INSERT INTO pair_table ({names}) VALUES ({key_of(key, number)}, {', '.join(values)})"


def old_side(connection: Connection, kind: Kind, key: str) -> dict[int, tuple[Any, ...]]:
    found = {}
    for number in range(1, 9):
        query = f"SELECT {', '.join(kind.old)} FROM pair_table WHERE {where(key, number)}"
        row = connection.execute(query.encode()).fetchone()
        if row is not None:
            found[number] = row
    return found


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_value_comes_back_from_the_archive_or_from_what_has_changed_since(
    shop_database: ShopDatabase, tmp_path: Path, kind: str, key: str
) -> None:
    """Row 1 and 3 to 6 as they were, however lossy the change; 2 as a new release has written it, 7
    as one has inserted it before the restore, 8 during it; 6 is deleted. Row 4 is locked by a long
    transaction that ends, and 5 touched meanwhile."""
    what = KINDS[kind]
    with archiving(tmp_path), evolutions.working() as database:
        spec = built(shop_database, database, what, key)
        with shop_database.connect(roles.APP) as application:
            dropped(database, spec.name)
            application.execute(
                f"UPDATE pair_table SET {what.write[2]} WHERE {where(key, 2)}".encode()
            )
            application.execute(insert(key, 7, what).encode())
            application.execute(f"DELETE FROM pair_table WHERE {where(key, 6)}".encode())
            asked = restoring.restore(database, spec.name, accept_loss=False)
            loaded(database, asked)
            application.execute(insert(key, 8, what).encode())
            touch = f"UPDATE pair_table SET other = 'x' WHERE {where(key, 5)}"
            application.execute(touch.encode())
            with shop_database.connect(roles.APP, autocommit=False) as locking:
                lock = f"SELECT FROM pair_table WHERE {where(key, 4)} FOR UPDATE"
                locking.execute(lock.encode())
                held = waits(database, asked)
                assert held.state is State.RESTORING
                assert "locked by others" in held.hold
                locking.rollback()
            ready = evolutions.carry(database, asked, State.READY)
            assert ready.state is State.READY, ready.hold
            expected = dict(enumerate(what.start, 1)) | dict(what.after)
            del expected[6]
            assert old_side(application, what, key) == expected
            old_again(application, what, key)


# -- what is refused, taken back, killed ----------------------------------------------------------


SPLIT = "customer-split-name"
ASK = f"restore {SPLIT}"


def refused(*codes: str) -> None:
    found = typed(f"{ASK} --format json")
    assert found.code == Exit.REFUSED, found
    assert [r["code"] for r in found.json["error"]["refusals"]] == list(codes), found
    assert "Traceback" not in found.said


def test_what_cannot_be_restored_is_refused_by_its_name_and_changes_nothing(
    ground: Ground, tmp_path: Path
) -> None:
    """As typed; and a restore under way is taken back by `--undo`."""
    with (
        ground.shop.connect() as owner,
        archiving(tmp_path, archive=""),
        evolutions.working() as database,
    ):
        assert typed("restore nothing-of-it").code == Exit.USAGE
        to_rest(database, ground.case)
        refused("state")
        asked = asking.contract(database, SPLIT, now=False)
        evolutions.carry(database, asked, State.QUARANTINED)
        assert f"contract {SPLIT} --undo" in typed(ASK).said
        dropped(database, SPLIT)
        refused("archive")
        assert "none: the old columns are dropped" in typed(f"status {SPLIT}").out
        undone(database, owner)
    with ground.shop.connect() as owner, archiving(tmp_path), evolutions.working() as database:
        case = ground.case
        evolutions.report_new(owner, database, case)
        evolutions.to_ready(database, case)
        dropped(database, SPLIT)
        status = typed(f"status {SPLIT}").out
        assert f"undo       evolve restore {SPLIT}" in status
        assert "archive    300 rows in old: evolve/default/customer-split-name-" in status
        before = picture_of(owner, database)
        for make, codes, mend in (
            ("ADD full_name integer", ["taken"], "DROP full_name"),
            ("ALTER first_name TYPE text", ["changed"], "ALTER first_name TYPE varchar(80)"),
            ("RENAME id TO number", ["key"], "RENAME number TO id"),
        ):
            owner.execute(f"ALTER TABLE shop_customer {make}".encode())
            refused(*codes)
            owner.execute(f"ALTER TABLE shop_customer {mend}".encode())
        (file,) = tmp_path.rglob("*.gz")
        whole = file.read_bytes()
        for damaged in (whole[:-9], gzip.compress(b"id,full_name\n"), b""):
            file.write_bytes(damaged)
            refused("archive")
        file.unlink()
        refused("archive")
        file.write_bytes(whole)
        assert picture_of(owner, database) == before
        asked = restoring.restore(database, SPLIT, accept_loss=False)
        loaded(database, asked)
        status = typed(f"status {SPLIT}").out
        assert "RESTORING" in status
        assert "restoring  about 300 rows to go" in status
        assert typed(f"{ASK} --undo --accept-loss").code == Exit.USAGE
        found = typed(f"{ASK} --undo")
        assert found.code == Exit.DONE, found
        assert picture_of(owner, database) == before
        assert typed(f"{ASK} --undo").code == Exit.REFUSED
        found = typed(ASK)
        assert found.code == Exit.DONE, found
        assert "READY" in typed(f"status {SPLIT}").out
        assert "restore_requested" in typed(f"history {SPLIT}").out


def undone(database: Database, owner: Connection) -> None:
    """As before the evolution, so that it can be started anew."""
    owner.execute(
        "ALTER TABLE shop_customer ADD full_name varchar(200) NOT NULL DEFAULT 'A B',"
        " DROP first_name, DROP last_name"
    )
    owner.execute("ALTER TABLE shop_customer ALTER full_name DROP DEFAULT")
    owner.execute("TRUNCATE evolve_instance")


def picture_of(connection: Connection, database: Database) -> tuple[object, ...]:
    return (
        schema.dump(connection, "shop_customer"),
        schema.leftovers(connection),
        database.store.applied(database.store.get(SPLIT)),
        database.store.get(SPLIT).state,
    )


def test_killed_at_any_commit_a_restore_comes_to_the_same_end(
    ground: Ground, tmp_path: Path, cluster: Cluster
) -> None:
    """The process that goes on is a worker: it knows only what stands in the database."""
    case = ground.case
    with archiving(tmp_path):
        with evolutions.working() as database:
            to_rest(database, case)
            dropped(database, SPLIT)
            database.session.rows("UPDATE shop_customer SET first_name = 'New' WHERE id % 3 = 0")
            restoring.restore(database, SPLIT, accept_loss=False)
            since = stages.last_event(ground.shop)
        ground.database.session.close()

        def carry() -> None:
            with archiving(tmp_path), evolutions.working() as database:
                found = evolutions.carry(database, database.store.get(SPLIT), State.READY)
                assert found.state is State.READY, found.hold

        with clone(cluster, ground.shop.name) as shop:
            number = killing.commits(carry)
            expected = stages.picture(shop, case, since)
        moments = [BEFORE, AFTER, UNHEARD]
        for commit in random.Random(4).sample(range(1, number + 1), 6):
            with clone(cluster, ground.shop.name) as shop:
                assert killing.killed(carry, commit, moments[commit % 3])
                stages.later(shop)
                assert killing.run(carry) == 0
                assert stages.picture(shop, case, since) == expected, commit


def test_what_has_no_way_back_is_asked_for(shop_database: ShopDatabase, tmp_path: Path) -> None:
    """One-way: a row that has changed since holds the restore, which --accept-loss lets go on; the
    rows that have not changed have their values."""
    kind = Kind(
        columns="a text, d text",
        change="merge: [a, d]\ninto:\n  b: {field: TextField(null=True), sql: lower(a)}\n"
        "one_way: true",
        old=["a", "d"],
        start=[("A", "x"), ("B", None), (None, "y")],
        maps=("b",),
        write={},
        after={},
    )
    with archiving(tmp_path), evolutions.working() as database:
        spec = built(shop_database, database, kind, "bigint")
        with shop_database.connect(roles.APP) as application:
            dropped(database, spec.name)
            application.execute("UPDATE pair_table SET b = 'new' WHERE id = 2")
            with pytest.raises(Held) as caught:
                restored(database, spec.name)
            assert "1 row of public.pair_table" in caught.value.message
            assert "--accept-loss" in caught.value.hint
            restored(database, spec.name, accept_loss=True)
            assert old_side(application, kind, "bigint") == {
                1: ("A", "x"),
                2: (None, None),
                3: (None, "y"),
            }


def loaded(database: Database, evolution: Evolution) -> None:
    """Piece by piece until the archive is in the queue."""
    evolutions.advance(database, evolution, lambda e: "restore.load" in database.store.applied(e))


def waits(database: Database, evolution: Evolution) -> Evolution:
    """Until it has nothing to do but wait for the locked row."""
    found = evolutions.carry(database, evolution, State.READY, seconds=1.0)
    return database.store.reload(found.id)


def old_again(application: Connection, kind: Kind, key: str) -> None:
    """An old release writes again, and the new side follows."""
    first = kind.maps[0]
    query = f"UPDATE pair_table SET {kind.old[0]} = 'back' WHERE {where(key, 1)} RETURNING {first}"
    row = application.execute(query.encode()).fetchone()
    assert row is not None
    assert row[0].startswith("back")
