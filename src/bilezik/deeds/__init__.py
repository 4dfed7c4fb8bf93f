"""What people may do, one function a deed: right, change, audit, timeline, feed, docket, in one transaction (law 9).

1. A deed takes who does it (`Actor`), says why, and either did all of it or nothing: `record.perform` is the only way to write.
2. What it refuses is an `OperatorError` in words an officer understands; it names the field where one is at fault.
3. `rights` is the one table of what needs which right: every deed and every route is in it.
4. A deed that changes what a person must do writes that person's next docket before it ends; the monitors are told at commit.
"""

from bilezik.deeds.actor import SYSTEM, Actor
from bilezik.deeds.refusal import Conflict, Forbidden, Invalid, NotFound, OperatorError

__all__ = ["SYSTEM", "Actor", "Conflict", "Forbidden", "Invalid", "NotFound", "OperatorError"]
