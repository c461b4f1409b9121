"""`make histories`: the migrations of real packages, through `suggest`; nothing may crash.

The packages are fetched into an environment of their own, `.histories`, and none of their code is
kept. Names after `--` choose some of them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections import Counter
from pathlib import Path
from typing import Any

from tests.histories.packages import PACKAGES

HOME = Path(".histories")
QUIET = ("--quiet", "--disable-pip-version-check")


def main(names: list[str]) -> int:
    python = environment([PACKAGES[name].distribution for name in names])
    totals = {name: Counter[str]() for name in ("operations", "findings", "playbooks")}
    crashes = 0
    for name in names:
        found = looked(python, name)
        crashes += len(found["crashes"])
        playbooks = sum(found["playbooks"].values())
        print(
            f"{PACKAGES[name].distribution:<22} {found['migrations']:>4} migrations"
            f" {sum(found['operations'].values()):>5} operations {playbooks:>4} playbooks"
            f" {found['gaps']:>4} gaps {len(found['crashes']):>3} crashes",
            flush=True,
        )
        print("".join(found["crashes"]), end="", file=sys.stderr)
        for kind, counter in totals.items():
            counter.update(found[kind])
    for kind, counter in totals.items():
        print(f"\n{kind}")
        for what, count in sorted(counter.items()):
            print(f"  {what:<40} {count:>5}")
    return 1 if crashes else 0


def environment(distributions: list[str]) -> str:
    """An interpreter that has evolve and the packages."""
    python = HOME / "bin" / "python"
    if not python.exists():
        venv.create(HOME, with_pip=True)
    wanted = ["-e", ".", "psycopg[binary]", *distributions]
    subprocess.run([python, "-m", "pip", "install", *QUIET, *wanted], check=True)
    return str(python)


def looked(python: str, name: str) -> dict[str, Any]:
    command = [python, "-W", "ignore", "-m", "tests.histories.look", name]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        nothing: dict[str, Any] = {"operations": {}, "findings": {}, "playbooks": {}}
        return {**nothing, "migrations": 0, "gaps": 0, "crashes": [f"{name} does not load\n"]}
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(PACKAGES)))
