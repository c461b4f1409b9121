"""`python -m tests.chaos --seconds 600 --seed 42`: rounds of chaos, each seed one more."""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import time
from collections.abc import Sequence

from tests.support.alone import served


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--seconds", type=float, help="no new round is begun after so long")
    parser.add_argument("--rounds", type=int, help="so many; one, unless --seconds is given")
    parser.add_argument("--seed", type=int, help="of the first round; at random without it")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every round was good."""
    options = parse(arguments)
    seed = options.seed if options.seed is not None else random.randrange(10**6)
    rounds = options.rounds or (None if options.seconds else 1)
    bad, made = [], 0
    with served() as (server, cluster, template):
        from tests.chaos.telling import one_round

        began = time.monotonic()
        for number in itertools.islice(itertools.count(seed), rounds):
            # The first round is made in any case: nothing passes that looked at nothing.
            if made and options.seconds and time.monotonic() - began > options.seconds:
                break
            made += 1
            if one_round(server, cluster, template, number).problems:
                bad.append(number)
    print(f"{made} rounds, {len(bad)} bad{': seeds ' + ', '.join(map(str, bad)) if bad else ''}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
