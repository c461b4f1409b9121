"""How many pages go into the next group, from how long the last batch took. Pure."""

from __future__ import annotations

GROW = 4.0
SHRINK = 0.25
LARGEST = 1 << 20


def first_group(rows: int, pages: int, stripes: int, batch_rows: int) -> int:
    """Pages for batches of about `batch_rows`, by the table's density as far as it is known."""
    density = rows / pages if rows and pages else 50.0
    return max(1, round(batch_rows * stripes / max(density, 1.0)))


def next_group(pages: int, took_ms: float, target_ms: float) -> int:
    """The group whose batch would take `target_ms`: proportional, and never more than fourfold.

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
