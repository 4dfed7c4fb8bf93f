"""The protocols devices speak: one folder a protocol, ignorant of its siblings.

1. `PROTOCOLS` is the whole table; what is not in it is not spoken. The contract of the family is in `contract`.
2. A folder holds `framing` (bytes to frames; what is spoken over HTTP has it from `wire.http`), `decode` (frame to report and
   reply), `commands` (what may be asked of the device) and a README: where the protocol is documented, what its devices are, and
   what they cannot say.
3. Beside the folders: what all share (`contract`, `draft`), and what tells a frame byte by byte by asking its decoder
   (`explaining`, with `probes`, `verdicts`, `checking`, `spans`; what the parts mean in words stands in `meanings`).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bilezik.protocols.contract import Protocol
from bilezik.protocols.eelink import Eelink
from bilezik.protocols.gl200 import Gl200
from bilezik.protocols.gt06 import Gt06
from bilezik.protocols.h02 import H02
from bilezik.protocols.jt808 import Jt808
from bilezik.protocols.laipac import Laipac
from bilezik.protocols.megastek import Megastek
from bilezik.protocols.meitrack import Meitrack
from bilezik.protocols.minifinder import MiniFinder
from bilezik.protocols.minifinder2 import MiniFinder2
from bilezik.protocols.osmand import Osmand
from bilezik.protocols.owntracks import Owntracks
from bilezik.protocols.r16h import R16h
from bilezik.protocols.rftrack import RfTrack
from bilezik.protocols.t800x import T800x
from bilezik.protocols.teltonika import Teltonika
from bilezik.protocols.thinkrace import Thinkrace
from bilezik.protocols.topin import Topin
from bilezik.protocols.traccar import Traccar
from bilezik.protocols.watch import Watch
from bilezik.protocols.wialon import Wialon
from bilezik.protocols.wristband import Wristband
from bilezik.protocols.xexun import Xexun
from bilezik.protocols.xexun2 import Xexun2
from bilezik.protocols.xexun3 import Xexun3

PROTOCOLS: Final[Mapping[str, Protocol]] = MappingProxyType(
    {
        protocol.name: protocol
        for protocol in (
            Gt06(),
            Watch(),
            R16h(),
            RfTrack(),
            Osmand(),
            Eelink(),
            Gl200(),
            H02(),
            Laipac(),
            Megastek(),
            Meitrack(),
            MiniFinder(),
            MiniFinder2(),
            Teltonika(),
            Thinkrace(),
            Topin(),
            Wialon(),
            Wristband(),
            Owntracks(),
            Xexun(),
            Traccar(),
            Xexun2(),
            Xexun3(),
            Jt808(),
            T800x(),
        )
    }
)
"""Every protocol by its name."""

__all__ = ["PROTOCOLS"]
