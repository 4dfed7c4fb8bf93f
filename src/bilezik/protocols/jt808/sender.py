"""Who a connection's device is, as bytes: its messages state it, and a command to it must.

Its register knows it by digits alone. A command to a device that has not spoken yet on this connection is written for the form
that has so many digits: up to twelve are decimals, fifteen an IMEI in binary, more a number of the edition of 2019.
"""

from typing import Final

from bilezik.domain.decoded import Session
from bilezik.protocols.jt808.framing import MARK
from bilezik.protocols.jt808.message import IMEI_BYTES, Sender

SENDER: Final = "sender"
REST: Final = "rest"
MODEL: Final = "model"
_SHORT, _IMEI, _LONG = 12, 15, 20
FIRST_EDITION: Final = 1
_NONE: Final = "--"


def remembered(session: Session, sender: Sender, rest: str = "") -> Session:
    """Return the session that knows the sender, and what is left of a report in parts. Another device's model is forgotten."""
    device = sender.device
    forgotten = {SENDER, REST} if session.device in (None, device) else {SENDER, REST, MODEL}
    memory: dict[str, str | int] = {name: value for name, value in session.memory if name not in forgotten}
    edition = _NONE if sender.edition is None else f"{sender.edition:02x}"
    memory[SENDER] = f"{sender.mark:02x}{edition}{sender.number.hex()}"
    if rest:
        memory[REST] = rest
    pairs = tuple(sorted(memory.items()))
    return session if (session.device, session.memory) == (device, pairs) else Session(device, pairs)


def sender_of(session: Session) -> Sender | None:
    """Return whom a command is written to, or None: nobody is known."""
    if session.device is None:
        return None
    known = dict(session.memory).get(SENDER)
    if isinstance(known, str):
        edition = None if known[2:4] == _NONE else int(known[2:4], 16)
        return Sender(int(known[:2], 16), edition, bytes.fromhex(known[4:]))
    return _by_digits(session.device)


def _by_digits(device: str) -> Sender | None:
    if not device.isdecimal() or len(device) > _LONG:
        return None
    if len(device) <= _SHORT:
        return Sender(MARK, None, bytes.fromhex(device.zfill(_SHORT)))
    if len(device) == _IMEI:
        return Sender(MARK, None, int(device[:-1]).to_bytes(IMEI_BYTES, "big"))
    return Sender(MARK, FIRST_EDITION, bytes.fromhex(device.zfill(_LONG)))
