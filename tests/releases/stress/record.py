"""What the writers did and met, by phase."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A statement of the application that failed."""

    phase: str
    release: str
    kind: str
    sqlstate: str
    message: str

    def __str__(self) -> str:
        return f"{self.phase}: {self.release} {self.kind}: {self.sqlstate} {self.message}"


@dataclass(slots=True, kw_only=True)
class Record:
    """One writer's, or several added up. Transactions are counted by (phase, release, kind).

    `longest` has the milliseconds of the longest statement by phase, and what it was. `lost` are
    transactions whose connection was lost while the server was away on purpose, `unsure` those of
    them that were being committed.
    """

    done: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    longest: dict[str, tuple[float, str]] = field(default_factory=dict)
    lost: int = 0
    unsure: int = 0

    def took(self, phase: str, milliseconds: float, what: str) -> None:
        if milliseconds > self.longest.get(phase, (0.0, ""))[0]:
            self.longest[phase] = (milliseconds, what)

    @property
    def slowest(self) -> tuple[float, str]:
        """The longest statement of all, and in which phase."""
        return max(
            ((ms, f"{phase}: {what}") for phase, (ms, what) in self.longest.items()),
            default=(0.0, ""),
        )

    def kinds(self, phase: str, release: str) -> set[str]:
        return {kind for p, r, kind in dict(self.done) if (p, r) == (phase, release)}

    def transactions(self, phase: str | None = None) -> int:
        return sum(n for (p, _, _), n in dict(self.done).items() if phase in (None, p))


def added(records: Iterable[Record]) -> Record:
    """All of them as one; the writers may go on meanwhile."""
    total = Record()
    for record in records:
        total.done.update(dict(record.done))
        total.failures += record.failures
        total.lost += record.lost
        total.unsure += record.unsure
        for phase, (milliseconds, what) in dict(record.longest).items():
            total.took(phase, milliseconds, what)
    return total


def lines(record: Record) -> list[str]:
    """For whoever reads the test's output: a line for each phase, and the failures."""
    phases = list(dict.fromkeys(phase for phase, _, _ in record.done))
    counts: Mapping[str, int] = {phase: record.transactions(phase) for phase in phases}
    longest = {phase: record.longest.get(phase, (0.0, "")) for phase in phases}
    return [
        *(f"{p:<24} {counts[p]:>6} transactions, longest statement {longest[p][0]:>5.0f} ms"
          f" ({longest[p][1]})" for p in phases),
        *map(str, record.failures[:10]),
    ]  # fmt: skip
