"""The tables that a query reads, as the server has them: each is followed, or nothing is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from django.apps.registry import Apps as Registry

from evolve.errors import PlaybookError
from evolve.pg.catalog import find_table
from evolve.pg.expressions import ExpressionError
from evolve.pg.names import TableName, split_db_table
from evolve.pg.queried import Queried, understand_keys
from evolve.pg.query import Follow
from evolve.pg.session import Session
from evolve.pg.table import Table
from evolve.plan.facts import Followed
from evolve.playbook.model import Playbook
from evolve.proof.referring import known_model

Taken = Callable[[TableName], Mapping[str, str]]
FOLLOWS = ("change", "follows")


class Following:
    """The tables of the models that a change follows, known before its query is read."""

    def __init__(
        self, session: Session, playbook: Playbook, follows: Mapping[str, str], registry: Registry
    ) -> None:
        """Raises PlaybookError where a model or its table is not there."""
        self.session, self.playbook, self.follows = session, playbook, follows
        self.registry = registry
        self.known = {model: table_of(session, playbook, registry, model) for model in follows}

    def all(self, queried: Queried, table: Table, taken: Taken) -> Iterator[Followed]:
        """Each table that `queried` reads; inside `shape_copy`.

        Raises PlaybookError where one is read and not followed, since what is written there would
        never be noticed, or the other way round.
        """
        reads = dict(queried.reads)
        for name in sorted(reads.keys() - {found.name for found in self.known.values()}, key=str):
            raise missing(self.playbook, self.registry, name)
        for model, found in self.known.items():
            if found.name not in reads:
                raise self.playbook.wrong(
                    (*FOLLOWS, model),
                    "the query does not read this model's table",
                    found=str(found.name),
                    expected=" or ".join(map(str, reads)) or "a query that reads a table",
                )
            follow = self.understood(model, table, reads[found.name])
            others = {c: owner for c, owner in taken(found.name).items() if c in follow.columns}
            yield Followed(follow=follow, table=found, taken=others)

    def understood(self, model: str, table: Table, reads: tuple[str, ...]) -> Follow:
        keys, found = self.follows[model], self.known[model]
        try:
            return understand_keys(self.session, keys, table, found, reads)
        except ExpressionError as error:
            raise self.playbook.wrong(
                (*FOLLOWS, model),
                error.message + (f" ({error.hint})" if error.hint else ""),
                found=keys,
                expected=f"SQL over the columns of {found.name} that gives the key of "
                f"{table.name}, or a query over `changed`",
            ) from error


def table_of(session: Session, playbook: Playbook, registry: Registry, model: str) -> Table:
    """The model's table. Raises PlaybookError where it is not there."""
    db_table = known_model(playbook, registry, (*FOLLOWS, model), model)._meta.db_table
    schema, name = split_db_table(db_table)
    found = find_table(session, schema, name)
    if found is None:
        raise playbook.wrong(
            (*FOLLOWS, model),
            f"there is no such table on {session.alias}",
            found=db_table,
            expected="a model whose table lies in the same database",
        )
    return found


def missing(playbook: Playbook, registry: Registry, name: TableName) -> PlaybookError:
    """A table that the query reads, and nobody would notice what is written to it."""
    labels = [
        model._meta.label
        for model in registry.get_models(include_auto_created=True)
        if split_db_table(model._meta.db_table)[1] == name.name
    ]
    return playbook.wrong(
        FOLLOWS,
        f"the query reads {name}, and what is written there would never be noticed",
        found=", ".join(playbook.change.model_dump().get("follows", ())),
        expected=f"{labels[0]}: <SQL that leads to keys>"
        if labels
        else "a query that reads the tables of models alone",
    )
