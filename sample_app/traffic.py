"""A process of a release that writes all the time: `python -m sample_app.traffic --release r1`.

Prints one line of JSON when it ends (see `sample_app.driver.Report`). SIGTERM and SIGINT finish
the transaction under way first.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import threading
from collections.abc import Sequence
from contextlib import suppress

STOPPING = (signal.SIGTERM, signal.SIGINT)


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sample_app.traffic")
    parser.add_argument("--release", choices=("r1", "r2"), required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--rate", type=float, default=0.0, help="transactions a second; 0: no limit"
    )
    parser.add_argument("--seconds", type=float, help="stop by itself after that long")
    return parser.parse_args(arguments)


def stop_when_orphaned(stop: threading.Event) -> None:
    """Stop when the process that started this one has gone: nobody would read the report."""
    parent = os.getppid()
    while not stop.wait(0.5):
        if os.getppid() != parent:
            stop.set()


def asked(stop: threading.Event) -> None:
    """Sets `stop` from another thread: a handler that interrupts `stop.wait()` in the middle would
    wait for the lock that the interrupted call holds, for ever."""
    threading.Thread(target=stop.set, daemon=True).start()


def main(arguments: Sequence[str] | None = None) -> None:
    options = parse(arguments)
    stop = threading.Event()
    for number in STOPPING:
        signal.signal(number, lambda *_: asked(stop))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sample_app.settings")
    os.environ["SHOP_RELEASE"] = options.release

    import django

    django.setup()
    # Models exist only now, those of the release that was asked for.
    from sample_app.customers import RELEASES
    from sample_app.driver import Driver

    threading.Thread(target=stop_when_orphaned, args=[stop], daemon=True).start()
    chance = random.Random(options.seed)
    driver = Driver(RELEASES[options.release](chance), stop=stop, chance=chance, rate=options.rate)
    report = driver.run(options.seconds)
    # Told again to stop, it must still end as it should.
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
    # Unbuffered: whoever wanted the report may be gone, and then it goes nowhere.
    with suppress(BrokenPipeError):
        os.write(1, f"{report.as_json()}\n".encode())


if __name__ == "__main__":
    main()
