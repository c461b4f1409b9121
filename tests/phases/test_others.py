"""Law: what somebody else changes of the table is noticed, and answered by a note or a hold that
names it, never by damage; put back or accepted, the evolution goes on to the end.

Each change is made for real, by the owner of the table, in every state in which an evolution rests
or works, and taken back.
"""

from __future__ import annotations

import json
import secrets
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from evolve.errors import EvolveError, Held, Refused
from evolve.phases import others, steps
from evolve.phases.others import Others
from evolve.phases.work import Outcome, Work
from evolve.proof.changed import Weight
from evolve.records import Evolution
from evolve.service import asking, verifying
from evolve.service.status import status
from evolve.states import State
from sample_app.programs import installed_package
from tests.phases.conftest import Ground
from tests.support import evolutions, schema
from tests.support.command import manage


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What somebody types, and how he takes it back; `says` is in the hold, or in the note.

    `weight` is what it means before `ready`, `later` from then on, where that is not the same.
    """

    do: str
    back: str
    says: str
    weight: Weight
    later: Weight | None = None


T = "ALTER TABLE shop_customer"
CHANGES = (
    Change(
        do=f"{T} ADD nick text",
        back=f"{T} DROP nick",
        says="column nick is new",
        weight=Weight.NOTED,
    ),
    Change(
        do=f"{T} ALTER phone TYPE text",
        back=f"{T} ALTER phone TYPE varchar(40)",
        says="column phone has changed: type text, was character varying(40)",
        weight=Weight.NOTED,
    ),
    Change(
        do="CREATE INDEX by_phone ON shop_customer (phone)",
        back="DROP INDEX by_phone",
        says="index by_phone is new",
        weight=Weight.NOTED,
    ),
    Change(
        do="CREATE INDEX by_first ON shop_customer (first_name)",
        back="DROP INDEX by_first",
        says="index by_first is new",
        weight=Weight.NOTED,
    ),
    Change(
        do="CREATE TRIGGER aaa BEFORE UPDATE ON shop_customer FOR EACH ROW "
        "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        back="DROP TRIGGER aaa ON shop_customer",
        says="trigger aaa is new",
        weight=Weight.NOTED,
    ),
    Change(
        do='CREATE TRIGGER "~~~~~" BEFORE UPDATE ON shop_customer FOR EACH ROW '
        "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        back='DROP TRIGGER "~~~~~" ON shop_customer',
        says="trigger ~~~~~ is new",
        weight=Weight.BREAKS,
    ),
    Change(
        do="CREATE INDEX by_full ON shop_customer (lower({old}))",
        back="DROP INDEX by_full",
        says="index by_full is new",
        weight=Weight.WAITS,
    ),
    Change(
        do="CREATE UNIQUE INDEX one_of_a_name ON shop_customer (last_name, id)",
        back="DROP INDEX one_of_a_name",
        says="index one_of_a_name is new",
        weight=Weight.WAITS,
    ),
    Change(
        do=f"{T} ADD CONSTRAINT no_x CHECK (last_name <> 'x')",
        back=f"{T} DROP CONSTRAINT no_x",
        says="constraint no_x is new",
        weight=Weight.WAITS,
    ),
    Change(
        do=f"{T} ALTER {{old}} SET DEFAULT 'nobody'",
        back=f"{T} ALTER {{old}} DROP DEFAULT",
        says="column {old} has changed: default 'nobody'::character varying, was none",
        weight=Weight.WAITS,
    ),
    Change(
        do=f"{T} ALTER {{old}} DROP NOT NULL",
        back=f"{T} ALTER {{old}} SET NOT NULL",
        says="column {old} has changed: not null no, was yes",
        weight=Weight.WAITS,
    ),
    Change(
        do=f"{T} FORCE ROW LEVEL SECURITY",
        back=f"{T} NO FORCE ROW LEVEL SECURITY",
        says="has changed: row security forced, was not forced",
        weight=Weight.BREAKS,
    ),
    Change(
        do=f"{T} RENAME {{old}} TO name",
        back=f"{T} RENAME name TO {{old}}",
        says="column {old} is gone",
        weight=Weight.BREAKS,
    ),
    Change(
        do=f"{T} RENAME last_name TO surname",
        back=f"{T} RENAME surname TO last_name",
        says="column last_name is gone",
        weight=Weight.BREAKS,
    ),
    Change(
        do=f"{T} RENAME TO customers",
        back="ALTER TABLE customers RENAME TO shop_customer",
        says="table public.shop_customer is gone",
        weight=Weight.BREAKS,
    ),
    Change(
        do=f"{T} DISABLE TRIGGER USER",
        back=f"{T} ENABLE TRIGGER USER",
        says="has changed: enabled D, was O",
        weight=Weight.OURS,
        later=Weight.BREAKS,
    ),
)


def work_in(ground: Ground, state: State) -> Work:
    """The evolution in `state`, in our hands."""
    if state in {State.PLANNED, State.BACKFILLING}:
        evolution = evolutions.start(ground.database, ground.case)
        evolution = up_to(ground, evolution, state)
    else:
        evolution = evolutions.to_ready(ground.database, ground.case)
    if state is State.QUARANTINED:
        asked = asking.contract(ground.database, ground.case.playbook, now=False)
        evolution = evolutions.carry(ground.database, asked, state)
    assert evolution.state is state
    return evolutions.work_on(ground.database, evolution)


def up_to(ground: Ground, evolution: Evolution, state: State) -> Evolution:
    """As it comes to `state`, in nobody's hands."""
    carrier, evolution = evolutions.advance(ground.database, evolution, lambda e: e.state is state)
    ground.database.store.release(evolution.id, carrier.owner)
    return evolution


def again(work: Work) -> Work:
    return replace(work, evolution=work.store.reload(work.evolution.id))


@pytest.mark.parametrize("state", [State.BACKFILLING, State.READY, State.QUARANTINED], ids=str)
def test_every_change_is_noticed_and_said_and_forgotten(ground: Ground, state: State) -> None:
    work = work_in(ground, state)
    plan = work.evolution.plan
    old = plan.aside["full_name"] if state is State.QUARANTINED else "full_name"
    with ground.shop.connect() as somebody:
        for change in CHANGES:
            says = change.says.format(old=old)
            weight = (change.later if state is not State.BACKFILLING else None) or change.weight
            somebody.execute(change.do.format(old=old).encode())
            work = again(work)
            found, _ = others.compared(work.session, work.store, work.evolution)
            assert weight in {d.weight for d in found if says in str(d)}, (change, found)
            shown = status(ground.database, work.evolution)
            answer = Others().hold(work)
            if weight >= Weight.WAITS:
                assert answer is not None, change
                assert (answer.outcome, says in answer.reason) == (Outcome.STUCK, True), answer
                assert ("--accept-changes" in answer.clears) == (weight is Weight.WAITS), answer
                assert (shown.hold, shown.hold_clears) == (answer.reason, answer.clears)
            else:
                assert (answer, shown.hold) == (None, ""), change
            somebody.execute(change.back.format(old=old).encode())
            work = again(work)
            assert Others().hold(work) is None, change
    noted = [e for e in work.store.events(work.evolution, 99) if e.kind == "others_noticed"]
    notes = [c.says for c in CHANGES if c.weight is Weight.NOTED]
    assert len(noted) == 2 * len(notes)
    assert all(note in str(noted) for note in notes)


def test_a_column_that_another_migrate_makes_first_is_left_alone(ground: Ground) -> None:
    """Between plan and expand: it has the name of one of ours, and values of its own."""
    evolution = evolutions.start(ground.database, ground.case)
    with ground.shop.connect() as somebody:
        somebody.execute("ALTER TABLE shop_customer ADD first_name text DEFAULT 'theirs'")
        with pytest.raises(Held, match="column first_name is new"):
            evolutions.carry(ground.database, evolution, State.READY)
        with pytest.raises(Refused, match="first_name"):
            asking.accept_changes(ground.database, ground.case.playbook)
        kept = somebody.execute("SELECT DISTINCT first_name FROM shop_customer").fetchall()
        assert kept == [("theirs",)]
        somebody.execute("ALTER TABLE shop_customer DROP first_name")
    evolution = evolutions.carry(ground.database, evolution, State.READY)
    assert (evolution.state, evolution.hold) == (State.READY, "")


def test_what_came_between_is_seen_under_the_lock_of_a_step(ground: Ground) -> None:
    """After the worker's look and before its statement: nothing of the step is done."""
    work = work_in(ground, State.PLANNED)
    (step, *_) = work.evolution.plan.steps
    with ground.shop.connect() as somebody:
        somebody.execute("ALTER TABLE shop_customer ALTER full_name TYPE text")
        with pytest.raises(EvolveError, match="type text, was character varying") as held:
            steps.apply(work, step)
        assert "manage.py evolve revert" in held.value.hint
        assert work.store.applied(work.evolution) == set()
        assert steps.probe(work, step) == "absent"


def test_contract_is_refused_and_goes_on_with_what_is_accepted(ground: Ground) -> None:
    """As an operator sees it: refused by name, shown by status, accepted, in the history."""
    evolutions.to_ready(ground.database, ground.case)
    name = ground.case.playbook
    with ground.shop.connect() as somebody:
        somebody.execute("CREATE INDEX by_full ON shop_customer (full_name)")
    with pytest.raises(Refused, match="index by_full: is new") as refused:
        asking.contract(ground.database, name, now=True)
    assert f"manage.py evolve resume {name} --accept-changes" in str(refused.value)
    shown = manage(ground.shop, "evolve", "status", name)
    assert "somebody else has changed public.shop_customer: index by_full is new" in shown.stdout
    said = manage(ground.shop, "evolve", "resume", name, "--accept-changes", "--format", "json")
    assert json.loads(said.stdout)["accepted"] == {"default": ["index by_full is new"]}
    nothing = manage(ground.shop, "evolve", "resume", name, "--accept-changes")
    assert (nothing.returncode, nothing.stdout) == (4, "")
    assert "there is nothing to accept" in nothing.stderr
    asked = asking.contract(ground.database, name, now=True)
    assert evolutions.carry(ground.database, asked, State.DONE).state is State.DONE


def test_a_revert_of_what_is_gone_asks_for_consent(ground: Ground) -> None:
    """Django drops a column with CASCADE, and evolve's triggers with it: the new side is all that
    there is of the values."""
    evolutions.to_ready(ground.database, ground.case)
    with ground.shop.connect() as somebody:
        somebody.execute("DELETE FROM evolve_instance")
        somebody.execute("ALTER TABLE shop_customer DROP full_name CASCADE")
    with pytest.raises(Refused, match="column full_name: is gone") as refused:
        asking.revert(ground.database, ground.case.playbook, accept_loss=False)
    assert "--accept-loss" in str(refused.value)
    with pytest.raises(Refused, match="column full_name: is gone"):
        verifying.verify(ground.database, ground.case.playbook, show_values=False)
    asked = asking.revert(ground.database, ground.case.playbook, accept_loss=True)
    assert evolutions.carry(ground.database, asked, State.REVERTED).state is State.REVERTED
    with ground.shop.connect() as somebody:
        assert schema.leftovers(somebody) == []


def test_a_table_that_is_restored_from_a_dump_goes_on_when_it_is_meant(
    ground: Ground, tmp_path: Path
) -> None:
    """pg_dump and psql, as they come; with a dump of before the start nothing can be accepted."""
    before = dumped(ground, tmp_path)
    evolution = evolutions.start(ground.database, ground.case)
    evolution = up_to(ground, evolution, State.BACKFILLING)
    during = dumped(ground, tmp_path)
    assert before != during
    restore(ground, during)
    with pytest.raises(Held, match="is another one: it was dropped and made again, or restored"):
        evolutions.carry(ground.database, evolution, State.READY)
    asking.accept_changes(ground.database, ground.case.playbook)
    evolution = evolutions.carry(ground.database, evolution, State.READY)
    assert evolution.state is State.READY, evolution.hold
    restore(ground, before)
    with pytest.raises(Refused, match="column first_name: is gone"):
        asking.accept_changes(ground.database, ground.case.playbook)


def dumped(ground: Ground, directory: Path) -> Path:
    path = directory / f"{secrets.token_hex(4)}.sql"
    program("pg_dump", ground.shop.url(), "--clean", "--table", ground.case.table, "--file", path)
    return path


def restore(ground: Ground, dump: Path) -> None:
    """Into the same place; foreign keys of other tables go with the old one."""
    with ground.shop.connect() as owner:
        owner.execute(f"DROP TABLE {ground.case.table} CASCADE".encode())
    program("psql", ground.shop.url(), "--quiet", "--file", dump)


def program(name: str, *arguments: object) -> None:
    """One of the newest programs, which understand every server."""
    path = installed_package() / "pginstall" / "bin" / name
    subprocess.run([path, *map(str, arguments)], check=True, capture_output=True, timeout=60)
