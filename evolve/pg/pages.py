"""Pages: a part of a table by the places of its rows."""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """A part of a table, from `start` to before `end`, None: to whatever its end is."""

    start: int
    end: int | None

    def hold(self, position: sql.Composable) -> sql.Composable:
        """Whether a row at `position`, a tid, lies here."""
        found = sql.SQL("{} >= {}::tid").format(position, sql.Literal(f"({self.start},0)"))
        if self.end is None:
            return found
        end = sql.SQL(" AND {} < {}::tid").format(position, sql.Literal(f"({self.end},0)"))
        return found + end
