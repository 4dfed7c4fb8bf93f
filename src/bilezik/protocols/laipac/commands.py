"""What is written to a device: `$` a word, its values, `*` and the sum of NMEA.

Source: AVREQ (where are you) and AVRESET (begin anew), AVCFG (an alarm was heard) and EAVACK (a report was) as Traccar 6.14 writes
them. All but EAVACK carry the password, which is the one devices come with: Bilezik keeps no passwords of devices. One whose
password was changed does not listen.
"""

from typing import Final

from bilezik.domain.command import Command, LocateNow, Reboot
from bilezik.domain.decoded import Session
from bilezik.wire.checksums import xor_sum

PASSWORD: Final = "00000000"  # noqa: S105 - what the maker gives to every device is no secret


def written(said: str) -> bytes:
    """Return a line to the device."""
    return f"${said}*{xor_sum(said.encode('ascii')):02X}\r\n".encode("ascii")


def write(command: Command, session: Session) -> bytes | None:
    """Return the line of a command, or None where no word is known for it, or the device has not said who it is."""
    match command:
        case LocateNow() if session.device:
            return written(f"AVREQ,{PASSWORD},1")
        case Reboot() if session.device:
            return written(f"AVRESET,{session.device},{PASSWORD}")
        case _:
            return None
