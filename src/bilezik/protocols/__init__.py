"""The protocols devices speak: one folder a protocol, ignorant of its siblings.

1. `PROTOCOLS` is the whole table; what is not in it is not spoken. The contract of the family is in `contract`.
2. A folder holds `framing` (bytes to frames), `decode` (frame to report and reply), `commands` (what may be asked of the
   device) and a README: where the protocol is documented, what its devices are, and what they cannot say.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bilezik.protocols.contract import Protocol
from bilezik.protocols.eelink import Eelink
from bilezik.protocols.gt06 import Gt06
from bilezik.protocols.meitrack import Meitrack
from bilezik.protocols.minifinder import MiniFinder
from bilezik.protocols.minifinder2 import MiniFinder2
from bilezik.protocols.osmand import Osmand
from bilezik.protocols.r16h import R16h
from bilezik.protocols.topin import Topin
from bilezik.protocols.watch import Watch
from bilezik.protocols.wialon import Wialon

PROTOCOLS: Final[Mapping[str, Protocol]] = MappingProxyType(
    {
        protocol.name: protocol
        for protocol in (Gt06(), Watch(), R16h(), Osmand(), Eelink(), Wialon(), Meitrack(), Topin(), MiniFinder2(), MiniFinder())
    }
)
"""Every protocol by its name."""

__all__ = ["PROTOCOLS"]
