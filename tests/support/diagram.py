"""The moves of an evolution as a diagram for the documentation."""

from __future__ import annotations

import re
from collections.abc import Mapping

from evolve.states import MOVES, State

BLOCK = re.compile(r"```mermaid\nstateDiagram-v2\n(.*?)```", re.DOTALL)


def diagram(moves: Mapping[tuple[State, State], str] = MOVES) -> str:
    """The block as it stands in evolve/README.md: a line for each move, with its reason."""
    lines = [f"    {source} --> {target}: {reason}" for (source, target), reason in moves.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])


def moves_in(text: str) -> dict[tuple[str, str], str]:
    """The moves that the one diagram in `text` draws."""
    (block,) = BLOCK.findall(text)
    found = {}
    for line in filter(None, map(str.strip, block.splitlines())):
        source, arrow, rest = line.partition(" --> ")
        target, colon, reason = rest.partition(": ")
        assert arrow, line
        assert colon, line
        found[source, target] = reason
    return found


if __name__ == "__main__":
    print(diagram())
