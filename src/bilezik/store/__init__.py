"""PostgreSQL: the tables, who may do what with them, and the ways in and out. README.md beside this says more.

1. Modules other than `models`, `migrations` and `apps` know no Django: gateway and monitor start without it.
2. What PostgreSQL can refuse, PostgreSQL refuses (laws 9, 10, 13): a rule that only Python knows is a rule until the next script.
3. Instants go in and come out as whole microseconds (`connection`).
"""

from bilezik.store.connection import Connection, connect

__all__ = ["Connection", "connect"]
