"""How many pages go into the next group, from how long the passes of the last one took. Pure."""

from __future__ import annotations

from dataclasses import dataclass

GROW = 4.0
SHRINK = 0.25
LARGEST = 1 << 20


@dataclass(slots=True, kw_only=True)
class Sizing:
    """What one worker has learned of its last group: its pages, and its slowest pass.

    The first pass is the slowest, often by twice: no earlier one has made room on the pages. It
    is the one that must stay within the target.
    """

    pages: int = 0
    slowest_ms: float = 0.0

    def first(self, pages: int, took_ms: float) -> None:
        """A group's first pass has been made."""
        self.pages = pages
        self.slowest_ms = took_ms

    def further(self, pages: int, took_ms: float) -> None:
        """Another pass; of a group whose first one was not seen nothing is learned."""
        if pages == self.pages:
            self.slowest_ms = max(self.slowest_ms, took_ms)

    def forget(self) -> None:
        self.pages = 0

    def next(self, stored: int, target_ms: float) -> int:
        """Pages of the next group; `stored` ones as long as nothing was learned."""
        return next_group(self.pages, self.slowest_ms, target_ms) if self.pages else stored


def first_group(rows: int, pages: int, stripes: int, batch_rows: int) -> int:
    """Pages for batches of about `batch_rows`, by the table's density as far as it is known."""
    density = rows / pages if rows and pages else 50.0
    return max(1, round(batch_rows * stripes / max(density, 1.0)))


def next_group(pages: int, took_ms: float, target_ms: float) -> int:
    """The group whose slowest pass would take `target_ms`: proportional, and at most fourfold.

    Between 80% and 120% of the target nothing changes, so that noise does not move it.
    """
    if took_ms <= 0:
        return min(LARGEST, pages * 4)
    ratio = target_ms / took_ms
    if 0.8 <= ratio <= 1.2:
        return pages
    return max(1, min(LARGEST, round(pages * min(GROW, max(SHRINK, ratio)))))


def pause_after(rows: int, took: float, max_rows_per_second: int | None) -> float:
    """Seconds to leave before the next batch so that the limit holds."""
    if not max_rows_per_second:
        return 0.0
    return max(0.0, rows / max_rows_per_second - took)
