"""A name means one playbook, wherever it lies; a wrong name is told the nearest."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from evolve.changes import KINDS
from evolve.errors import NotFound, PlaybookError
from evolve.playbook import find as finding
from evolve.playbook.find import directories, every, find
from evolve.playbook.model import Playbook

TEXT = "evolve: 1\nmodel: shop.Product\nchange:\n  rename: title\n  to: name\n"


class Project:
    """A project directory with two apps; `write` puts a playbook below one of them."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, path: str, text: str = TEXT) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    apps = [SimpleNamespace(path=str(tmp_path / name)) for name in ("shop", "billing")]
    registry = SimpleNamespace(get_app_configs=lambda: apps)
    monkeypatch.setattr(finding, "settings", SimpleNamespace(BASE_DIR=str(tmp_path)))
    monkeypatch.setattr(finding, "apps", registry)
    return Project(tmp_path)


def test_playbooks_lie_beside_manage_py_and_in_apps(project: Project) -> None:
    assert directories() == ()
    project.write("billing/playbooks/b.yaml")
    project.write("playbooks/a.yaml")
    root = project.root
    assert directories() == (root / "playbooks", root / "billing" / "playbooks")


def test_without_base_dir_it_is_the_working_directory(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "settings", SimpleNamespace())
    monkeypatch.chdir(project.root)
    project.write("playbooks/a.yaml")
    assert directories() == (project.root / "playbooks",)


def test_an_app_that_is_the_project_itself_is_not_looked_through_twice(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    apps = [SimpleNamespace(path=str(project.root))]
    monkeypatch.setattr(finding, "apps", SimpleNamespace(get_app_configs=lambda: apps))
    project.write("playbooks/a.yaml")
    assert len(directories()) == 1
    assert find("a", KINDS).name == "a"


def test_a_playbook_is_found_by_name_and_by_path(project: Project) -> None:
    path = project.write("shop/playbooks/product-rename-title.yaml")
    assert find("product-rename-title", KINDS).path == str(path)
    assert find(str(path), KINDS).name == "product-rename-title"


def test_a_wrong_name_is_told_the_nearest(project: Project) -> None:
    project.write("playbooks/product-rename-title.yaml")
    with pytest.raises(NotFound, match="did you mean 'product-rename-title'") as caught:
        find("product-rename-titel", KINDS)
    assert "product-rename-title" in caught.value.hint


def test_nothing_to_find_is_told_with_the_next_step(project: Project) -> None:
    with pytest.raises(NotFound, match=r"no playbooks/ beside manage\.py") as caught:
        find("any", KINDS)
    assert "evolve new" in caught.value.hint


@pytest.mark.parametrize("path", ["./absent.yaml", "absent.yaml", "a/b", "a\0/b"])
def test_a_path_that_leads_nowhere_is_not_found(project: Project, path: str) -> None:
    with pytest.raises(NotFound, match="no file"):
        find(path, KINDS)


def test_a_name_in_two_places_is_refused_naming_both(project: Project) -> None:
    first = project.write("playbooks/a.yaml")
    second = project.write("shop/playbooks/a.yaml")
    with pytest.raises(PlaybookError) as caught:
        find("a", KINDS)
    assert str(first) in str(caught.value)
    assert str(second) in str(caught.value)


def test_every_playbook_is_listed_and_one_that_is_broken_hides_no_other(project: Project) -> None:
    project.write("playbooks/b.yaml", "evolve: 2\n")
    project.write("playbooks/c.yaml")
    project.write("shop/playbooks/a.yaml")
    project.write("shop/playbooks/d.yml")
    project.write("playbooks/e.yaml")
    project.write("shop/playbooks/e.yaml")
    project.write("playbooks/README.md", "no playbook")
    found = every(KINDS)
    assert [p.name if isinstance(p, Playbook) else Path(p.path).name for p in found] == [
        "a", "b.yaml", "c", "d.yml", "e.yaml",
    ]  # fmt: skip
    assert [isinstance(p, PlaybookError) for p in found] == [False, True, False, True, True]
