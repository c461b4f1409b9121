"""The playbook in full: every phase written out as the change derives it.

What comes out is a playbook again: it loads, and makes the same plan.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import DoubleQuotedScalarString as Quoted

from evolve.changes.base import Rule, Shape
from evolve.pg.names import quoted_if_needed
from evolve.playbook.duration import spell_duration
from evolve.playbook.model import Playbook

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


def derived(playbook: Playbook, shape: Shape, column_of: Callable[[str], str]) -> Derived:
    """The sections that follow from the change, with the author's overrides in them.

    `column_of` gives the column of a field, since expressions are written over columns.
    """

    def written(rules: Mapping[str, Rule]) -> dict[str, str]:
        """Expressions; not those that depend on the columns' types in the database."""
        if cast:
            return {name: rule.sql for name, rule in rules.items() if rule.sql}
        found = {n: rule for n, rule in rules.items() if not rule.values and not rule.made}
        return {n: r.sql or quoted_if_needed(column_of(r.copy_of)) for n, r in found.items()}

    defined = {new.name: new.definition for new in shape.new if new.definition}
    cast = bool(defined)
    forward, backward = written(shape.forward), written(shape.backward)
    contract = playbook.contract
    pace = given(
        batch_ms=playbook.backfill.batch_ms,
        max_rows_per_second=playbook.backfill.max_rows_per_second,
    )
    data = {
        "evolve": 1,
        "model": playbook.model,
        **({"databases": list(playbook.databases)} if playbook.databases else {}),
        **({"owner": playbook.owner} if playbook.owner else {}),
        "change": kind_first(playbook),
        "expand": {"columns": {**defined, **playbook.expand.columns}},
        "dual_write": {
            "forward": {**forward, **playbook.dual_write.forward},
            "backward": {**backward, **playbook.dual_write.backward},
        },
        "backfill": pace,
        "verify": [
            {"name": check.name, "query": check.query, "expect": check.expect}
            for check in playbook.verify
        ],
        "contract": {
            "drop": list(contract.drop or shape.old),
            **given(
                not_null=list(contract.not_null) if contract.not_null is not None else None,
                quiet_for=spell_duration(contract.quiet_for) if contract.quiet_for else None,
                quarantine=spell_duration(contract.quarantine) if contract.quarantine else None,
            ),
        },
    }
    like = {new.name: new.like for new in shape.new if not new.definition and not shape.in_place}
    copied = {name: old for name, old in like.items() if name not in playbook.expand.columns}
    remarks: dict[tuple[str, ...], str] = {} if pace else {("backfill",): PACE}
    if copied:
        made = ", ".join(f"{name}: as {old} is in the database" for name, old in copied.items())
        remarks["expand", "columns"] = made
    for side, rules in (("forward", shape.forward), ("backward", shape.backward)):
        copies = {name: rule for name, rule in rules.items() if cast and rule.copy_of}
        keyed = [f"{name}: by its keys" for name, rule in rules.items() if rule.made]
        said = [
            f"{name}: {rule.copy_of}, {'by the table of values' if rule.values else 'by a cast'}"
            for name, rule in copies.items()
        ]
        if said or keyed:
            remarks["dual_write", side] = ", ".join([*said, *keyed])
    return Derived(data=data, remarks=remarks)


def kind_first(playbook: Playbook) -> dict[str, Any]:
    """The change as it was written, beginning with the key that names its kind."""
    change = playbook.change.model_dump(mode="json", exclude_unset=True)
    return {playbook.change.kind: change.pop(playbook.change.kind), **change}


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
