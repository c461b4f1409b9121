"""Statements whose texts the server has lost are no silence."""

from __future__ import annotations

from evolve.pg.health.found import Blind
from evolve.pg.names import TableName
from evolve.pg.session import Session
from evolve.pg.statement_stats import Statements, statements
from sample_app.server import Server
from tests.support.cluster import ShopDatabase, django_at

PRODUCT = TableName(schema="public", name="shop_product")


def test_lost_texts_are_a_blind_spot_until_the_counters_are_reset(
    server: Server, shop: ShopDatabase
) -> None:
    with (
        shop.connect("postgres") as connection,
        django_at(shop, "postgres"),
        Session("default") as session,
    ):
        connection.execute("CREATE EXTENSION pg_stat_statements")
        connection.execute("SELECT title FROM shop_product")
        seen = statements(session, PRODUCT)
        assert isinstance(seen, Statements)
        assert "SELECT title FROM shop_product" in {one.text for one in seen.found}
        (server.data / "pg_stat_tmp" / "pgss_query_texts.stat").unlink()
        lost = statements(session, PRODUCT)
        assert isinstance(lost, Blind)
        assert "lost the text" in lost.why
        connection.execute(lost.remedy.encode())
        assert isinstance(statements(session, PRODUCT), Statements)
