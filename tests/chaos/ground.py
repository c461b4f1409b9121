"""Where a round takes place: server, shop, worker processes, writers; and how it is looked at."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from sample_app.server import Server
from tests.chaos.scene import Scene
from tests.releases.stress.crew import Crew
from tests.support.cluster import ShopDatabase
from tests.support.workers import Worker, told


def settings(*, flat_out: bool) -> dict[str, Any]:
    """Of workers and operator. Unless `flat_out` the writers, who saturate the machine, leave a
    backfill a tenth of its time, or less."""
    profile = {"quiet_for": "0", "lock_budget": "20s", "flat_out": flat_out}
    profile["batch_ms"] = 30 if flat_out else 20
    return {"LEASE_SECONDS": 1.5, "PROFILES": {"default": profile}}


# Where an evolution stays until somebody asks for something.
RESTS = ("ready", "swapped", "done", "reverted")
HOLDER = (
    "SELECT max(lease_owner) FROM evolve_evolution"
    " WHERE lease_owner <> '' AND lease_until > clock_timestamp()"
)


@dataclass(slots=True, kw_only=True)
class Ground:
    """Everything that faults can strike. Whatever is begun here ends with `stack`."""

    server: Server
    shop: ShopDatabase
    stack: ExitStack
    chance: random.Random
    scenes: Sequence[Scene]
    crews: Sequence[Crew]
    settings: Mapping[str, Any]
    workers: list[Worker] = field(default_factory=list)

    def hire(self) -> Worker:
        """One more worker."""
        worker = self.stack.enter_context(Worker(self.shop, **self.settings))
        self.workers.append(worker)
        return worker

    def holder(self) -> Worker:
        """A worker that holds a lease at this moment; any where none does."""
        owner = told(self.shop, HOLDER)[0]
        holding = [worker for worker in self.workers if worker.owner == owner]
        return self.chance.choice(holding or self.workers)

    def states(self) -> list[str]:
        """The states of the evolutions that are under way or done, each begun last of its name."""
        return [state for state, _, _ in self.evolutions().values()]

    def evolutions(self) -> dict[str, tuple[str, str, int]]:
        """State, hold and generation by name, of the last life of each."""
        with self.shop.connect("postgres") as connection:
            rows = connection.execute(
                "SELECT DISTINCT ON (name) name, state, hold, generation"
                " FROM evolve_evolution ORDER BY name, id DESC"
            ).fetchall()
        return {name: (state, hold, generation) for name, state, hold, generation in rows}

    def transactions(self) -> int:
        return sum(crew.record().transactions() for crew in self.crews)
