"""A difference between two definitions is told without what both have."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evolve.proof.changed import apart

SPELLED = st.lists(st.sampled_from("ab"), min_size=1, max_size=20).map(" ".join)
TRIGGER = (
    "CREATE TRIGGER t AFTER DELETE ON {} REFERENCING OLD TABLE AS o FOR EACH STATEMENT "
    "WHEN (current_setting('a', true) = 'b') EXECUTE FUNCTION f()"
)


@given(SPELLED, SPELLED)
def test_what_differs_is_told_differently(one: str, other: str) -> None:
    found = apart(one, other)
    assert (found[0] == found[1]) == (one == other)


def test_a_table_with_another_name_is_all_that_is_told_of_its_trigger() -> None:
    assert apart(TRIGGER.format("gone"), TRIGGER.format("shop_item")) == (
        "... gone ...",
        "... shop_item ...",
    )
    assert apart("no", "yes") == ("no", "yes")
