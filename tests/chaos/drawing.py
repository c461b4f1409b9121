"""What a round is made of, drawn by its seed and by nothing else."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace

from tests.chaos.faults import FAULTS
from tests.chaos.scene import Scene
from tests.chaos.tables import TABLES

# One round in so many has no evolution at all.
CONTROL = 12
LARGER = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """`reverts` lives come before the last one, which is contracted unless `reverted`; where it is
    `undone`, it is contracted twice. `faults` strike one after the other while rows are filled,
    `late` ones in the moves that follow. Unless `flat_out` the application comes first."""

    seed: int
    scenes: tuple[Scene, ...]
    workers: int
    reverts: int
    reverted: bool
    undone: bool
    faults: tuple[str, ...]
    late: tuple[str, ...]
    control: bool = False
    flat_out: bool = True

    def __str__(self) -> str:
        life = "control" if self.control else f"{self.reverts} reverts"
        contracted = ", contracted, undone, contracted" if self.undone else ", contracted"
        end = "" if self.control else (", reverted at last" if self.reverted else contracted)
        return (
            f"{'; '.join(map(str, self.scenes))}; {self.workers} workers"
            f"{' flat out' if self.flat_out else ''}; {life}{end}; "
            f"faults: {', '.join(self.faults)}; then {', '.join(self.late) or 'none'}"
        )


def draw(seed: int) -> Draw:
    """The round of that seed."""
    chance = random.Random(f"chaos {seed}")
    control = chance.randrange(CONTROL) == 0
    scenes = drawn_scenes(chance, seed)
    possible = {name: f.weight for name, f in FAULTS.items() if f.alone or not control}
    lasting = {name: weight for name, weight in possible.items() if not FAULTS[name].early}
    drawn = Draw(
        seed=seed,
        scenes=scenes,
        workers=chance.randint(2, 3),
        reverts=chance.choice((0, 0, 1, 1, 2)),
        reverted=chance.random() < 0.2,
        undone=chance.random() < 0.3,
        faults=chosen(chance, possible, chance.randint(2, 5)),
        late=() if control else chosen(chance, lasting, chance.randint(0, 3)),
        control=control,
    )
    return drawn if chance.random() < 0.5 else replace(drawn, flat_out=False, scenes=grown(scenes))


def grown(scenes: tuple[Scene, ...]) -> tuple[Scene, ...]:
    """Tables so large that a worker finds out who else is at work before it is through."""
    tables = [replace(scene.table, rows=LARGER * scene.table.rows) for scene in scenes]
    return tuple(replace(s, table=table) for s, table in zip(scenes, tables, strict=True))


def chosen(chance: random.Random, weights: Mapping[str, int], count: int) -> tuple[str, ...]:
    return tuple(chance.choices(list(weights), list(weights.values()), k=count))


def drawn_scenes(chance: random.Random, seed: int) -> tuple[Scene, ...]:
    """One table with one to three evolutions, or two tables with one or two each."""
    tables = chance.sample(TABLES, k=chance.choice((1, 1, 2)))
    scenes = []
    for table in tables:
        count = chance.randint(1, 3) if len(tables) == 1 else chance.randint(1, 2)
        # Where rows go, the evolution has all of their columns.
        beside = () if table.change.may_go else table.changes[1:]
        changes = (table.change, *chance.sample(beside, k=min(count - 1, len(beside))))
        scenes.append(Scene(table=table, changes=changes, seed=seed))
    return tuple(scenes)
