"""`evolve new` writes a playbook that loads, and says what a person must decide."""

from __future__ import annotations

import pytest

from evolve.changes import KINDS
from evolve.errors import UsageError
from evolve.playbook.load import parse
from evolve.playbook.scaffold import scaffold

GOOD = [
    ("rename", ["title", "name"], (("title",), ("name",))),
    ("rename", ["title"], (("title",), ("new_title",))),
    ("rename", ["a", "b", "c", "d"], (("a", "c"), ("b", "d"))),
    ("split", ["full_name", "first", "last"], (("full_name",), ("first", "last"))),
    ("split", ["full_name"], (("full_name",), ("full_name_1", "full_name_2"))),
    ("split", ["a", "b", "c", "d"], (("a",), ("b", "c", "d"))),
    ("merge", ["street", "number", "line"], (("street", "number"), ("line",))),
    ("merge", ["a", "b", "c", "d"], (("a", "b", "c"), ("d",))),
    ("retype", ["quantity"], (("quantity",), ("evolve_new_quantity",))),
    ("retype", ["code", "code_id"], (("code",), ("code_id",))),
    ("not_null", ["phone"], ((), ("phone",))),
    ("add", ["token"], ((), ("token",))),
    ("remove", ["phone"], (("phone",), ())),
    ("rewrite", ["status"], (("status",), ("new_status",))),
    ("derive", ["total"], ((), ("total",))),
    ("json_to_column", ["data", "city"], (("data",), ("city", "data_rest"))),
    ("column_to_json", ["a", "b", "doc"], (("a", "b"), ("doc",))),
    ("json_restructure", ["data"], (("data",), ("new_data",))),
    ("check", ["total_is_sound"], ((), ())),
    ("foreign_key", ["owner_id"], ((), ())),
    ("unique", ["tenant", "login"], ((), ())),
    ("python", ["number", "phone", "zone"], (("phone", "zone"), ("number",))),
    ("fill", ["lines"], ((), ("lines",))),
    ("rewrite", ["status", "state"], (("status",), ("state",))),
]


@pytest.mark.parametrize(("kind", "fields", "sides"), GOOD)
def test_a_new_playbook_loads_and_means_what_was_asked(
    kind: str, fields: list[str], sides: object
) -> None:
    text = scaffold(kind, "shop.Thing", fields, KINDS)
    playbook = parse(text, name="thing", path="thing.yaml", kinds=KINDS)
    assert (playbook.model, playbook.change.kind) == ("shop.Thing", kind)
    assert playbook.change.sides() == sides
    assert all(len(line) <= 140 for line in text.splitlines())


def test_every_kind_has_a_draft() -> None:
    assert {kind for kind, _, _ in GOOD} == set(KINDS)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("split", ["a"]),
        ("merge", ["a", "b", "c"]),
        ("rename", ["a"]),
        ("retype", ["a"]),
        ("not_null", ["a"]),
        ("add", ["a"]),
        ("remove", ["a"]),
        ("rewrite", ["a"]),
        ("json_to_column", ["a"]),
        ("derive", ["a"]),
        ("column_to_json", ["a", "b"]),
        ("json_restructure", ["a"]),
        ("check", ["a"]),
        ("foreign_key", ["a"]),
        ("unique", ["a"]),
        ("python", ["a", "b"]),
        ("fill", ["a"]),
    ],
)
def test_what_only_a_person_can_decide_is_marked(kind: str, fields: list[str]) -> None:
    assert "  # decide" in scaffold(kind, "shop.Thing", fields, KINDS)


@pytest.mark.parametrize(
    ("kind", "model", "fields", "words"),
    [
        ("splitt", "shop.Thing", ["a"], "did you mean 'split'"),
        ("xyz", "shop.Thing", ["a"], "unknown kind of change 'xyz'$"),
        ("rename", "Thing", ["a"], "not a model; found 'Thing'; expected app.Model"),
        ("rename", "shop.Thing", [], "found none; expected rename MODEL OLD"),
        ("rename", "shop.Thing", ["a", "b", "c"], "found a b c"),
        ("rename", "shop.Thing", ["a", "a"], "the new name is the old name"),
        ("rename", "shop.Thing", ["a b", "c"], "not a name: 'a b'"),
        ("merge", "shop.Thing", ["a", "b"], "merge MODEL OLD OLD"),
        ("merge", "shop.Thing", ["a", "b", "a"], "an old field's name"),
        ("split", "shop.Thing", ["a", "b", "b"], "'b'"),
        ("retype", "shop.Thing", ["a", "b", "c"], "expected retype MODEL FIELD"),
        ("rename", "{x}", ["a"], "not a name: '{x}'"),
        ("rename", "a.B\nowner: x", ["a"], "not a name"),
        ("rename", "shop.Thing", ["a", "a__b"], "make no playbook: not a field name"),
    ],
)
def test_arguments_that_make_no_playbook_are_refused(
    kind: str, model: str, fields: list[str], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        scaffold(kind, model, fields, KINDS)
