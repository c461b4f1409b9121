"""What is certain of an expression, from the server's parse of it: whether it can fail, when it can
give NULL, and whether the same row always gives the same value.

Everything here errs on one side: what is not known to be harmless counts as harmful. The parse is
pg_node_tree as text, whose labels differ between PostgreSQL 15 and later (outfuncs.c).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evolve.pg.understood import Nulls


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Functions that accept every value of these types and give NULL for NULL only. Named by what their
# source (PostgreSQL 15 to 18, src/backend/utils/adt) can raise: nothing but "out of memory" and
# "too large".
TOTAL = words(
    """
    concat concat_ws lower upper initcap btrim ltrim rtrim reverse left right replace translate
    length char_length character_length octet_length strpos position textcat textanycat anytextcat
    text varchar bpchar name texteq textne text_lt text_le text_gt text_ge textlen booleq boolne
    int2eq int4eq int8eq int2ne int4ne int8ne int4lt int4gt int4le int4ge int8lt int8gt int8le
    int8ge uuid_eq uuid_ne date_eq starts_with ascii md5 to_hex quote_literal
    """
)
# Others of the same name take a range, an encoding, or bytes, and can fail or give NULL.
PLAIN = words(
    """
    text varchar bpchar name int2 int4 int8 bool uuid date any anynonarray anyelement
    """
)
# Functions that accept every value as well, and give NULL for what is not there.
QUIET = frozenset(
    ("pg_catalog", name)
    for name in words(
        """
        jsonb_extract_path jsonb_extract_path_text jsonb_object_field jsonb_object_field_text
        jsonb_typeof to_jsonb
        """
    )
)
TEXTUAL = frozenset({"text", "varchar", "bpchar", "name"})
WIDENING = frozenset(
    {
        ("int8", "int4"),
        ("int8", "int2"),
        ("int4", "int2"),
        ("numeric", "int4"),
        ("numeric", "int8"),
        ("float8", "int4"),
    }
)
# What gives another answer at another moment, to another role or session, though it counts as
# stable; so does whatever takes no argument at all.
MOODY = words(
    """
    current_setting current_schemas pg_has_role row_security_active to_tsvector to_tsquery
    plainto_tsquery phraseto_tsquery websearch_to_tsquery ts_headline
    """
)
STEADY_TYPES = frozenset({"regconfig"})

# The parts of an expression that are NULL only where something in them is.
STRICT_NODES = words(
    """
    VAR CONST FUNCEXPR OPEXPR BOOLEXPR RELABELTYPE COERCEVIAIO COLLATEEXPR COLLATE NULLTEST
    BOOLEANTEST DISTINCTEXPR NAMEDARGEXPR
    """
)
# The parts that fail only where something in them does.
QUIET_NODES = STRICT_NODES | words(
    """
    CASEEXPR CASE CASEWHEN WHEN CASETESTEXPR COALESCEEXPR COALESCE NULLIFEXPR SCALARARRAYOPEXPR
    """
)
TEXT_OIDS = frozenset({25, 1043})


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function that the expression calls; `types` are its arguments', as pg_type names them."""

    oid: int
    name: str
    schema: str
    volatility: str
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """`nodes` is the parse, `spelled` the server's spelling of it, `unruly` the collations under
    which functions of text can fail."""

    nodes: str
    spelled: str
    functions: tuple[Function, ...]
    unruly: frozenset[int]

    @property
    def labels(self) -> set[str]:
        return set(re.findall(r"\{([A-Z]+)", self.nodes))

    @property
    def variadic(self) -> bool:
        """Whether an array is handed over as the arguments, and may itself be NULL."""
        return ":funcvariadic true" in self.nodes


CAST = r":funcid \d+ [^{}]*?:funcformat 1 "


def function_oids(nodes: str) -> set[int]:
    """The functions called, operators and casts included."""
    return {int(found) for found in re.findall(r":(?:funcid|opfuncid) (\d+)", nodes)} - {0}


def collations(nodes: str) -> list[tuple[int, int]]:
    """Every call as (function, collation of its input); 0 stands for none or a conflict."""
    found = re.findall(r":(?:funcid|opfuncid) (\d+) [^{}]*?:inputcollid (\d+)", nodes)
    return [(int(function), int(collation)) for function, collation in found]


def converted_to(nodes: str) -> set[int]:
    """The types that something is converted to by way of text, which only text itself never
    objects to: the fields of COERCEVIAIO, and of nothing else, stand in this order."""
    return {int(found) for found in re.findall(r":resulttype (\d+) :resultcollid", nodes)}


def unsteady(parsed: Parsed) -> str:
    """The function that can answer differently for the same row, or "" (rule 5)."""
    for function in parsed.functions:
        if function.volatility == "i":
            continue
        foreign = function.schema != "pg_catalog"
        moody = function.name in MOODY and not STEADY_TYPES & set(function.types)
        moody |= function.name == "age" and len(function.types) == 1
        moody |= function.name.startswith("has_") and function.name.endswith("_privilege")
        if function.volatility == "v" or foreign or moody or not function.types:
            return function.name
    return ""


def is_total(parsed: Parsed) -> bool:
    """Whether nothing in the expression can raise."""
    return (
        parsed.labels <= QUIET_NODES
        and TEXT_OIDS.issuperset(converted_to(parsed.nodes))
        and all(function_is_total(function, parsed) for function in parsed.functions)
    )


def function_is_total(function: Function, parsed: Parsed) -> bool:
    if (function.schema, function.name) in QUIET:
        return True
    if function.schema != "pg_catalog" or not is_strict(function):
        return False
    if set(function.types) & TEXTUAL:
        used = {collation for oid, collation in collations(parsed.nodes) if oid == function.oid}
        if not used or 0 in used or used & parsed.unruly:
            return False
    if function.name == "split_part":
        # Field 0 does not exist, and is the one thing that it objects to.
        return all(
            re.fullmatch(r"'?-?[1-9]\d*'?(::integer)?", arguments[-1].strip("() "))
            for arguments in calls(masked(parsed.spelled), "split_part")
        )
    if function.name in {"varchar", "bpchar"} and len(function.types) == 3:
        # The cast cuts what is too long; called as a function, it may be told to object.
        return f":funcid {function.oid} " not in re.sub(CAST, "", parsed.nodes)
    # A length below zero is refused.
    return function.types != ("text", "int4", "int4")


def is_strict(function: Function) -> bool:
    """Whether the function gives NULL for NULL only."""
    if function.schema != "pg_catalog":
        return False
    if (function.name, *function.types[:1]) in WIDENING:
        return True
    if function.name in {"substr", "substring"}:
        return function.types in {("text", "int4"), ("text", "int4", "int4")}
    known = function.name in TOTAL or function.name == "split_part"
    return known and set(function.types) <= PLAIN


def nulls_of(parsed: Parsed) -> Nulls:
    """When the expression can give NULL."""
    if parsed.variadic:
        return Nulls.MAYBE
    bare = without_cast(parsed)
    for name in ("COALESCE", "concat", "concat_ws"):
        if bare.startswith(f"{name}("):
            arguments = arguments_at(bare, len(name) + 1)
            whole = len(name) + 1 + sum(map(len, arguments)) + len(arguments)
            if whole == len(bare) and (
                name == "concat"
                or (name == "concat_ws" and is_constant(arguments[0]))
                or (name == "COALESCE" and is_constant(arguments[-1]))
            ):
                return Nulls.NEVER
    strict = parsed.labels <= STRICT_NODES and ":constisnull true" not in parsed.nodes
    return Nulls.FROM_NULLS if strict and all(map(is_strict, parsed.functions)) else Nulls.MAYBE


# -- the server's spelling --------------------------------------------------------------------

LITERAL = r"'(?:[^']|'')*'"
QUOTED = r'"(?:[^"]|"")*"'


def masked(spelled: str) -> str:
    """`spelled` with nothing left in quotes but numbers."""

    def mask(match: re.Match[str]) -> str:
        found = match.group()
        return found if re.fullmatch(r"'-?\d+'", found) else found[0] * 2

    return re.sub(f"{LITERAL}|{QUOTED}", mask, spelled)


def calls(spelled: str, name: str) -> Iterator[list[str]]:
    """The arguments of every call of `name` in an expression that is masked."""
    for match in re.finditer(rf'(?<![\w"]){name}\(', spelled):
        yield arguments_at(spelled, match.end())


def arguments_at(spelled: str, start: int) -> list[str]:
    """The arguments from `start`, just behind the opening parenthesis, to the closing one."""
    depth, begin, found = 0, start, list[str]()
    for token in re.finditer(rf"{LITERAL}|{QUOTED}|[()\[\],]", spelled[start:]):
        sign, at = token.group(), start + token.start()
        if sign in "([":
            depth += 1
        elif depth == 0 and sign in "),":
            found.append(spelled[begin:at])
            begin = at + 1
            if sign == ")":
                break
        elif sign in ")]":
            depth -= 1
    return found


def without_cast(parsed: Parsed) -> str:
    """The expression inside `(...)::type`, where the cast gives NULL for NULL only.

    PostgreSQL 18 makes NULL of the null of jsonb, unless it is cast to text.
    """
    spelled = parsed.spelled
    match = re.fullmatch(r"\((.*)\)::([a-z ]+)(?:\(\d+(?:,\d+)?\))?", spelled, flags=re.DOTALL)
    if not match or not balanced(match[1]):
        return spelled
    textual = match[2].startswith(("text", "character"))
    jsonb = any(function.types[:1] == ("jsonb",) for function in parsed.functions)
    return match[1] if textual or not jsonb else spelled


def balanced(spelled: str) -> bool:
    """Whether no parenthesis closes that was not opened before."""
    depth = 0
    for token in re.finditer(rf"{LITERAL}|{QUOTED}|[()]", spelled):
        depth += {"(": 1, ")": -1}.get(token.group(), 0)
        if depth < 0:
            return False
    return depth == 0


def is_constant(argument: str) -> bool:
    """A literal that is not NULL, with or without a cast."""
    form = rf"\s*\(?({LITERAL}|-?\d[\d.]*|true|false)\)?(::[\w \"().]+)?\s*"
    return re.fullmatch(form, argument) is not None
