"""What somebody answers for: acknowledged by name, overruled by kind, approved beforehand."""

from __future__ import annotations

import pytest

from evolve.errors import Exit
from evolve.proof.gate import KINDS
from evolve.service import workers
from evolve.service.running import Stop
from tests.command.test_too_early import NEW, OLD, TITLE, Process, done, ready
from tests.support.cluster import ShopDatabase
from tests.support.evolutions import swiftly
from tests.support.typed import typed

GATE = f"contract {TITLE} --dry-run"


def refused(line: str, *says: str, code: Exit = Exit.REFUSED) -> None:
    found = typed(line)
    assert found.code == code, found
    for words in says:
        assert words in found.said, f"{words!r} is missing\n{found}"


def events(shop: ShopDatabase, kind: str) -> list[tuple[str, dict[str, object]]]:
    with shop.connect() as connection:
        return connection.execute(
            "SELECT actor, data FROM evolve_event WHERE kind = %s ORDER BY id", [kind]
        ).fetchall()


def test_what_hangs_on_the_column_is_named_and_answered_for_by_name(shop: ShopDatabase) -> None:
    """A function and a publication can be acknowledged; a view must go, since the drop would fail.
    An application that never reports holds for ever, until somebody answers for it."""
    with shop.connect("postgres") as connection, swiftly(CONSUMERS=["web", "billing"]):
        connection.execute(
            "CREATE FUNCTION label(integer) RETURNS text LANGUAGE plpgsql AS"
            " $$BEGIN RETURN (SELECT title FROM shop_product WHERE id = $1); END$$"
        )
        plan = done(f"plan {TITLE}")
        assert "the function label(integer) has title in its text" in plan.out
        ready(TITLE)
        NEW.report(connection, "shop_product")
        connection.execute("CREATE PUBLICATION feed FOR TABLE shop_product")
        connection.execute("CREATE VIEW titles AS SELECT title FROM shop_product")
        rule = "rule _RETURN on view public.titles"
        refused(GATE, "publication feed: carries", f"{rule}: is built on title",
                "function label(integer): has title", "billing: is expected to report and never",
                f"evolve acknowledge {TITLE} billing --because")  # fmt: skip
        refused(
            f"acknowledge {TITLE} 'rule _RETURN on view public.titles' --because x",
            "in nobody's way",
        )
        refused(f"acknowledge {TITLE} biling --because x", "did you mean 'billing'")
        refused(f"acknowledge {TITLE} billing", "--because", code=Exit.USAGE)
        refused(f"contract {TITLE} --overrule dependent --because x", rule)
        connection.execute("DROP VIEW titles")
        for subject in ("billing", "publication feed", "function label(integer)"):
            done(f"acknowledge {TITLE} '{subject}' --because 'the team knows' --actor ada")
        assert "blind      readers that are not applications" in done(GATE).out
        seen = done(f"status {TITLE} --evidence").out
        for words in ("taken on   billing: the team knows", "needed by  publication feed",
                      "gate       permits", "application without a name",
                      "web r2 on host pid 1: running, no old column"):  # fmt: skip
            assert words in seen, f"{words!r} is missing\n{seen}"
        (found,) = typed(f"status {TITLE} --evidence --format json").json["evidence"]
        assert found["watch"]["acknowledged"]["billing"] == "the team knows"
        assert len(found["watch"]["needed"]) == 2
    actor, data = events(shop, "acknowledged")[0]
    assert (actor, data["because"]) == ("ada", "the team knows")
    assert "ada" in done(f"history {TITLE}").out


def test_one_kind_of_refusal_is_overruled_with_a_reason_and_recorded(
    shop: ShopDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gate under the lock obeys it as well; what does not refuse cannot be overruled."""
    monkeypatch.setenv("GITHUB_SHA", "c0ffee")
    monkeypatch.setenv("CI_JOB_URL", "https://ci.example/7")
    ready(TITLE)
    with shop.connect() as connection:
        NEW.report(connection, "shop_product")
        Process("r1", ["title"], "cron").report(connection, "shop_product")
    line = f"contract {TITLE}"
    refused(f"{line} --overrule mapped", "--because", code=Exit.USAGE)
    refused(f"{line} --overrule quiet --because x", "nothing refuses as 'quiet', only mapped",
            code=Exit.USAGE)  # fmt: skip
    refused(line, "cron r1 on host pid 1: still maps title")
    done(f"{line} --overrule mapped --because 'the host is gone' --actor bob")
    ((actor, data),) = events(shop, "contract_requested")
    assert actor == "bob"
    assert (data["commit"], data["ci"]) == ("c0ffee", "https://ci.example/7")
    gate = data["gate"]
    assert isinstance(gate, dict)
    assert gate["overruled"] == {"mapped": "the host is gone"}
    assert "cron r1" in gate["refused"][0]
    assert set(KINDS) >= {"mapped", "quiet"}


def test_an_approval_is_carried_out_by_a_worker_when_the_gate_is_clear(shop: ShopDatabase) -> None:
    """Not before, not after it was taken back, and not given by whoever started."""
    done(f"start {TITLE} --actor ada")
    line = f"contract {TITLE} --when-clear --actor"
    with shop.connect() as connection:
        NEW.report(connection, "shop_product")
        OLD.report(connection, "shop_product")
        refused(f"contract {TITLE} --wait --timeout 0", "waited for the gate", "still maps title",
                code=Exit.WAITING)  # fmt: skip
        with swiftly(PROFILES={"default": {"quiet_for": "0", "another_approves": True}}):
            refused(f"{line} ada", "was started by ada, and another is to ask")
        done(f"{line} bob")
        work()
        held = done(f"status {TITLE}").out
        assert "approved, and the gate refuses: web r1 on host pid 1: still maps title" in held
        assert "READY" in held
        done(f"contract {TITLE} --undo")
        connection.execute("DELETE FROM evolve_instance WHERE release = 'r1'")
        work()
        assert "READY" in done(f"status {TITLE}").out
        done(f"{line} bob")
        work()
        assert "QUARANTINED" in done(f"status {TITLE}").out
    done(f"contract {TITLE} --undo")
    done(f"contract {TITLE} --wait --timeout 30")


def work() -> None:
    workers.worker(["default"], stop=Stop(), once=True)
