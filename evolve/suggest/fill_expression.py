"""Python's expressions over a row, and Django's over its columns, as SQL."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from evolve.pg.names import quoted_if_needed
from evolve.suggest.fill import Expression, Table, Unread, call, joined, literal, reads_of

# Python's str.strip() takes these off; btrim alone takes off spaces only.
SPACES = r"E' \t\n\r\f\v'"
ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
QUERY = {
    "Lower": "lower", "Upper": "upper", "Coalesce": "coalesce", "Concat": "concat",
    "Replace": "replace", "NullIf": "nullif", "Substr": "substr", "Left": "left",
    "Right": "right",
}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Reader:
    """Reads expressions on one table; `row` is what Python calls a row of it.

    `names` are local names not yet read, `known` those that are; `assigned` are fields that the
    loop has given another value already.
    """

    table: Table
    row: str
    names: dict[str, ast.expr] = field(default_factory=dict)
    known: dict[str, Expression] = field(default_factory=dict)
    assigned: dict[str, Expression] = field(default_factory=dict)

    def column(self, name: str) -> Expression:
        if name in self.assigned:
            return self.assigned[name]
        if name not in self.table.columns:
            raise Unread(f"{name}, which is no field of {self.table.model}")
        return Expression(
            sql=quoted_if_needed(self.table.columns[name]),
            family=self.table.families.get(name, ""),
            reads=frozenset({name}),
        )

    # -- Python ----------------------------------------------------------------------------------

    def read(self, node: ast.expr) -> Expression:
        """The value of a Python expression. Raises Unread where SQL might give another."""
        match node:
            case ast.Constant(value=value):
                return literal(value)
            case ast.Attribute(value=ast.Name(id=row), attr=name) if row == self.row:
                return self.column(name)
            case ast.Name(id=name) if name in self.known:
                return self.known[name]
            case ast.Name(id=name) if name in self.names:
                self.known[name] = self.read(self.names.pop(name))
                return self.known[name]
            case ast.BinOp(left=left, op=operator, right=right):
                return self.operation(node, self.read(left), operator, self.read(right))
            case ast.JoinedStr(values=values):
                return joined(*(self.formatted(part) for part in values))
            case ast.BoolOp(op=ast.Or(), values=[first, second]):
                return self.either(node, self.read(first), self.read(second))
            case ast.IfExp(test=test, body=body, orelse=otherwise):
                return self.case(test, self.read(body), self.read(otherwise))
            case ast.Subscript():
                return self.part(node)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="uuid"), attr="uuid4"), args=[]):
                return Expression(sql="gen_random_uuid()", family="uuid")
            case ast.Call(func=ast.Attribute(value=value, attr=method), args=args, keywords=[]):
                return self.method(node, value, method, args)
        raise Unread(ast.unparse(node))

    def operation(
        self, node: ast.expr, left: Expression, operator: ast.operator, right: Expression
    ) -> Expression:
        if isinstance(operator, ast.Add) and "str" in {left.family, right.family}:
            return joined(left, right)
        sign = ARITHMETIC.get(type(operator))
        numbers = {"int", "numeric"}
        if sign is None or left.family not in numbers or right.family not in numbers:
            raise Unread(ast.unparse(node))
        family = "numeric" if "numeric" in {left.family, right.family} else "int"
        text = f"{left.within()} {sign} {right.within()}"
        return Expression(sql=text, family=family, reads=reads_of(left, right))

    def formatted(self, part: ast.expr) -> Expression:
        match part:
            case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
                return self.read(value)
            case ast.Constant():
                return self.read(part)
        raise Unread(ast.unparse(part))

    def either(self, node: ast.expr, first: Expression, second: Expression) -> Expression:
        """`first or second` of texts: an empty one counts as none."""
        if first.family != "str":
            raise Unread(ast.unparse(node))
        if second.sql == "''":
            return call("coalesce", first, second)
        filled = call("nullif", first, literal(""))
        return call("coalesce", filled, second)

    def case(self, test: ast.expr, body: Expression, otherwise: Expression) -> Expression:
        condition = self.condition(test)
        text = f"case when {condition.sql} then {body.sql} else {otherwise.sql} end"
        return Expression(sql=text, family=body.family, reads=reads_of(condition, body, otherwise))

    def condition(self, node: ast.expr) -> Expression:
        match node:
            case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot() as how], comparators=[other]):
                if isinstance(other, ast.Constant) and other.value is None:
                    value = self.read(left)
                    word = "is null" if isinstance(how, ast.Is) else "is not null"
                    return Expression(sql=f"{value.within()} {word}", reads=value.reads)
            case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant() as other]):
                value, constant = self.read(left), self.read(other)
                text = f"{value.within()} = {constant.sql}"
                return Expression(sql=text, reads=value.reads)
            case _:
                value = self.read(node)
                if value.family == "str":
                    return Expression(sql=f"{value.within()} <> ''", reads=value.reads)
                if value.family == "boolean":
                    return value
        raise Unread(ast.unparse(node))

    def method(
        self, node: ast.expr, value: ast.expr, method: str, args: list[ast.expr]
    ) -> Expression:
        match method, args:
            case (("lower" | "upper"), []):
                return call(method, self.text(value))
            case "strip", []:
                text = self.text(value)
                return Expression(
                    sql=f"btrim({text.sql}, {SPACES})", family="str", reads=text.reads
                )
            case "replace", [ast.Constant(value=str(old)), ast.Constant(value=str(new))] if old:
                return call("replace", self.text(value), literal(old), literal(new))
            case "join", [ast.List(elts=parts) | ast.Tuple(elts=parts)] if parts:
                between = self.text(value)
                texts = [self.text(part) for part in parts]
                listed = [piece for text in texts for piece in (between, text)]
                return joined(*(listed[1:] if between.sql != "''" else texts))
        raise Unread(ast.unparse(node))

    def text(self, node: ast.expr) -> Expression:
        found = self.read(node)
        if found.family != "str":
            raise Unread(f"{ast.unparse(node)}, which is no text")
        return found

    def part(self, node: ast.Subscript) -> Expression:
        """`text.split(" ")[0]`, `text.partition(" ")[2]`, `text[:3]`."""
        match node:
            case ast.Subscript(value=value, slice=ast.Slice(lower=None, upper=upper, step=None)):
                match upper:
                    case ast.Constant(value=int(length)):
                        return call("left", self.text(value), literal(length))
            case ast.Subscript(value=ast.Call() as split, slice=ast.Constant(value=int(number))):
                return self.piece(split, number)
        raise Unread(ast.unparse(node))

    def unpacked(self, node: ast.expr, count: int) -> list[Expression]:
        """The values of `a, b = ...`."""
        match node:
            case ast.Tuple(elts=values) if len(values) == count:
                return [self.read(value) for value in values]
            case ast.Call(func=ast.Attribute(attr="partition")) if count == 3:
                return [self.piece(node, 0), literal(""), self.piece(node, 2)]
            case ast.Call(func=ast.Attribute(attr="split"), args=[_, ast.Constant(value=1)]):
                if count == 2:
                    return [self.piece(node, number) for number in (0, 1)]
        raise Unread(ast.unparse(node))

    def piece(self, node: ast.Call, number: int) -> Expression:
        """One piece of a text that is parted at a constant."""
        match node:
            case ast.Call(
                func=ast.Attribute(value=value, attr="partition"),
                args=[ast.Constant(value=str(sign))],
            ) if sign and number in {0, 2}:
                return self.parted(value, sign, first=number == 0)
            case ast.Call(
                func=ast.Attribute(value=value, attr="split"),
                args=[ast.Constant(value=str(sign)), ast.Constant(value=1)],
            ) if sign and number in {0, 1}:
                return self.parted(value, sign, first=number == 0)
            case ast.Call(
                func=ast.Attribute(value=value, attr="split"),
                args=[ast.Constant(value=str(sign))],
            ) if sign and number >= 0:
                return call("split_part", self.text(value), literal(sign), literal(number + 1))
        raise Unread(ast.unparse(node))

    def parted(self, value: ast.expr, sign: str, *, first: bool) -> Expression:
        text, at = self.text(value), literal(sign)
        if first:
            return call("split_part", text, at, literal(1))
        behind = f"strpos({text.within()} || {at.sql}, {at.sql}) + {len(sign)}"
        return Expression(sql=f"substr({text.sql}, {behind})", family="str", reads=text.reads)

    # -- Django's query expressions --------------------------------------------------------------

    def query(self, node: ast.expr) -> Expression:
        """The value of an argument of `update`. Raises Unread for what is not listed here."""
        match node:
            case ast.Constant(value=value):
                return literal(value)
            case ast.BinOp(left=left, op=operator, right=right):
                return self.operation(node, self.query(left), operator, self.query(right))
            case ast.Call(func=function, args=args):
                name = ast.unparse(function).rpartition(".")[2]
                return self.function(node, name, args)
        raise Unread(ast.unparse(node))

    def function(self, node: ast.Call, name: str, args: list[ast.expr]) -> Expression:
        match name, args:
            case "F", [ast.Constant(value=str(field))]:
                return self.column(field)
            case "Value", [ast.Constant(value=value)]:
                return literal(value)
            case "Trim", [text]:
                return call("btrim", self.argument(text))
        if name not in QUERY or not args:
            raise Unread(ast.unparse(node))
        parts = [self.argument(arg) for arg in args]
        family = parts[0].family if name in {"Coalesce", "NullIf"} else "str"
        return call(QUERY[name], *parts, family=family)

    def argument(self, node: ast.expr) -> Expression:
        """In a function's arguments a text names a field."""
        match node:
            case ast.Constant(value=str(field)):
                return self.column(field)
        return self.query(node)
