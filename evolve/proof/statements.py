"""Whether a statement uses one of some columns of a table; pure, from its text alone.

| statement | verdict |
|---|---|
| names a column, by itself or by a name of the table | USES |
| `*`, `t.*`, the row as a whole (`SELECT t`, `row_to_json(t)`) | USES |
| COPY, or INSERT (of a MERGE, too), without a list of columns | USES |
| columns renamed by their order: `FROM t AS x (a, b)` | USES |
| a column of that name, qualified by another table | CLEAN |
| `count(*)`, `EXISTS (SELECT * ...)` | CLEAN: no column is looked at |
| DDL and housekeeping (ALTER, VACUUM, CREATE FUNCTION, ...) | CLEAN: nothing is read for anybody |
| does not parse, and its text contains the table's name | UNKNOWN |

A name without a qualifier counts, whichever table of the statement it belongs to: to refuse once
too often costs a look, to permit once too often costs an outage. Writes count like reads, since
they fail as well once the column is gone.
"""

from __future__ import annotations

import logging
import re
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from evolve.pg.names import TableName
from evolve.proof.readers import Use

# What it cannot parse it says there, too, with the whole text of the statement.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)

HOUSEKEEPING = re.compile(
    r"""(ALTER|ANALYZE|BEGIN|CHECKPOINT|CLUSTER|COMMENT|COMMIT|DISCARD|DROP|GRANT|LOCK|REINDEX
    |RELEASE|RESET|REVOKE|ROLLBACK|SAVEPOINT|SECURITY|SET|SHOW|TRUNCATE|VACUUM
    |CREATE\s+(OR\s+REPLACE\s+)?(UNIQUE\s+)?
     (INDEX|FUNCTION|PROCEDURE|TRIGGER|CONSTRAINT|POLICY|PUBLICATION|STATISTICS|SEQUENCE|SCHEMA))\b""",
    re.VERBOSE | re.IGNORECASE,
)
# What stands before the statement that matters.
WRAPPED = re.compile(
    r"""(EXPLAIN\s*(\([^)]*\)|(ANALYZE|VERBOSE|\s)*)
    |DECLARE\s+("[^"]*"|\w+)[\w\s]*?\sCURSOR\b[\w\s]*?\sFOR\s
    |PREPARE\s+("[^"]*"|\w+)\s*(\([^)]*\))?\s+AS\s)\s*""",
    re.VERBOSE | re.IGNORECASE,
)
COMMENTS = re.compile(r"(\s|--[^\n]*(\n|\Z)|/\*.*?\*/)*", re.DOTALL)
COPY = re.compile(
    r"""COPY\s+(?!\()(?P<table>("[^"]*"|[\w.])+)\s*(?P<columns>\([^)]*\))?\s+(FROM|TO)\s""",
    re.VERBOSE | re.IGNORECASE,
)
COPY_QUERY = re.compile(r"COPY\s*\((?P<query>.*)\)\s*TO\s", re.DOTALL | re.IGNORECASE)


@lru_cache(maxsize=4096)
def use(text: str, table: TableName, columns: frozenset[str]) -> Use:
    """What the statement does with `columns` of `table`."""
    if table.name.lower() not in text.lower():
        return Use.CLEAN
    text = text[_end(COMMENTS.match(text)) :]
    if HOUSEKEEPING.match(text):
        return Use.CLEAN
    text = text[_end(WRAPPED.match(text)) :]
    if found := COPY_QUERY.match(text):
        text = found["query"]
    elif found := COPY.match(text):
        return _copied(found, table, columns)
    try:
        trees = [tree for tree in sqlglot.parse(text, dialect="postgres") if tree is not None]
    except (SqlglotError, RecursionError):
        return Use.UNKNOWN
    verdicts = [_judged(tree, table, columns) for tree in trees]
    return next((use for use in (Use.USES, Use.UNKNOWN) if use in verdicts), Use.CLEAN)


def _judged(tree: object, table: TableName, columns: frozenset[str]) -> Use:
    if not isinstance(tree, exp.Expression) or tree.find(exp.Command):
        return Use.UNKNOWN
    return Use.USES if _uses(tree, table, columns) else Use.CLEAN


def _end(found: re.Match[str] | None) -> int:
    return found.end() if found else 0


def _copied(found: re.Match[str], table: TableName, columns: frozenset[str]) -> Use:
    """COPY of a table; without a list of columns it takes them all."""
    parts = [_folded(part) for part in re.findall(r'"[^"]*"|\w+', found["table"])]
    if parts[-1] != table.name or parts[:-1] not in ([], [table.schema]):
        return Use.CLEAN
    if not found["columns"]:
        return Use.USES
    named = {_folded(part) for part in re.findall(r'"[^"]*"|\w+', found["columns"])}
    return Use.USES if named & columns else Use.CLEAN


def _folded(name: str) -> str:
    return name[1:-1] if name.startswith('"') else name.lower()


def _uses(tree: exp.Expression, table: TableName, columns: frozenset[str]) -> bool:
    ours, others = _names(tree, table)
    if not ours:
        return False
    return (
        any(_names_column(node, columns, ours, others) for node in tree.find_all(exp.Identifier))
        or any(_takes_all(star, ours, table) for star in tree.find_all(exp.Star))
        or any(_is_row(column, ours) for column in tree.find_all(exp.Column))
        or any(_by_position(insert, table) for insert in tree.find_all(exp.Insert))
        or any(_renames(node, table) for node in tree.find_all(exp.Table))
        or any(join.args.get("method") == "NATURAL" for join in tree.find_all(exp.Join))
    )


def _name(node: exp.Expression | str | None) -> str:
    """An identifier as the server reads it: lower case unless it is quoted."""
    if isinstance(node, exp.Identifier):
        return str(node.this) if node.args.get("quoted") else str(node.this).lower()
    return str(node or "").lower()


def _is_table(node: exp.Table, table: TableName) -> bool:
    schema = _name(node.args.get("db"))
    return _name(node.this) == table.name and schema in ("", table.schema)


def _alias(node: exp.Expression) -> str:
    alias = node.args.get("alias")
    return _name(alias.this) if isinstance(alias, exp.TableAlias) else ""


def _names(tree: exp.Expression, table: TableName) -> tuple[set[str], set[str]]:
    """By what names the statement calls the table, and by what names something else."""
    ours, others = set[str](), set[str]()
    for node in tree.find_all(exp.Table, exp.Subquery, exp.CTE, exp.Lateral):
        if isinstance(node, exp.Table):
            name = _alias(node) or _name(node.this)
            (ours if _is_table(node, table) else others).add(name)
        else:
            others.add(_alias(node))
    if ours:
        # What ON CONFLICT and triggers call the row of the table itself.
        ours |= {"excluded", "new", "old"}
    return ours, others - ours


def _names_column(
    node: exp.Identifier, columns: frozenset[str], ours: set[str], others: set[str]
) -> bool:
    """Whether the identifier is one of the columns, and may belong to the table."""
    if _name(node) not in columns or isinstance(node.parent, exp.Table):
        return False
    if node.arg_key == "alias" or isinstance(node.parent, exp.TableAlias):
        return False
    if isinstance(node.parent, exp.Column):
        if node.arg_key != "this":
            return False
        qualifier = _name(node.parent.args.get("table"))
        return not qualifier or qualifier not in others
    return True


def _takes_all(star: exp.Star, ours: set[str], table: TableName) -> bool:
    """Whether the star stands for the columns of the table, and somebody looks at them."""
    parent = star.parent
    if isinstance(parent, exp.Column):
        return _name(parent.args.get("table")) in ours
    if isinstance(parent, exp.Returning):
        return True
    if not isinstance(parent, exp.Select) or isinstance(parent.parent, exp.Exists):
        return False
    return any(
        _is_table(source, table) and source.find_ancestor(exp.Select) is parent
        for source in parent.find_all(exp.Table)
    )


def _is_row(column: exp.Column, ours: set[str]) -> bool:
    """Whether it is the row as a whole: the table's own name where a column is expected."""
    whole = ours - {"excluded", "new", "old"}
    return not column.args.get("table") and _name(column.this) in whole


def _by_position(insert: exp.Insert, table: TableName) -> bool:
    """Whether the INSERT, that of a MERGE too, lists no columns, and so means all of them."""
    target = insert.this
    if target is None:
        merge = insert.find_ancestor(exp.Merge)
        target = merge and merge.this
    return isinstance(target, exp.Table) and _is_table(target, table)


def _renames(node: exp.Table, table: TableName) -> bool:
    """Whether the table's columns get other names by their order, as in `FROM t AS x (a, b)`."""
    alias = node.args.get("alias")
    named = isinstance(alias, exp.TableAlias) and bool(alias.args.get("columns"))
    return named and _is_table(node, table)
