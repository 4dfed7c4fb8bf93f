"""What is written to a device: `@@`, a letter, the length, the id, a kind with its values, a sum.

Source: "MEITRACK GPRS Protocol": A10 asks for a position (the answer is a report with event 34), A12 sets the interval in
tens of seconds (the answer is A12 with OK). Commands of the same manual that listen, take pictures or cut an engine are left out
on purpose.
"""

from typing import Final

from bilezik.domain.decoded import Session

LOCATE: Final = "A10"
INTERVAL: Final = "A12"
STEP_S: Final = 10
MOST_STEPS: Final = 65_535


def written(letter: str, device: str, content: str) -> bytes:
    """Return a frame to the device."""
    body = f",{device},{content}*"
    text = f"@@{letter}{len(body) + 4},{body[1:]}"
    return f"{text}{sum(text.encode()) & 0xFF:02X}\r\n".encode()


def locate_now(session: Session) -> bytes | None:
    """Return A10; None before the device has said who it is."""
    return None if session.device is None else written("A", session.device, LOCATE)


def set_interval(session: Session, seconds: int) -> bytes | None:
    """Return A12 with the whole tens of seconds, at least one."""
    steps = min(MOST_STEPS, max(1, round(seconds / STEP_S)))
    return None if session.device is None else written("A", session.device, f"{INTERVAL},{steps}")
