"""A run as a Markdown table, and as data."""

from __future__ import annotations

from dataclasses import asdict
from statistics import median
from typing import Any

from tests.benchmarks.measure import Measured
from tests.benchmarks.methods import METHODS, SAMPLE
from tests.benchmarks.run import Run

HEAD = """
| method | speed | rows/s | WAL per row | heap after | HOT | longest batch | p99 |
|---|---|---|---|---|---|---|---|
""".strip("\n")


def markdown(run: Run) -> str:
    """The table; speed and WAL are ratios to the first method, one UPDATE of everything."""
    first = next(iter(run.found.values()))
    base = median(m.rows_per_second for m in first), median(m.wal_per_row for m in first)
    titles = {method.key: method.title for method in METHODS}
    lines = [line(titles[key], results, base) for key, results in run.found.items()]
    settings = ", ".join(f"{name} {value}" for name, value in run.settings.items())
    repeat = len(first)
    notes = [
        f"{run.server}; {run.machine}; {run.at:%Y-%m-%d}; {run.rows:,} rows of "
        f"{run.row_bytes:.0f} bytes, a bigint key and an index whose keys come at random; "
        + (f"medians of {repeat} runs" if repeat > 1 else "one run")
        + f". Settings: {settings}.",
        (
            f"1.00 is {base[0]:,.0f} rows/s and {base[1]:,.0f} bytes of WAL a row. "
            "Each method had a freshly loaded table, after VACUUM, ANALYZE and CHECKPOINT."
        ),
    ]
    if "django" in run.found:
        notes.append(
            f"Django's figures are from {min(SAMPLE, run.rows):,} rows, its heap scaled to all."
        )
    return "\n".join([HEAD, *lines, "", *notes])


def line(title: str, results: list[Measured], base: tuple[float, float]) -> str:
    def middle(values: list[float]) -> float:
        return median(values)

    speed = middle([m.rows_per_second for m in results])
    hot = [m.hot for m in results if m.hot is not None]
    cells = [
        title,
        f"{speed / base[0]:.2f}" if speed > base[0] / 10 else f"{speed / base[0]:.3f}",
        f"{speed:,.0f}",
        f"{middle([m.wal_per_row for m in results]) / base[1]:.2f}",
        f"{middle([m.growth for m in results]):+.0%}",
        f"{middle(hot):.0%}" if hot else "-",
        milliseconds(middle([max(m.batches) for m in results])),
        milliseconds(middle([m.quantile(0.99) for m in results])),
    ]
    return f"| {' | '.join(cells)} |"


def milliseconds(value: float) -> str:
    return f"{value:,.0f} ms" if value < 10_000 else f"{value / 1000:,.0f} s"


def as_data(run: Run) -> dict[str, Any]:
    """Everything, batch times included, for whoever wants to plot it."""
    data = asdict(run)
    data["at"] = run.at.isoformat()
    return data
