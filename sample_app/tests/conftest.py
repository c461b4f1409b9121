"""The database under test. In a project with pytest-django nothing of this is needed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.cluster import ShopDatabase, django_at


@pytest.fixture(autouse=True)
def test_database(shop_database: ShopDatabase) -> Iterator[None]:
    """As a role that may create databases, as every role that runs Django's tests."""
    with django_at(shop_database, "postgres"):
        yield
