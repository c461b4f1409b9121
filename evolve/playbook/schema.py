"""The JSON Schema of a playbook, for editors."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from evolve.playbook.document import Document
from evolve.playbook.load import Kinds

TOP = ("type", "properties", "required", "oneOf", "additionalProperties")


def json_schema(kinds: Kinds) -> dict[str, Any]:
    """A schema (draft 2020-12) of every key that `load` knows, each with its description.

    It is laxer than the loader, which also reads SQL and fields, and it takes values as an editor
    types them: `expect: 0` is a number there and a text here.
    """
    models = [(model, "validation") for model in (Document, *kinds.values())]
    references, definitions = models_json_schema(models)  # type: ignore[arg-type]  # a plain list
    parts: dict[str, Any] = definitions["$defs"]
    root = parts.pop(Document.__name__)
    change, changes = root["properties"]["change"], root["properties"]["changes"]
    kind: dict[str, Any] = {"oneOf": [references[kind, "validation"] for kind in kinds.values()]}
    root["properties"]["change"] = {"description": change["description"], **kind}
    root["properties"]["changes"] = {
        "description": changes["description"],
        "type": "array",
        "minItems": 2,
        "items": kind,
    }
    root["oneOf"] = [{"required": ["change"]}, {"required": ["changes"]}]
    for part in (root, *parts.values()):
        _plain(part)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A playbook of evolve",
        **{key: root[key] for key in TOP},
        "$defs": parts,
    }


def _plain(part: dict[str, Any]) -> None:
    """Takes out what Python knows and an author does not need: titles, defaults, docstrings."""
    part.pop("title", None)
    part.pop("description", None)
    for value in part.get("properties", {}).values():
        value.pop("title", None)
        value.pop("default", None)
        if branches := value.get("anyOf"):
            some = [branch for branch in branches if branch != {"type": "null"}]
            value |= {"anyOf": some} if len(some) > 1 else value.pop("anyOf") and some[0]
