"""Sound, pictures and files: length and hash are kept, and nobody asks for more."""

import hashlib

import pytest
from tests.frames import forge

from bilezik.domain.decoded import Session
from bilezik.domain.instant import Instant
from bilezik.protocols import PROTOCOLS

CONTENT = bytes(range(100))


FRAMES = [
    forge.short(0x41, CONTENT),
    forge.long(0x41, CONTENT),
    forge.long(0x8D, CONTENT),
    forge.short(0x36, CONTENT),
    forge.long(0x36, CONTENT),
]


@pytest.mark.parametrize("frame", FRAMES)
def test_the_content_is_not_kept(frame: bytes) -> None:
    decoded = PROTOCOLS["gt06"].decode(frame, Session("1"), Instant(0))
    assert decoded.payload_dropped is not None
    assert decoded.payload_dropped.endswith(f"100 bytes, sha256 {hashlib.sha256(CONTENT).hexdigest()}")
    assert decoded.reports[0].events == ()


def test_a_short_frame_of_that_kind_is_a_heartbeat_however_broken() -> None:
    decoded = PROTOCOLS["gt06"].decode(forge.short(0x36, b"\x38\x03\x04\x13\x02\x00\x18\x09\x01"), Session("1"), Instant(0))
    assert decoded.payload_dropped is None
    assert decoded.reports[0].events == ("strap_open", "tamper")


def test_a_picture_in_a_long_frame_is_dropped_however_short_and_only_sound_is_answered() -> None:
    decoded = PROTOCOLS["gt06"].decode(forge.long(0x36, CONTENT[:26]), Session("1"), Instant(0))
    assert decoded.payload_dropped is not None
    assert decoded.replies == ()
    assert PROTOCOLS["gt06"].decode(forge.long(0x41, CONTENT), Session("1"), Instant(0)).replies == (forge.long(0x41, b""),)
