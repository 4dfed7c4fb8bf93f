"""Commands to watches: a word and its values in the family's frame; the watch answers with the same word.

Source: 4P-Touch "Beesure GPS SeTracker Server Protocol", "Platform send command": CR locates at once, UPLOAD sets the
interval in seconds, RESET restarts, FIND rings for a minute, MESSAGE shows a text, IP changes the server (the watch does not
answer it, and goes there at its next start), LZ sets language and time zone, SILENCETIME the hours in which the watch is mute.
Commands of the same manual that listen, call, record, photograph or switch off (MONITOR, CALL, RCAPTURE, TK, POWEROFF) are left
out on purpose.
"""

from typing import Final

from bilezik.domain.command import Command, LocateNow, Message, Reboot, Ring, SetInterval, SetServer
from bilezik.domain.decoded import Session

COMMAND_WORDS: Final = frozenset({"CR", "UPLOAD", "RESET", "FIND", "LZ", "SILENCETIME", "MESSAGE"})
"""Words that come back as the answer to a command."""

DEFAULT_MAKER: Final = "CS"
SHORTEST_S: Final = 10
LONGEST_S: Final = 65_535


def wrap(maker: str, device: str, content: str, index: str | None = None) -> bytes:
    """Return a frame with this content."""
    body = content.encode("utf-8")
    numbered = "" if index is None else f"{index}*"
    return f"[{maker}*{device}*{numbered}{len(body):04x}*".encode("ascii") + body + b"]"


def framed(session: Session, content: str) -> bytes:
    """Return a command to the watch of this session. One that has not said who it is cannot be meant: its id is then 0."""
    memory = dict(session.memory)
    maker = str(memory.get("maker", DEFAULT_MAKER))
    return wrap(maker, session.device or "0", content, "0001" if memory.get("numbered") else None)


def write(command: Command, session: Session) -> bytes | None:
    """Return the frame of a command, or None where no word is known for it."""
    content = _content(command)
    return None if content is None else framed(session, content)


def word_of(command: Command) -> str:
    """Return the word with which the watch answers, or nothing: to IP it says nothing."""
    word = (_content(command) or "").partition(",")[0]
    return word if word in COMMAND_WORDS else ""


def _content(command: Command) -> str | None:
    content = None
    match command:
        case LocateNow():
            content = "CR"
        case SetInterval(seconds=seconds):
            content = f"UPLOAD,{min(LONGEST_S, max(SHORTEST_S, seconds))}"
        case Reboot():
            content = "RESET"
        case Ring():
            content = "FIND"
        case Message(text=text):  # UTF-16 in hex
            content = f"MESSAGE,{text.encode('utf-16-be').hex()}"
        case SetServer(host=host, port=port):
            content = f"IP,{host},{port}"
        case _:
            pass
    return content


def set_timezone(session: Session, offset_min: int, language: int | None = None) -> bytes:
    """Return LZ: the language's number (left empty: unchanged) and the hours east of Greenwich, `+5.75` or `-11.5`."""
    hours = f"{offset_min / 60:+.2f}".rstrip("0").rstrip(".")
    return framed(session, f"LZ,{'' if language is None else language},{hours}")


def set_silence(session: Session, hours: str) -> bytes:
    """Return SILENCETIME with spans as the manual writes them, `21:10-07:30`, separated by commas."""
    return framed(session, f"SILENCETIME,{hours}")
