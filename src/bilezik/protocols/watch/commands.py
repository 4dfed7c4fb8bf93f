"""Commands to watches: a word and its values in the family's frame; the watch answers with the same word.

Source: 4P-Touch "Beesure GPS SeTracker Server Protocol", "Platform send command": CR locates at once, UPLOAD sets the
interval in seconds, RESET restarts, LZ sets language and time zone, SILENCETIME the hours in which the watch is mute,
MESSAGE shows a text, FLOWER shows stars. Commands of the same manual that listen, call, record or photograph (MONITOR, CALL,
RCAPTURE, TK) are left out on purpose.
"""

from typing import Final

from bilezik.domain.decoded import Session

COMMAND_WORDS: Final = frozenset({"CR", "UPLOAD", "RESET", "LZ", "SILENCETIME", "MESSAGE", "FLOWER"})
"""Words that come back as the answer to a command."""

DEFAULT_MAKER: Final = "CS"
SHORTEST_S: Final = 10
LONGEST_S: Final = 65_535


def wrap(maker: str, device: str, content: str, index: str | None = None) -> bytes:
    """Return a frame with this content."""
    body = content.encode("utf-8")
    numbered = "" if index is None else f"{index}*"
    return f"[{maker}*{device}*{numbered}{len(body):04x}*".encode("ascii") + body + b"]"


def command(session: Session, content: str) -> bytes:
    """Return a command to the watch of this session. One that has not said who it is cannot be meant: its id is then 0."""
    memory = dict(session.memory)
    maker = str(memory.get("maker", DEFAULT_MAKER))
    return wrap(maker, session.device or "0", content, "0001" if memory.get("numbered") else None)


def locate_now(session: Session) -> bytes:
    """Return CR: locate and report at once."""
    return command(session, "CR")


def set_interval(session: Session, seconds: int) -> bytes:
    """Return UPLOAD: report every `seconds`."""
    return command(session, f"UPLOAD,{min(LONGEST_S, max(SHORTEST_S, seconds))}")


def reset(session: Session) -> bytes:
    """Return RESET: restart."""
    return command(session, "RESET")


def set_timezone(session: Session, offset_min: int, language: int | None = None) -> bytes:
    """Return LZ: the language's number (left empty: unchanged) and the hours east of Greenwich, `+5.75` or `-11.5`."""
    hours = f"{offset_min / 60:+.2f}".rstrip("0").rstrip(".")
    return command(session, f"LZ,{'' if language is None else language},{hours}")


def set_silence(session: Session, hours: str) -> bytes:
    """Return SILENCETIME with spans as the manual writes them, `21:10-07:30`, separated by commas."""
    return command(session, f"SILENCETIME,{hours}")


def show_message(session: Session, text: str) -> bytes:
    """Return MESSAGE: the text as UTF-16 in hex, which the watch shows."""
    return command(session, f"MESSAGE,{text.encode('utf-16-be').hex()}")


def show_stars(session: Session, count: int) -> bytes:
    """Return FLOWER: so many stars on the screen."""
    return command(session, f"FLOWER,{count}")
