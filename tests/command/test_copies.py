"""A copy of another environment's database holds until somebody says that it is one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from evolve.errors import Exit
from tests.command.test_too_early import NEW, QUANTITY, TITLE, begun, done, ready, refusing
from tests.support.cluster import ShopDatabase
from tests.support.evolutions import swiftly
from tests.support.fingerprint import fingerprint
from tests.support.terminal import terminal
from tests.support.typed import typed

FORGET = "forget --this-is-a-copy"


@pytest.fixture
def copy(shop: ShopDatabase) -> Iterator[ShopDatabase]:
    """A database in which production has begun one evolution and got another ready."""
    with swiftly(ENVIRONMENT="production"):
        begun(TITLE)
        ready(QUANTITY)
        with shop.connect() as connection:
            NEW.report(connection, "shop_product")
    with swiftly(ENVIRONMENT="staging"):
        yield shop


def labels(shop: ShopDatabase) -> set[str]:
    with shop.connect() as connection:
        rows = connection.execute("SELECT environment FROM evolve_evolution").fetchall()
    return {label for (label,) in rows}


def test_whatever_is_asked_of_a_copy_is_refused_by_both_names(copy: ShopDatabase) -> None:
    for label in ("staging", ""):
        with swiftly(ENVIRONMENT=label), refusing(copy) as refused:
            for verb in (
                "start", "pause", "resume", "verify", "revert", "wait --for ready",
                "contract", "contract --dry-run", "contract --undo",
            ):  # fmt: skip
                first, *options = verb.split()
                line = " ".join([first, TITLE, *options])
                refused(line, "environment 'production'", label or "no label", FORGET)
            refused(f"swap {QUANTITY}", "environment 'production'", FORGET)


def test_no_worker_carries_a_copy_on_and_status_says_why(copy: ShopDatabase) -> None:
    """Nothing but the hold is written."""
    with copy.connect("postgres") as connection:
        besides = ("evolve_evolution", "evolve_event", "evolve_segment", "evolve_instance")
        before = fingerprint(connection, besides=besides)
        done("worker --once")
        assert fingerprint(connection, besides=besides) == before
    shown = done(f"status {TITLE}").out
    assert "BACKFILLING" in shown
    assert "it was begun in the environment 'production', and this is 'staging'" in shown
    assert f"you        evolve {FORGET}" in shown


def test_a_copy_is_taken_over_and_goes_on(copy: ShopDatabase) -> None:
    """With what the history says of it; a second time there is nothing to forget."""
    refused = typed(FORGET)
    assert (refused.code, f"{FORGET} --noinput" in refused.said) == (Exit.USAGE, True)
    assert typed("forget --noinput").code == Exit.USAGE
    assert labels(copy) == {"production"}
    taken = done(f"{FORGET} --noinput").out
    assert f"{TITLE} on default belongs to staging now" in taken
    assert labels(copy) == {"staging"}
    assert "taken_over" in done(f"history {TITLE}").out
    assert "nothing to forget" in done(FORGET).out
    done(f"start {TITLE}")
    with swiftly(ENVIRONMENT="production"):
        assert typed(f"contract {TITLE}").code == Exit.REFUSED
    done(f"contract {TITLE} --now")
    done(f"revert {QUANTITY}")
    with swiftly(ENVIRONMENT="production"):
        assert "nothing to forget" in done(FORGET).out, "what has ended belongs to nobody"


def test_without_a_label_nothing_can_be_told_apart(shop: ShopDatabase) -> None:
    """An evolution begun without one goes on wherever it is."""
    with swiftly(ENVIRONMENT=""):
        begun(TITLE)
    with swiftly(ENVIRONMENT="production"):
        done(f"start {TITLE}")


def test_the_copy_is_named_by_hand(copy: ShopDatabase) -> None:
    """The shop's own label is another than production as well."""
    for typing, code in (("else\n", Exit.USAGE), (f"{copy.name}\n", Exit.DONE)):
        with terminal(copy, "evolve", *FORGET.split()) as screen:
            screen.until("Type the name of the database")
            screen.type(typing)
            assert screen.end() == code, screen.text
        assert labels(copy) == ({"production"} if code else {"demo"})
