"""What every verb prints: one JSON document, or a text with its parts in place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from evolve.changes import KINDS
from evolve.errors import Exit
from evolve.management.arguments import VERBS
from evolve.playbook.load import load
from evolve.playbook.model import Playbook
from evolve.service import planning
from tests.command.conftest import Write
from tests.command.test_too_early import NAMES, NEW, NEW_NAMES, OLD, QUANTITY, TITLE, done
from tests.command.wrong_starts import split
from tests.support.cluster import ShopDatabase
from tests.support.evolutions import shipped
from tests.support.typed import Typed, typed

SECRET = "Zaphod Beeblebrox"
LABELS = re.compile(
    r"^(you|undo|agreement|workers|releases|blind|rollback|why held)\b", re.MULTILINE
)


@contextmanager
def counted() -> Iterator[set[str]]:
    """The verbs that were asked for JSON; all of them by the end."""
    seen: set[str] = set()
    yield seen
    assert seen == set(VERBS), f"no JSON was asked of {set(VERBS) - seen}"


def test_every_verb_answers_with_one_json_document(shop: ShopDatabase) -> None:
    """stdout alone is the document, stderr is silent; it carries schema and command."""

    def answer(line: str, code: Exit = Exit.DONE) -> Typed:
        found = typed(f"{line} --format json")
        assert found.code == code, found
        # A worker's log goes there, a line of JSON for each event.
        assert found.err == "" or line.startswith("worker"), found
        assert found.out.count("\n") == 1, found
        assert found.json["schema"] == 1
        assert found.json["command"] == line.split()[0]
        assert found.json["ok"] is (code in (Exit.DONE, Exit.DIFFERENCES))
        seen.add(found.json["command"])
        return found

    with counted() as seen, shop.connect() as connection:
        NEW.report(connection, "shop_product")
        assert len(answer("check").json["playbooks"]) == len(shipped())
        assert answer("new rename shop.Product title name").json["playbook"].startswith("#")
        assert answer("lint shop").json["findings"] == []
        answer("suggest shop --dry-run")
        plan = answer(f"plan {TITLE}").json["databases"][0]
        assert plan["plan"]["steps"][0]["apply"][0].startswith("ALTER TABLE")
        assert plan["trial"]["rows"] == 40
        answer(f"plan {TITLE} --offline")
        assert answer(f"start {TITLE} --detach").json["states"] == {"default": "backfilling"}
        tuned = answer(f"tune {TITLE} batch-ms=50").json["databases"]["default"]
        assert tuned["batch-ms"] == {"value": "50", "source": "tuned"}
        answer(f"pause {TITLE}")
        answer(f"start {TITLE}", Exit.REFUSED)
        answer(f"resume {TITLE}")
        assert answer("forget --this-is-a-copy").json["taken"] == {"default": []}
        assert answer("worker --once").json["turns"] > 0
        assert answer(f"wait {TITLE} --for ready").json["states"] == {"default": "ready"}
        status = answer(f"status {TITLE}").json["evolutions"][0]
        assert (status["state"], status["agreement"]["differences"]) == ("ready", 0)
        assert answer("status").json["evolutions"][0]["name"] == TITLE
        assert answer(f"verify {TITLE}").json["clean"] is True
        refused = answer(f"swap {TITLE}", Exit.REFUSED).json["error"]
        assert refused["refusals"][0]["code"] == "kind"
        nothing = answer(f"acknowledge {TITLE} billing --because x", Exit.REFUSED).json["error"]
        assert nothing["refusals"][0]["message"] == "is in nobody's way"
        assert answer(f"contract {TITLE}").json["states"] == {"default": "quarantined"}
        answer(f"contract {TITLE} --undo")
        connection.execute("DELETE FROM evolve_instance")
        assert answer(f"revert {TITLE}").json["states"] == {"default": "reverted"}
        begun = answer(f"adopt {TITLE}", Exit.REFUSED).json["error"]
        assert begun["refusals"][0]["code"] == "adopt"
        kept = answer(f"restore {TITLE}", Exit.REFUSED).json["error"]
        assert kept["refusals"][0]["code"] == "state"
        kinds = [event["kind"] for event in answer(f"history {TITLE}").json["events"]]
        assert kinds[0] == "planned"
        assert kinds[-1] == "reverted"
        assert "default" in answer("doctor").json["databases"]
        answer(f"plan {TITLE}x", Exit.USAGE)


def test_no_output_holds_a_value_of_a_row_unless_asked(shop: ShopDatabase, write: Write) -> None:
    """Not where a value does not convert, nor where it is there twice, nor in a check's answer."""
    with shop.connect() as connection:
        connection.execute("UPDATE shop_customer SET full_name = %s, phone = %s", [SECRET, SECRET])
        failing = write("failing", FAILING)
        unique, looking = write("unique", UNIQUE), write("looking", LOOKING)
        lines = [f"plan {failing}", f"start {failing}", f"start {unique}", "status unique"]
        lines += ["history unique", "verify unique", "revert unique", f"start {looking}"]
        lines += ["status looking", "history looking", "verify looking"]
        said = ""
        for line in lines:
            said += typed(line).said + typed(f"{line} --format json").said
        assert "invalid text representation (22P02)" in said
        assert "rows have the same value: unique violation (23505)" in said
        assert "another text" in said
        assert SECRET not in said
        kept = connection.execute("SELECT t::text FROM evolve_event t").fetchall()
        kept += connection.execute("SELECT t::text FROM evolve_evidence t").fetchall()
        assert SECRET not in str(kept)
        assert SECRET in typed("verify looking --show-values").out


NUMBER = "(first_name::int)::text"
FAILING = split("full_name").replace(
    "\"concat_ws(' ', first_name, last_name)\"", f'{{sql: "{NUMBER}", on_error: "{NUMBER}"}}'
)
UNIQUE = split(field="CharField(max_length=80, unique=True)")
LOOKING = (
    split("full_name")
    + """\
verify:
  - {name: who, query: "select max(full_name) from {table}", expect: nobody}
"""
)


def test_the_status_screen_has_its_parts_in_every_state(shop: ShopDatabase) -> None:
    with shop.connect() as connection:
        NEW.report(connection, "shop_product")
        done(f"start {TITLE} --detach")
        filling = done(f"status {TITLE}").out
        assert re.match(rf"{TITLE}   demo/default   BACKFILLING \d+ s", filling)
        assert re.search(r"^\[\.{32}\] 0%   0 of ~40   0 rows/s$", filling, re.MULTILINE)
        assert f"you        nobody works on it: evolve start {TITLE}, or evolve worker" in filling
        assert (
            f"undo       evolve revert {TITLE} (refused: 1 running process with the new columns)"
            in filling
        )
        assert "releases   web 1 new (r2)" in filling
        assert "rollback   any release may return" in filling
        done(f"start {TITLE}")
        ready = done(f"status {TITLE}").out
        assert f"you        evolve contract {TITLE}" in ready
        assert re.search(
            r"^agreement  0 differ of 40 rows looked at, \d+ s ago$", ready, re.MULTILINE
        )
        OLD.report(connection, "shop_product")
        both = done(f"status {TITLE}").out
        assert "releases   web 1 old, 1 new" in both
        assert f"you        deploy the new release everywhere, then evolve contract {TITLE}" in both
        OLD.report(connection, "shop_product", seconds_ago=60)
        done(f"contract {TITLE}")
        aside = done(f"status {TITLE}").out
        assert f"undo       evolve contract {TITLE} --undo (for another 7 d)" in aside
        assert "rollback   only releases that do not map title" in aside
        done(f"contract {TITLE} --now")
        assert "undo       none: the old columns are dropped" in done(f"status {TITLE}").out
        for screen in (filling, ready, both, aside):
            found = LABELS.findall(screen)
            assert found[:2] == ["you", "undo"]
            assert found[-1] == "rollback"
            assert all(len(line) <= 110 for line in screen.splitlines())


def test_a_change_that_keeps_its_name_shows_its_swap(shop: ShopDatabase) -> None:
    done(f"start {QUANTITY}")
    assert f"you        evolve swap {QUANTITY}, then deploy" in done(f"status {QUANTITY}").out
    done(f"swap {QUANTITY}")
    assert f"undo       evolve swap {QUANTITY} --undo" in done(f"status {QUANTITY}").out


def test_conflicts_are_counted_on_the_screen(shop: ShopDatabase) -> None:
    done(f"start {NAMES}")
    with shop.connect() as connection:
        NEW_NAMES.report(connection, "shop_customer")
        connection.execute(
            "UPDATE shop_customer SET full_name = 'A B', first_name = 'C'"
            " WHERE id = (SELECT min(id) FROM shop_customer)"
        )
    assert "conflicts  1 statement changed both sides" in done(f"status {NAMES}").out


def test_exit_codes_tell_a_pipeline_what_to_do(shop: ShopDatabase) -> None:
    done(f"start {TITLE} --detach")
    assert typed(f"status {TITLE} --require backfilling").code == Exit.DONE
    assert typed(f"status {TITLE} --require ready").code == Exit.WAITING
    assert typed(f"wait {TITLE} --for ready --timeout 0.1").code == Exit.WAITING
    assert typed(f"wait {TITLE}").code == Exit.USAGE
    assert typed(f"contract {TITLE}").code == Exit.REFUSED
    done(f"start {TITLE}")
    done(f"wait {TITLE} --for ready --timeout 1")
    assert typed(f"status {TITLE} --require done").code == Exit.WAITING
    done(f"verify {TITLE}")
    with shop.connect() as connection:
        connection.execute("ALTER TABLE shop_product DISABLE TRIGGER USER")
        connection.execute("UPDATE shop_product SET name = 'other' WHERE sku = 'SKU-1'")
    assert typed(f"verify {TITLE}").code == Exit.DIFFERENCES
    shown = typed(f"verify {TITLE} --show-values").out
    assert re.search(r"differs: .*id=\d+", shown), shown


@pytest.mark.parametrize("name", [case.name for case in shipped()])
def test_the_derived_playbook_loads_and_makes_the_same_plan(
    shop: ShopDatabase, tmp_path: Path, name: str
) -> None:
    """What `plan --offline` prints is the playbook, written out."""
    path = tmp_path / f"{name}.yaml"
    path.write_text(done(f"plan {name} --offline").out)
    assert done(f"plan {path} --offline").out == path.read_text()
    written, derived = (done(f"plan {p} --format json").json for p in (name, path))
    assert written["databases"][0]["plan"] == derived["databases"][0]["plan"]
    assert written["derived"] == derived["derived"]


def test_the_derived_playbook_keeps_what_was_asked_for(write: Write) -> None:
    """Every section that an author can write comes out as it went in."""
    path = write("full", FULL)
    derived = write("full-again", done(f"plan {path} --offline").out)
    first, second = load(path, KINDS), load(derived, KINDS)
    for part in ("model", "databases", "owner", "change", "expand", "verify", "contract"):
        assert getattr(first, part) == getattr(second, part), part
    assert first.backfill == second.backfill
    assert dict(first.dual_write.forward) == dict(second.dual_write.forward)
    assert planning.derived(first).data == planning.derived(second).data
    assert isinstance(second, Playbook)


FULL = r"""
evolve: 1
model: shop.Customer
databases: [default]
owner: "no: 1.0 # one"
change:
  split: full_name
  into:
    first_name:
      field: CharField(max_length=80, help_text='a, b; "c"')
      sql: "split_part(full_name, ' #', 1)"
      on_error: "null"
    last_name:
      field: CharField(max_length=80, null=True)
      sql: |
        nullif(regexp_replace(full_name, E'\\s\t', '\n'),
               'no')
  back:
    full_name: {sql: "concat_ws(' ', first_name, last_name)", on_error: "''"}
  too_long: clamp
  lossy: accept
expand:
  columns:
    first_name: CharField(max_length=80, help_text='a, b; "c"')
    last_name: CharField(max_length=80, null=True)
dual_write:
  forward:
    first_name: "upper(full_name) /* {it's} */"
    last_name: "22:00"
  backward:
    full_name: concat_ws(' ', first_name, last_name)
backfill: {batch_ms: 90, max_rows_per_second: 20000}
verify:
  - {name: "yes", query: "select 'a: b' from {table} where '{}' = '#'", expect: "null"}
contract: {quiet_for: 36h, quarantine: 90s, drop: [full_name], not_null: [first_name]}
"""


def test_plan_prints_every_statement_and_ends_with_the_next_command(shop: ShopDatabase) -> None:
    """Broken lines put together again are the statements of the machine-readable plan."""
    text = done(f"plan {TITLE}").out
    for title in ("EXPAND", "DUAL WRITE", "BACKFILL", "VERIFY", "CONTRACT", "QUARANTINE", "DROP"):
        assert re.search(rf"^{title}: ", text, re.MULTILINE), title
    shown = " ".join(line[8:] for line in text.splitlines() if line.startswith("      | "))
    words = " ".join(shown.split())
    steps = done(f"plan {TITLE} --format json").json["databases"][0]["plan"]["steps"]
    for number, step in enumerate(steps, 1):
        assert re.search(rf"^ +{number}  {re.escape(step['title'])}$", text, re.MULTILINE)
        for statement in step["apply"]:
            head = statement if "FUNCTION" not in statement else statement.split("(")[0]
            assert " ".join(head.split()) in words, statement
    assert text.rstrip().endswith(f"-> manage.py evolve start {TITLE}")
    assert max(map(len, text.splitlines())) <= 110
    assert json.loads(json.dumps(steps)) == steps


def test_history_tells_who_did_what_in_order(shop: ShopDatabase) -> None:
    done(f"start {TITLE}")
    lines = done(f"history {TITLE}").out.splitlines()
    kinds = [line.split()[2] for line in lines]
    assert kinds[0] == "planned"
    assert kinds[-1] == "ready"
    assert lines == sorted(lines, key=lambda line: line[:19])
