"""A finding: an operation that would break a running release, or lock a table in use."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from evolve.pg.step import Lock
from evolve.suggest.rules import RULES, Rule


class Breaks(StrEnum):
    """What of a running release, which knows the models of before, goes wrong.

    INSERTS: statements that write rows as it knows them. ALL: its reading, too. VALUES: no
    statement, but it reads values of another Python type.
    """

    NOTHING = ""
    INSERTS = "inserts"
    VALUES = "values"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one operation does to one table that is in use.

    `lock` is the strongest on `table` that the operation takes; it is kept until the migration's
    transaction ends. `reads`: every row is read under it. `rewrites`: the table gets a new file.
    `path` and `line` say where the operation stands, "" and 0 where it is in no file yet.
    """

    id: str
    model: str
    field: str = ""
    table: str = ""
    lock: Lock = Lock.NONE
    reads: bool = False
    rewrites: bool = False
    breaks: Breaks = Breaks.NOTHING
    migration: str = ""
    path: str = ""
    line: int = 0

    @property
    def rule(self) -> Rule:
        return RULES[self.id]

    @property
    def subject(self) -> str:
        return f"{self.model}.{self.field}" if self.field else self.model

    @property
    def key(self) -> str:
        """What a baseline knows it by: no line, so that an edit above it changes nothing."""
        return " ".join(filter(None, (self.id, self.migration, self.subject)))

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.rule.name,
            "migration": self.migration,
            "model": self.model,
            "field": self.field,
            "table": self.table,
            "lock": self.lock.value,
            "reads_rows": self.reads,
            "rewrites": self.rewrites,
            "breaks": self.breaks.value,
            "why": self.rule.why,
            "otherwise": self.rule.otherwise,
            "kind": self.rule.kind,
            "path": self.path,
            "line": self.line,
        }
