"""What pytest loads: a fixture, and nothing else until a test asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from evolve.testing.rehearsal import Rehearsal


@pytest.fixture
def evolve_playbook(request: pytest.FixtureRequest) -> Iterator[Callable[..., Rehearsal]]:
    """Gives the playbook of a name, on a copy of the test database that this test has alone.

    `evolve_playbook(name, database="default")`. See evolve.testing.
    """
    request.getfixturevalue("django_db_setup")
    blocker: Any = request.getfixturevalue("django_db_blocker")
    from evolve.testing.rehearsal import rehearsed

    with ExitStack() as stack:
        stack.enter_context(blocker.unblock())

        def rehearse(name: str, database: str = "default") -> Rehearsal:
            return stack.enter_context(rehearsed(name, database))

        yield rehearse
