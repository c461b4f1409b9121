"""The kinds of change: one file a kind, found here by the key that names it."""

from __future__ import annotations

from evolve.changes.add import Add
from evolve.changes.base import Change
from evolve.changes.check import Check
from evolve.changes.column_to_json import ColumnToJson
from evolve.changes.derive import Derive
from evolve.changes.fill import Fill
from evolve.changes.foreign_key import ForeignKey
from evolve.changes.json_restructure import JsonRestructure
from evolve.changes.json_to_column import JsonToColumn
from evolve.changes.merge import Merge
from evolve.changes.not_null import NotNull
from evolve.changes.python import Python
from evolve.changes.remove import Remove
from evolve.changes.rename import Rename
from evolve.changes.retype import Retype
from evolve.changes.rewrite import Rewrite
from evolve.changes.split import Split
from evolve.changes.unique import Unique

KINDS: dict[str, type[Change]] = {
    kind.kind: kind
    for kind in (
        Rename,
        Split,
        Merge,
        Retype,
        NotNull,
        Add,
        Remove,
        Rewrite,
        Check,
        JsonToColumn,
        ColumnToJson,
        JsonRestructure,
        Derive,
        ForeignKey,
        Unique,
        Python,
        Fill,
    )
}
