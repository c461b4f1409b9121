"""The shop with migrations of a test's own, and the command in this process."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

HEAD = "from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n"
NUMBERS = itertools.count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    code: int
    out: str
    err: str = ""

    @property
    def data(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """The migrations of the application `shop` in a directory of their own, and its commands."""

    root: Path
    capture: pytest.CaptureFixture[str]

    @property
    def migrations(self) -> Path:
        return self.root / f"migrations_of_{self.root.name}"

    def evolve(self, *arguments: str) -> Answer:
        """`manage.py evolve ...`, whatever it answers."""
        self.forget()
        self.capture.readouterr()
        code, said = 0, ""
        try:
            call_command("evolve", *arguments)
        except SystemExit as ending:
            code = int(str(ending.code or 0))
        except CommandError as error:
            code, said = error.returncode, str(error)
        caught = self.capture.readouterr()
        return Answer(code=code, out=caught.out, err=said + caught.err)

    def forget(self) -> None:
        """The migrations are read anew when they are next asked for."""
        for name in [name for name in sys.modules if name.startswith(self.migrations.name)]:
            del sys.modules[name]


Making = Callable[[Mapping[str, str]], Shop]


def migration(operations: str, *after: str, more: str = "") -> str:
    """The text of a migration; `operations` are the lines of its list, `after` names others."""
    dependencies = ", ".join(f'("shop", "{name}")' for name in after)
    lines = f"    dependencies = [{dependencies}]\n    operations = [\n{operations}\n    ]\n"
    return more + HEAD + lines


@pytest.fixture
def shop_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Making]:
    """A shop with the migrations given, by file name; playbooks and settings beside them."""
    root = tmp_path / f"shop{next(NUMBERS)}"
    shop = Shop(root=root, capture=capsys)
    monkeypatch.syspath_prepend(str(root))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def make(files: Mapping[str, str]) -> Shop:
        shop.migrations.mkdir(parents=True)
        (shop.migrations / "__init__.py").touch()
        for name, text in files.items():
            (shop.migrations / f"{name}.py").write_text(text)
        monkeypatch.chdir(root)
        return shop

    with override_settings(MIGRATION_MODULES={"shop": shop.migrations.name}, BASE_DIR=root):
        yield make
