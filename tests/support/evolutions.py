"""Every shipped playbook with rows to work on, and hands to carry an evolution with."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.test import override_settings
from psycopg import sql

from evolve.changes import KINDS
from evolve.pg.step import Step
from evolve.phases.backfill import Backfill
from evolve.phases.work import Work
from evolve.playbook.find import every
from evolve.playbook.model import Playbook
from evolve.proof.survey import change_shape
from evolve.records import Evolution
from evolve.service import asking, planning, running
from evolve.service.databases import Database, opened
from evolve.states import Phase, State
from sample_app import load, roles
from sample_app.settings import BASE_DIR
from sample_app.settings import EVOLVE as SHOP_EVOLVE

CUSTOMERS = 300
SWIFT = {
    **SHOP_EVOLVE,
    "LEASE_SECONDS": 0.5,
    # Tests beside this one keep the server busy, and are not who is to come first.
    "PROFILES": {
        "default": {"quiet_for": "0", "lock_budget": "3s", "lock_wait": "200ms", "flat_out": True}
    },
}
ENDS = frozenset({State.READY, State.SWAPPED, State.QUARANTINED, State.DONE, State.REVERTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A playbook on a table, which `prepare` gives what the shop's own migration does not.

    `fills`: there is a new side; `values_alone`: it is there already, and the table stays as it is.
    `once` are columns whose values nobody can foretell, or take back. A revert leaves those filled
    that were there before, and `again` empties them, so that what follows begins where that began.
    `in_place`: both releases list the same columns.
    """

    name: str
    playbook: str
    table: str
    same_name: bool
    prepare: tuple[str, ...] = ()
    fills: bool = True
    values_alone: bool = False
    once: tuple[str, ...] = ()
    in_place: bool = False
    again: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


def shipped() -> list[Case]:
    """A case for each playbook in playbooks/, the new ones included."""
    found = []
    for playbook in every(KINDS):
        assert isinstance(playbook, Playbook), playbook
        if Path(playbook.path).parent != BASE_DIR / "playbooks":
            continue
        table = playbook.model.replace(".", "_").lower()
        shapes = [change_shape(part) for part in playbook.parts]
        found.append(
            Case(
                name=playbook.name,
                playbook=playbook.name,
                table=table,
                same_name=any(shape.same_name for shape in shapes),
                fills=any(shape.new for shape in shapes),
                values_alone=all(
                    shape.in_place and shape.demand and not shape.demand.lasting for shape in shapes
                ),
                once=tuple(f.name for shape in shapes if shape.once for f in shape.new),
                in_place=all(shape.in_place for shape in shapes),
                again=AGAIN.get(playbook.name, ()),
            )
        )
    assert found, "no playbook is shipped"
    return found


# One playbook of each shape: what is dear is asked of these by `make test`, and of all by `make
# thorough` as well.
FIRST = frozenset(
    {
        "customer-split-name",
        "order-quantity-bigint",
        "supplier-country-not-null",
        "delivery-foreign-key-supplier",
    }
)


# Playbooks that go through the engine as one of the others does: `make test` asks of these where
# they end, and `make thorough` the rest.
ALIKE = frozenset(
    {
        "address-merge-line",
        "booking-derive-total",
        "device-traits-json",
        "invoice-check-total",
        "item-python-slug",
        "licence-serial-uuid",
        "payment-rewrite-currency",
        "profile-address-columns",
        "voucher-add-token",
        "webhook-body-form",
    }
)


def dear(case: Case, *values: object, id_: str, first: frozenset[str] = FIRST) -> Any:
    """The case as a test's parameter; `first` are those that `make test` asks it of."""
    marks = () if case.name in first else pytest.mark.thorough
    return pytest.param(case, *values, id=id_, marks=marks)


# What empties a column again that a playbook fills where it is.
AGAIN: Mapping[str, tuple[str, ...]] = {
    "article-three-changes": ("UPDATE shop_article SET section = NULL WHERE id % 3 = 0",),
    "supplier-country-not-null": ("UPDATE shop_supplier SET country = NULL WHERE id % 3 = 0",),
    "delivery-foreign-key-supplier": (
        "UPDATE shop_delivery SET supplier_id = -id WHERE note LIKE '%0' OR note LIKE '%5'",
    ),
    "payment-rewrite-currency": (
        "UPDATE shop_payment SET currency = 'EURO' WHERE amount % 5 IN (1, 4)",
        "UPDATE shop_payment SET currency = 'US$' WHERE amount % 5 = 3",
    ),
    "account-unique-login": (
        "UPDATE shop_account SET login = 'user ' || (id - 1) WHERE id % 5 = 0",
    ),
    "invoice-check-total": (
        "UPDATE shop_invoice SET total = total - 800 WHERE right(number, 1) = '7'",
        "UPDATE shop_invoice SET discount = 700 WHERE right(number, 1) IN ('0', '5')",
    ),
}

# What a table has that has lived for some years: things made by hand, on the column that changes.
GROWN: Mapping[str, tuple[str, ...]] = {
    "product-rename-title": (
        "CREATE INDEX title_by_hand ON shop_product (lower(title)) WHERE price > 5",
        "CREATE INDEX title_and_price ON shop_product (title DESC, price) INCLUDE (sku)",
        "ALTER TABLE shop_product ADD CONSTRAINT title_is_unique UNIQUE (title)",
        "ALTER TABLE shop_product ADD CONSTRAINT title_is_text CHECK (title <> '' OR price < 0)",
        "ALTER TABLE shop_product ALTER title SET STATISTICS 321",
        "ALTER TABLE shop_product ALTER title SET DEFAULT 'untitled'",
        "COMMENT ON COLUMN shop_product.title IS 'it''s what {people} see'",
        (
            "CREATE TABLE shop_word AS SELECT title AS word FROM shop_product"
            " UNION SELECT 'changed ' || id FROM shop_product"
        ),
        "ALTER TABLE shop_word ADD PRIMARY KEY (word)",
        (
            "ALTER TABLE shop_product ADD CONSTRAINT title_is_known FOREIGN KEY (title)"
            " REFERENCES shop_word ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED"
        ),
    ),
    "order-quantity-bigint": (
        "CREATE INDEX quantity_by_hand ON shop_order (quantity) WHERE status = 'open'",
        "ALTER TABLE shop_order ADD CONSTRAINT quantity_of_id UNIQUE (id, quantity)",
        "ALTER TABLE shop_order ADD CONSTRAINT quantity_counts CHECK (quantity >= 0)",
        "ALTER TABLE shop_order ALTER quantity SET STATISTICS 123",
        "ALTER TABLE shop_order ALTER quantity SET DEFAULT 1",
        "COMMENT ON COLUMN shop_order.quantity IS 'how many'",
    ),
}


def grown() -> list[Case]:
    """The same playbooks on tables with indexes, checks, keys, comments and so on made by hand."""
    return [
        Case(
            name=f"{case.name}-grown",
            playbook=case.playbook,
            table=case.table,
            same_name=case.same_name,
            prepare=GROWN[case.name],
        )
        for case in shipped()
        if case.name in GROWN
    ]


# What leads a key of two columns: nothing that the table's playbook changes.
LEADING: Mapping[str, str] = {
    "shop_account": "tenant",
    "shop_address": "city",
    "shop_article": "slug",
    "shop_booking": "guest",
    "shop_contact": "name",
    "shop_customer": "email",
    "shop_delivery": "note",
    "shop_device": "serial",
    "shop_invoice": "number",
    "shop_item": "name",
    "shop_licence": "holder",
    "shop_order": "status",
    "shop_parcel": "weight",
    "shop_payment": "amount",
    "shop_product": "sku",
    "shop_profile": "nickname",
    "shop_supplier": "name",
    "shop_ticket": "subject",
    "shop_voucher": "code",
    "shop_webhook": "url",
}


# A key to which others lead has one column; it is a uuid instead.
AS_UUID = "ALTER TABLE {0} ALTER {1} TYPE uuid USING lpad({1}::text, 32, '0')::uuid"
UUIDS = (
    "ALTER TABLE shop_basket ALTER id DROP IDENTITY",
    AS_UUID.format("shop_basket", "id"),
    AS_UUID.format("shop_basketline", "basket_id"),
)


def keyed() -> list[Case]:
    """The same playbooks on tables with another key: two columns, one of which may be text."""
    return [replace(c, name=f"{c.name}-keyed", prepare=another_key(c.table)) for c in shipped()]


def on_other_keys() -> list[Any]:
    """Those as a test's parameters, for `make thorough` alone."""
    return [pytest.param(case, id=case.name, marks=pytest.mark.thorough) for case in keyed()]


def another_key(table: str) -> tuple[str, ...]:
    leading = LEADING.get(table)
    key = f"{leading}, id" if leading else "id"
    return (
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey CASCADE",
        *(() if leading else UUIDS),
        f"ALTER TABLE {table} ADD PRIMARY KEY ({key})",
    )


def fill(connection: psycopg.Connection[Any], case: Case, customers: int = CUSTOMERS) -> int:
    """Rows for every table of the shop; how many the case's own table has, never none."""
    load.load(
        connection,
        customers=customers,
        products=customers,
        addresses=customers,
        orders=customers,
        suppliers=customers,
        vouchers=customers,
        parcels=customers,
        tickets=customers,
        invoices=customers,
        profiles=customers,
        devices=customers,
        webhooks=customers,
        bookings=customers,
        deliveries=customers,
        payments=customers,
        licences=customers,
        articles=customers,
        accounts=customers,
        contacts=customers,
        baskets=customers,
    )
    prepare(connection, case)
    roles.grant_application(connection)
    count = connection.execute(f"SELECT count(*) FROM {case.table}".encode()).fetchone()
    assert count is not None
    assert count[0] > 0, case.table
    return int(count[0])


def prepare(connection: psycopg.Connection[Any], case: Case) -> None:
    with connection.transaction():
        for statement in case.prepare:
            connection.execute(statement.encode())


def empty_again(connection: psycopg.Connection[Any], case: Case) -> None:
    """After a revert: rows as they were before the start."""
    for statement in case.again:
        assert connection.execute(statement.encode()).rowcount > 0, statement


def report_process(
    connection: psycopg.Connection[Any],
    table: str,
    columns: list[str],
    *,
    name: str = "new",
    consumer: str = "web",
) -> None:
    """A process reports itself, and counts as running for the next hour."""
    connection.execute(
        "INSERT INTO evolve_instance (instance, consumer, release, host, pid, columns, last_seen)"
        " VALUES (%s, %s, %s, 'host', 1, %s, now() + interval '1 hour')",
        [name, consumer, name, json.dumps({table: columns})],
    )


def report_new(connection: psycopg.Connection[Any], database: Database, case: Case) -> None:
    """A process of the new release reports itself, so that the gate permits the contract."""
    plan = planning.plan(database, planning.playbook_of(case.playbook)).plan
    columns = ["id", *plan.new_columns]
    report_process(connection, case.table, columns, name=f"new {case.name}")


@contextmanager
def swiftly(**more: object) -> Iterator[None]:
    """Settings under which nothing waits longer than a test can."""
    with override_settings(EVOLVE={**SWIFT, **more}):
        yield


# -- carrying ---------------------------------------------------------------------------------


def start(database: Database, case: Case) -> Evolution:
    """The evolution, planned and not yet under way."""
    return planning.create(database, planning.plan(database, planning.playbook_of(case.playbook)))


def carry(
    database: Database, evolution: Evolution, *ends: State, seconds: float = 30.0
) -> Evolution:
    """Work on it until it is in one of `ends`, or a person is needed."""
    stop = running.Stop()
    carrier = running.Carrier(sleep=Patience(stop, seconds))
    return running.carry(
        database,
        evolution,
        lambda e: e.state in (ends or ENDS),
        stop=stop,
        carrier=carrier,
        until_stuck=True,
    )


def advance(
    database: Database, evolution: Evolution, until: Callable[[Evolution], bool]
) -> tuple[running.Carrier, Evolution]:
    """Piece by piece until just before the first piece for which `until` holds."""
    carrier = running.Carrier(sleep=lambda _: None)
    for _ in range(500):
        if until(evolution):
            return carrier, evolution
        answer = carrier.once(database, evolution)
        assert answer is not None
        assert not answer.reason, answer
        evolution = database.store.reload(evolution.id)
    raise AssertionError(f"it does not get there: {evolution.state}")


class Patience:
    """A sleep that is short, and that asks to stop when a test has waited long enough."""

    def __init__(self, stop: running.Stop, seconds: float) -> None:
        self._stop = stop
        self._left = seconds

    def __call__(self, seconds: float) -> None:
        time.sleep(min(seconds, 0.05))
        self._left -= min(seconds, 0.05)
        if self._left <= 0:
            self._stop.ask()


def somebody_writes(connection: psycopg.Connection[Any], table: str) -> None:
    """A row is written as it is, and the server counts it now."""
    name = sql.Identifier(table)
    connection.execute(
        sql.SQL("UPDATE {} SET id = id WHERE id = (SELECT id FROM {} LIMIT 1)").format(name, name)
    )
    connection.execute("SELECT pg_stat_force_next_flush()")
    connection.execute("SELECT 1")


def to_ready(database: Database, case: Case) -> Evolution:
    evolution = carry(database, start(database, case), State.READY)
    assert evolution.state is State.READY, (evolution.state, evolution.hold)
    return evolution


def to_done(database: Database, case: Case) -> Evolution:
    """The whole of it: start, ready, swap where there is one, contract without quarantine."""
    evolution = to_ready(database, case)
    if case.same_name:
        evolution = carry(database, asking.swap(database, case.playbook, undo=False), State.SWAPPED)
        assert evolution.state is State.SWAPPED, evolution.hold
    evolution = carry(database, asking.contract(database, case.playbook, now=True), State.DONE)
    assert evolution.state is State.DONE, (evolution.state, evolution.hold)
    return evolution


@contextmanager
def working(alias: str = "default") -> Iterator[Database]:
    """The database as evolve opens it."""
    with opened(alias, actor="tests") as database:
        yield database


def work_on(database: Database, evolution: Evolution, owner: str = "tests") -> Work:
    """The evolution leased for a test that carries out its steps by hand."""
    held = database.store.lease(evolution, owner, 3600)
    assert held is not None
    return Work(
        session=database.session,
        store=database.store,
        evolution=held,
        profile=database.profile,
    )


def walk(work: Work) -> Iterator[Step]:
    """The plan's steps in order; whoever asks applies each. Rows are filled when they must be."""
    first = work.evolution.plan.phase(Phase.VERIFY)[:1]
    for step in work.evolution.plan.steps:
        if step in first:
            backfill(work)
        yield step


def backfill(work: Work) -> None:
    """What lies between the triggers and the checks."""
    filling = Backfill()
    filling.prepare(work)
    while filling.batch(work):
        pass
    assert sum(segment.rows_done for segment in work.store.segments(work.evolution)) > 0
