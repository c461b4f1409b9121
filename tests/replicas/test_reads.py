"""Whoever reads a replica alone holds back contract: the primary never hears of it (hazard 70)."""

from __future__ import annotations

import psycopg
from pytest_django import DjangoDbBlocker

from evolve.errors import Exit
from sample_app import roles
from sample_app.load import load
from sample_app.server import FAST, Server
from tests.command.test_too_early import NEW, TITLE, done, ready
from tests.gate.test_readers import READ, gate, hours_pass, refusals
from tests.support.cluster import shop_on
from tests.support.evolutions import somebody_writes, swiftly
from tests.support.standby import following, named


def test_a_reader_of_the_replica_alone_is_named(django_db_blocker: DjangoDbBlocker) -> None:
    """From the first look there to the permit; a replica that answers no more is no peace. Who
    decodes the changes reads the column, too, and is asked for by name."""
    settings = {**FAST, "wal_level": "logical"}
    with Server(settings=settings) as primary, shop_on(primary, django_db_blocker) as shop:
        with shop.connect("postgres") as connection:
            connection.execute("CREATE EXTENSION pg_stat_statements")
            connection.execute(f"GRANT pg_monitor TO {roles.OWNER}")
        profile = {"quiet_for": "1h", "replicas": ["replica"]}
        with (
            following(primary, shop) as standby,
            named(standby, shop),
            swiftly(PROFILES={"default": profile}),
            shop.connect("postgres") as connection,
        ):
            load(connection, customers=0, products=40)
            roles.grant_application(connection)
            ready(TITLE)
            NEW.report(connection, "shop_product")
            gate("on default: watched for ", "on replica: watched for ", code=Exit.WAITING)
            somebody_writes(connection, "shop_product")
            hours_pass(connection)
            done(f"contract {TITLE} --dry-run")
            with psycopg.connect(standby.url(roles.APP, shop.name)) as reader:
                assert reader.execute("SELECT pg_is_in_recovery()").fetchone() == (True,)
                reader.execute(READ)
            gate("role shop_app: ran a statement that uses title on replica since the last look")
            assert [refusal["code"] for refusal in refusals()] == ["read"]
            assert "uses by role shop_app" in done(f"status {TITLE} --evidence").out
            hours_pass(connection)
            done(f"contract {TITLE} --dry-run")
            connection.execute("SELECT pg_create_logical_replication_slot('feed', 'pgoutput')")
            gate("slot feed: decodes the changes of this database")
            assert "changes are carried elsewhere: slot feed" in done("doctor").out
            standby.stop()
            gate("statements on replica: could be read until")
