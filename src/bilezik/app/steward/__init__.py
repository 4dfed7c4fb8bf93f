"""The steward: what must be done again and again, as small tasks, each on its own clock.

1. A task does what is due and returns in words what it did, or nothing. The truth is in the tables; a steward that was away does
   the rest of it when it is back, and two stewards do not do a thing twice.
2. A task that fails says so, is tried again later each time, and stops no other. `/healthz` tells what is overdue.
3. Sending waits for other people's servers, so it has its own thread; nothing waits for it.
"""

from bilezik.app.steward.loop import Task, run
from bilezik.app.steward.tasks import tasks

__all__ = ["Task", "run", "tasks"]
