"""What is drawn of each kind of change: columns and values, the change, and what plain SQL does."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.support.pairs import Spec

Column = tuple[str, str, st.SearchStrategy[Any]]

TEXT = st.sampled_from(["", " ", "a  b", "Éa 😀", "x" * 9]) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9
)
INTEGERS = st.sampled_from([0, -1, 2**31 - 1, -(2**31)]) | st.integers(-999, 999)
MONEY = st.sampled_from(["-9999.99", "0.00", "NaN"]) | st.decimals(-9999, 9999, places=2).map(str)
FLOATS = st.sampled_from(["-0", "NaN", "Infinity", "1e-40", "0.1"])
NAMES = st.sampled_from(["k", "m", "it's", "😀"])
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 2**70) | TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=5,
).map(json.dumps) | st.dictionaries(NAMES, TEXT, max_size=4).map(json.dumps)
MOMENTS = st.sampled_from(["infinity", "0001-01-01 BC", "2024-03-31 02:30:00.123456+02"])

# Every type that a column may have whose values only go elsewhere.
ANY: tuple[tuple[str, st.SearchStrategy[Any]], ...] = (
    ("text", TEXT),
    ("varchar(9)", TEXT),
    ("char(9)", TEXT),
    ("integer", INTEGERS),
    ("numeric(6,2)", MONEY),
    ("double precision", FLOATS),
    ("jsonb", DOCUMENTS),
    ("timestamptz", MOMENTS),
    ("boolean", st.booleans()),
    ("uuid", st.uuids()),
    ("bytea", st.binary(max_size=9)),
    ("text[]", st.lists(TEXT, max_size=2)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """`plain` is what somebody would type into psql on a quiet table; {t} is the table."""

    kind: str
    columns: tuple[Column, ...]
    change: str
    plain: tuple[str, ...]

    @property
    def goes_together(self) -> bool:
        return not Spec(columns="", change=self.change).playbook().change.alone

    def numbered(self, number: int) -> Drawn:
        """The same with other names, so that several of them fit on one table."""

        def other(text: str) -> str:
            return re.sub(r"\b(a|b|c|d|positive)\b", rf"\g<0>{number}", text)

        return Drawn(
            kind=self.kind,
            columns=tuple((other(name), type_, values) for name, type_, values in self.columns),
            change=other(self.change),
            plain=tuple(map(other, self.plain)),
        )


def in_place(kind: str, columns: tuple[Column, ...], change: str, *plain: str) -> Drawn:
    return Drawn(kind=kind, columns=columns, change=change, plain=plain)


def beside(kind: str, columns: tuple[Column, ...], change: str, **new: tuple[str, str]) -> Drawn:
    """New columns, as name to type and expression, in place of the old ones."""
    added = [f"ALTER TABLE {{t}} ADD {name} {type_}" for name, (type_, _) in new.items()]
    filled = ", ".join(f"{name} = {expression}" for name, (_, expression) in new.items())
    dropped = [f"ALTER TABLE {{t}} DROP {name}" for name, _, _ in columns]
    return in_place(kind, columns, change, *added, f"UPDATE {{t}} SET {filled}", *dropped)


def renamed(column: tuple[str, st.SearchStrategy[Any]], required: bool) -> Drawn:
    type_, values = column
    old = ("a", f"{type_} NOT NULL", values) if required else ("a", type_, st.none() | values)
    return in_place("rename", (old,), "rename: a\nto: b", "ALTER TABLE {t} RENAME a TO b")


def widened(old: str, to: str, new: str, values: st.SearchStrategy[Any]) -> Drawn:
    column = ("a", old, st.none() | values)
    return in_place(
        "retype", (column,), f"retype: a\nto: {to}", f"ALTER TABLE {{t}} ALTER a TYPE {new}"
    )


A_TEXT: Column = ("a", "text", st.none() | TEXT)
A_WORD: Column = ("a", "text", st.none() | st.sampled_from(["x", "y", "", "É"]) | TEXT)
A_TEXT_AND_MORE: tuple[Column, ...] = (A_TEXT, ("c", "text", st.none() | TEXT))
MAYBE = st.none() | st.booleans()
A_NUMBER: Column = ("a", "integer", st.none() | INTEGERS)
A_FEW: Column = ("a", "integer", st.sampled_from([None, 0, 1, 2**31 - 1]))
LEFT = "CASE WHEN jsonb_typeof(a::jsonb) = 'object' THEN a::jsonb - 'k' ELSE a::jsonb END"
A_DOCUMENT: Column = ("a", "jsonb", st.none() | DOCUMENTS)
SOME_DIGITS: Column = (
    "a",
    "text",
    st.none() | INTEGERS.map(str) | st.text("äx 😀'", max_size=5),
)
PARTS = ("split_part(a, ' ', 1)", "nullif(split_part(a, ' ', 2), '')")
NULL = "TextField(null=True)"
# Of some rows alone, and by a regular expression.
SQUEEZED = r"CASE WHEN length(a) > 2 THEN regexp_replace(a, '\s+', ' ', 'g') ELSE a END"
# Of rows that are alike: which of them it is, in the order of the key, and how many there are.
ALIKE = (
    "(SELECT ctid, row_number() OVER (PARTITION BY a ORDER BY {key}) AS n, "
    "count(*) OVER (PARTITION BY a) AS m FROM {t} WHERE a IS NOT NULL) AS r"
)
# Suppliers there are up to this number.
SUPPLIERS = 4


def handed_over(rows: list[dict[str, Any]]) -> list[Any]:
    """The value of each row as it is: what a type's values go through is all that is asked."""
    return [value for row in rows for value in row.values()]


def by_python(type_: str, field: str, values: st.SearchStrategy[Any]) -> Drawn:
    path = f"{__name__}.{handed_over.__name__}"
    change = f"python: b\nfield: {field}\nfrom: [a]\nforward: {path}\nbackward: {path}"
    return beside("python", (("a", type_, st.none() | values),), change, b=(type_, "a"))


def by_python_kept(type_: str, field: str, values: st.SearchStrategy[Any]) -> Drawn:
    path = f"{__name__}.{handed_over.__name__}"
    change = f"python: b\nfield: {field}\nfrom: [a]\nforward: {path}\nkeep: true"
    added = (f"ALTER TABLE {{t}} ADD b {type_}", "UPDATE {t} SET b = a")
    return in_place("python", (("a", type_, st.none() | values),), change, *added)


DRAWN: dict[str, st.SearchStrategy[Drawn]] = {
    "rename": st.builds(renamed, st.sampled_from(ANY), st.booleans()),
    "split": st.sampled_from(
        [
            beside(
                "split",
                (A_TEXT,),
                f'split: a\ninto:\n  b: {{field: {NULL}, sql: "{PARTS[0]}"}}\n'
                f'  c: {{field: {NULL}, sql: "{PARTS[1]}"}}\n'
                "back: {a: \"concat_ws(' ', b, c)\"}\nlossy: accept",
                b=("text", PARTS[0]),
                c=("text", PARTS[1]),
            ),
            beside(
                "split",
                (("a", "varchar(9) NOT NULL", st.sampled_from(["new", "sent", "paid"])),),
                "split: a\ninto:\n  b: {field: BooleanField(), sql: \"a = 'sent'\"}\n"
                "  c: {field: BooleanField(), sql: \"a = 'paid'\"}\nback:\n"
                "  a: coalesce(CASE WHEN b THEN 'sent' WHEN c THEN 'paid' END, 'new')\n"
                "too_long: clamp",
                b=("boolean NOT NULL DEFAULT false", "a = 'sent'"),
                c=("boolean NOT NULL DEFAULT false", "a = 'paid'"),
            ),
        ]
    ),
    "merge": st.sampled_from(
        [
            beside(
                "merge",
                A_TEXT_AND_MORE,
                f"merge: [a, c]\ninto: {{b: {{field: {NULL}, sql: \"concat_ws('/', a, c)\"}}}}\n"
                "back: {a: \"split_part(b, '/', 1)\", c: \"split_part(b, '/', 2)\"}\n"
                "lossy: accept",
                b=("text", "concat_ws('/', a, c)"),
            ),
            beside(
                "merge",
                A_TEXT_AND_MORE,
                f"merge: [a, c]\ninto:\n  b: {{field: {NULL}, sql: 'coalesce(a, c)'}}\n"
                "  d: {field: 'BooleanField(null=True)', sql: a = c}\n"
                "back: {a: b, c: CASE WHEN d THEN b END}\nlossy: accept",
                b=("text", "coalesce(a, c)"),
                d=("boolean", "a = c"),
            ),
            beside(
                "merge",
                (("a", "boolean NOT NULL", st.booleans()), ("c", "boolean", MAYBE)),
                "merge: [a, c]\ninto:\n  b:\n    field: CharField(max_length=9, null=True)\n"
                "    sql: CASE WHEN a THEN 'sent' WHEN c THEN 'paid' ELSE 'new' END\n"
                "back: {a: \"coalesce(b = 'sent', false)\", c: b = 'paid'}\n"
                "too_long: clamp\nlossy: accept",
                b=("varchar(9)", "CASE WHEN a THEN 'sent' WHEN c THEN 'paid' ELSE 'new' END"),
            ),
        ]
    ),
    "retype": st.one_of(
        st.just(widened("integer", "BigIntegerField()", "bigint", INTEGERS)),
        st.just(widened("char(9)", "TextField()", "text", TEXT)),
        st.just(widened("real", "FloatField()", "double precision", FLOATS)),
        st.just(
            widened(
                "numeric(6,2)",
                "DecimalField(max_digits=12, decimal_places=4)",
                "numeric(12,4)",
                MONEY,
            )
        ),
        st.just(
            beside(
                "retype",
                (SOME_DIGITS,),
                "retype: a\nto: IntegerField(null=True)\nname: b\non_error: null\nlossy: accept",
                b=("integer", "CASE WHEN a ~ '^-?[0-9]+$' THEN a::integer END"),
            )
        ),
    ),
    "not_null": st.just(
        in_place(
            "not_null",
            (A_TEXT,),
            "not_null: a\nfill: \"'none'\"",
            "UPDATE {t} SET a = 'none' WHERE a IS NULL",
            "ALTER TABLE {t} ALTER a SET NOT NULL",
        )
    ),
    "add": st.just(
        in_place(
            "add",
            (A_TEXT,),
            "add: b\nfield: TextField()\nfill: concat(a, '!')",
            "ALTER TABLE {t} ADD b text",
            "UPDATE {t} SET b = concat(a, '!')",
            "ALTER TABLE {t} ALTER b SET NOT NULL",
        )
    ),
    "remove": st.just(in_place("remove", (A_TEXT,), "remove: a", "ALTER TABLE {t} DROP a")),
    "derive": st.just(
        in_place(
            "derive",
            (A_TEXT,),
            "derive: b\nfield: TextField(null=True)\nsql: upper(a)",
            "ALTER TABLE {t} ADD b text",
            "UPDATE {t} SET b = upper(a)",
        )
    ),
    "python": st.one_of(
        st.just(by_python("text", NULL, TEXT)),
        st.just(by_python("varchar(9)", "CharField(max_length=9, null=True)", TEXT)),
        st.just(by_python("integer", "IntegerField(null=True)", INTEGERS)),
        st.just(
            by_python(
                "numeric(6,2)",
                "DecimalField(max_digits=6, decimal_places=2, null=True)",
                MONEY,
            )
        ),
        st.just(by_python("double precision", "FloatField(null=True)", FLOATS)),
        st.just(by_python("boolean", "BooleanField(null=True)", st.booleans())),
        st.just(by_python("uuid", "UUIDField(null=True)", st.uuids())),
        st.just(by_python("bytea", "BinaryField(null=True)", st.binary(max_size=9))),
        st.just(by_python_kept("text", NULL, TEXT)),
        st.just(by_python_kept("jsonb", "JSONField(null=True)", DOCUMENTS)),
    ),
    "check": st.just(
        in_place(
            "check",
            (A_NUMBER,),
            "check: positive\nthat: a >= 0\nmend: {a: '0'}",
            "UPDATE {t} SET a = 0 WHERE a < 0",
        )
    ),
    "unique": st.one_of(
        st.just(
            in_place(
                "unique",
                (A_FEW,),
                "unique: [a]\nduplicates: keep_first\nothers: {a: null}",
                f"UPDATE {{t}} SET a = NULL WHERE ctid IN (SELECT ctid FROM {ALIKE} WHERE n > 1)",
            )
        ),
        st.just(
            in_place(
                "unique",
                (A_FEW,),
                "unique: [a]\nduplicates: keep_last\nothers: delete",
                f"DELETE FROM {{t}} WHERE ctid IN (SELECT ctid FROM {ALIKE} WHERE n < m)",
            )
        ),
        st.just(
            in_place(
                "unique",
                (A_FEW, ("c", "bigint NOT NULL", INTEGERS), ("e", "text", st.none() | TEXT)),
                "unique: [a]\nduplicates: keep_first\nothers: delete\n"
                "merge: {c: sum(c), e: max(e)}",
                "UPDATE {t} AS t SET c = g.c, e = g.e FROM (SELECT a, sum(c) AS c, max(e) AS e "
                "FROM {t} GROUP BY a) AS g WHERE t.a = g.a",
                f"DELETE FROM {{t}} WHERE ctid IN (SELECT ctid FROM {ALIKE} WHERE n > 1)",
            )
        ),
    ),
    "foreign_key": st.just(
        in_place(
            "foreign_key",
            (("a", "bigint", st.none() | st.integers(1, 2 * SUPPLIERS)),),
            "foreign_key: a\nto: shop.Supplier\norphans: set_null",
            "UPDATE {t} SET a = NULL WHERE NOT EXISTS (SELECT FROM shop_supplier WHERE id = a)",
        )
    ),
    "rewrite": st.one_of(
        st.just(
            beside(
                "rewrite",
                (A_WORD,),
                f"rewrite: a\ninto: {{b: {{field: {NULL}, values: {{x: y, É: e}}}}}}\n"
                "lossy: accept",
                b=("text", "CASE a WHEN 'x' THEN 'y' WHEN 'É' THEN 'e' ELSE a END"),
            )
        ),
        st.just(
            beside(
                "rewrite",
                (A_WORD,),
                f"rewrite: a\ninto: {{b: {{field: {NULL}, sql: {json.dumps(SQUEEZED)}}}}}\n"
                "back: {a: b}\nlossy: accept",
                b=("text", SQUEEZED),
            )
        ),
        st.just(
            in_place(
                "rewrite",
                (A_WORD,),
                "rewrite: a\nin_place: {old_readers: unharmed, because: shown alike, "
                "values: {x: y, '': none}}",
                "UPDATE {t} SET a = CASE a WHEN 'x' THEN 'y' WHEN '' THEN 'none' ELSE a END",
            )
        ),
    ),
    "json_to_column": st.sampled_from(
        [
            beside(
                "json_to_column",
                (("a", type_, st.none() | DOCUMENTS),),
                f"json_to_column: a\ninto: {{b: {{field: {NULL}, key: k}}}}\n"
                "rest: {c: JSONField(null=True)}\nlossy: accept",
                b=("text", "a::jsonb ->> 'k'"),
                c=("jsonb", LEFT),
            )
            for type_ in ("jsonb", "text")
        ]
    ),
    "column_to_json": st.just(
        beside(
            "column_to_json",
            (A_TEXT, ("c", "integer", st.none() | INTEGERS)),
            "column_to_json: [a, c]\ninto: {b: {field: JSONField(), keys: {c: it's.n}}}",
            b=(
                "jsonb NOT NULL DEFAULT '{}'",
                (
                    "jsonb_strip_nulls(jsonb_build_object('a', a)) || CASE WHEN c IS NULL "
                    "THEN '{}' ELSE jsonb_build_object('it''s', jsonb_build_object('n', c)) END"
                ),
            ),
        )
    ),
    "json_restructure": st.just(
        beside(
            "json_restructure",
            (A_DOCUMENT,),
            "json_restructure: a\ninto: {b: {field: JSONField(null=True), move: {k: m}}}\n"
            "lossy: accept",
            b=(
                "jsonb",
                (
                    "CASE WHEN jsonb_typeof(a) = 'object' THEN a - 'k' - 'm' || CASE WHEN a ? 'k' "
                    "THEN jsonb_build_object('m', a -> 'k') ELSE '{}' END ELSE a END"
                ),
            ),
        )
    ),
}
