"""Who acts."""

from __future__ import annotations

import getpass
import os

ACTOR_VARIABLES = ("EVOLVE_ACTOR", "GITHUB_ACTOR", "GITLAB_USER_LOGIN", "BUILDKITE_BUILD_CREATOR")


def default_actor() -> str:
    """Who acts: as CI says, else the user of this process."""
    for name in ACTOR_VARIABLES:
        if os.environ.get(name):
            return os.environ[name]
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
