"""Whoever was overlooked is named while the column is still there to be brought back."""

from __future__ import annotations

import psycopg
import pytest

from sample_app import roles
from tests.command.test_too_early import NEW, OLD, TITLE, done, ready
from tests.gate.test_answers import work
from tests.support.cluster import ShopDatabase, django_at
from tests.support.typed import typed


def test_a_session_whose_last_statement_failed_is_named(shop: ShopDatabase) -> None:
    """Without the values in it; and no more once it sends another. That needs no statistics."""
    ready(TITLE)
    with shop.connect() as owner:
        NEW.report(owner, "shop_product")
    done(f"contract {TITLE}")
    with (
        django_at(shop, "postgres"),
        psycopg.connect(shop.url(roles.APP), autocommit=True, application_name="nightly") as reader,
    ):
        assert "forgotten" not in done(f"status {TITLE}").out
        with pytest.raises(psycopg.errors.UndefinedColumn):
            reader.execute("SELECT title FROM shop_product WHERE sku = 'Geheimnis'")
        screen = done(f"status {TITLE}").out
        assert "forgotten  role shop_app (nightly), " in screen
        assert "ago: SELECT title FROM shop_product WHERE sku = ?" in screen
        assert f"you        somebody still needs title: evolve contract {TITLE} --undo" in screen
        assert all(len(line) <= 110 for line in screen.splitlines())
        (found,) = typed(f"status {TITLE} --format json").json["evolutions"]
        assert len(found["forgotten"]) == 1
        reader.execute("SELECT name FROM shop_product")
        assert "forgotten" not in done(f"status {TITLE}").out


def test_a_process_that_came_back_keeps_the_drop_waiting(shop: ShopDatabase) -> None:
    """Once the quarantine is over, and until it has gone; to be asked for the drop is another."""
    ready(TITLE)
    with shop.connect() as connection:
        NEW.report(connection, "shop_product")
        done(f"contract {TITLE}")
        OLD.report(connection, "shop_product")
        assert "forgotten  web r1 on host pid 1" in done(f"status {TITLE}").out
        connection.execute("UPDATE evolve_evolution SET state_since = now() - interval '8 days'")
        work()
        held = done(f"status {TITLE}").out
        assert "QUARANTINED" in held
        assert "the quarantine is over, and of the old release there is still web r1 on" in held
        connection.execute("DELETE FROM evolve_instance WHERE release = 'r1'")
        work()
        assert "DONE" in done(f"status {TITLE}").out
