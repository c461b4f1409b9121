"""The age in seconds of a place in the WAL, or of a transaction's number, which have no time."""

from __future__ import annotations

from collections import deque

# So many looks back it is remembered; what is older than the first counts from the first.
LOOKS = 7200


class Passed:
    """When a number that only grows went past which value, as far as it has been watched."""

    def __init__(self) -> None:
        self.marks: deque[tuple[float, int]] = deque(maxlen=LOOKS)

    def note(self, value: int, now: float) -> None:
        """It stands at `value` now; of looks at which it stood still the first is enough."""
        if not self.marks or self.marks[-1][1] < value:
            self.marks.append((now, value))

    def age(self, value: int, now: float) -> float:
        """Seconds since it was first seen beyond `value`; 0 where it never was."""
        return next((now - at for at, passed in self.marks if passed > value), 0.0)
