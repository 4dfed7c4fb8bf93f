"""The embedded engines: PostgreSQL 18 and NATS JetStream from their wheels, run as our own children.

1. `start()` ends in a serving engine or in an `EngineError` of one line that says what to do; nothing is left half started.
2. One supervisor a `var`: a lock file, held while it lives, says so. What a killed one left running is stopped first; its data
   is as durable as its last acknowledgement, so a clean stop loses nothing and needs no adoption of a foreign process.
3. No engine listens to the network, but NATS for MQTT where that is wanted: PostgreSQL has a socket in a folder of mode 0700, NATS
   a port on the loopback and a password.
4. As root the engines run as another OS user (`place`).
"""

from bilezik.app.engines.fault import EngineError
from bilezik.app.engines.nats import Mqtt, Nats
from bilezik.app.engines.postgres import Postgres

__all__ = ["EngineError", "Mqtt", "Nats", "Postgres"]
