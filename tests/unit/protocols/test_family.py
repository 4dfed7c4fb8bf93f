"""What is true of every protocol of the family."""

import re
from pathlib import Path

import pytest

import bilezik.protocols
from bilezik.domain.decoded import HttpReply, HttpRequest, Session
from bilezik.domain.instant import Instant
from bilezik.domain.report import EVENTS
from bilezik.protocols import PROTOCOLS
from bilezik.protocols.contract import COMMANDS
from bilezik.protocols.eelink.status import WARNINGS
from bilezik.protocols.gt06.alarms import CAMERA_CODES, CODES, MODULE_CODES
from bilezik.protocols.meitrack.events import CODES as MEITRACK_CODES
from bilezik.protocols.minifinder.flags import BITS as MINIFINDER_BITS
from bilezik.protocols.minifinder2.values import BITS as MINIFINDER2_BITS
from bilezik.protocols.osmand.values import ALARMS
from bilezik.protocols.r16h.decode import FLAGS
from bilezik.protocols.topin.decode import EVENTS as TOPIN_EVENTS
from bilezik.protocols.topin.place import BITS as TOPIN_BITS
from bilezik.protocols.watch.events import BITS
from bilezik.protocols.wialon.params import ALARMS as WIALON_ALARMS

HERE = Path(bilezik.protocols.__file__).parent
DOCS = Path(__file__).parents[3] / "docs" / "reference" / "protocols.md"


def test_the_table_is_the_folders() -> None:
    folders = {path.name for path in HERE.iterdir() if path.is_dir() and not path.name.startswith("__")}
    assert folders == set(PROTOCOLS)
    assert all(protocol.name == name for name, protocol in PROTOCOLS.items())
    assert len({protocol.port for protocol in PROTOCOLS.values()}) == len(PROTOCOLS)


@pytest.mark.parametrize("name", PROTOCOLS)
def test_a_folder_says_where_its_protocol_comes_from(name: str) -> None:
    readme = (HERE / name / "README.md").read_text(encoding="utf-8")
    for heading in ("## Source", "## Devices", "## What it cannot say"):
        assert heading in readme


@pytest.mark.parametrize("name", PROTOCOLS)
def test_a_folder_is_ignorant_of_its_siblings(name: str) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (HERE / name).glob("*.py"))
    assert {other for other in PROTOCOLS if re.search(rf"bilezik\.protocols\.{other}\b", text)} == {name}


@pytest.mark.parametrize("name", PROTOCOLS)
def test_the_reference_names_the_protocol_its_port_and_commands(name: str) -> None:
    protocol = PROTOCOLS[name]
    row = next(line for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith(f"| `{name}`"))
    assert f"| {protocol.port} |" in row
    assert all(transport in row for transport in protocol.transports)
    session = Session("1")
    written = {"locate_now": protocol.locate_now(session, 7), "set_interval": protocol.set_interval(session, 60, 7)}
    assert {kind for kind in COMMANDS if f"`{kind}`" in row} == {kind for kind, data in written.items() if data is not None}


def test_the_reference_names_every_event() -> None:
    text = DOCS.read_text(encoding="utf-8")
    own = {event for codes in (CODES, CAMERA_CODES, MODULE_CODES) for events in codes.values() for event in events}
    own |= set(BITS.values()) | set(ALARMS.values()) | set(FLAGS.values()) | set(WARNINGS.values()) | set(WIALON_ALARMS.values())
    own |= set(MEITRACK_CODES.values()) | set(TOPIN_EVENTS.values()) | set(TOPIN_BITS.values())
    own |= set(MINIFINDER2_BITS.values()) | set(MINIFINDER_BITS.values())
    named = set(re.findall(r"`([a-z0-9_]+(?::[a-z0-9_]+)?)`", text))
    assert (own | EVENTS) - named == set()
    assert {event for event in own if ":" not in event} <= EVENTS


def test_who_speaks_no_http_answers_404() -> None:
    request = HttpRequest("GET", "/?id=1", {}, b"")
    for name, protocol in PROTOCOLS.items():
        decoded = protocol.decode_http(request, Instant(0))
        assert (decoded.replies == (HttpReply(404),)) == ("http" not in protocol.transports), name


def test_what_no_manual_documents_is_no_command() -> None:
    silent = [name for name, protocol in PROTOCOLS.items() if protocol.locate_now(Session("1"), 7) is None]
    assert silent == ["r16h", "osmand", "wialon", "minifinder2", "minifinder"]
    assert PROTOCOLS["r16h"].set_interval(Session("1"), 60, 7) is None
    assert PROTOCOLS["r16h"].answer_key("locate_now", 7) == "7"
