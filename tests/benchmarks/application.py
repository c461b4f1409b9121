"""A process of a small application: threads that serve one request of Django's ORM after another.

`python -m tests.benchmarks.application --rows N --seconds S` prints one line of JSON: how long each
request took, in milliseconds, and the CPU time of the whole process, in seconds.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import threading
import time

# What a thread does before anything is counted: imports, connections, plans.
WARM = 2.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.application")
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()

    import django

    django.setup()
    from django.db import connection, transaction
    from django.utils import timezone

    from tests.benchmarks.app.models import Row

    def request(key: int) -> None:
        with transaction.atomic():
            row = Row._default_manager.get(pk=key)
            Row._default_manager.filter(pk=row.pk).update(created_at=timezone.now())

    def serve(times: list[float], until: float) -> None:
        while (began := time.perf_counter()) < until:
            request(random.randint(1, options.rows))
            times.append((time.perf_counter() - began) * 1000)
        connection.close()

    def all_serve(seconds: float) -> list[float]:
        times: list[list[float]] = [[] for _ in range(options.threads)]
        until = time.perf_counter() + seconds
        threads = [threading.Thread(target=serve, args=(one, until)) for one in times]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return [took for one in times for took in one]

    all_serve(WARM)
    cpu = time.process_time()
    times = all_serve(options.seconds)
    json.dump({"times": times, "cpu": time.process_time() - cpu}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
