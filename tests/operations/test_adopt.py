"""`evolve adopt` takes over what somebody has begun by hand, and names what does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.management import CommandError, call_command

from evolve.service import asking
from evolve.states import State
from tests.support import evolutions, schema
from tests.support.cluster import Connection, ShopDatabase

NAME, TABLE = "customer-split-name", "shop_customer"
# As somebody does it: two columns, a trigger that fills them, and half of the rows by a script.
BEGUN = (
    f"ALTER TABLE {TABLE} ADD first_name varchar(80), ADD last_name varchar(80)",
    """CREATE FUNCTION split_name() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       NEW.first_name := left(split_part(NEW.full_name, ' ', 1), 80);
       NEW.last_name := left(nullif(substr(NEW.full_name,
                                           strpos(NEW.full_name || ' ', ' ') + 1), ''), 80);
       RETURN NEW; END $$""",
    f"""CREATE TRIGGER sync_name BEFORE INSERT OR UPDATE OF full_name ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION split_name()""",
    f"UPDATE {TABLE} SET full_name = full_name WHERE id % 2 = 0",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """Something that does not fit; `back` mends it. `says` is in the refusal."""

    do: str
    back: str
    says: str


ALTER = f"ALTER TABLE {TABLE}"
MISFITS = (
    Misfit(
        do=f"{ALTER} ALTER first_name TYPE text",
        back=f"{ALTER} ALTER first_name TYPE varchar(80)",
        says="first_name: is text, and the playbook makes it character varying(80)",
    ),
    Misfit(
        do=f'{ALTER} ALTER last_name TYPE varchar(80) COLLATE "C"',
        back=f'{ALTER} ALTER last_name TYPE varchar(80) COLLATE "default"',
        says="COLLATE",
    ),
    Misfit(
        do=f"{ALTER} ALTER last_name SET DEFAULT 'x'",
        back=f"{ALTER} ALTER last_name DROP DEFAULT",
        says="last_name: has a value of its own for rows that do not give one",
    ),
    Misfit(
        do=f"{ALTER} ADD CONSTRAINT long CHECK (length(first_name) > 1) NOT VALID",
        back=f"{ALTER} DROP CONSTRAINT long",
        says="long: could refuse what the trigger writes into first_name",
    ),
    Misfit(
        do=f"{ALTER} DISABLE TRIGGER sync_name",
        back=f"{ALTER} ENABLE TRIGGER sync_name",
        says="sync_name: is disabled",
    ),
    Misfit(
        do=f"UPDATE {TABLE} SET first_name = 'Eve' WHERE id = 2",
        back=f"UPDATE {TABLE} SET first_name = NULL, last_name = NULL WHERE id = 2",
        says="in 1 row what is there does not agree with the old columns",
    ),
)


@pytest.fixture
def begun(shop_database: ShopDatabase) -> Iterator[Connection]:
    """The shop with half of the change made; whoever made it goes on being connected."""
    case = next(case for case in evolutions.shipped() if case.name == NAME)
    with evolutions.swiftly(), shop_database.connect() as somebody:
        evolutions.fill(somebody, case, 60)
        for statement in BEGUN:
            somebody.execute(statement.encode())
        yield somebody


def adopt(*options: str) -> None:
    call_command("evolve", "adopt", NAME, "--noinput", *options, verbosity=0)


REPLACING = ("--replace-trigger", "sync_name")


def test_what_fits_is_taken_over_and_a_revert_gives_it_back(
    begun: Connection, shop_database: ShopDatabase
) -> None:
    before = schema.dump(begun, TABLE)
    adopt(*REPLACING)
    filled = begun.execute(f"SELECT count(first_name), count(*) FROM {TABLE}".encode()).fetchone()
    assert filled == (60, 60)
    begun.execute(
        f"UPDATE {TABLE} SET first_name = 'Ada', last_name = 'King' WHERE id = 1".encode()
    )
    row = begun.execute(f"SELECT full_name FROM {TABLE} WHERE id = 1".encode()).fetchone()
    assert row == ("Ada King",)
    with evolutions.working() as database:
        asked = asking.revert(database, NAME, accept_loss=True)
        assert evolutions.carry(database, asked, State.REVERTED).state is State.REVERTED
    assert schema.dump(begun, TABLE) == before
    begun.execute(f"UPDATE {TABLE} SET full_name = 'Eve Smith' WHERE id = 3".encode())
    row = begun.execute(f"SELECT first_name FROM {TABLE} WHERE id = 3".encode()).fetchone()
    assert row == ("Eve",)
    adopt(*REPLACING)
    with evolutions.working() as database:
        evolutions.report_process(begun, TABLE, ["id", "first_name", "last_name"])
        asked = asking.contract(database, NAME, now=True)
        assert evolutions.carry(database, asked, State.DONE).state is State.DONE
    assert schema.leftovers(begun) == []


def test_what_does_not_fit_is_refused_by_name_and_changes_nothing(begun: Connection) -> None:
    with pytest.raises(CommandError, match="evolve adopt customer-split-name"):
        call_command("evolve", "start", NAME, "--noinput")
    with pytest.raises(CommandError, match="add --replace-trigger sync_name"):
        adopt()
    with pytest.raises(CommandError, match="did you mean 'sync_name'"):
        adopt("--replace-trigger", "sync_nam")
    for misfit in MISFITS:
        begun.execute(misfit.do.encode())
        before = schema.dump(begun, TABLE)
        with pytest.raises(CommandError) as refused:
            adopt(*REPLACING)
        assert misfit.says in str(refused.value), misfit
        assert refused.value.returncode == 4
        assert schema.dump(begun, TABLE) == before
        begun.execute(misfit.back.encode())
    assert begun.execute("SELECT count(*) FROM evolve_evolution").fetchone() == (0,)
    adopt(*REPLACING, "--detach")


@pytest.mark.parametrize("playbook", ["product-rename-title", "order-quantity-bigint"])
def test_where_nothing_was_begun_there_is_nothing_to_adopt(
    shop_database: ShopDatabase, playbook: str
) -> None:
    with evolutions.swiftly(), pytest.raises(CommandError, match="nobody has begun this change"):
        call_command("evolve", "adopt", playbook, "--noinput")
