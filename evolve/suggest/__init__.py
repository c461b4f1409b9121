"""From models and migrations to findings, and from findings to playbooks; no database is asked."""
