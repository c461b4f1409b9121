"""playbooks/README.md says what the loader does."""

from __future__ import annotations

import re
from pathlib import Path

from evolve.changes import KINDS
from evolve.playbook.load import parse
from evolve.playbook.schema import json_schema
from tests.unit.test_playbook_schema import sections

REFERENCE = Path(__file__).parents[2] / "playbooks" / "README.md"
HEAD = "evolve: 1\nmodel: shop.Thing\n"


def test_what_the_reference_shows_loads() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", REFERENCE.read_text(), re.DOTALL)
    shown = set[str]()
    for block in blocks:
        text = HEAD + block if block.startswith("change") else block
        playbook = parse(text, name="case", path="README.md", kinds=KINDS)
        shown |= {change.kind for change in playbook.changes}
    assert shown == set(KINDS)


def test_the_reference_shows_the_shipped_example_as_it_is() -> None:
    shipped = REFERENCE.with_name("customer-split-name.yaml").read_text()
    assert f"```yaml\n{shipped}```" in REFERENCE.read_text()


def test_the_reference_names_every_key() -> None:
    keys = {key for part in sections(json_schema(KINDS)) for key in part}
    text = REFERENCE.read_text()
    assert [key for key in sorted(keys) if not re.search(rf"[`.]{key}\b", text)] == []


def test_the_reference_names_every_example() -> None:
    names = {path.name for path in REFERENCE.parent.glob("*.yaml")}
    assert {name for name in names if f"]({name})" in REFERENCE.read_text()} == names
