"""`fill`: a new field whose value a query gives over the rows of other tables, which stay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from evolve.changes.base import Change, Demand, NewField, Rule, Shape
from evolve.changes.parts import TooLong, need
from evolve.errors import Problem
from evolve.playbook.words import FieldText, ModelName, Name, Sql


class Fill(Change):
    """What is written in those tables marks rows of this one, and a worker settles the marks."""

    kind: ClassVar[str] = "fill"

    fill: Annotated[Name, Field(description="the new field")]
    field: Annotated[FieldText, Field(description="its definition, as written in models.py")]
    sql: Annotated[
        Sql,
        Field(
            description="a query in parentheses that gives the value; the row's columns have the "
            "table's name before them, as in shop_order.id"
        ),
    ]
    follows: Annotated[
        dict[ModelName, Sql],
        Field(
            min_length=1,
            description="each model that the query reads, and which rows of this table one of its "
            "rows leads to: SQL over its columns that gives this table's key, or a query that "
            "gives keys from the rows of `changed`",
        ),
    ]
    too_long: TooLong = None

    def shape(self) -> Shape:
        rule = Rule(sql=self.sql, clamp=self.too_long == "clamp", path=("change", "sql"))
        return Shape(
            old=(),
            new=(NewField(name=self.fill, definition=self.field),),
            forward={self.fill: rule},
            once=True,
            demand=Demand(name=f"the query of {self.fill}", lasting=False),
            follows=self.follows,
        )

    def problems(self) -> Iterable[Problem]:
        if not self.sql.startswith("("):
            yield Problem(
                message="not a query in parentheses",
                found=repr(self.sql.split(maxsplit=1)[0]),
                expected="(select ... where ...), or `derive` for an expression over the row alone",
                path=("change", "sql"),
            )

    @classmethod
    def draft(cls, fields: Sequence[str]) -> str:
        need(fields, 1, 1, "fill MODEL FIELD")
        lines = (
            f"fill: {fields[0]}",
            "field: IntegerField()  # decide: as in models.py",
            "# decide: a query; the row's own columns have the table's name before them",
            "sql: (select count(*) from shop_line l where l.order_id = shop_order.id)",
            "follows:",
            "  shop.Line: order_id  # decide: each model that it reads, and the key it leads to",
        )
        return "\n".join(lines) + "\n"
