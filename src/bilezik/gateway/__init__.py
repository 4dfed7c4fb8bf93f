"""The gateway: devices' sockets on one side, the stream on the other.

1. Evidence first (law 1): a reply is written after the stream acknowledged the frame's envelope, and in the order of the frames.
2. What may be kept in clear is decided here, at the door (law 10, `custody`): a time without an assignment and an order in force
   leaves sealed bytes and no position.
3. A stranger gets no reply (HTTP: 403); its first frames are kept sealed, within quotas, and counted (`quarantine`).
4. Memory is bounded everywhere: connections, frames, half frames, bodies, tables of strangers, bytes waiting for the stream.
   When the stream is slow the gateway stops reading (`doors`).
5. The register is served from memory (`register`): PostgreSQL may be away, devices may not.
6. An id is a claim: what brings it is checked (`identity`), and what does not fit is an event.
7. One asyncio loop a process, Protocol classes without streams; per frame no task, no future, no log line.
"""

from bilezik.gateway.options import Options
from bilezik.gateway.service import PortTakenError, serve, settle_memory
from bilezik.gateway.tls import CertificateError

__all__ = ["CertificateError", "Options", "PortTakenError", "serve", "settle_memory"]
