"""A server for a long run beside the test suite, which starts itself."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog

from sample_app.server import FAST, Server

if TYPE_CHECKING:
    from tests.support.cluster import Cluster


@contextmanager
def served() -> Iterator[tuple[Server, Cluster, str]]:
    """A server with its cluster and the name of a migrated template; Django is set up for the
    sample, and only what went wrong is logged."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "sample_app.settings"
    os.environ["SHOP_EVOLVE"] = '{"BEACON": false}'

    import django

    django.setup()
    from tests.support.cluster import Cluster, migrated_template

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with Server(settings=FAST) as server:
        cluster = Cluster(superuser=server.url())
        with migrated_template(cluster) as template:
            yield server, cluster, template
