"""The playbook in full: every phase written out as the change derives it."""

from __future__ import annotations

from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString as Quoted

from evolve.changes.base import Rule, Shape
from evolve.playbook.duration import spell_duration
from evolve.playbook.model import Playbook


def derived(playbook: Playbook, shape: Shape) -> dict[str, Any]:
    """The sections that follow from the change, with the author's overrides in them."""
    forward = {name: spelled(rule) for name, rule in shape.forward.items()}
    backward = {name: spelled(rule) for name, rule in shape.backward.items()}
    contract = playbook.contract
    not_null = contract.not_null
    return {
        "evolve": 1,
        "model": playbook.model,
        **({"databases": list(playbook.databases)} if playbook.databases else {}),
        **({"owner": playbook.owner} if playbook.owner else {}),
        "change": playbook.change.model_dump(mode="json", exclude_unset=True),
        "expand": {
            "columns": {
                new.name: playbook.expand.columns.get(new.name, new.definition) or f"as {new.like}"
                for new in shape.new
            }
        },
        "dual_write": {
            "forward": {**forward, **playbook.dual_write.forward},
            "backward": {**backward, **playbook.dual_write.backward},
        },
        "backfill": given(
            batch_ms=playbook.backfill.batch_ms,
            max_rows_per_second=playbook.backfill.max_rows_per_second,
        )
        or {"pace": "as the profile of the database says"},
        "verify": [
            {"name": check.name, "query": check.query, "expect": check.expect}
            for check in playbook.verify
        ],
        "contract": {
            "drop": list(contract.drop or shape.old),
            **({"not_null": list(not_null)} if not_null is not None else {}),
            **given(
                quiet_for=spell_duration(contract.quiet_for) if contract.quiet_for else None,
                quarantine=spell_duration(contract.quarantine) if contract.quarantine else None,
            ),
        },
    }


def given(**values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}


def spelled(rule: Rule) -> str:
    return rule.sql or rule.copy_of


def as_yaml(data: object) -> str:
    """YAML text, with every text quoted that another reader could take for something else."""
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.width = 10_000
    out = StringIO()
    yaml.dump(quoted(data), out)
    return out.getvalue()


def quoted(data: object) -> object:
    if isinstance(data, dict):
        return {key: quoted(value) for key, value in data.items()}
    if isinstance(data, list):
        return [quoted(value) for value in data]
    if isinstance(data, str) and any(sign in data for sign in "#:{}'\"[]%&*!|>"):
        return Quoted(data)
    return data
