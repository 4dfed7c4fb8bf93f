"""What is written to a device: `@@`, a letter, the length, the id, a kind with its values, a sum.

Source: "MEITRACK GPRS Protocol": A10 asks for a position (the answer is a report with event 34), A12 sets the interval in tens of
seconds (the answer is A12 with OK); F01 restarts the modem, and with it the connection; A73 with level 1 lets the receiver rest
while the device does not move (the deep sleep of level 2, which stops it, is not offered). Commands of the same manual that
listen, take pictures or cut an engine are left out on purpose.
"""

from typing import Final

from bilezik.domain.command import Command, LocateNow, Reboot, SavePower, SetInterval
from bilezik.domain.decoded import Session

LOCATE: Final = "A10"
INTERVAL: Final = "A12"
SLEEP: Final = "A73"
RESTART: Final = "F01"
STEP_S: Final = 10
MOST_STEPS: Final = 65_535


def written(letter: str, device: str, content: str) -> bytes:
    """Return a frame to the device."""
    body = f",{device},{content}*"
    text = f"@@{letter}{len(body) + 4},{body[1:]}"
    return f"{text}{sum(text.encode()) & 0xFF:02X}\r\n".encode()


def write(command: Command, session: Session) -> bytes | None:
    """Return the frame of a command, or None where no kind is known for it, or the device has not said who it is."""
    content = _content(command)
    return None if content is None or session.device is None else written("A", session.device, content)


def kind_of(command: Command) -> str:
    """Return the kind with which the device answers, or nothing."""
    return (_content(command) or "").partition(",")[0]


def _content(command: Command) -> str | None:
    match command:
        case LocateNow():
            return LOCATE
        case SetInterval(seconds=seconds):  # whole tens of seconds, at least one
            return f"{INTERVAL},{min(MOST_STEPS, max(1, round(seconds / STEP_S)))}"
        case Reboot():
            return RESTART
        case SavePower(on=on):
            return f"{SLEEP},{int(on)}"
        case _:
            return None
