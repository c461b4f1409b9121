"""`python -m tests.benchmarks`: every way to fill two columns, on one server, in one run."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sample_app.server import Server

# A server as one would run it; every page of the table and of its new versions fits in memory.
SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "1GB",
    "max_wal_size": "16GB",
    "checkpoint_timeout": "15min",
}


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--repeat", type=int, default=1, help="runs of each method; medians")
    parser.add_argument("--only", help="comma-separated methods; the first is what ratios refer to")
    parser.add_argument(
        "--variants", action="store_true", help="other tables instead: is striping right for them?"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="every run, as JSON")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse(arguments)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
    with Server(settings=SETTINGS) as server:
        os.environ["DATABASE_URL"] = server.url(database="bench")

        import django

        django.setup()
        from tests.benchmarks import report, run, variants

        if options.variants:
            print(variants.table_of(variants.run(server, rows=options.rows, repeat=options.repeat)))
            return 0
        wanted = options.only.split(",") if options.only else None
        found = run.run(server, rows=options.rows, repeat=options.repeat, only=wanted)
        print(report.markdown(found))
        if options.json:
            options.json.write_text(json.dumps(report.as_data(found), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
