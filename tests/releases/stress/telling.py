"""Journeys of one seed, told on the terminal."""

from __future__ import annotations

import time

from tests.releases.stress import record
from tests.releases.stress.journey import Journey
from tests.releases.stress.shapes import SHAPES
from tests.support.cluster import Cluster, django_at


def one_seed(
    cluster: Cluster, template: str, seed: int, playbook: str | None, *, dwell: float
) -> int:
    """Every playbook, or the one named; how many went wrong."""
    bad = 0
    for shape in SHAPES:
        if playbook not in (None, shape.playbook):
            continue
        began = time.monotonic()
        with cluster.database(template) as shop, django_at(shop):
            outcome = Journey(shop, shape, seed=seed, seconds=dwell).run()
        differ = any(outcome.differences.values())
        wrong = bool(outcome.record.failures or differ or outcome.unbalanced)
        bad += wrong
        slowest, where = outcome.record.slowest
        print(
            f"{'BAD ' if wrong else 'good'} seed {seed} {shape}: "
            f"{outcome.record.transactions()} transactions, {len(outcome.record.failures)} failed, "
            f"{sum(outcome.differences.values())} differences in {len(outcome.compared)} "
            f"comparisons, {outcome.batches} batches, {outcome.skipped} rows skipped, "
            f"{outcome.sweeps} sweeps, rested for {outcome.rested:.0f} ms, "
            f"longest statement {slowest:.0f} ms ({where}), "
            f"{time.monotonic() - began:.0f} s",
            flush=True,
        )
        for told in [*outcome.unbalanced, *record.lines(outcome.record)]:
            print(f"    {told}", flush=True)
    return bad
