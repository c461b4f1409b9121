"""`python -m tests.releases.stress --seconds N --seeds M`: the same as the tests, for longer."""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import time
from collections.abc import Sequence

from tests.support.alone import served


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.releases.stress")
    parser.add_argument("--seconds", type=float, help="no new seed is begun after so long")
    parser.add_argument("--seeds", type=int, help="so many, each through every playbook")
    parser.add_argument("--seed", type=int, help="the first seed; at random without it")
    parser.add_argument("--dwell", type=float, default=0.0, help="seconds more in every phase")
    parser.add_argument("--playbook", help="only this one")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when no row differed and no statement failed."""
    options = parse(arguments)
    seed = options.seed if options.seed is not None else random.randrange(10**6)
    seeds = options.seeds or (None if options.seconds else 1)
    began = time.monotonic()
    bad = 0
    with served() as (_, cluster, template):
        from tests.releases.stress.telling import one_seed

        for number in itertools.islice(itertools.count(seed), seeds):
            if options.seconds is not None and time.monotonic() - began > options.seconds:
                break
            bad += one_seed(cluster, template, number, options.playbook, dwell=options.dwell)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
