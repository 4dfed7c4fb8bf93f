"""The supervisor of `bilezik serve`: engines, then roles, as child processes of one parent.

1. Engines start first and stop last; the gateway stops first, so that nothing is accepted that could not be finished.
2. A role that dies is started again, later each time (`child.delay_before`); each restart is one line that says why.
3. Nothing outlives its supervisor: children ask the kernel for SIGTERM when their parent dies, and the next supervisor
   stops what a killed one left (`leftovers`), known by process id and start time, never by name.
4. What is wrong at the start (a port taken, a full disk, a second supervisor) is one line that says what to do.
5. A role says that it serves with one line on the pipe named by SERVE_READY_FD (`ready`).
"""

from bilezik.app.supervisor.child import Role
from bilezik.app.supervisor.family import Engine, Family
from bilezik.app.supervisor.obstacles import Obstacle

__all__ = ["Engine", "Family", "Obstacle", "Role"]
