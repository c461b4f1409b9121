"""A command line that cannot be meant: a message with the way out, exit code 2, nothing done."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from evolve.errors import Exit
from tests.command.conftest import Write
from tests.support.cluster import ShopDatabase
from tests.support.fingerprint import fingerprint
from tests.support.typed import typed


@dataclass(frozen=True)
class Line:
    """`says` are words of the answer; `code` is what it exits with."""

    law: str
    line: str
    says: tuple[str, ...]
    code: Exit = Exit.USAGE

    def __str__(self) -> str:
        return self.law


def line(law: str, text: str, *says: str) -> Line:
    return Line(law, text, says)


NAMED = ("pause", "resume", "verify", "revert", "swap", "contract", "history", "status")
LINES = [
    line("no verb", "", "VERB", "usage: manage.py evolve"),
    line("a mistyped verb", "plann x", "invalid choice: 'plann'", "did you mean", "evolve plan"),
    line("another mistyped verb", "contarct x", "did you mean", "evolve contract"),
    line("no name", "start", "required: NAME"),
    line("a word too much", "plan a b", "unrecognized arguments: b"),
    line("an unknown option", "contract x --force", "unrecognized arguments: --force"),
    line("an unknown format", "status --format xml", "invalid choice: 'xml'", "text", "json"),
    line("an unknown playbook", "plan customer-split-nam", "did you mean 'customer-split-name'?"),
    line("a playbook far from any", "start zzz", "no playbook 'zzz'", "known: account-"),
    line("a missing file", "check here/none.yaml", "no file 'here/none.yaml'", "name"),
    line("a directory", "plan /", "no file '/'"),
    line("an unknown alias", "plan product-rename-title --database defualt",
         "no database alias 'defualt'", "did you mean 'default'?", "DATABASES"),
    line("an unknown alias of a worker", "worker --database other", "no database alias 'other'"),
    line("an unknown alias of the status", "status --database other", "no database alias 'other'"),
    line("an SQLite alias", "plan product-rename-title --database legacy",
         "legacy is sqlite; evolve needs PostgreSQL", "DATABASES"),
    line("an unknown state", "wait x --for redy", "invalid choice: 'redy'", "ready"),
    line("no state", "wait x", "required: --for"),
    line("a time in words", "wait x --for ready --timeout soon", "seconds", "'soon'"),
    line("a time without end", "wait x --for ready --timeout inf", "seconds", "'inf'"),
    line("a time below zero", "wait x --for ready --timeout=-1", "seconds", "'-1'"),
    line("waiting for nothing", "wait product-rename-title --for ready --timeout 1",
         "no evolution of that name on default", "evolve status"),
    line("watching as JSON", "status x --watch --format json", "--watch", "json"),
    line("watching no name", "status --watch", "name of an evolution", "evolve status"),
    line("requiring without a name", "status --require ready", "name of an evolution"),
    line("an unknown required state", "status x --require reedy", "invalid choice: 'reedy'"),
    line("undo and now", "contract x --undo --now", "--now does not go with --undo"),
    line("undo and dry run", "contract x --undo --dry-run", "--undo and --dry-run: give one"),
    line("an unknown kind", "new splitt shop.Customer full_name", "did you mean 'split'?"),
    line("a kind without fields", "new rename shop.Customer", "required: FIELD"),
    line("fields that are too few", "new merge shop.Address street line", "merge MODEL OLD OLD"),
    line("a model without app", "new rename Customer a b", "no playbook", "app.Model"),
    line("a name that is none", "new rename shop.Customer full-name b", "not a name", "models.py"),
    line("a file in no directory", "new rename shop.Customer a b --output /none/x.yaml",
         "cannot be written", "No such file"),
    line("a file that is there", f"new rename shop.Customer a b --output {__file__}",
         "is there already", "another file"),
    *[line(f"{verb} of nothing", f"{verb} product-rename-titel", "no evolution of that name",
           "-> manage.py evolve status") for verb in NAMED],
]  # fmt: skip


@pytest.mark.usefixtures("legacy")
def test_a_wrong_command_line_says_why_and_does_nothing(shop: ShopDatabase) -> None:
    """One database for all of them: whatever one of them left behind would be seen."""
    with shop.connect("postgres") as connection:
        before = fingerprint(connection)
        for wrong in LINES:
            found = typed(wrong.line)
            assert found.code == wrong.code, f"{wrong}\n{found}"
            assert "Traceback" not in found.said, found
            for words in wrong.says:
                assert words in found.said, f"{wrong}: {words!r} is missing\n{found}"
            assert fingerprint(connection) == before, wrong


def test_an_alias_that_the_playbook_does_not_name_is_refused(
    shop: ShopDatabase, write: Write, legacy: str
) -> None:
    head = "evolve: 1\nmodel: shop.Product\nchange: {rename: title, to: name}\n"
    here = write("here", head + "databases: default\n")
    nowhere = write("nowhere", head + "databases: nowhere\n")
    sqlite = write("sqlite", head + f"databases: [{legacy}]\n")
    with shop.connect("postgres") as connection:
        before = fingerprint(connection)
        for path, more, words in (
            (here, f" --database {legacy}", "here does not run on 'legacy'"),
            (nowhere, "", "no database alias 'nowhere'"),
            (sqlite, "", "evolve needs PostgreSQL"),
        ):
            for verb in ("plan", "start"):
                found = typed(f"{verb} {path}{more}")
                assert (found.code, words in found.err) == (Exit.USAGE, True), found
        assert fingerprint(connection) == before


def test_a_router_that_denies_is_an_error_and_not_a_silent_nothing(
    shop: ShopDatabase, settings: object, write: Write
) -> None:
    path = write("named", "evolve: 1\nmodel: shop.Product\nchange: {rename: title, to: name}\n"
                 "databases: default\n")  # fmt: skip
    settings.DATABASE_ROUTERS = ["tests.command.test_command_line.Deny"]  # type: ignore[attr-defined]
    for words, message in (
        (str(path), "a router denies shop.Product on 'default'"),
        ("product-rename-title", "the routers allow shop.Product on no database"),
    ):
        found = typed(f"start {words}")
        assert found.code == Exit.ERROR, found
        assert message in found.err
        assert "DATABASE_ROUTERS" in found.err


class Deny:
    """Shop's models live elsewhere."""

    def allow_migrate(self, db: str, app_label: str, **_: object) -> bool | None:
        return False if app_label == "shop" else None


def test_new_writes_a_playbook_that_only_wants_decisions(tmp_path: Path) -> None:
    path = tmp_path / "fresh.yaml"
    found = typed(f"new split shop.Customer full_name first_name last_name --output {path}")
    assert found.code == Exit.DONE, found
    assert f"manage.py evolve check {path}" in found.out
    assert typed(f"check {path}").code == Exit.DONE
