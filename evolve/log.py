"""Log events: through the project's structlog where it has configured one, else through `logging`.

A structlog that nobody has configured prints to stdout, which belongs to the program that we run
in. Python's own logging says nothing there: from WARNING on it writes to stderr, unless the
project wants it otherwise, by the logger `evolve`.
"""

from __future__ import annotations

import logging
from typing import Any

NAME = "evolve"


class Log:
    """Events of one name with their facts; asked anew each time where they go."""

    def __init__(self, name: str = NAME) -> None:
        self._name = name

    def debug(self, event: str, **facts: object) -> None:
        self._logger().debug(event, **facts)

    def info(self, event: str, **facts: object) -> None:
        self._logger().info(event, **facts)

    def warning(self, event: str, **facts: object) -> None:
        self._logger().warning(event, **facts)

    def error(self, event: str, **facts: object) -> None:
        self._logger().error(event, **facts)

    def _logger(self) -> Any:
        # A process of the application that has nothing to say does not load it.
        import structlog

        if structlog.is_configured():
            return structlog.get_logger(self._name)
        return structlog.wrap_logger(
            logging.getLogger(self._name),
            processors=(
                structlog.stdlib.filter_by_level,
                structlog.contextvars.merge_contextvars,
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.JSONRenderer(),
            ),
            wrapper_class=structlog.stdlib.BoundLogger,
        )
