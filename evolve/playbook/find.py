"""Where playbooks are, and which one a name means."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from django.apps import apps
from django.conf import settings

from evolve.errors import NotFound, PlaybookError, Problem
from evolve.playbook.load import Kinds, load
from evolve.playbook.model import Playbook
from evolve.playbook.nearest import nearest

FOLDER = "playbooks"


def directories() -> tuple[Path, ...]:
    """The directories that exist: `playbooks/` beside manage.py, then those of installed apps."""
    base = Path(getattr(settings, "BASE_DIR", None) or Path.cwd())
    roots = [base, *(Path(app.path) for app in apps.get_app_configs())]
    found = {(root / FOLDER).resolve(): None for root in roots if (root / FOLDER).is_dir()}
    return tuple(found)


def find(name_or_path: str, kinds: Kinds) -> Playbook:
    """The playbook of that name, or in the file at that path.

    Raises NotFound with the nearest name, or PlaybookError with all that is wrong in it.
    """
    if "/" in name_or_path or name_or_path.endswith((".yaml", ".yml")):
        path = Path(name_or_path)
        if not path.is_file():
            raise NotFound(f"no file {name_or_path!r}", hint="a path to a playbook, or its name")
        return load(path, kinds)
    files = _files()
    if name_or_path not in files:
        raise _not_found(name_or_path, files)
    return _only(files[name_or_path], kinds)


def every(kinds: Kinds) -> list[Playbook | PlaybookError]:
    """All playbooks by name; where one cannot be read, the error in its place."""
    found: list[Playbook | PlaybookError] = []
    for _, paths in sorted(_files().items()):
        try:
            found.append(_only(paths, kinds))
        except PlaybookError as error:
            found.append(error)
    return found


def _files() -> dict[str, list[Path]]:
    """Files by playbook name; `.yml` among them, so that it is refused and not passed over."""
    files: dict[str, list[Path]] = defaultdict(list)
    for directory in directories():
        for path in sorted(directory.iterdir()):
            if path.suffix in (".yaml", ".yml") and path.is_file():
                files[path.stem].append(path)
    return files


def _only(paths: list[Path], kinds: Kinds) -> Playbook:
    if len(paths) > 1:
        first, second, *_ = paths
        problem = Problem(
            message="two playbooks have one name",
            found=f"{second} and {first}",
            expected="one name, one playbook in all of the project",
        )
        raise PlaybookError(str(second), (problem,))
    return load(paths[0], kinds)


def _not_found(name: str, files: dict[str, list[Path]]) -> NotFound:
    near = nearest(name, files)
    meant = f"; did you mean {near!r}?" if near else ""
    where = ", ".join(map(str, directories())) or f"no {FOLDER}/ beside manage.py or in an app"
    known = f"known: {', '.join(sorted(files))}" if files else "evolve new writes one"
    return NotFound(f"no playbook {name!r}{meant} (looked in: {where})", hint=known)
