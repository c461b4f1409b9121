"""`unique`: no two rows have the same values in the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from evolve.changes.base import Change, NewField, Rule, Shape, Uniqueness
from evolve.changes.parts import BackText, TooLong, back_rule, need
from evolve.errors import Problem
from evolve.playbook.words import Label, Name, Sql


def _form(value: Any) -> str:
    return "fields" if isinstance(value, dict) else "word"


Others = Annotated[
    Annotated[Literal["delete"], Tag("word")] | Annotated[dict[Name, BackText], Tag("fields")],
    Discriminator(_form),
]
"""The entry `others:`, a word for all of a row, or fields and the SQL that gives them."""


class Unique(Change):
    """Of rows that are alike one is kept; the others are mended, deleted, or waited for."""

    kind: ClassVar[str] = "unique"

    unique: Annotated[
        tuple[Name, ...], Field(min_length=1, description="the fields, in the constraint's order")
    ]
    name: Annotated[
        Label | None,
        Field(
            description="the name of the UniqueConstraint; without it Django's own, as for "
            "unique=True, or for several fields unique_together"
        ),
    ] = None
    where: Annotated[
        Sql | None, Field(description="SQL over the row's columns: only such rows count")
    ] = None
    nulls: Annotated[
        Literal["distinct", "not_distinct"],
        Field(description="not_distinct: rows that are empty are alike, too"),
    ] = "distinct"
    duplicates: Annotated[
        Literal["refuse", "keep_first", "keep_last"],
        Field(description="which of the rows that are alike stays as it is; refuse: nobody says"),
    ]
    order: Annotated[
        Sql | None,
        Field(description="SQL by which rows come first or last; without it the primary key"),
    ] = None
    others: Annotated[
        Others | None,
        Field(
            description="what becomes of the others: fields and the SQL that gives them (or null); "
            "or delete"
        ),
    ] = None
    merge: Annotated[
        dict[Name, Sql],
        Field(
            default_factory=dict,
            min_length=1,
            description="with `others: delete`: fields of the row that is kept, each with an "
            "aggregate over the rows that are alike, such as sum(total)",
        ),
    ]
    too_long: TooLong = None

    def shape(self) -> Shape:
        clamp = self.too_long == "clamp"
        mended = self.others if isinstance(self.others, dict) else {}
        return Shape(
            old=(),
            new=tuple(NewField(name=name, like=name) for name in mended),
            forward={
                name: back_rule(rule, clamp, "change", "others", name)
                for name, rule in mended.items()
            },
            once=True,
            in_place=True,
            unique=Uniqueness(
                fields=self.unique,
                name=self.name or "",
                where=self.where or "",
                nulls_distinct=self.nulls == "distinct",
                order=self.order or "",
                last=self.duplicates == "keep_last",
                deletes=self.others == "delete",
                merge={
                    name: Rule(sql=given, clamp=clamp, path=("change", "merge", name))
                    for name, given in self.merge.items()
                },
            ),
        )

    def problems(self) -> Iterable[Problem]:
        keeps = self.duplicates != "refuse"
        if keeps and not self.others:
            yield Problem(
                message=f"`{self.duplicates}` does not say what becomes of the others",
                expected="`others: {<field>: <SQL or null>}`, or `others: delete`",
                path=("change", "duplicates"),
            )
        for key in ("others", "order"):
            if not keeps and getattr(self, key) is not None:
                yield Problem(
                    message=f"`{key}` without a row that is kept",
                    found="`duplicates: refuse`",
                    expected="`keep_first` or `keep_last`",
                    path=("change", key),
                )
        if not self.name and (self.where or self.nulls != "distinct"):
            yield Problem(
                message="only a UniqueConstraint can say that, and it has a name",
                expected="`name:`, as in Meta.constraints",
                path=("change", "where" if self.where else "nulls"),
            )
        if self.too_long and not (self.merge or isinstance(self.others, dict)):
            yield Problem(message="`too_long` without fields", path=("change", "too_long"))
        yield from self._merge_problems()
        length = len((self.name or "").encode())
        if length > 63:
            yield Problem(
                message="PostgreSQL would cut the name",
                found=f"{length} bytes",
                expected="at most 63",
                path=("change", "name"),
            )
        if len(set(self.unique)) < len(self.unique):
            yield Problem(message="a field is there twice", path=("change", "unique"))

    def _merge_problems(self) -> Iterable[Problem]:
        if self.merge and self.others != "delete":
            yield Problem(
                message="`merge` while the others stay: their values would be there twice",
                expected="`others: delete` beside it",
                path=("change", "merge"),
            )
        for name in set(self.unique) & set(self.merge):
            yield Problem(
                message="rows that are alike have the same value of it, and are to keep it",
                found=repr(name),
                expected="a field that is not among `unique`",
                path=("change", "merge", name),
            )

    @classmethod
    def draft(cls, fields: Sequence[str]) -> str:
        need(fields, 1, None, "unique MODEL FIELD ...")
        return (
            f"unique: [{', '.join(fields)}]\n"
            "# name: only_one  # decide: the name of the UniqueConstraint, if the models have one\n"
            "duplicates: refuse  # decide: keep_first or keep_last, where rows may be mended\n"
            f"# others: {{{fields[-1]}: null}}  # decide: what becomes of the others, or delete\n"
            "# merge: {total: sum(total)}  # decide: with delete, what the kept row takes over\n"
        )
