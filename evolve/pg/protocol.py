"""The protocol by which a process reports itself: one statement, sent once every few seconds.

Any program may send it, Django or not. `instance` is new with each start of a process. Columns are
only added to it, with defaults, unless PROTOCOL changes: what reports by a later one than is known
here is not guessed at.
"""

from __future__ import annotations

PROTOCOL = 1

REPORT = f"""
INSERT INTO evolve_instance
    (protocol, instance, consumer, release, host, pid, kind, role, application_name, columns)
VALUES ({PROTOCOL}, %(instance)s, %(consumer)s, %(release)s, %(host)s, %(pid)s, %(kind)s,
    current_user, %(application_name)s, %(columns)s)
ON CONFLICT (instance) DO UPDATE SET last_seen = now(), protocol = excluded.protocol,
    release = excluded.release, host = excluded.host, pid = excluded.pid, columns = excluded.columns
"""  # noqa: S608 - a number of ours
