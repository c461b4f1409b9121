"""The shop's settings, with the table of the benchmark as an application of its own."""

from __future__ import annotations

import os

from sample_app.settings import *  # noqa: F403
from sample_app.settings import EVOLVE as SHOP_EVOLVE
from sample_app.settings import INSTALLED_APPS as SHOP_APPS

INSTALLED_APPS = [*SHOP_APPS, "tests.benchmarks.app"]
# Nothing runs beside what is measured, unless that is the beacon; the pace is the default one.
BEACON = os.environ.get("BENCH_BEACON", "")
EVOLVE = {
    **SHOP_EVOLVE,
    "BEACON": bool(BEACON),
    "BEACON_SECONDS": float(BEACON or 20),
    "PROFILES": {},
}
