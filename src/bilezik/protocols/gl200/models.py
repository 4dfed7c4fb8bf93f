"""Which model a device type is, and what hangs on it.

A text begins with the protocol version: two characters of device type, or six that begin with 80, and four of version. A type that
no list names is read by the shape of its fields alone.
"""

from typing import Final

from bilezik.domain.decoded import Session

MODELS: Final[dict[str, str]] = {
    "02": "GL200", "04": "GV200", "06": "GV300", "08": "GMT100", "09": "GV50P", "0F": "GV55", "10": "GV55 Lite", "11": "GL500",
    "1A": "GL300", "1F": "GV500", "21": "GL200", "25": "GV300", "27": "GV300W", "28": "GL300VC", "2C": "GL300W", "2D": "GV500VC",
    "2F": "GV55", "30": "GL300", "31": "GV65", "35": "GV200", "36": "GV500", "3F": "GMT100", "40": "GL500", "41": "GV75W",
    "42": "GT501", "44": "GL530", "45": "GB100", "4F": "GV56", "50": "GV55W", "52": "GL50", "55": "GL50B", "56": "GV500",
    "5E": "GV500MAP", "66": "GL50B Lite", "6E": "GV310LAU", "74": "GV350CEU", "BD": "CV200", "C2": "GV600M", "C3": "GL320M",
    "DC": "GV600MG", "DE": "GL500M", "DF": "CV100LG", "F1": "GV350M", "F5": "GL300M", "F8": "GV800W", "FC": "GV600W",
    "802004": "GV58LAU", "802005": "GV355CEU", "80201E": "GV30CEU",
}  # fmt: skip
"""Models by device type: as published servers list them; F5 and 66 by the name that published frames of theirs carry, 56 by the
VIN that they leave room for."""

PASSWORDS: Final[dict[str, str]] = {"GL300": "gl300", "GV300": "gv300"}
"""The password a model leaves the factory with, where its manual was read."""


def type_of(version: str) -> str:
    """Return the device type of a protocol version."""
    return version[:6].upper() if len(version) > 6 else version[:2].upper()


def model_of(device_type: str) -> str:
    """Return the model, or an empty word."""
    return MODELS.get(device_type, "")


def is_personal(model: str) -> bool:
    """Return whether it lives on a battery of its own, carried or hidden; a model that no list names may be a vehicle's."""
    return model.startswith(("GL", "GT"))


def remembered(session: Session, device: str | None, device_type: str) -> Session:
    """Return the session that knows the device, and its type where the frame states one."""
    memory = dict(session.memory)
    if device_type:
        memory["type"] = device_type
    kept = tuple(sorted(memory.items()))
    return session if device == session.device and kept == session.memory else Session(device, kept)
