"""Take up again what was set aside, after the fault was mended."""

import time
from typing import Final

from bilezik.monitor.session import RELEASES
from bilezik.store import connect

_TOLD_EVERY_S: Final = 1.0


def release(dsn: str, person: int, *, within_s: float) -> tuple[int, int]:
    """Tell the monitors to fold a person's set-aside inputs; return how many there were and how many are left.

    Waits until none is left, at most `within_s`: what is left then raised again, or no monitor runs.
    """
    with connect(dsn, autocommit=True, application="bilezik release") as connection:

        def count() -> int:
            return int(connection.execute("SELECT count(*) FROM set_asides WHERE person = %s", (person,)).fetchall()[0][0])

        before = left = count()
        deadline = time.monotonic() + within_s
        while left and time.monotonic() < deadline:
            connection.execute("SELECT pg_notify(%s, %s)", (RELEASES, str(person)))
            time.sleep(_TOLD_EVERY_S)
            left = count()
        return before, left
