"""The progress of an evolution on a terminal, or as lines where there is none."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from rich.console import Console
from rich.live import Live
from rich.text import Text

from evolve.management.show import screens
from evolve.records import Evolution
from evolve.service.databases import Database
from evolve.service.status import Status, status
from evolve.states import State

REFRESH = 0.25
LINES_EVERY = 5.0


class Follower:
    """Tells the progress: a bar on a terminal, a line every few seconds elsewhere."""

    def __init__(self, *, quiet: bool, write: Callable[[str], object]) -> None:
        self.quiet = quiet
        self.write = write
        self.live: Live | None = None
        self.told = 0.0
        self.state: State | None = None

    def __enter__(self) -> Follower:
        if not self.quiet and sys.stdout.isatty():
            self.live = Live(console=Console(file=sys.stdout), transient=True, auto_refresh=False)
            self.live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.live:
            self.live.stop()

    def tell(self, database: Database, evolution: Evolution) -> None:
        """Called after each piece of work; cheap when there is nothing new to say."""
        if self.quiet:
            return
        now = time.monotonic()
        moved = evolution.state is not self.state
        every = REFRESH if self.live else LINES_EVERY
        if not moved and now - self.told < every:
            return
        self.told = now
        found = status(database, evolution)
        if moved:
            self.state = evolution.state
            self.say(f"  {evolution.state.replace('_', ' ')}")
        if self.live:
            self.live.update(Text(progress(found)), refresh=True)
        elif not moved and found.progress:
            self.say("  " + progress(found))

    def say(self, text: str) -> None:
        if self.live:
            self.live.console.print(text, highlight=False)
        else:
            self.write(text)


def progress(found: Status) -> str:
    """The bar, the batch, and why it waits if it does."""
    lines = []
    if found.progress and found.state in {State.BACKFILLING, State.VERIFYING}:
        lines.append(screens.bar(found.progress))
        if found.progress.batch_rows:
            lines.append(screens.batches(found.progress))
        if found.progress.rest_why and not found.hold:
            lines.append(screens.resting(found.progress))
    if found.hold:
        lines.append(f"waits: {found.hold}; {found.hold_clears}")
    return "\n".join(lines) or f"{found.state} ..."
