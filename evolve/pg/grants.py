"""The rights that each role needs, as SQL: composed here, typed by whoever may grant them."""

from __future__ import annotations

from psycopg import sql

from evolve.pg.names import text

READ_BY_MONITORING = (
    "evolution", "steprecord", "segment", "event", "evidence", "conflict", "instance",
)  # fmt: skip

AS_OWNER = (
    "GRANT {owner} TO {worker}",
    "ALTER ROLE {worker} IN DATABASE {database} SET role = {as_owner}",
)


def grants(
    database: str, schema: str, *, owner: str, application: str, worker: str, monitoring: str
) -> tuple[str, ...]:
    """Statements for a superuser. `owner` owns the tables that change, and evolve's own; `worker`
    logs in and acts as the owner, to whom all that it makes belongs; `application` reports itself;
    `monitoring` may look at `status`."""
    names = {
        "database": sql.Identifier(database),
        "schema": sql.Identifier(schema),
        "owner": sql.Identifier(owner),
        "worker": sql.Identifier(worker),
        "as_owner": sql.Literal(owner),
        "application": sql.Identifier(application),
        "monitoring": sql.Identifier(monitoring),
        "instance": sql.Identifier(schema, "evolve_instance"),
        "tables": sql.SQL(", ").join(
            sql.Identifier(schema, f"evolve_{table}") for table in READ_BY_MONITORING
        ),
    }
    statements = (
        "CREATE EXTENSION IF NOT EXISTS pg_stat_statements",
        "GRANT pg_monitor TO {owner}",
        *(AS_OWNER if worker != owner else ()),
        "GRANT USAGE ON SCHEMA {schema} TO {application}, {monitoring}",
        "GRANT SELECT, INSERT, UPDATE ON {instance} TO {application}",
        "GRANT pg_monitor TO {monitoring}",
        "GRANT SELECT ON {tables} TO {monitoring}",
    )
    return tuple(text(sql.SQL(statement).format(**names)) for statement in statements)
