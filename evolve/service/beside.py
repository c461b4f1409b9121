"""A thread of its own for what goes on beside the work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def beside(name: str, loop: Callable[[threading.Event], None]) -> Iterator[None]:
    """Runs `loop` for as long as the block lasts; it returns when the event it is given is set.

    It is waited for 5 s at the most: one that hangs must not keep the process.
    """
    done = threading.Event()
    thread = threading.Thread(target=loop, args=[done], name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(timeout=5)
