"""Editors are told the same as the loader knows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from evolve.changes import KINDS
from evolve.playbook.schema import json_schema

SCHEMA = json_schema(KINDS)
SHIPPED = sorted((Path(__file__).parents[2] / "playbooks").glob("*.yaml"))
HEAD = "evolve: 1\nmodel: shop.Product\n"


def faults(text: str) -> list[str]:
    data = YAML(typ="safe", pure=True).load(text)
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(data)]


def sections(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if "properties" in part:
            yield part["properties"]
        for value in part.values():
            yield from sections(value)
    elif isinstance(part, list):
        for value in part:
            yield from sections(value)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_playbook_fits(path: Path) -> None:
    assert faults(path.read_text()) == []


def test_every_key_is_described() -> None:
    found = [(key, value) for part in sections(SCHEMA) for key, value in part.items()]
    assert len(found) > 30
    assert [key for key, value in found if not value.get("description")] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_offered(kind: str) -> None:
    offered = [ref["$ref"].rpartition("/")[2] for ref in SCHEMA["properties"]["change"]["oneOf"]]
    assert kind in {key for name in offered for key in SCHEMA["$defs"][name]["properties"]}


@pytest.mark.parametrize(
    "text",
    [
        "change: {rename: a, to: b, too: c}\n",
        "change: {rename: a}\n",
        "change: {rename: a, to: b}\nownr: me\n",
        "change: {rename: a, to: b}\ncontract: {quiet_for: soon}\n",
        "change: {rename: a, to: b}\nbackfill: {batch_ms: fast}\n",
        "change: {retype: a, to: 12}\n",
    ],
)
def test_what_the_loader_refuses_by_its_form_the_schema_refuses_too(text: str) -> None:
    assert faults(HEAD + text)


@pytest.mark.parametrize("value", ["0", "true", "null", "1.5", "'a'"])
def test_what_is_text_to_the_loader_may_look_like_a_number_to_an_editor(value: str) -> None:
    text = f"{HEAD}change: {{rename: a, to: b}}\nverify: [{{name: a, query: q, expect: {value}}}]\n"
    assert faults(text) == []
