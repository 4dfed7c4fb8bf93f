"""The four protocols from the device's side: what to write to the socket, and which of it the server has answered.

1. A `Talk` belongs to one connection; it numbers frames as its protocol does and tells by key which were answered.
2. Nothing here is shared with the decoders: an encoder that borrowed their tables could not catch their mistakes.
3. A frame without a key has no answer in its protocol: once written it counts as sent.
"""

from collections.abc import Callable
from typing import Final

from bilezik.simulate.speak.gt06 import Gt06Talk
from bilezik.simulate.speak.osmand import OsmandTalk
from bilezik.simulate.speak.r16h import R16hTalk
from bilezik.simulate.speak.saying import Frame, Heard, Saying, Talk
from bilezik.simulate.speak.watch import WatchTalk

TALKS: Final[dict[str, Callable[[str], Talk]]] = {"gt06": Gt06Talk, "watch": WatchTalk, "r16h": R16hTalk, "osmand": OsmandTalk}

__all__ = ["TALKS", "Frame", "Heard", "Saying", "Talk"]
