"""A request at the wrong moment is refused, with the next command, and nothing has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from evolve.errors import Exit
from tests.support.cluster import ShopDatabase
from tests.support.evolutions import report_process, swiftly
from tests.support.fingerprint import Connection, fingerprint
from tests.support.typed import Typed, typed

TITLE, NAMES, QUANTITY = "product-rename-title", "customer-split-name", "order-quantity-bigint"
# What a command that looks may write: what it saw, never anything else.
LOOKING = ("evolve_evidence",)


def done(line: str) -> Typed:
    """A command that must succeed."""
    found = typed(line)
    assert found.code == Exit.DONE, found
    return found


def begun(name: str) -> None:
    done(f"start {name} --detach")


def ready(name: str) -> None:
    done(f"start {name}")


@contextmanager
def refusing(shop: ShopDatabase) -> Iterator[Callable[..., Typed]]:
    """A function that types a line and holds its answer against what is expected."""
    with shop.connect("postgres") as connection:

        def refused(line: str, *says: str, code: Exit = Exit.REFUSED) -> Typed:
            before = fingerprint(connection, besides=LOOKING)
            found = typed(line)
            assert found.code == code, found
            assert "Traceback" not in found.said, found
            for words in says:
                assert words in found.said, f"{words!r} is missing\n{found}"
            assert "-> " in found.said, f"it does not say what to do\n{found}"
            assert fingerprint(connection, besides=LOOKING) == before, found
            as_json = typed(f"{line} --format json")
            assert (as_json.code, as_json.err) == (code, ""), as_json
            assert as_json.json["ok"] is False
            assert as_json.json["exit_code"] == code
            return found

        yield refused


@dataclass(frozen=True)
class Process:
    """A process of an application that has reported itself."""

    release: str
    columns: list[str]
    consumer: str = "web"

    def report(self, connection: Connection, table: str, seconds_ago: int | None = None) -> None:
        """Alive for the next hour, or last heard of so long ago."""
        connection.execute("DELETE FROM evolve_instance WHERE release = %s", [self.release])
        report_process(connection, table, self.columns, name=self.release, consumer=self.consumer)
        if seconds_ago is not None:
            connection.execute(
                "UPDATE evolve_instance SET last_seen = now() - %s * interval '1 second'"
                " WHERE release = %s",
                [seconds_ago, self.release],
            )


OLD, NEW = Process("r1", ["id", "title"]), Process("r2", ["id", "name"])


def test_before_it_has_begun_to_fill_nothing_can_be_verified(shop: ShopDatabase) -> None:
    with shop.connect() as connection, refusing(shop) as refused:
        begun(TITLE)
        connection.execute("UPDATE evolve_evolution SET state = 'dual_writing'")
        refused(f"verify {TITLE}", "is dual_writing", "nothing to compare", "wait")


def test_while_it_fills_only_waiting_and_the_way_back_are_possible(shop: ShopDatabase) -> None:
    begun(TITLE)
    with refusing(shop) as refused:
        for line in (f"contract {TITLE}", f"contract {TITLE} --now", f"contract {TITLE} --dry-run"):
            refused(line, "is backfilling", "needs ready", f"evolve wait {TITLE} --for ready")
        refused(f"contract {TITLE} --undo", "is backfilling", "needs contracting or quarantined")
        refused(f"wait {TITLE} --for ready --timeout 0", "waited for ready", "evolve status",
                code=Exit.WAITING)  # fmt: skip
        refused(f"swap {TITLE}", "changes the name", "nothing to swap", "evolve contract")
    assert typed(f"status {TITLE} --require ready").code == Exit.WAITING
    assert typed(f"status {TITLE} --require backfilling").code == Exit.DONE


def test_contract_waits_for_evidence_and_revert_for_new_releases_to_go(shop: ShopDatabase) -> None:
    """The gate names who is in the way: nobody at all, an old process, one that is just gone."""
    ready(TITLE)
    line = f"contract {TITLE}"
    with shop.connect() as connection, refusing(shop) as refused:
        refused(line, "no process has ever reported", "web: is expected to report",
                "INSTALLED_APPS", "evolve_instance")  # fmt: skip
        OLD.report(connection, "shop_product")
        refused(line, "web r1 on host pid 1: still maps title; running since", "stop or upgrade",
                "has no process on the new shape")  # fmt: skip
        NEW.report(connection, "shop_product")
        refused(line, "web r1 on host pid 1: still maps title")
        refused(f"{line} --dry-run", "still maps title")
        refused(f"revert {TITLE}", "web r2 on host pid 1: maps name", "roll it back")
        OLD.report(connection, "shop_product", seconds_ago=60)
        with swiftly(PROFILES={"default": {"quiet_for": "1h"}}):
            done(f"{line} --dry-run")  # what the profile said at the start is what counts
        with swiftly(CONSUMERS=["web", "billing"]):
            refused(line, "billing: is expected to report and never has", "CONSUMERS")
        connection.execute("DELETE FROM evolve_instance WHERE release = 'r2'")
        refused(line, "web: no process of it is running now")
    assert "still" not in typed(f"status {TITLE}").err


def test_an_old_release_that_was_just_heard_of_clears_by_itself(shop: ShopDatabase) -> None:
    with swiftly(PROFILES={"default": {"quiet_for": "1h"}}):
        ready(TITLE)
        with shop.connect() as connection, refusing(shop) as refused:
            NEW.report(connection, "shop_product")
            OLD.report(connection, "shop_product", seconds_ago=60)
            refused(f"contract {TITLE}", "heard of 6", "quiet_for asks for 60 min",
                    "try again in 59 min; it clears by itself", code=Exit.WAITING)  # fmt: skip
            assert "you        an old release was heard of" in done(f"status {TITLE}").out


def test_rows_that_differ_keep_contract_and_revert_away(shop: ShopDatabase) -> None:
    """Somebody has switched the trigger off, and written past it."""
    ready(NAMES)
    with shop.connect() as connection, refusing(shop) as refused:
        NEW_NAMES.report(connection, "shop_customer")
        done(f"contract {NAMES} --dry-run")
        connection.execute("ALTER TABLE shop_customer DISABLE TRIGGER USER")
        connection.execute("UPDATE shop_customer SET full_name = 'Secret ' || id")
        connection.execute("ALTER TABLE shop_customer ENABLE TRIGGER USER")
        refused(f"contract {NAMES}", "40 of 40 rows differ", "evolve verify", "--show-values")
        connection.execute("DELETE FROM evolve_instance")
        refused(f"revert {NAMES}", "the old side is not complete in 40 rows")
        verdict = typed(f"verify {NAMES}")
        assert verdict.code == Exit.DIFFERENCES, verdict
        assert "40 of 40 rows differ" in verdict.out
        assert "Secret" not in verdict.said + typed(f"verify {NAMES} --format json").said


NEW_NAMES = Process("r2", ["id", "first_name", "last_name"])


def test_values_that_only_the_new_side_has_are_not_given_up_unasked(shop: ShopDatabase) -> None:
    ready(NAMES)
    with shop.connect() as connection, refusing(shop) as refused:
        connection.execute(
            "UPDATE shop_customer SET first_name = 'Mary Ann', last_name = 'Lee'"
            " WHERE id = (SELECT min(id) FROM shop_customer)"
        )
        refused(f"revert {NAMES}", "in 1 row the new values do not follow from the old",
                f"evolve revert {NAMES} --accept-loss")  # fmt: skip
    done(f"revert {NAMES} --accept-loss")


def test_what_keeps_its_name_is_swapped_before_it_is_contracted(shop: ShopDatabase) -> None:
    begun(QUANTITY)
    with shop.connect() as connection, refusing(shop) as refused:
        refused(f"swap {QUANTITY}", "is backfilling", f"evolve wait {QUANTITY} --for ready")
        done(f"start {QUANTITY}")
        refused(f"contract {QUANTITY}", "is ready", "needs swapped", f"evolve swap {QUANTITY}")
        refused(f"swap {QUANTITY} --undo", "is ready", "needs swapped or swapping")
        done(f"swap {QUANTITY}")
        refused(f"swap {QUANTITY}", "is swapped", "needs ready", f"evolve status {QUANTITY}")
        refused(f"revert {QUANTITY}", "is swapped", f"evolve swap {QUANTITY} --undo")
        connection.execute(
            "UPDATE shop_order SET quantity = 3000000000"
            " WHERE id = (SELECT id FROM shop_order LIMIT 1)"
        )
        refused(f"swap {QUANTITY} --undo", "1 of 40 rows differ", "--show-values")


def test_after_the_quarantine_began_there_is_undo_and_after_the_drop_nothing(
    shop: ShopDatabase,
) -> None:
    ready(TITLE)
    with shop.connect() as connection, refusing(shop) as refused:
        NEW.report(connection, "shop_product")
        done(f"contract {TITLE}")
        refused(f"revert {TITLE}", "is quarantined", f"evolve contract {TITLE} --undo")
        assert "only releases that do not map title" in done(f"status {TITLE}").out
        done(f"contract {TITLE} --undo")
        done(f"contract {TITLE} --now")
        refused(f"contract {TITLE} --undo", "have been dropped", "a backup", code=Exit.ERROR)
        for verb in ("revert", "contract", "pause", "resume", "verify", "swap"):
            refused(f"{verb} {TITLE}", "is done already", f"evolve history {TITLE}")
        refused(f"start {TITLE}", "was carried out already", f"evolve history {TITLE}")


def test_a_reverted_evolution_becomes_ready_only_when_begun_anew(shop: ShopDatabase) -> None:
    ready(TITLE)
    done(f"revert {TITLE}")
    with refusing(shop) as refused:
        refused(f"wait {TITLE} --for ready", "is reverted and will not become ready",
                f"evolve start {TITLE}")  # fmt: skip
        refused(f"revert {TITLE}", "is reverted already")
    ready(TITLE)


def test_what_has_no_swap_is_not_waited_for_as_swapped(shop: ShopDatabase) -> None:
    """Without a timeout, at once, with the states that it can come to; also once it is past it."""
    begun(TITLE)
    for state in ("backfilling", "done"):
        with refusing(shop) as refused:
            for line in (f"wait {TITLE} --for swapped", f"status {TITLE} --require swapped"):
                refused(line, f"is {state} and will not become swapped", "nothing is swapped")
        if state == "backfilling":
            done(f"start {TITLE}")
            with shop.connect() as connection:
                NEW.report(connection, "shop_product")
            done(f"contract {TITLE} --now")


def test_a_paused_evolution_says_so_and_keeps_its_place(shop: ShopDatabase) -> None:
    begun(TITLE)
    done(f"pause {TITLE}")
    held = typed(f"start {TITLE}")
    assert held.code == Exit.REFUSED, held
    assert "paused by the operator" in held.err
    assert f"manage.py evolve resume {TITLE}" in held.err
    assert "you        evolve resume" in done(f"status {TITLE}").out
    done(f"resume {TITLE}")
    ready(TITLE)


@pytest.mark.parametrize("verb", ["status", "worker --once", "verify x", f"start {TITLE}"])
def test_without_its_tables_evolve_says_what_to_run(shop: ShopDatabase, verb: str) -> None:
    with shop.connect("postgres") as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        connection.execute("GRANT ALL ON SCHEMA public TO PUBLIC; CREATE TABLE lonely ()")
        before = fingerprint(connection)
        found = typed(verb)
        assert "manage.py migrate evolve --database default" in found.said, found
        assert found.code == (Exit.DONE if verb == "status" else Exit.ERROR), found
        assert "Traceback" not in found.said
        assert fingerprint(connection) == before


def test_the_playbook_may_go_once_its_plan_is_frozen(
    shop: ShopDatabase, write: Callable[[str, str], object]
) -> None:
    text = "evolve: 1\nmodel: shop.Product\nchange: {rename: title, to: name}\n"
    path = write("gone", text)
    done(f"start {path} --detach")
    write("gone", "evolve: 1\n")
    ready("gone")
