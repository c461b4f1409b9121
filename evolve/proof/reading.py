"""The author's expressions, read by the server on an empty copy of the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from psycopg import sql

from evolve.changes.base import Rule, Shape
from evolve.errors import PlaybookError
from evolve.pg import expressions
from evolve.pg.expressions import ExpressionError
from evolve.pg.mapped import mapped
from evolve.pg.queried import Queried, understand_query
from evolve.pg.session import Session
from evolve.pg.table import Table
from evolve.pg.understood import Nulls, Understood
from evolve.plan.mending import is_textual, type_fits
from evolve.plan.retyping import cast_to
from evolve.playbook.field import parse_field
from evolve.playbook.model import Playbook
from evolve.playbook.nearest import nearest


class Reading:
    """The playbook's expressions, read by the server on the empty copy of the table."""

    def __init__(
        self,
        session: Session,
        playbook: Playbook,
        shape: Shape,
        columns: Mapping[str, str],
        types: Mapping[str, str],
        table: Table,
        others: frozenset[str] = frozenset(),
    ) -> None:
        """`others` are columns that belong to other changes of the playbook."""
        self.session = session
        self.playbook = playbook
        self.shape = shape
        self.columns = columns
        self.table = table
        self.types = {**{c.name: c.type for c in table.columns}, **types}
        self.new = {columns[f.name] for f in shape.new}
        self.others = others
        self.queried: Queried | None = None

    def all(self) -> tuple[dict[str, Understood], dict[str, Understood], dict[str, Understood]]:
        """Forward, backward and mending expressions, each by the column that it gives."""
        mending: dict[str, Understood] = {}
        sides: list[dict[str, Understood]] = []
        overrides = (self.playbook.dual_write.forward, self.playbook.dual_write.backward)
        names = ("forward", "backward")
        for rules, override, name in zip(
            (self.shape.forward, self.shape.backward), overrides, names, strict=True
        ):
            side: dict[str, Understood] = {}
            for field, given in rules.items():
                rule = given
                if field in override:
                    rule = written(given, override[field], ("dual_write", name, field))
                column = self.columns[field]
                side[column] = self.read(rule, column)
                if not (self.shape.demanding and self.shape.in_place):
                    self.refuse_reads(rule, side[column], forward=name == "forward")
                self.refuse_type(rule, column, side[column])
                side[column] = self.settled(side[column], self.types[column])
                if rule.on_error:
                    mending[column] = self.read(written(rule, rule.on_error, rule.path), column)
            sides.append(side)
        return sides[0], sides[1], mending

    def demand(self, forward: Mapping[str, Understood]) -> Understood | None:
        """The condition of the shape's demand, None where there is none to be read."""
        if not self.shape.demand or self.shape.follows or self.shape.transform:
            return None
        rule = Rule(sql=self.shape.demand.sql, path=("change", "that"))
        if not rule.sql:
            (given, *_) = self.shape.forward.values()
            rule = Rule(sql=self.unmoved(forward), path=given.path)
        found = self.condition(rule)
        self.refuse_others(rule, found)
        return found

    def condition(self, rule: Rule) -> Understood:
        """The rule's SQL as a condition of the row."""
        found = self.steady(rule)
        if found.type != "boolean":
            raise self.playbook.wrong(
                rule.path, "not a condition", found=found.type, expected="boolean"
            )
        return found

    def steady(self, rule: Rule) -> Understood:
        """The rule's SQL as a function of the row alone."""
        try:
            return expressions.understand(self.session, rule.sql)
        except ExpressionError as error:
            raise self.complain(rule, error, 0) from error

    def unmoved(self, forward: Mapping[str, Understood]) -> str:
        """That the rules leave a row as it is, and give what a new column takes."""
        kept = [
            f"{sql.Identifier(column).as_string(None)} IS NOT DISTINCT FROM "
            f"({given.expression.sql})::{self.types[column]}"
            for column, given in forward.items()
        ]
        required = [
            f"{self.spelled(field.name)} IS NOT NULL"
            for field in self.shape.new
            if field.definition and not parse_field(field.definition).null
        ]
        return " AND ".join([*kept, *required])

    def defaults(self) -> dict[str, str]:
        """The defaults that old columns are given, by column, as the server spells them."""
        found: dict[str, str] = {}
        for field, text in self.shape.defaults.items():
            column = self.columns[field]
            about = [c for c in self.table.constraints if c.columns == (column,)]
            checks = [constraint.definition for constraint in about if constraint.type == "c"]
            try:
                found[column] = expressions.understand_default(
                    self.session, text, column, self.types[column], checks
                )
            except ExpressionError as error:
                raise self.playbook.wrong(
                    ("change", "default"),
                    f"{column} does not take the default: {error.message}",
                    found=text,
                    expected=f"SQL for {self.types[column]} that reads no column",
                ) from error
        return found

    def read(self, rule: Rule, column: str) -> Understood:
        if self.shape.follows:
            return self.query(rule, column)
        text = rule.sql
        if rule.values:
            text = self.by_table(rule, column)
        elif rule.made:
            text = rule.made(self)
        elif rule.copy_of:
            name = rule.copy_of
            text = f"{self.spelled(name)}{cast_to(self.type(name), self.types[column])}"
        shift = 0
        try:
            if rule.clamp:
                # One expression before it stands in parentheses, which it might close otherwise.
                expressions.as_value(self.session, text)
                text, shift = f"({text}\n)::{self.types[column]}", 1
            found = expressions.understand(self.session, text, once=self.shape.once)
        except ExpressionError as error:
            raise self.complain(rule, error, shift) from error
        self.refuse_others(rule, found)
        if rule.total and all(self.type(field) == "jsonb" for field in rule.documents):
            found = replace(found, expression=replace(found.expression, total=True))
        # No value of the table is NULL, and what is not in the table stays as it is.
        return replace(found, nulls=Nulls.FROM_NULLS) if rule.values else found

    def query(self, rule: Rule, column: str) -> Understood:
        """The rule's SQL as a query over other tables, which `queried` then knows."""
        try:
            self.queried = understand_query(self.session, rule.sql, self.table)
            if rule.clamp:
                cut = f"({rule.sql}\n)::{self.types[column]}"
                self.queried = understand_query(self.session, cut, self.table)
        except ExpressionError as error:
            raise self.complain(rule, error, 0) from error
        return self.queried.value

    def spelled(self, field: str) -> str:
        return sql.Identifier(self.columns[field]).as_string(None)

    def type(self, field: str) -> str:
        return self.types[self.columns[field]]

    def required(self, field: str) -> bool:
        column = self.table.column(self.columns[field])
        return column is not None and column.not_null

    def by_table(self, rule: Rule, column: str) -> str:
        """The expression of a table of values.

        Literals of the exact types, unless a cast would cut what the new column cannot hold.
        """
        name = self.columns[rule.copy_of]
        source, target = self.types[name], self.types[column]
        for old, new in rule.values:
            for value, type_ in ((old, source), (new, target)):
                literal = sql.Literal(value).as_string(None)
                if not expressions.takes(self.session, literal, type_):
                    raise self.playbook.wrong(
                        rule.path, "no value of its column", found=repr(value), expected=type_
                    )
        cuts = is_textual(source) and is_textual(target) and not type_fits(source, target)
        return mapped(name, rule.values, source=source, target="" if cuts else target)

    def complain(self, rule: Rule, error: ExpressionError, shift: int) -> PlaybookError:
        offset = max((error.offset or 0) - shift, 0)
        word = rule.sql[offset:].split(" ")[0] if error.offset is not None else ""
        if word.strip("(),") in self.others:
            return self.of_another(rule, word.strip("(),"), offset)
        fields = {field: column for field, column in self.columns.items() if field != column}
        expected = ""
        for field, column in fields.items():
            if field in rule.sql:
                expected = f"the column {column!r} of the field {field!r}: SQL uses columns"
        return self.playbook.wrong(
            rule.path,
            error.message + (f" ({error.hint})" if error.hint else ""),
            found=word or rule.sql,
            expected=expected,
            nearest=nearest(word.strip("(),"), [c for c in self.types if c != word]),
            shift=offset if "\n" not in rule.sql[:offset] else 0,
        )

    def refuse_reads(self, rule: Rule, understood: Understood, *, forward: bool) -> None:
        """Forward reads the old side, backward the new; neither reads what it defines."""
        reads = set(understood.expression.reads)
        wrong = reads & self.new if forward else reads - self.new
        if wrong:
            side = "new" if forward else "old or unrelated"
            raise self.playbook.wrong(
                rule.path,
                f"the expression reads {side} columns",
                found=", ".join(sorted(wrong)),
                expected="columns of the row other than the new ones"
                if forward
                else f"only {', '.join(sorted(self.new))}",
            )

    def refuse_others(self, rule: Rule, understood: Understood) -> None:
        """Whose trigger fires first must not matter to what an expression reads."""
        for column in understood.expression.reads:
            if column in self.others:
                raise self.of_another(rule, column, max(rule.sql.find(column), 0))

    def of_another(self, rule: Rule, column: str, offset: int) -> PlaybookError:
        return self.playbook.wrong(
            rule.path,
            "the expression reads a column of another change",
            found=column,
            expected="columns that no other change of this playbook has; else one playbook after "
            "the other",
            shift=offset if "\n" not in rule.sql[:offset] else 0,
        )

    def settled(self, understood: Understood, type_: str) -> Understood:
        """A constant that the column takes is known to fit, whatever its own type."""
        if not expressions.constant_fits(self.session, understood.expression.sql, type_):
            return understood
        expression = replace(understood.expression, total=True)
        return replace(understood, expression=expression, type=type_)

    def refuse_type(self, rule: Rule, column: str, understood: Understood) -> None:
        """The value must be assignable, and castable for the comparison."""
        text = understood.expression.sql
        target = self.types[column]
        row, assigned = (
            sql.Identifier(name).as_string(None) for name in (self.table.name.name, column)
        )
        try:
            expressions.attempt(
                self.session,
                f"UPDATE pg_temp.evolve_shape AS {row} SET {assigned} = (",  # noqa: S608 - quoted
                text,
                ")",
            )
            expressions.attempt(
                self.session, "SELECT (", text, f")::{target} FROM pg_temp.evolve_shape AS {row}"
            )
        except ExpressionError as error:
            raise self.playbook.wrong(
                rule.path,
                f"the value does not go into {column}: {error.message}",
                found=understood.type,
                expected=target,
            ) from error


def written(rule: Rule, text: str, path: tuple[str | int, ...]) -> Rule:
    """The rule with SQL of the author's in place of its own."""
    return replace(rule, sql=text, copy_of="", values=(), made=None, total=False, path=path)
