"""Rounds told on the terminal, with the command that replays each."""

from __future__ import annotations

import time

from sample_app.server import Server
from tests.chaos.drawing import draw
from tests.chaos.round import Outcome, Round
from tests.support.cluster import Cluster, django_at


def one_round(server: Server, cluster: Cluster, template: str, seed: int) -> Outcome:
    """The round of that seed, in a database of its own."""
    drawn = draw(seed)
    print(f"seed {seed}: {drawn}", flush=True)
    began = time.monotonic()
    with cluster.database(template) as shop, django_at(shop):
        outcome = Round(server, shop, drawn).run()
    record = outcome.record
    slowest, where = record.slowest
    for line in (*outcome.struck, *outcome.waits):
        print(f"    {line}")
    print(
        f"    {'BAD' if outcome.problems else 'good'}: {record.transactions()} transactions, "
        f"{record.lost} lost with the server, {len(record.failures)} failed, "
        f"{outcome.compared} rows compared, rested for {outcome.rested:.0f} ms, "
        f"longest statement {slowest:.0f} ms ({where}), "
        f"{time.monotonic() - began:.0f} s",
        flush=True,
    )
    for problem in outcome.problems:
        print(f"    {problem}", flush=True)
    if outcome.problems:
        print(f"    again: python -m tests.chaos --seed {seed} --rounds 1", flush=True)
    return outcome
