"""Expressions as they run: with a function around those whose failures the playbook mends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from psycopg import sql

from evolve.changes.base import Rule
from evolve.pg import companions
from evolve.pg.names import text
from evolve.pg.side import Expression, Side
from evolve.pg.understood import Nulls, Understood
from evolve.plan.facts import Facts

# A function as its name, its definition, and the statement that drops it.
Extra = tuple[str, str, str]


class Mending:
    """The expressions of one pair, and in `extras` the functions that they need, as they come."""

    def __init__(self, facts: Facts, mark: str, sides: Sequence[Side]) -> None:
        self.facts, self.mark, self.sides = facts, mark, sides
        self.extras: list[Extra] = []

    def effective(self, side: Side, understood: Understood, rule: Rule, letter: str) -> Expression:
        """The expression of `side`; a function's call where `rule` mends what fails."""
        expression = understood.expression
        if rule.on_error:
            return self.mended(side, expression, letter)
        fits = type_fits(understood.type, side.type)
        return replace(
            expression,
            total=expression.total and fits,
            strict=understood.nulls is not Nulls.MAYBE and fits,
        )

    def mended(self, side: Side, expression: Expression, letter: str) -> Expression:
        table = self.facts.table.name
        mend = self.facts.mending[side.name].expression
        reads = tuple(dict.fromkeys((*expression.reads, *mend.reads)))
        function = f"evolve_{self.mark}_{letter}{len(self.extras)}"
        arguments = [next(s for s in self.sides if s.name == read) for read in reads]
        definition = companions.create_mending_function(
            table, self.mark, function, expression, mend.sql, side.type, arguments
        )
        self.extras.append((function, definition, drop_function(self.facts, function, arguments)))
        call = sql.SQL("{}({})").format(
            table.beside(function), sql.SQL(", ").join(sql.Identifier(read) for read in reads)
        )
        return Expression(sql=text(call), reads=reads, total=True)


def drop_function(facts: Facts, name: str, arguments: Sequence[Side]) -> str:
    return text(
        sql.SQL("DROP FUNCTION IF EXISTS {}({})").format(
            facts.table.name.beside(name),
            sql.SQL(", ").join(sql.SQL(argument.type) for argument in arguments),
        )
    )


def is_textual(type_: str) -> bool:
    return type_.startswith(("text", "character", "name"))


def type_fits(value: str, column: str) -> bool:
    """Whether every value of type `value` is accepted by a column of type `column`."""
    if value == column:
        return True
    if column in {"text", "character varying"}:
        return value.startswith(("text", "character varying", "name"))
    short, long = (
        re.fullmatch(r"character varying\((\d+)\)", value),
        re.fullmatch(r"character varying\((\d+)\)", column),
    )
    if short and long:
        return int(short[1]) <= int(long[1])
    widening = {
        ("smallint", "integer"), ("smallint", "bigint"), ("integer", "bigint"),
        ("integer", "numeric"), ("bigint", "numeric"), ("smallint", "numeric"),
    }  # fmt: skip
    return (value, column) in widening
