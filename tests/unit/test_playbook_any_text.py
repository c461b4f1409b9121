"""No text whatever ends a playbook's reading in anything but a playbook or a PlaybookError."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from evolve.changes import KINDS
from evolve.errors import PlaybookError
from evolve.playbook.field import FieldTextError, parse_field
from evolve.playbook.load import parse

VALID = """\
evolve: 1
model: shop.Customer
change:
  split: full_name
  into:
    first_name: {field: 'CharField(max_length=80)', sql: a}
    last_name:
      field: TextField(null=True)
      sql: nullif(substr(full_name, 1), '')
  back:
    full_name: concat_ws(' ', first_name, last_name)
  too_long: clamp
verify:
  - {name: a, query: 'select count(*) from {table}', expect: 0}
contract:
  quiet_for: 24h
"""
SIGNS = [
    r":",
    r"#",
    r"-",
    r"?",
    r",",
    r"[",
    r"]",
    r"{",
    r"}",
    r"&",
    r"*",
    r"!",
    r"|",
    r">",
    r"'",
    r"%",
    r"@",
    r"`",
    r"~",
]
ODD = ['"', "\t", "\n", "\r", "\0", "\x85", "\u2028", "\ufeff", "\ud800", "\n  ", "  - "]
KEYS = [
    "change",
    "split",
    "rename",
    "merge",
    "retype",
    "to",
    "into",
    "back",
    "sql",
    "field",
    "verify",
    "contract",
    "expand",
]
PIECES = [
    *SIGNS,
    *ODD,
    *(f"{key}:" for key in KEYS),
    *("---\n", "...\n", "!!python/object:a ", "&a ", "*a", "<<: ", "? ", "%YAML 1.1\n"),
    *("evolve: 1", "model: a.B", "{table}", "CharField(", "null", "no"),
    *("0", "1e999", "99999999999999999999d", '"\\U99999999"', '"\\x0"'),
]
ANY = st.one_of(
    st.text(st.characters(exclude_categories=[])),
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
)

CALM = settings(
    max_examples=150,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def read(text: str, name: str = "case") -> None:
    try:
        parse(text, name=name, path="case.yaml", kinds=KINDS)
    except PlaybookError as error:
        caught = error
    else:
        return
    assert caught.problems
    assert all(problem.line and problem.column for problem in caught.problems)
    assert str(caught)


@given(ANY, st.text(max_size=60))
@example("[" * 5000, "a")
@example("a: " * 5000, "a")
@example("- " * 3000, "a")
@example("evolve: 1\nchange: {split: {}, into: {a: {}}, back: []}\n", "a")
@CALM
def test_any_text_is_a_playbook_or_refused(text: str, name: str) -> None:
    read(text, name)


@given(st.data())
@CALM
def test_any_damage_to_a_playbook_is_refused_or_harmless(data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(VALID)))
    end = data.draw(st.integers(begin, min(len(VALID), begin + 40)))
    read(VALID[:begin] + data.draw(ANY) + VALID[end:])


CALLS = [
    "CharField(",
    "ArrayField(",
    "DecimalField(",
    "models.",
    ")",
    "(",
    ",",
    "=",
    "'",
    "[",
    "]",
    "{",
    "}",
    "**",
    "*",
    ":",
    "lambda",
]
FIELD_PIECES = [
    *CALLS,
    *('"', " ", "\n", "\0", "é", "-", "1", "True", "None", "'a'", "b'a'", "1j", "...", "f'{x}'"),
    *("max_length=", "default=", "null=", "choices=", "size=", "storage=", "protocol="),
    "1" * 5000,
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(FIELD_PIECES), max_size=20).map("".join)))
@example("a" + ".b" * 5000 + "()")
@example("-" * 5000 + "1")
@example("(" * 5000)
@CALM
def test_any_text_is_a_field_or_refused(text: str) -> None:
    try:
        parse_field(text)
    except FieldTextError as error:
        caught = error
    else:
        return
    assert caught.message
    assert 0 <= caught.offset <= len(text) + 1
