"""What becomes of a type, by the types alone; test_retype holds it against a server."""

from __future__ import annotations

import pytest

from evolve.plan.retyping import cast_to, holds, in_catalog, loaded_as

INT, STR, DEC = ("integer", "bigint"), "character varying", "numeric"
# From, to: the same Python type, wider, done by the catalog alone.
TYPES = [
    (*INT, True, True, False),
    ("bigint", "integer", True, False, False),
    ("smallint", "integer", True, True, False),
    ("integer", "text", False, False, False),
    ("real", "double precision", True, True, False),
    (f"{STR}(9)", f"{STR}(10)", True, True, True),
    (f"{STR}(10)", f"{STR}(9)", True, False, False),
    (f"{STR}(9)", "text", True, True, True),
    ("text", f"{STR}(9)", True, False, False),
    ("text", STR, True, True, True),
    ("character(9)", f"{STR}(9)", True, True, False),
    ("character(9)", "text", True, True, False),
    (f"{STR}(9)", "character(9)", True, True, False),
    (f"{DEC}(10,2)", f"{DEC}(12,2)", True, True, True),
    (f"{DEC}(10,2)", f"{DEC}(12,4)", True, True, False),
    (f"{DEC}(10,2)", f"{DEC}(11,4)", True, False, False),
    (f"{DEC}(10,2)", DEC, True, True, True),
    (DEC, f"{DEC}(10,2)", True, False, False),
    ("timestamp without time zone", "timestamp with time zone", False, False, False),
    ("text", "jsonb", False, False, False),
    (f"{STR}(36)", "uuid", False, False, False),
]


@pytest.mark.parametrize(("old", "new", "same", "wider", "catalog"), TYPES)
def test_a_type_is_told_from_another(
    old: str, new: str, same: bool, wider: bool, catalog: bool
) -> None:
    assert (loaded_as(old) == loaded_as(new)) is same
    assert holds(old, new) is wider
    assert in_catalog(old, new) is catalog


@pytest.mark.parametrize(
    ("source", "target", "cast"),
    [
        ("uuid", f"{STR}(36)", f"::{STR}(36)"),
        ("uuid", f"{STR}(35)", "::text"),
        ("bigint", "integer", "::integer"),
        ("text", f"{STR}(9)", ""),
        (f"{STR}(9)", "text", "::text"),
        ("jsonb", "text", "::text"),
        ("text", "jsonb", "::jsonb"),
        ("integer", "integer", ""),
    ],
)
def test_no_cast_cuts_what_is_too_long(source: str, target: str, cast: str) -> None:
    assert cast_to(source, target) == cast
