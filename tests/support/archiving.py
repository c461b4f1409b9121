"""Archives in a directory of the test's, for as long as a block takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import override_settings

from tests.support import evolutions

PROFILE = {**evolutions.SWIFT["PROFILES"]["default"], "archive": "old"}


@contextmanager
def archiving(directory: Path, **profile: object) -> Iterator[None]:
    backend = {"BACKEND": "tests.support.storages.Faulty", "OPTIONS": {"location": str(directory)}}
    with (
        override_settings(STORAGES={"old": backend}),
        evolutions.swiftly(PROFILES={"default": {**PROFILE, **profile}}),
    ):
        yield
