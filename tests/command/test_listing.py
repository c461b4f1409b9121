"""`plan --show-values`: the only way by which a row's value reaches a terminal before the start."""

from __future__ import annotations

from evolve.errors import Exit
from tests.command.conftest import Write
from tests.support.cluster import ShopDatabase
from tests.support.typed import typed

SECRET = "Zaphod Beeblebrox"
NONE = "00000000-0000-0000-0000-000000000000"
PLAYBOOK = """
    evolve: 1
    model: shop.Customer
    change:
      retype: full_name
      to: UUIDField()
      name: token
      on_error: {on_error}
"""


def test_values_are_shown_where_they_are_asked_for_and_nowhere_else(
    shop: ShopDatabase, write: Write
) -> None:
    """What does not convert is counted, and what a playbook gives up for it is, too."""
    with shop.connect() as owner:
        owner.execute("UPDATE shop_customer SET full_name = gen_random_uuid()::text")
        owner.execute("UPDATE shop_customer SET full_name = %s WHERE id = 7", [SECRET])
    refused = write("customer-token", PLAYBOOK.replace("on_error: {on_error}", ""))
    plain = typed(f"plan {refused}")
    assert plain.code == Exit.REFUSED
    assert SECRET not in plain.out
    assert "1 do not convert" in plain.out
    assert "--show-values" in plain.out
    shown = typed(f"plan {refused} --show-values")
    assert shown.code == Exit.REFUSED
    assert f"id='7' does not convert: full_name='{SECRET}'" in shown.out
    told = typed(f"plan {refused} --show-values --format json").json["databases"][0]
    assert told["offenders"] == [
        {"wrong": "failing", "key": {"id": "7"}, "holds": {"full_name": SECRET}}
    ]
    given_up = write("customer-token", PLAYBOOK.format(on_error=f"\"'{NONE}'\""))
    shown = typed(f"plan {given_up} --show-values")
    assert f"id='7' does not come back: full_name='{SECRET}'" in shown.out


def test_values_are_not_to_be_had_without_a_database() -> None:
    found = typed("plan product-rename-title --offline --show-values")
    assert found.code == Exit.USAGE
    assert "--show-values" in found.err
