"""Who acts, and from where."""

from __future__ import annotations

import getpass
import os

ACTOR_VARIABLES = ("EVOLVE_ACTOR", "GITHUB_ACTOR", "GITLAB_USER_LOGIN", "BUILDKITE_BUILD_CREATOR")
COMMIT_VARIABLES = (
    "EVOLVE_COMMIT", "GITHUB_SHA", "CI_COMMIT_SHA", "BUILDKITE_COMMIT", "CIRCLE_SHA1", "GIT_COMMIT",
)  # fmt: skip
RUN_VARIABLES = (
    "EVOLVE_CI_URL", "CI_JOB_URL", "BUILDKITE_BUILD_URL", "CIRCLE_BUILD_URL", "BUILD_URL",
)  # fmt: skip


def default_actor() -> str:
    """Who acts: as CI says, else the user of this process."""
    named = first(ACTOR_VARIABLES)
    if named:
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def circumstances() -> dict[str, str]:
    """The commit and the address of the CI run in which this happens, as far as CI says."""
    found = {"commit": first(COMMIT_VARIABLES), "ci": first(RUN_VARIABLES) or github_run()}
    return {key: value for key, value in found.items() if value}


def first(names: tuple[str, ...]) -> str:
    return next((os.environ[name] for name in names if os.environ.get(name)), "")


def github_run() -> str:
    """GitHub tells the parts of the address, never the whole."""
    parts = [
        os.environ.get(f"GITHUB_{part}", "") for part in ("SERVER_URL", "REPOSITORY", "RUN_ID")
    ]
    return "{}/{}/actions/runs/{}".format(*parts) if all(parts) else ""
