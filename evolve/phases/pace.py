"""How many pages go into the next batch, from how long those before it took. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp

GROW = 4.0
SHRINK = 0.25
# So many times the first pass's pages at most.
LARGER = 2
# A group's pages for each page of its first pass's batches. It is less than LARGER, so that a first
# pass that turns out a little slower does not cut the others in two.
GROUP = 1.8
# 8 MB, so that a pass takes longer than the transactions whose snapshots keep the next one from
# taking up its room; 48 MB, so that the pages stay in memory between the passes.
GROUP_PAGES = (1024, 6144)
# So near to the target nothing changes, so that noise does not move it.
NEAR = 0.1
LARGEST = 1 << 20
# Of the statements of others so many, and not more, may find a batch where a core was free for
# them: a quarter of the slowest hundredth, by which an application is judged.
MET = 0.0025
# What is left to others after a batch, in times as long as it took, where they have every core; and
# the most that is ever left.
REST_WHERE_FULL, LONGEST_REST = 9.0, 49.0
# A batch keeps one core more than its own busy: the kernel and the server's own processes write
# what it has changed.
BESIDE = 1
# Fewer sessions than this are what evolve asks for beside its batches, or nobody.
NOBODY = 0.01


@dataclass(slots=True, kw_only=True)
class Sizing:
    """What one worker has learned: the pages that each pass does in the time of a batch.

    The first pass is the slowest, often by three times: no earlier one has made room on the pages.
    Every other is as slow as soon as an old snapshot keeps that room from being used, which no
    batch can tell beforehand; so none is more than LARGER times as large. None stands for a pass
    over all rows at once.
    """

    pages: dict[int | None, int] = field(default_factory=dict)

    def next(self, stripe: int | None, stored: int) -> int:
        """Pages of the next batch of a pass: as learned, else as the pass before, else `stored`."""
        before = None if stripe is None else stripe - 1
        size = self.pages.get(stripe) or self.pages.get(before) or stored
        return min(size, LARGER * self.pages.get(0, size)) if stripe else size

    def group(self, stored: int, bounds: tuple[int, int]) -> int:
        """Pages of the next group: so many that each pass after the first is one batch."""
        least, most = bounds
        return max(least, min(most, round(GROUP * self.next(0, stored))))

    def learn(self, stripe: int | None, pages: int, took_ms: float, target_ms: float) -> None:
        """A batch of `pages` took `took_ms`."""
        self.pages[stripe] = next_size(self.next(stripe, pages), pages, took_ms, target_ms)

    def forget(self) -> None:
        self.pages.clear()


def first_batch(rows: int, pages: int, stripes: int, batch_rows: int) -> int:
    """Pages for batches of about `batch_rows`, by the table's density as far as it is known."""
    density = rows / pages if rows and pages else 50.0
    return max(1, round(batch_rows * stripes / max(density, 1.0)))


def next_size(size: int, pages: int, took_ms: float, target_ms: float) -> int:
    """The pages that would take `target_ms`, when `pages` of an intended `size` took `took_ms`.

    Proportional, and at most fourfold either way.
    """
    ratio = pages / size * target_ms / took_ms if took_ms > 0 else GROW
    if abs(ratio - 1) <= NEAR:
        return size
    return max(1, min(LARGEST, round(size * min(GROW, max(SHRINK, ratio)))))


def share(left: int, size: int) -> int:
    """The part of `left` pages that comes next, so that no small rest stays at the end."""
    batches = -(-left // size)
    return -(-left // batches)


def rest_after(took: float, sessions: float, cores: int, parallel: int) -> float:
    """Seconds to leave to others after a round of `took` seconds on `parallel` of the cores, while
    others have so many sessions at work on an average.

    A statement of theirs that begins meets the round where it would have had one of the cores that
    are left. So long is rested that MET of them do; and where they have all cores, a tenth of the
    time is taken.
    """
    if sessions < NOBODY:
        return 0.0
    full = at_least(cores, sessions)
    meets = at_least(cores - parallel - BESIDE, sessions) - full
    rest = max(meets / MET - 1, REST_WHERE_FULL * full)
    return took * min(LONGEST_REST, rest)


def at_least(number: int, sessions: float) -> float:
    """How probably a statement that begins finds so many sessions at work, or more.

    Who begins sees what there is on an average, and independent users are there in numbers of
    Poisson's distribution.
    """
    exactly, fewer = exp(-sessions), 0.0
    for taken in range(number):
        fewer += exactly
        exactly *= sessions / (taken + 1)
    return max(0.0, 1 - fewer)


def pause_after(rows: int, took: float, max_rows_per_second: int | None) -> float:
    """Seconds to leave before the next batch so that the limit holds."""
    if not max_rows_per_second:
        return 0.0
    return max(0.0, rows / max_rows_per_second - took)
