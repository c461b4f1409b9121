"""A RunPython's function, read as a syntax tree: loops that assign and save, and `update(...)`.

Only what means the same in SQL is taken over; `None`, on which Python would fail, gives NULL.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from evolve.suggest.fill import Expression, Fill, Table, Unread
from evolve.suggest.fill_expression import Reader

HARMLESS = frozenset({"save", "append", "bulk_update", "print", "write", "full_clean"})
ALL_ROWS = frozenset(
    {"all", "iterator", "using", "only", "defer", "select_related", "order_by", "objects"}
)


@dataclass(slots=True, kw_only=True)
class Function:
    """One function under way: which names are models, and what is found."""

    tables: list[Table]
    source: str
    models: dict[str, Table] = field(default_factory=dict)
    fills: list[Fill] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)


def fills(
    code: Callable[..., Any], tables: list[Table], source: str
) -> tuple[list[Fill], list[str]]:
    """What the function gives to which fields, and what of it was not understood."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(code)))
    except (OSError, TypeError, SyntaxError, ValueError):
        return [], [f"{source}: its source cannot be read"]
    reading = Function(tables=tables, source=source)
    body = tree.body[0]
    if not isinstance(body, ast.FunctionDef):
        return [], [f"{source}: not a plain function"]
    for statement in body.body:
        guarded(reading, statement)
    if not reading.fills and not reading.gaps:
        reading.gaps.append(f"{source}: no field is filled as far as can be seen")
    return reading.fills, reading.gaps


def guarded(reading: Function, statement: ast.stmt) -> None:
    """The statement, or a gap in its place."""
    try:
        read(reading, statement)
    except Unread as error:
        reading.gaps.append(f"{reading.source}, line {statement.lineno}: {error}")
    except RecursionError:
        reading.gaps.append(f"{reading.source}, line {statement.lineno}: nested too deeply")


def read(reading: Function, statement: ast.stmt) -> None:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
            if table := model_in(reading, call):
                reading.models[name] = table
        case ast.For(target=ast.Name(id=name), iter=rows, body=body, orelse=[]):
            table = rows_of(reading, rows)
            reader = Reader(table=table, row=name)
            whole(reading, reader, body)
        case ast.Expr(value=ast.Call() as call):
            updated(reading, call)
        case ast.Expr(value=ast.Constant()) | ast.Pass() | ast.Return(value=None):
            pass
        case ast.Import() | ast.ImportFrom():
            pass
        case ast.Assign():
            pass  # a name for something; where it matters it will not be known
        case ast.With(body=body):
            for inner in body:
                guarded(reading, inner)
        case _:
            raise Unread(ast.unparse(statement).splitlines()[0])


def model_in(reading: Function, call: ast.Call) -> Table | None:
    """The model of apps.get_model(...)."""
    match call:
        case ast.Call(func=ast.Attribute(attr="get_model"), args=arguments):
            given = [*arguments, *(keyword.value for keyword in call.keywords)]
            label = ".".join(str(g.value) for g in given if isinstance(g, ast.Constant)).lower()
            return next((t for t in reading.tables if t.model.lower() == label), None)
    return None


def rows_of(reading: Function, node: ast.expr) -> Table:
    """The model over all of whose rows `node` goes. Raises Unread for some of them."""
    whole = node
    while True:
        match node:
            case ast.Call() if table := model_in(reading, node):
                return table
            case ast.Call(func=ast.Attribute(value=inner, attr=name), args=arguments):
                keywords = node.keywords
                filled = name in {"filter", "exclude"} and is_unfilled(arguments, keywords)
                if name not in ALL_ROWS and not filled:
                    raise Unread(ast.unparse(whole))
                node = inner
            case ast.Attribute(value=inner, attr="objects" | "_default_manager" | "_base_manager"):
                node = inner
            case ast.Name(id=name) if name in reading.models:
                return reading.models[name]
            case _:
                raise Unread(ast.unparse(whole))


def is_unfilled(arguments: list[ast.expr], keywords: list[ast.keyword]) -> bool:
    """Whether a filter only leaves out rows without a value, for which NULL follows anyway."""
    return not arguments and all((k.arg or "").endswith("__isnull") for k in keywords)


def whole(reading: Function, reader: Reader, body: list[ast.stmt]) -> None:
    """A loop's body, of which nothing holds unless all of it is understood."""
    before = len(reading.fills)
    try:
        for statement in body:
            looped(reading, reader, statement)
    except Unread:
        del reading.fills[before:]
        raise


def looped(reading: Function, reader: Reader, statement: ast.stmt) -> None:
    """A statement in the body of a loop over rows."""
    match statement:
        case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=row), attr=name)], value=value):
            if row != reader.row:
                raise Unread(ast.unparse(statement))
            assigned(reading, reader, name, reader.read(value))
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            reader.names[name] = value
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=value):
            for target, part in zip(targets, reader.unpacked(value, len(targets)), strict=True):
                match target:
                    case ast.Name(id=name):
                        reader.known[name] = part
                    case ast.Attribute(value=ast.Name(id=row), attr=name) if row == reader.row:
                        assigned(reading, reader, name, part)
                    case _:
                        raise Unread(ast.unparse(statement))
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=name))) if name in HARMLESS:
            pass
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))) if name in HARMLESS:
            pass
        case ast.Expr(value=ast.Constant()) | ast.Pass():
            pass
        case _:
            raise Unread(ast.unparse(statement).splitlines()[0])


def assigned(reading: Function, reader: Reader, name: str, value: Expression) -> None:
    if name not in reader.table.columns:
        raise Unread(f"{reader.row}.{name}, which is no field")
    reader.assigned[name] = value
    reading.fills.append(
        Fill(
            model=reader.table.model,
            field=name,
            sql=value.sql,
            reads=value.reads,
            source=reading.source,
        )
    )


def updated(reading: Function, call: ast.Call) -> None:
    """`Model.objects.update(new=...)`."""
    match call:
        case ast.Call(func=ast.Attribute(value=rows, attr="update"), args=[]):
            reader = Reader(table=rows_of(reading, rows), row="")
            for keyword in keywords_of(call):
                assigned(reading, reader, keyword[0], reader.query(keyword[1]))
        case ast.Call(func=ast.Attribute(attr=name)) if name in HARMLESS:
            pass
        case ast.Call(func=ast.Name(id=name)) if name in HARMLESS:
            pass
        case _:
            raise Unread(ast.unparse(call))


def keywords_of(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    for keyword in call.keywords:
        if keyword.arg is None:
            raise Unread(ast.unparse(call))
        yield keyword.arg, keyword.value
