"""What is right loads, as it was typed, with a place for every value."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from evolve.changes import KINDS
from evolve.changes.split import Split
from evolve.errors import PlaybookError
from evolve.playbook.load import load, parse
from evolve.playbook.model import Contract, Playbook

SHIPPED = sorted((Path(__file__).parents[2] / "playbooks").glob("*.yaml"))
RENAME = "evolve: 1\nmodel: shop.Product\nchange:\n  rename: title\n  to: name\n"
SPLIT = """\
evolve: 1
model: shop.Customer
change:
  split: full_name
  into:
    first_name:
      field: TextField()
      sql: {sql}
    last_name:
      field: TextField()
      sql: b
  back:
    full_name: c
"""
FULL = """\
evolve: 1
model: shop.Product
owner: team catalogue   # who answers
databases: [default, archive]
change:
  rename: title
  to: name
expand:
  columns:
    name: CharField(max_length=200)
dual_write:
  forward:
    name: title
  backward:
    title: name
backfill:
  batch_ms: 90
  max_rows_per_second: 20000
verify:
  - name: same
    query: >
      select count(*)
      from {table} where name <> '{}'
    expect: 0
contract:
  quiet_for: 24h
  quarantine: 7d
  drop: [title]
  not_null: [name]
"""


def read(text: str) -> Playbook:
    return parse(text, name="case", path="case.yaml", kinds=KINDS)


def sql_of(written: str) -> str:
    change = read(SPLIT.format(sql=written)).change
    assert isinstance(change, Split)
    return change.into["first_name"].sql


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_playbook_loads(path: Path) -> None:
    playbook = load(path, KINDS)
    assert (playbook.name, playbook.text) == (path.stem, path.read_text())
    assert playbook.app_label == "shop"


def test_every_kind_has_a_shipped_playbook() -> None:
    assert {c.kind for path in SHIPPED for c in load(path, KINDS).changes} == set(KINDS)


def test_a_short_playbook_leaves_the_rest_to_be_derived() -> None:
    playbook = read(RENAME)
    assert (playbook.databases, playbook.owner, playbook.verify) == ((), "", ())
    assert playbook.contract == Contract()
    assert playbook.contract.quiet_for is None


def test_the_full_form_is_read_whole() -> None:
    playbook = read(FULL)
    assert playbook.databases == ("default", "archive")
    assert playbook.owner == "team catalogue"
    assert playbook.expand.columns == {"name": "CharField(max_length=200)"}
    assert playbook.dual_write.forward == {"name": "title"}
    assert playbook.dual_write.backward == {"title": "name"}
    assert playbook.backfill.batch_ms == 90
    assert playbook.backfill.max_rows_per_second == 20_000
    assert playbook.contract.quiet_for == timedelta(hours=24)
    assert playbook.contract.quarantine == timedelta(days=7)
    assert playbook.contract.drop == ("title",)
    assert playbook.contract.not_null == ("name",)
    (check,) = playbook.verify
    assert (check.name, check.expect) == ("same", "0")
    assert check.query == "select count(*) from {table} where name <> '{}'"


def test_one_database_may_stand_without_a_list() -> None:
    assert read(RENAME + "databases: archive\n").databases == ("archive",)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("24h", timedelta(days=1)), ("30m", timedelta(minutes=30)), ("90s", timedelta(seconds=90)),
     ("7d", timedelta(days=7)), ("0", timedelta()), ("'7d'", timedelta(days=7))],
)  # fmt: skip
def test_durations_are_read_as_people_write_them(written: str, meant: timedelta) -> None:
    assert read(f"{RENAME}contract: {{quiet_for: {written}}}\n").contract.quiet_for == meant


@pytest.mark.parametrize("typed", ["no", "22:00", "1.0", "0x10", "~", "null", "1e3", "on", "010"])
def test_text_stays_what_was_typed(typed: str) -> None:
    """YAML 1.1 makes False, 1320 and None of some of these."""
    assert sql_of(typed) == typed
    assert read(f"{RENAME}owner: {typed}\n").owner == typed
    text = f"{RENAME}verify: [{{name: {typed}, query: q, expect: {typed}}}]\n"
    assert [(check.name, check.expect) for check in read(text).verify] == [(typed, typed)]


@pytest.mark.parametrize("key", ["no", "null", "on", "y"])
def test_a_key_stays_what_was_typed(key: str) -> None:
    change = read(SPLIT.format(sql="a").replace("first_name", key)).change
    assert isinstance(change, Split)
    assert list(change.into) == [key, "last_name"]


@pytest.mark.parametrize(
    ("written", "sql"),
    [
        ("a       # a comment, well apart", "a"),
        ("a  #", "a"),
        ("'a # b'", "a # b"),
        ("'data #>> ''{a,b}'''", "data #>> '{a,b}'"),
        ("a#b", "a#b"),
        ("full_name::text", "full_name::text"),
        ("\"concat(a, ' #')\"", "concat(a, ' #')"),
        ("|\n        concat(a, ' # ')", "concat(a, ' # ')"),
        (">\n        a ||\n        b", "a || b"),
        ("a ||\n        b", "a || b"),
        (r"regexp_replace(a, '\s+\S+$', '')", r"regexp_replace(a, '\s+\S+$', '')"),
        ("'{}'", "{}"),
        ("\"''\"", "''"),
    ],
)
def test_sql_arrives_whole_or_not_at_all(written: str, sql: str) -> None:
    assert sql_of(written) == sql


def test_one_way_is_true_only_as_the_word_true() -> None:
    text = SPLIT.format(sql="a").replace("  back:\n    full_name: c\n", "  one_way: true\n")
    assert read(text).change.model_dump()["one_way"] is True


def test_back_may_be_written_out() -> None:
    text = SPLIT.format(sql="a").replace("full_name: c", "full_name: {sql: c, on_error: null}")
    change = read(text).change
    assert isinstance(change, Split)
    rule = change.shape().backward["full_name"]
    assert (rule.sql, rule.on_error) == ("c", "null")


def test_every_value_has_its_place() -> None:
    playbook = read(FULL)
    assert playbook.place("change", "to") == (7, 7)
    assert playbook.place("databases", 1) == (4, 22)
    assert playbook.place("verify", 0, "query") == (21, 12)
    assert playbook.place("dual_write", "forward", "name") == (13, 11)


def test_what_has_no_place_is_where_its_parent_is() -> None:
    playbook = read(FULL)
    assert playbook.place("change", "back", "title") == playbook.place("change") == (5, 1)
    assert playbook.place("nothing") == (1, 1)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    assert read("\ufeff" + FULL.replace("\n", "\r\n")).change == read(FULL).change


def test_a_playbook_is_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        read(RENAME).change.to = "x"  # type: ignore[attr-defined]  # that is the point


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.yaml", b"evolve: 1\nmodel: \xff\n", r"a\.yaml:2:8: not UTF-8"),
        ("a.yml", RENAME.encode(), r"expected a\.yaml"),
        ("A_b.yaml", RENAME.encode(), r"did you mean 'a-b'"),
    ],
)
def test_a_file_that_is_no_playbook_is_refused(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PlaybookError, match=words):
        load(tmp_path / name, KINDS)


@pytest.mark.parametrize("name", ["absent.yaml", ".", "a\0.yaml"])
def test_a_file_that_cannot_be_read_is_told_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(PlaybookError, match="cannot be read"):
        load(tmp_path / name, KINDS)
