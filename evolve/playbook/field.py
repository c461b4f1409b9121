"""A field as written in models.py, read without evaluating it.

The text is parsed to a syntax tree; a known class of Django is called with literals, and nothing
else is ever looked up or run.
"""

from __future__ import annotations

import ast
import warnings
from typing import Any

from evolve.playbook.field_classes import (
    MODULES,
    REFUSED,
    AnyField,
    default_fits,
    expected_of,
    field_classes,
    keywords,
    missing,
    own_keywords,
)
from evolve.playbook.nearest import nearest

EXAMPLE = "a field such as CharField(max_length=80)"
PREFIXES = ("", "models", "fields", *MODULES)


class FieldTextError(ValueError):
    """A field that cannot be read; `offset` counts characters from the text's beginning."""

    def __init__(
        self, message: str, offset: int, *, found: str = "", expected: str = "", nearest: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.found = found
        self.expected = expected
        self.nearest = nearest


def parse_field(text: str) -> AnyField:
    """The field that `text` describes. Raises FieldTextError for anything but a plain field."""
    source = text.strip()
    parser = _Parser(source, begin=text.index(source))
    try:
        return parser.field(_syntax_tree(source))
    except RecursionError as error:
        raise FieldTextError("nested too deeply", 0, expected=EXAMPLE) from error


def _syntax_tree(source: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in a text is not worth a warning
            return ast.parse(source, mode="eval").body
    except SyntaxError as error:
        message = f"not a field: {error.msg}"
        offset = max(0, (error.offset or 1) - 1)
        raise FieldTextError(message, offset, expected=EXAMPLE) from error
    except (ValueError, MemoryError) as error:  # a NUL, and nesting that is too deep
        raise FieldTextError("not a field", 0, expected=EXAMPLE) from error


class _Parser:
    """Turns the syntax tree of one text into a field."""

    def __init__(self, source: str, begin: int) -> None:
        self.lines = source.splitlines(keepends=True)
        self.begin = begin

    def wrong(
        self, node: ast.AST, message: str, found: str = "", expected: str = "", near: str = ""
    ) -> FieldTextError:
        offset = self.offset(node)
        return FieldTextError(message, offset, found=found, expected=expected, nearest=near)

    def offset(self, node: ast.AST) -> int:
        """Where `node` begins, in characters; Python counts lines and bytes."""
        row: int = getattr(node, "lineno", 1) - 1
        column: int = getattr(node, "col_offset", 0)
        before = sum(map(len, self.lines[:row]))
        return self.begin + before + len(self.lines[row].encode()[:column].decode(errors="ignore"))

    def field(self, node: ast.expr) -> AnyField:
        if not isinstance(node, ast.Call):
            raise self.wrong(node, "not a field", repr(_source(node)), EXAMPLE)
        cls = self.cls(node.func)
        nodes = self.nodes(node, cls)
        values = {name: self.argument(name, value) for name, value in nodes.items()}
        if lacking := missing(cls, values):
            raise self.wrong(node, f"{cls.__name__} cannot be made of this", _source(node), lacking)
        try:
            field = cls(**values)
        except Exception as error:  # each class refuses in its own way
            message = f"Django does not accept this field: {error}"
            raise self.wrong(node, message) from error
        for name in ("default", "db_default"):
            if name in values and not default_fits(field, values[name]):
                raise self.wrong(
                    nodes[name], f"the {name} does not fit the field", repr(values[name])
                )
        return field

    def cls(self, node: ast.expr) -> type[AnyField]:
        prefix, _, name = _source(node).rpartition(".")
        known = field_classes()
        if prefix not in PREFIXES:
            near = nearest(prefix, ("models",))
            raise self.wrong(
                node, "unknown module", repr(prefix), "the name alone, or `models.`", near
            )
        if name in REFUSED:
            raise self.wrong(node, f"{name}: {REFUSED[name]}")
        if name not in known:
            near = nearest(name, known)
            raise self.wrong(node, "unknown field", repr(name), "a field class of Django", near)
        return known[name]

    def nodes(self, node: ast.Call, cls: type[AnyField]) -> dict[str, ast.expr]:
        """The arguments by name."""
        known = keywords(cls)
        nodes: dict[str, ast.expr] = {}
        for index, argument in enumerate(node.args):
            if index or isinstance(argument, ast.Starred):
                raise self.wrong(
                    argument, "an argument without a name", _source(argument), "name=value"
                )
            nodes["base_field" if "base_field" in known else "verbose_name"] = argument
        for keyword in node.keywords:
            name = keyword.arg
            if name is None:
                raise self.wrong(keyword.value, "`**` cannot be read here", expected="name=value")
            if name not in known:
                some = ", ".join(own_keywords(cls)) or "null, default"
                message = f"unknown argument of {cls.__name__}"
                raise self.wrong(
                    keyword, message, repr(name), f"such as {some}", nearest(name, known)
                )
            if name in nodes:
                raise self.wrong(keyword, "an argument that is there twice", repr(name))
            nodes[name] = keyword.value
        return nodes

    def argument(self, name: str, node: ast.expr) -> Any:
        if name == "base_field":
            return self.field(node)
        value = self.literal(node)
        if expected := expected_of(name, value):
            raise self.wrong(node, f"{name} cannot be this", repr(value), expected)
        return value

    def literal(self, node: ast.expr) -> Any:
        """The value of a literal: text, number, None, True, False, or lists and dicts of them."""
        match node:
            case ast.Constant(value=str() | bytes() | int() | float() | None as value):
                return value
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
                return -value
            case ast.List(elts=items):
                return [self.literal(item) for item in items]
            case ast.Tuple(elts=items):
                return tuple(self.literal(item) for item in items)
            case ast.Dict(keys=keys, values=items):
                return {
                    self.key(k, node): self.literal(v) for k, v in zip(keys, items, strict=True)
                }
        called = isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Lambda)
        message = "names and calls are never run" if called else "not a literal"
        raise self.wrong(
            node, message, _source(node), "text in quotes, a number, True, False, None"
        )

    def key(self, node: ast.expr | None, parent: ast.expr) -> Any:
        if isinstance(node, ast.Constant):
            return self.literal(node)
        raise self.wrong(node or parent, "a key that is no literal", _source(node or parent))


def _source(node: ast.AST) -> str:
    """`node` as text, short enough for a message."""
    text = ast.unparse(node)
    return text if len(text) <= 60 else f"{text[:57]}..."
