"""Laws of the ways back: every one leads where it says, and every way can be gone again."""

from __future__ import annotations

import pytest
from psycopg import errors, sql

from evolve.errors import EvolveError, Refused
from evolve.records import Evolution
from evolve.service import asking, verifying
from evolve.states import State
from sample_app import roles
from tests.phases.conftest import Ground
from tests.phases.test_law_steps import every_key
from tests.support import evolutions, schema

CASES = [*evolutions.shipped(), *evolutions.grown()]
every_case = pytest.mark.parametrize("case", CASES, ids=str, indirect=True)
renaming = pytest.mark.parametrize(
    "case",
    [case for case in CASES if not case.same_name and not case.in_place],
    ids=str,
    indirect=True,
)
swapping = pytest.mark.parametrize(
    "case", [case for case in CASES if case.same_name], ids=str, indirect=True
)


def revert(ground: Ground) -> Evolution:
    asked = asking.revert(ground.database, ground.case.playbook, accept_loss=True)
    return evolutions.carry(ground.database, asked, State.REVERTED)


def swap(ground: Ground, *, undo: bool = False) -> Evolution:
    asked = asking.swap(ground.database, ground.case.playbook, undo=undo)
    goal = State.READY if undo else State.SWAPPED
    evolution = evolutions.carry(ground.database, asked, goal)
    assert evolution.state is goal
    return evolution


def quarantine(ground: Ground) -> Evolution:
    asked = asking.contract(ground.database, ground.case.playbook, now=False)
    evolution = evolutions.carry(ground.database, asked, State.QUARANTINED)
    assert evolution.state is State.QUARANTINED
    # Its own queries too: one that names what is aside is not asked, and is no error.
    assert verifying.verify(ground.database, evolution.name, show_values=False).clean
    return evolution


def undo_contract(ground: Ground) -> Evolution:
    asked = asking.undo_contract(ground.database, ground.case.playbook)
    return evolutions.carry(ground.database, asked, State.READY, State.SWAPPED)


def described(ground: Ground) -> list[str]:
    with ground.shop.connect() as connection:
        return schema.dump(connection, ground.case.table)


def values(ground: Ground) -> list[str]:
    with ground.shop.connect() as connection:
        return schema.rows(connection, ground.case.table, ground.case.once)


@every_case
def test_start_revert_start_again_and_contract(ground: Ground) -> None:
    """On another key the law of schemas asks the same."""
    there_and_back(ground)
    evolutions.to_done(ground.database, ground.case)
    with ground.shop.connect() as connection:
        assert schema.leftovers(connection) == []


def there_and_back(ground: Ground) -> None:
    """To ready and reverted, after which everything is as it was, and can be started again."""
    before, rows = described(ground), values(ground)
    evolutions.to_ready(ground.database, ground.case)
    assert described(ground) != before
    forget_new_release(ground)
    assert revert(ground).state is State.REVERTED
    assert described(ground) == before
    assert values(ground) == rows
    with ground.shop.connect() as connection:
        evolutions.empty_again(connection, ground.case)
        evolutions.report_new(connection, ground.database, ground.case)


def forget_new_release(ground: Ground) -> None:
    """The processes of the new release are gone, as a revert asks for."""
    with ground.shop.connect() as connection:
        connection.execute("DELETE FROM evolve_instance")


@renaming
def test_a_revert_is_refused_while_a_process_maps_the_new_columns(ground: Ground) -> None:
    evolutions.to_ready(ground.database, ground.case)
    before = described(ground)
    with pytest.raises(Refused):
        revert(ground)
    assert described(ground) == before


@swapping
def test_swap_and_undo_and_swap_and_contract(ground: Ground) -> None:
    evolutions.to_ready(ground.database, ground.case)
    ready, rows = described(ground), values(ground)
    swap(ground)
    swapped = described(ground)
    assert swapped != ready
    assert swap(ground, undo=True).state is State.READY
    assert described(ground) == ready
    assert values(ground) == rows
    swap(ground)
    assert described(ground) == swapped
    asked = asking.contract(ground.database, ground.case.playbook, now=True)
    assert evolutions.carry(ground.database, asked, State.DONE).state is State.DONE
    with ground.shop.connect() as connection:
        assert schema.leftovers(connection) == []


@swapping
def test_a_swapped_evolution_is_reverted_after_its_undo(ground: Ground) -> None:
    before, rows = described(ground), values(ground)
    evolutions.to_ready(ground.database, ground.case)
    swap(ground)
    with pytest.raises(Refused):
        revert(ground)
    swap(ground, undo=True)
    assert revert(ground).state is State.REVERTED
    assert described(ground) == before
    assert values(ground) == rows


@every_key
def test_quarantine_undo_and_contract(ground: Ground) -> None:
    evolutions.to_ready(ground.database, ground.case)
    if ground.case.same_name:
        swap(ground)
    before, rows = described(ground), values(ground)
    aside = quarantine(ground)
    assert ground.case.same_name or described(ground) != before
    assert undo_contract(ground).state is aside_from(ground)
    assert described(ground) == before
    assert values(ground) == rows
    asked = asking.contract(ground.database, ground.case.playbook, now=True)
    assert evolutions.carry(ground.database, asked, State.DONE).state is State.DONE
    with pytest.raises(EvolveError):
        asking.undo_contract(ground.database, aside.name)
    with ground.shop.connect() as connection:
        assert schema.leftovers(connection) == []


def aside_from(ground: Ground) -> State:
    return State.SWAPPED if ground.case.same_name else State.READY


# -- what is written meanwhile ----------------------------------------------------------------

# A write of the new release, and what the old column says of it after an undo.
WRITES: dict[str, tuple[str, str, tuple[object, ...]]] = {
    "customer-split-name": (
        "UPDATE shop_customer SET first_name = 'Mary Ann', last_name = 'Lee'",
        "SELECT DISTINCT full_name FROM shop_customer",
        ("Mary Ann Lee",),
    ),
    "product-rename-title": (
        "UPDATE shop_product SET name = 'changed ' || id",
        "SELECT DISTINCT title = 'changed ' || id FROM shop_product",
        (True,),
    ),
    "address-merge-line": (
        "UPDATE shop_address SET line = 'Unter den Linden 5b'",
        "SELECT DISTINCT street, house_number FROM shop_address",
        ("Unter den Linden", "5b"),
    ),
    "order-quantity-bigint": (
        "UPDATE shop_order SET quantity = 4711",
        "SELECT DISTINCT quantity FROM shop_order",
        (4711,),
    ),
    "licence-serial-uuid": (
        "UPDATE shop_licence SET serial = md5('new' || id)::uuid",
        "SELECT DISTINCT code = (md5('new' || id)::uuid)::text FROM shop_licence",
        (True,),
    ),
    "payment-rewrite-currency": (
        "UPDATE shop_payment SET currency = 'EUR'",
        "SELECT DISTINCT currency FROM shop_payment",
        ("EUR",),
    ),
    "supplier-country-not-null": (
        "UPDATE shop_supplier SET country = 'Freedonia'",
        "SELECT DISTINCT country FROM shop_supplier",
        ("Freedonia",),
    ),
    "delivery-foreign-key-supplier": (
        "UPDATE shop_delivery SET supplier_id = (SELECT max(id) FROM shop_supplier)",
        "SELECT DISTINCT supplier_id = (SELECT max(id) FROM shop_supplier) FROM shop_delivery",
        (True,),
    ),
    "account-unique-login": (
        "UPDATE shop_account SET login = 'changed ' || id",
        "SELECT DISTINCT login = 'changed ' || id FROM shop_account",
        (True,),
    ),
    "invoice-check-total": (
        "UPDATE shop_invoice SET total = 12, discount = 5",
        "SELECT DISTINCT total, discount FROM shop_invoice",
        (12, 5),
    ),
    "booking-derive-total": (
        "UPDATE shop_booking SET nights = 2, rate = 7, total = 14",
        "SELECT DISTINCT nights, rate::int, total::int FROM shop_booking",
        (2, 7, 14),
    ),
    "article-three-changes": (
        "UPDATE shop_article SET first_name = 'Mary Ann', last_name = 'Lee', view_count = 7",
        "SELECT DISTINCT author, views FROM shop_article",
        ("Mary Ann Lee", "7"),
    ),
    "basket-fill-total": (
        "UPDATE shop_basket SET holder = 'changed'",
        "SELECT DISTINCT holder FROM shop_basket",
        ("changed",),
    ),
    "contact-python-number": (
        "UPDATE shop_contact SET number = '+4930123456'",
        "SELECT DISTINCT phone FROM shop_contact",
        ("+4930123456",),
    ),
    "item-python-slug": (
        "UPDATE shop_item SET name = 'Changed', slug = 'changed'",
        "SELECT DISTINCT name, slug FROM shop_item",
        ("Changed", "changed"),
    ),
    "profile-address-columns": (
        "UPDATE shop_profile SET city = 'Ys', settings = '{\"n\": 1}'",
        "SELECT DISTINCT data::text FROM shop_profile",
        ('{"n": 1, "address": {"city": "Ys"}}',),
    ),
    "device-traits-json": (
        'UPDATE shop_device SET traits = \'{"colour": "red", "size": {"width": 7}}\'',
        "SELECT DISTINCT colour, width FROM shop_device",
        ("red", 7),
    ),
    "webhook-body-form": (
        'UPDATE shop_webhook SET body = \'{"user": {"id": 7}}\'',
        "SELECT DISTINCT payload::text FROM shop_webhook",
        ('{"user_id": 7}',),
    ),
    "parcel-remove-label": (
        "UPDATE shop_parcel SET weight = 1",
        "SELECT count(*) FROM shop_parcel WHERE label = 'Label ' || id",
        (evolutions.CUSTOMERS,),
    ),
    "ticket-rewrite-status": (
        "UPDATE shop_ticket SET state = 'active'",
        "SELECT DISTINCT status FROM shop_ticket",
        ("in work",),
    ),
    "voucher-add-token": (
        "UPDATE shop_voucher SET token = gen_random_uuid()",
        "SELECT count(DISTINCT token) > 1 FROM shop_voucher",
        (True,),
    ),
}


@every_case
def test_after_an_undo_the_old_columns_hold_what_was_written_meanwhile(ground: Ground) -> None:
    """Written by the application's own role, which has no right on evolve's functions."""
    write, ask, expected = WRITES[ground.case.playbook]
    evolutions.to_ready(ground.database, ground.case)
    if ground.case.same_name:
        swap(ground)
    evolution = quarantine(ground)
    with ground.shop.connect(roles.APP) as application:
        assert application.execute(write.encode()).rowcount == ground.rows
        for column in evolution.plan.old_columns:
            with pytest.raises(errors.UndefinedColumn):
                application.execute(
                    sql.SQL("SELECT {} FROM {}").format(
                        sql.Identifier(column), sql.Identifier(ground.case.table)
                    )
                )
    undo_contract(ground)
    if ground.case.same_name:
        swap(ground, undo=True)
    with ground.shop.connect(roles.APP) as application:
        assert application.execute(ask.encode()).fetchall() == [expected]


def test_every_shipped_playbook_says_what_a_new_release_writes() -> None:
    assert set(WRITES) == {case.playbook for case in evolutions.shipped()}


@swapping
def test_an_unswap_waits_where_a_value_does_not_fit_the_old_type(ground: Ground) -> None:
    evolutions.to_ready(ground.database, ground.case)
    swap(ground)
    swapped = described(ground)
    with ground.shop.connect(roles.APP) as application:
        application.execute(
            f"UPDATE {ground.case.table} SET quantity = 5000000000"
            f" WHERE id = (SELECT min(id::text)::uuid FROM {ground.case.table})".encode()
        )
    with pytest.raises(EvolveError):
        swap(ground, undo=True)
    assert described(ground) == swapped
