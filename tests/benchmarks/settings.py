"""The shop's settings, with the table of the benchmark as an application of its own."""

from __future__ import annotations

from sample_app.settings import *  # noqa: F403
from sample_app.settings import EVOLVE as SHOP_EVOLVE
from sample_app.settings import INSTALLED_APPS as SHOP_APPS

INSTALLED_APPS = [*SHOP_APPS, "tests.benchmarks.app"]
# Nothing runs beside what is measured; the pace is the default one.
EVOLVE = {**SHOP_EVOLVE, "BEACON": False, "PROFILES": {}}
