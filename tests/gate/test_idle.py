"""A table that nobody writes: its silence permits nothing by itself."""

from __future__ import annotations

from evolve.errors import Exit
from sample_app import roles
from tests.command.test_too_early import NEW, TITLE, done, ready
from tests.gate.test_answers import refused
from tests.support.cluster import ShopDatabase
from tests.support.evolutions import swiftly
from tests.support.typed import typed


def test_where_nobody_writes_the_table_the_gate_says_that_it_knows_nothing(
    shop: ShopDatabase,
) -> None:
    """Until somebody does, whatever he writes; or somebody answers for it, by name."""
    gate = f"contract {TITLE} --dry-run"
    with (
        shop.connect() as owner,
        shop.connect(roles.APP) as app,
        swiftly(PROFILES={"default": {"quiet_for": "1h"}}),
    ):
        ready(TITLE)
        NEW.report(owner, "shop_product")
        refused(gate, "shop_product: nobody has written a row since it is watched",
                "--overrule idle --because", code=Exit.WAITING)  # fmt: skip
        assert "nobody has written a row" in done(f"status {TITLE} --evidence").out
        spared = typed(f"{gate} --overrule idle --because 'a table of constants'")
        assert "nobody has written a row" not in spared.said
        assert "title: it is watched since" in spared.said
        app.execute("UPDATE shop_product SET price = price + 1 WHERE id = 1")
        app.execute("SELECT pg_stat_force_next_flush()")
        app.execute("SELECT 1")
        heard = typed(gate)
        assert "nobody has written a row" not in heard.said
        assert "title: it is watched since" in heard.said
        assert "rows are written" in done(f"status {TITLE} --evidence").out
