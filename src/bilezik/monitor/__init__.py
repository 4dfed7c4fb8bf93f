"""The worker: stream -> fold -> store, one transaction a batch.

1. What is decided is decided by `fold`; the monitor decides only when and writes what came out.
2. State, wake-ups, results and the position in the stream are one transaction (law 8): kill it anywhere, nothing is doubled.
3. A partition belongs to whoever holds its lease row; everything else a monitor knows can be forgotten at any time (`leases`).
4. A person whose inputs cannot be judged stops nobody else (law 5): `folding`, `writing`.

`run` is the loop, `session` a tenure between two faults, `release` tells the monitors to take up a person's inputs again.
"""

from bilezik.monitor.release import release
from bilezik.monitor.run import run

__all__ = ["release", "run"]
