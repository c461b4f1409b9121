"""What the server holds and Python has no value for, read as the text that the server has for it.

Such are infinity, a year before 1 or after 9999, the hour 24, an interval of a million years.
psycopg raises on them, and so would whoever reads the row for a reason of its own.
"""

from __future__ import annotations

from typing import Any

from psycopg import Connection, DataError
from psycopg.abc import Buffer, Loader
from psycopg.types import datetime

LOADERS: dict[str, type[Loader]] = {
    "date": datetime.DateLoader,
    "time": datetime.TimeLoader,
    "timetz": datetime.TimetzLoader,
    "timestamp": datetime.TimestampLoader,
    "timestamptz": datetime.TimestamptzLoader,
    "interval": datetime.IntervalLoader,
}


def or_text(loader: type[Any]) -> type[Loader]:
    """The loader, which gives the text where it has no value."""

    class OrText(loader):  # type: ignore[misc]  # the class is an argument
        def load(self, data: Buffer) -> object:
            try:
                return super().load(data)
            except DataError:
                return bytes(data).decode()

    return OrText


def read_as_text(connection: Connection[Any]) -> None:
    """Has the connection read such values as text."""
    for name, loader in LOADERS.items():
        connection.adapters.register_loader(name, or_text(loader))
