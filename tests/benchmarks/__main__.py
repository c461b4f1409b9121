"""`python -m tests.benchmarks`: every way to fill two columns, on one server, in one run."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sample_app.server import Server
from tests.benchmarks.measure import memory

# A server as one would run it; every page of the table and of its new versions fits in memory.
SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "1GB",
    "max_wal_size": "16GB",
    "checkpoint_timeout": "15min",
}
# Where sizes are compared, each has the memory that a server is usually given: a quarter.
QUARTER = f"{memory() // 2**22}MB"
ROWS = 2_000_000


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--rows", type=int, help="2,000,000; beside a load 5,000,000")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each method; medians")
    parser.add_argument("--only", help="comma-separated methods; the first is what ratios refer to")
    parser.add_argument(
        "--variants", action="store_true", help="other tables instead: is striping right for them?"
    )
    parser.add_argument(
        "--foreground", action="store_true", help="instead: does an application notice it?"
    )
    parser.add_argument(
        "--beacon", action="store_true", help="instead: does an application notice the beacon?"
    )
    parser.add_argument("--kinds", action="store_true", help="instead: what each kind costs")
    parser.add_argument(
        "--sizes", type=int, nargs="+", metavar="ROWS", help="instead: does it grow with the table?"
    )
    parser.add_argument("--pairs", type=int, default=5, help="of windows beside a load")
    parser.add_argument("--seconds", type=float, default=10.0, help="that a window takes")
    parser.add_argument("--json", type=Path, metavar="FILE", help="every run, as JSON")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse(arguments)
    own = "sample_app.settings" if options.kinds else "tests.benchmarks.settings"
    os.environ["DJANGO_SETTINGS_MODULE"] = own
    os.environ["SHOP_EVOLVE"] = '{"BEACON": false}'  # this process is no old release
    settings = {**SETTINGS, "shared_buffers": QUARTER} if options.sizes else SETTINGS
    with Server(settings=settings) as server:
        os.environ["DATABASE_URL"] = server.url(database="bench")

        import django

        django.setup()
        from tests.benchmarks import beacon, foreground, report, run, scaling, variants

        if options.foreground:
            rows = options.rows or foreground.ROWS
            found = foreground.run(server, rows=rows, pairs=options.pairs, seconds=options.seconds)
            print(foreground.markdown(found))
            return 0
        if options.kinds:
            from tests.benchmarks import kinds

            print(kinds.run(server, rows=options.rows or kinds.ROWS))
            return 0
        if options.beacon:
            rows = options.rows or beacon.ROWS
            cost = beacon.run(server, rows=rows, pairs=options.pairs, seconds=options.seconds)
            print(beacon.markdown(cost))
            return 0
        if options.sizes:
            print(scaling.markdown(*scaling.run(server, options.sizes)))
            return 0
        rows = options.rows or ROWS
        if options.variants:
            print(variants.table_of(variants.run(server, rows=rows, repeat=options.repeat)))
            return 0
        wanted = options.only.split(",") if options.only else None
        measured = run.run(server, rows=rows, repeat=options.repeat, only=wanted)
        print(report.markdown(measured))
        if options.json:
            options.json.write_text(json.dumps(report.as_data(measured), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
