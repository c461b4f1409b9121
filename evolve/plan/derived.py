"""The playbook in full: every phase written out as the change derives it.

What comes out is a playbook again: it loads, and makes the same plan.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import DoubleQuotedScalarString as Quoted

from evolve.changes.base import Rule, Shape
from evolve.pg.names import quoted_if_needed
from evolve.playbook.duration import spell_duration
from evolve.playbook.model import ChangeSection, Playbook

PACE = "as the profile of the database says"


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """`data` is the playbook; `remarks` are comments on what is left to the database, by path."""

    data: dict[str, Any]
    remarks: Mapping[tuple[str, ...], str]

    def as_yaml(self) -> str:
        """YAML text, with every text quoted that another reader could take for something else."""
        yaml = YAML()
        yaml.default_flow_style = False
        yaml.width = 10_000
        out = StringIO()
        yaml.dump(with_remarks(self.data, self.remarks), out)
        return out.getvalue()


def derived(
    playbook: Playbook, shapes: Sequence[Shape], column_of: Callable[[str], str]
) -> Derived:
    """The sections that follow from the changes, whose `shapes` these are, with the author's
    overrides in them.

    `column_of` gives the column of a field, since expressions are written over columns.
    """
    contract = playbook.contract
    pace = given(
        batch_ms=playbook.backfill.batch_ms,
        max_rows_per_second=playbook.backfill.max_rows_per_second,
    )
    changes = [kind_first(change) for change in playbook.changes]
    parts = [Part(shape, column_of) for shape in shapes]
    data = {
        "evolve": 1,
        "model": playbook.model,
        **({"databases": list(playbook.databases)} if playbook.databases else {}),
        **({"owner": playbook.owner} if playbook.owner else {}),
        **({"change": changes[0]} if len(changes) == 1 else {"changes": changes}),
        "expand": {"columns": {**merged(p.defined for p in parts), **playbook.expand.columns}},
        "dual_write": {
            "forward": {**merged(p.forward for p in parts), **playbook.dual_write.forward},
            "backward": {**merged(p.backward for p in parts), **playbook.dual_write.backward},
        },
        "backfill": pace,
        "verify": [
            {"name": check.name, "query": check.query, "expect": check.expect}
            for check in playbook.verify
        ],
        "contract": {
            "drop": list(contract.drop or (name for shape in shapes for name in shape.old)),
            **given(
                not_null=list(contract.not_null) if contract.not_null is not None else None,
                quiet_for=spell_duration(contract.quiet_for) if contract.quiet_for else None,
                quarantine=spell_duration(contract.quarantine) if contract.quarantine else None,
            ),
        },
    }
    found = {
        ("backfill",): [] if pace else [PACE],
        ("expand", "columns"): [p.made(playbook.expand.columns) for p in parts],
        ("dual_write", "forward"): [p.said(p.shape.forward) for p in parts],
        ("dual_write", "backward"): [p.said(p.shape.backward) for p in parts],
    }
    remarks = {path: ", ".join(filter(None, said)) for path, said in found.items() if any(said)}
    return Derived(data=data, remarks=remarks)


class Part:
    """What follows from one change."""

    def __init__(self, shape: Shape, column_of: Callable[[str], str]) -> None:
        self.shape = shape
        self.column_of = column_of
        self.defined = {new.name: new.definition for new in shape.new if new.definition}
        self.forward, self.backward = self.written(shape.forward), self.written(shape.backward)

    def written(self, rules: Mapping[str, Rule]) -> dict[str, str]:
        """Expressions; not those that depend on the columns' types in the database."""
        if self.defined:
            return {name: rule.sql for name, rule in rules.items() if rule.sql}
        found = {n: rule for n, rule in rules.items() if not rule.values and not rule.made}
        return {n: r.sql or quoted_if_needed(self.column_of(r.copy_of)) for n, r in found.items()}

    def made(self, written: Mapping[str, str]) -> str:
        """A remark on columns that are made like others, where nobody has written what they are."""
        if self.shape.in_place:
            return ""
        copied = {
            n.name: n.like for n in self.shape.new if not n.definition and n.name not in written
        }
        return ", ".join(f"{name}: as {old} is in the database" for name, old in copied.items())

    def said(self, rules: Mapping[str, Rule]) -> str:
        """A remark on rules that are left to the database."""
        copies = {name: rule for name, rule in rules.items() if self.defined and rule.copy_of}
        keyed = [f"{name}: by its keys" for name, rule in rules.items() if rule.made]
        said = [
            f"{name}: {rule.copy_of}, {'by the table of values' if rule.values else 'by a cast'}"
            for name, rule in copies.items()
        ]
        return ", ".join([*said, *keyed])


def merged(parts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {name: text for part in parts for name, text in part.items()}


def kind_first(change: ChangeSection) -> dict[str, Any]:
    """The change as it was written, beginning with the key that names its kind."""
    written = change.model_dump(mode="json", exclude_unset=True, by_alias=True)
    return {change.kind: written.pop(change.kind), **written}


def given(**values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}


def with_remarks(
    data: object, remarks: Mapping[tuple[str, ...], str], path: tuple[str, ...] = ()
) -> object:
    """`data` for the YAML writer: texts quoted where needed, remarks at the end of their lines."""
    if isinstance(data, dict):
        found = CommentedMap()
        for key, value in data.items():
            found[key] = with_remarks(value, remarks, (*path, key))
            if (*path, key) in remarks:
                found.yaml_add_eol_comment(remarks[*path, key], key)
        return found
    if isinstance(data, list):
        return [with_remarks(value, remarks, path) for value in data]
    if isinstance(data, str) and re.search(r"""[#:{}'"\[\]%&*!|>,@`\\]""", data):
        return Quoted(data)
    return data
