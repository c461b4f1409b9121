"""The keys at the top of a playbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from evolve.playbook.model import Backfill, Check, Contract, DualWrite, Expand, Section
from evolve.playbook.words import Aliases, Label, ModelName, Version


class Document(Section):
    """A whole playbook; what a change holds is for its kind to say."""

    evolve: Annotated[Version, Field(description="the format of the file; always 1")]
    model: Annotated[ModelName, Field(description="the model whose table changes, as app.Model")]
    change: Annotated[
        Mapping[str, Any] | None,
        Field(description="what becomes of which field; one kind of change"),
    ] = None
    changes: Annotated[
        tuple[Mapping[str, Any], ...] | None,
        Field(description="several changes of one table, in one pass over its rows"),
    ] = None
    databases: Annotated[
        Aliases,
        Field(description="one database alias or a list; without it the routers decide"),
    ] = ()
    owner: Annotated[Label, Field(description="who answers for this change; free text")] = ""
    expand: Annotated[Expand, Field(description="the new columns, written out")] = Expand()
    dual_write: Annotated[
        DualWrite, Field(description="how old and new follow from each other, written out")
    ] = DualWrite()
    backfill: Annotated[Backfill, Field(description="limits for filling the existing rows")] = (
        Backfill()
    )
    verify: Annotated[
        tuple[Check, ...], Field(description="queries of your own that must hold before `ready`")
    ] = ()
    contract: Annotated[Contract, Field(description="when and how the old side goes")] = Contract()
