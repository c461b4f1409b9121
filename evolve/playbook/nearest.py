"""The valid word that somebody most likely meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, words: Iterable[str]) -> str:
    """The one of `words` that looks most like `word`; "" where none comes close."""
    known = {known.lower(): known for known in words}
    close = get_close_matches(word.lower(), known, n=1)
    return known[close[0]] if close else ""
