"""What the documentation says is what the code does: commands, settings, exit codes, tables."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from evolve.changes import KINDS
from evolve.conf import Holds, Profile, Settings
from evolve.errors import Exit
from evolve.management.arguments import EPILOG, VERBS
from evolve.management.commands.evolve import VERBS as HANDLERS
from evolve.management.commands.evolve import Command
from evolve.pg import sync
from evolve.playbook.duration import parse_duration
from evolve.playbook.load import parse
from evolve.states import MOVES
from sample_app.settings import BASE_DIR
from tests.support.diagram import moves_in

README = BASE_DIR / "README.md"
ARCHITECTURE = BASE_DIR / "evolve" / "README.md"
DOCS = sorted(
    path
    for path in BASE_DIR.glob("**/*.md")
    if not any(part.startswith(".") or part == "node_modules" for part in path.parts)
)
# A command ends at the end of its line, or of the code span, or before a remark set off by spaces.
COMMAND = re.compile(r"manage\.py evolve(?: ([^`\n|]*))?")
PARSER: Any = Command().create_parser("manage.py", "evolve")


def commands() -> Iterator[tuple[Path, str]]:
    """Every command line of evolve's that a document shows."""
    for path in DOCS:
        text = re.sub(r"`([^`\n]*)\n([^`\n]*)`", r"`\1 \2`", path.read_text())
        for match in COMMAND.finditer(text):
            line = re.split(r"\s{2,}|\s+#", (match[1] or "").strip())[0]
            if line:
                yield path, line


def placeholders(line: str) -> str:
    """`VERB` and the like are for the reader to fill in."""
    return re.sub(r"\bVERB\b", "status", line).replace(" ...", "")


def test_the_documents_show_commands() -> None:
    found = list(commands())
    shown = {path.relative_to(BASE_DIR).as_posix() for path, _ in found}
    assert {"README.md", "evolve/README.md", "playbooks/README.md"} <= shown
    assert len(found) > 25


@pytest.mark.parametrize(
    ("path", "line"), sorted({(str(p.relative_to(BASE_DIR)), line) for p, line in commands()})
)
def test_every_command_in_the_documents_is_one(path: str, line: str) -> None:
    try:
        PARSER.parse_args(shlex.split(placeholders(line)))
    except (SystemExit, Exception) as error:
        raise AssertionError(f"{path}: manage.py evolve {line}: {error}") from error


def test_the_readme_lists_every_verb_as_help_does() -> None:
    assert rows("commands") == [[f"`{verb}`", text] for verb, text in VERBS.items()]
    assert set(HANDLERS) == set(VERBS)
    (verbs,) = [a for a in PARSER._actions if isinstance(a, argparse._SubParsersAction)]
    assert {a.dest: a.help for a in verbs._choices_actions} == VERBS


def test_the_readme_lists_every_exit_code() -> None:
    listed = {int(code): meaning for code, meaning in rows("exit codes")}
    assert set(listed) == {int(code) for code in Exit}
    for code, meaning in listed.items():
        first = meaning.partition(":")[0]
        assert f"{code} {first}" in EPILOG, (code, meaning)


@pytest.mark.parametrize(
    ("mark", "model"), [("settings", Settings), ("profiles", Profile), ("holds", Holds)]
)
def test_the_readme_lists_every_setting_with_its_default(mark: str, model: type[BaseModel]) -> None:
    listed = {key.strip("`"): default.strip("`") for key, default, _ in rows(mark)}
    assert list(listed) == list(model.model_fields)
    for name, field in model.model_fields.items():
        if isinstance(field.default, timedelta):
            assert parse_duration(listed[name]) == field.default, name
        else:
            assert listed[name] == spelled(field.default), name


def spelled(default: object) -> str:
    """As one writes it in settings.py."""
    if isinstance(default, str):
        return f'"{default}"'
    if isinstance(default, BaseModel):
        return "{}"
    if isinstance(default, tuple):
        return str(list(default))
    return f"{default:g}" if isinstance(default, float) else str(default)


def rows(mark: str) -> list[list[str]]:
    """The cells of the table between two comments of that name in README.md."""
    found = re.search(rf"<!-- {mark} -->\n(.*?)<!-- /{mark} -->", README.read_text(), re.DOTALL)
    assert found, mark
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in found[1].strip().splitlines()
    ]


def test_the_readme_leaves_a_place_for_the_benchmark() -> None:
    assert re.search(r"<!-- bench -->\n.*?<!-- /bench -->", README.read_text(), re.DOTALL)


def test_the_playbook_of_the_readme_loads() -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", README.read_text(), re.DOTALL)
    playbook = parse(block, name="customer-split-name", path="README.md", kinds=KINDS)
    assert playbook.model == "shop.Customer"


def test_the_readme_names_every_kind_of_change() -> None:
    for kind in KINDS:
        assert re.search(rf"^\| `{kind}` \|", README.read_text(), re.MULTILINE), kind


def test_the_architecture_shows_the_decision_table_of_the_trigger() -> None:
    table = [line for line in (sync.__doc__ or "").splitlines() if line.startswith("|")]
    assert len(table) > 5
    assert "\n".join(table) in ARCHITECTURE.read_text()


def test_the_architecture_draws_every_move() -> None:
    drawn = moves_in(ARCHITECTURE.read_text())
    assert list(drawn.items()) == [((str(a), str(b)), why) for (a, b), why in MOVES.items()]


def test_the_architecture_names_every_room() -> None:
    text = ARCHITECTURE.read_text()
    for path in (BASE_DIR / "evolve").iterdir():
        if path.is_dir() and (path / "__init__.py").exists() and path.name != "migrations":
            assert f"`{path.name}/`" in text, path.name


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(BASE_DIR)))
def test_every_link_to_a_file_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text()):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), f"{path}: {target}"


def test_every_command_in_a_message_is_one() -> None:
    """Hints in the source: a verb that exists, with options that it takes."""
    (verbs,) = [a for a in PARSER._actions if isinstance(a, argparse._SubParsersAction)]
    shown = 0
    for path in (BASE_DIR / "evolve").rglob("*.py"):
        for hint in re.findall(r"manage\.py evolve ([a-z][^\"`\n]*)", path.read_text()):
            verb = hint.split()[0].strip(".,;:)")
            assert verb in VERBS, f"{path}: {hint}"
            known = set(verbs.choices[verb]._option_string_actions)
            assert set(re.findall(r"--[a-z-]+", hint)) <= known, f"{path}: {hint}"
            shown += 1
    assert shown > 30
