"""What cannot be done is said by `plan` and refused by `start`, and nothing has changed."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import evolve
from evolve.errors import Exit
from tests.command.conftest import Write
from tests.command.wrong_starts import CASES, TITLE, Wrong
from tests.support.cluster import ShopDatabase
from tests.support.fingerprint import Connection, fingerprint
from tests.support.typed import Typed, typed
from tests.unit.wrong_playbooks import CASES as WRONG_PLAYBOOKS


@pytest.mark.parametrize("wrong", [case for case in CASES if case.sql], ids=str)
def test_plan_and_start_say_why_not_and_touch_nothing(
    shop: ShopDatabase, write: Write, wrong: Wrong
) -> None:
    path = write("spoilt", wrong.playbook)
    with shop.connect("postgres") as connection:
        connection.execute(wrong.sql.encode())
        refuses(connection, path, wrong)


def test_a_playbook_that_the_table_does_not_take_is_refused(
    shop: ShopDatabase, write: Write
) -> None:
    """One database for all of them: whatever one of them left behind would be seen."""
    cases = [case for case in CASES if not case.sql]
    assert len(cases) > 20
    with shop.connect("postgres") as connection:
        for wrong in cases:
            refuses(connection, write("spoilt", wrong.playbook), wrong)


def refuses(connection: Connection, path: Path, wrong: Wrong) -> None:
    """`plan` and `start` exit and say what they should, and nothing has changed."""
    before = fingerprint(connection)
    for verb in ("plan", "start"):
        found = typed(f"{verb} {path}")
        assert found.code == wrong.code, f"{wrong}\n{found}"
        assert "Traceback" not in found.said, found
        for words in wrong.says:
            assert words in found.said, f"{wrong}: {words!r} is missing\n{found}"
        assert "-> " in found.said, f"{wrong}: it does not say what to do\n{found}"
    if wrong.code is Exit.REFUSED:
        assert all(refusal["hint"] for refusal in refusals(typed(f"plan {path} --format json")))
    assert fingerprint(connection) == before, wrong


def refusals(found: Typed) -> list[dict[str, str]]:
    """What stands against the plan, by the JSON that `plan` gives; never nothing."""
    document = found.json
    if "error" in document:
        against: list[dict[str, str]] = document["error"]["refusals"]
    else:
        against = [stop for database in document["databases"] for stop in database["stops"]]
    assert against, found
    return against


def test_no_refusal_is_written_without_a_way_out() -> None:
    """Every call in the source that makes one gives it a hint, and not an empty one."""
    shown = 0
    for path in Path(evolve.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            hints = [keyword.value for keyword in call.keywords if keyword.arg == "hint"]
            if call.func.id == "stop":
                hints += call.args[3:4]
            elif call.func.id != "Refusal":
                continue
            shown += 1
            assert len(hints) == 1, f"{path}:{call.lineno}: no hint"
            assert not isinstance(hints[0], ast.Constant) or hints[0].value, f"{path}:{call.lineno}"
    assert shown > 30


def test_the_cases_are_wrong_by_what_they_say_alone(shop: ShopDatabase, write: Write) -> None:
    """The playbooks that most cases spoil would start as they are."""
    from tests.command.wrong_starts import QUANTITY, split

    for name, text in (("title", TITLE), ("quantity", QUANTITY), ("names", split())):
        found = typed(f"plan {write(name, text)}")
        assert found.code == Exit.DONE, found


def test_a_wrong_playbook_is_refused_by_every_verb_alike(shop: ShopDatabase, write: Write) -> None:
    """Every fifth of the playbooks that the loader's tests know to be wrong."""
    sample = WRONG_PLAYBOOKS[::5]
    assert len(sample) > 20
    with shop.connect("postgres") as connection:
        before = fingerprint(connection)
        for number, wrong in enumerate(sample):
            path = write(f"wrong-{number}", "")
            path.write_text(wrong.text)
            for line in (
                f"check {path}",
                f"plan {path}",
                f"start {path}",
                f"plan {path} --offline",
            ):
                found = typed(line)
                assert found.code == Exit.USAGE, found
                assert "Traceback" not in found.said, found
                assert f"{path}:{wrong.line}:" in found.said, found
                for words in wrong.words:
                    assert words in found.said, f"{wrong.law}: {words!r} is missing\n{found}"
        assert fingerprint(connection) == before


@pytest.mark.parametrize("verb", ["plan", "start", "check"])
def test_a_file_that_is_no_playbook_is_refused(shop: ShopDatabase, write: Write, verb: str) -> None:
    path = write("ending", TITLE).rename(write("ending", TITLE).with_suffix(".yml"))
    found = typed(f"{verb} {path}")
    assert (found.code, "ending.yaml" in found.said) == (Exit.USAGE, True), found
    broken = write("latin", "")
    broken.write_bytes(b"evolve: 1\nmodel: shop.\xe9\n")
    found = typed(f"{verb} {broken}")
    assert (found.code, ":2:13" in found.said) == (Exit.USAGE, True), found
