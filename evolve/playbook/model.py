"""What the author of a playbook wrote, validated, as frozen data.

Keys are fields, SQL uses columns. The loader (`load`) gives positions for every value, so that
whatever later finds fault with one can name its line and column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from evolve.errors import PlaybookError, Problem
from evolve.playbook.words import (
    BatchMs,
    Duration,
    Expected,
    FieldText,
    Label,
    Name,
    Query,
    RowsPerSecond,
    Sql,
)

Place = tuple[int, int]
"""Line and column, both counted from 1."""

KeyPath = tuple[str | int, ...]
"""The keys and indexes that lead to a value."""


class Section(BaseModel):
    """A mapping in a playbook: frozen, and no key that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _note_section(cls, data: Any, info: ValidationInfo) -> Any:
        """Tells the loader as what a mapping was read, so that it can name the keys it knows."""
        if isinstance(data, dict) and isinstance(info.context, dict):
            info.context[id(data)] = cls
        return data


class ChangeSection(Section):
    """The `change:` section of any kind. A kind subclasses it in the room `changes`.

    `kind` is the key that names it (`split`, `rename`, ...) and must be one of its fields.
    """

    kind: ClassVar[str]

    def problems(self) -> Iterable[Problem]:
        """What cannot be meant, as far as the section alone tells; `path` begins with "change"."""
        return ()

    def sides(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The names of the old fields and of the new ones."""
        return (), ()

    @property
    def alone(self) -> str:
        """Why it cannot stand in one playbook with other changes; "" where it can."""
        return ""

    @classmethod
    def draft(cls, fields: Sequence[str]) -> str:
        """The lines under `change:` for a new playbook. Raises UsageError if `fields` do not fit.

        What only a person can decide carries a comment that begins with `# decide`.
        """
        raise NotImplementedError(f"{cls.__name__} has no draft")


class Check(Section):
    """A verification query of the author; `expect` is compared as text with its one value."""

    name: Annotated[Label, Field(description="names the check in reports; once per playbook")]
    query: Annotated[
        Query, Field(description="SQL that gives one value; {table} stands for the model's table")
    ]
    expect: Annotated[Expected, Field(description="the value, compared as text")]


class Expand(Section):
    """`expand:`; `columns` maps new fields to their definition as in models.py."""

    columns: Annotated[
        dict[Name, FieldText],
        Field(description="new fields and their definitions, instead of what the change derives"),
    ] = {}


class DualWrite(Section):
    """`dual_write:`; `forward` and `backward` map columns' fields to SQL expressions."""

    forward: Annotated[
        dict[Name, Sql], Field(description="new fields and the SQL that gives them from the old")
    ] = {}
    backward: Annotated[
        dict[Name, Sql], Field(description="old fields and the SQL that gives them from the new")
    ] = {}


class Backfill(Section):
    """`backfill:`; what the playbook allows at the most. None leaves it to the profile."""

    batch_ms: Annotated[
        BatchMs | None, Field(description="the longest that a batch may take, in milliseconds")
    ] = None
    max_rows_per_second: Annotated[
        RowsPerSecond | None, Field(description="the fastest pace, in rows a second")
    ] = None


class Contract(Section):
    """`contract:`; None derives from the change (`drop`, `not_null`) or from the profile."""

    quiet_for: Annotated[
        Duration | None,
        Field(description="how long nothing may have used the old side before contract"),
    ] = None
    quarantine: Annotated[
        Duration | None, Field(description="how long the old columns stay aside before the drop")
    ] = None
    drop: Annotated[
        tuple[Name, ...] | None, Field(description="old fields to drop; without it, all of them")
    ] = None
    not_null: Annotated[
        tuple[Name, ...] | None,
        Field(description="new fields that become NOT NULL, instead of what the change derives"),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """One playbook; `name` is the file's name without its ending and names the evolution.

    `databases` is empty where the routers decide. `places` maps the path of each value, as a
    tuple of keys and indexes, to where it stands in the file. `besides` are fields that belong to
    other changes of the same file.
    """

    name: str
    path: str
    text: str
    model: str
    changes: tuple[ChangeSection, ...]
    databases: tuple[str, ...] = ()
    owner: str = ""
    expand: Expand = field(default_factory=Expand)
    dual_write: DualWrite = field(default_factory=DualWrite)
    backfill: Backfill = field(default_factory=Backfill)
    verify: tuple[Check, ...] = ()
    contract: Contract = field(default_factory=Contract)
    places: Mapping[KeyPath, Place] = field(default_factory=dict)
    besides: frozenset[str] = frozenset()

    @property
    def change(self) -> ChangeSection:
        """What becomes of the table, where that is one change."""
        (change,) = self.changes
        return change

    @property
    def kinds(self) -> str:
        """The kinds of its changes, for a person."""
        return " + ".join(change.kind for change in self.changes)

    @property
    def parts(self) -> tuple[Playbook, ...]:
        """A playbook for each of the changes, as if it stood alone under `change:`."""
        if len(self.changes) == 1:
            return (self,)
        return tuple(self._part(index) for index in range(len(self.changes)))

    def _part(self, index: int) -> Playbook:
        change = self.changes[index]
        old, new = (frozenset(side) for side in change.sides())
        others = (c.sides() for c in self.changes if c is not change)
        contract = self.contract
        return replace(
            self,
            changes=(change,),
            expand=Expand(columns=within(self.expand.columns, new)),
            dual_write=DualWrite(
                forward=within(self.dual_write.forward, new),
                backward=within(self.dual_write.backward, old),
            ),
            contract=contract.model_copy(
                update={
                    "drop": among(contract.drop, old),
                    "not_null": among(contract.not_null, new),
                }
            ),
            places={
                ("change", *path[2:]) if path[:2] == ("changes", index) else path: place
                for path, place in self.places.items()
            },
            besides=frozenset(name for sides in others for side in sides for name in side),
        )

    @property
    def app_label(self) -> str:
        return self.model.partition(".")[0]

    def place(self, *path: str | int) -> Place | None:
        """Where the value at `path` stands, or its nearest parent that has a place."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.places:
                return self.places[path[:end]]
        return None

    def wrong(
        self,
        path: KeyPath,
        message: str,
        *,
        found: str = "",
        expected: str = "",
        nearest: str = "",
        shift: int = 0,
    ) -> PlaybookError:
        """What is wrong at `path`, `shift` characters further on, to be raised."""
        line, column = self.place(*path) or (1, 1)
        problem = Problem(
            message=message,
            line=line,
            column=self._within(line, column, shift) if shift else column,
            found=found,
            expected=expected,
            nearest=nearest,
        )
        return PlaybookError(
            self.path, (problem,), hint=f"mend it, then manage.py evolve plan {self.name}"
        )

    def _within(self, line: int, column: int, shift: int) -> int:
        """The column `shift` characters into the value; its beginning where a block is folded."""
        sign = self.text.splitlines()[line - 1][column - 1 : column] if self.text else ""
        if sign in {"|", ">"}:
            return column
        return column + shift + (sign in {"'", '"'})


def within(named: Mapping[str, str], fields: frozenset[str]) -> dict[str, str]:
    return {name: text for name, text in named.items() if name in fields}


def among(names: tuple[str, ...] | None, fields: frozenset[str]) -> tuple[str, ...] | None:
    """Those of `names` that are among the fields; None stays what it is."""
    return None if names is None else tuple(name for name in names if name in fields)
