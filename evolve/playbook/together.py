"""Which changes of one table go together in one playbook.

Each has triggers of its own, and whose fires first does not matter as long as none writes a column
that another reads or writes. So no field belongs to two changes; what expressions read the server
tells later, when the plan is made. A kind says itself why it stays alone, if it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evolve.errors import Problem
from evolve.playbook.complaints import at
from evolve.playbook.model import ChangeSection, KeyPath
from evolve.playbook.tree import Tree


def together(changes: Sequence[ChangeSection], tree: Tree) -> Iterator[Problem]:
    """What stands against them in one playbook, with the place in the file."""
    if len(changes) == 1:
        return
    owners: dict[str, int] = {}
    for index, change in enumerate(changes):
        path = ("changes", index)
        if change.alone:
            yield Problem(
                message=f"`{change.kind}` does not go together with other changes: {change.alone}",
                expected="a playbook of its own",
                path=(*path, change.kind),
            )
        for name in dict.fromkeys(name for side in change.sides() for name in side):
            first = owners.setdefault(name, index)
            if first != index:
                yield Problem(
                    message="two changes of one field",
                    found=f"{name!r}, which change {first + 1} has already",
                    expected="one change of each field; the second in a playbook of its own, after "
                    "this one is done",
                    path=place_of(name, path, tree),
                )


def place_of(name: str, section: KeyPath, tree: Tree) -> KeyPath:
    """Where the change names the field: as a value, else as a key."""
    inside = [path for path in tree.places if path[: len(section)] == section]
    named = [path for path in inside if at(tree.data, path) == name]
    return next(iter(named), next((path for path in inside if path[-1] == name), section))
