"""What is true of every protocol of the family."""

import re
from pathlib import Path

import pytest

import bilezik.protocols
from bilezik.domain.command import KINDS, Command, LocateNow, Message, Reboot, Ring, SavePower, SetInterval, SetServer
from bilezik.domain.decoded import HttpReply, HttpRequest, Session
from bilezik.domain.instant import Instant
from bilezik.domain.report import EVENTS
from bilezik.protocols import PROTOCOLS
from bilezik.protocols.eelink.status import WARNINGS
from bilezik.protocols.gl200.events import ALWAYS as GL200_KINDS
from bilezik.protocols.gl200.events import HARD as GL200_HARD
from bilezik.protocols.gl200.events import MOTIONS as GL200_MOTIONS
from bilezik.protocols.gl200.events import STATES as GL200_STATES
from bilezik.protocols.gl200.pro import RECORDS as GL200_RECORDS
from bilezik.protocols.gt06.alarms import CAMERA_CODES, CODES, MODULE_CODES
from bilezik.protocols.h02.status import WARNINGS as H02
from bilezik.protocols.jt808 import alarms as jt808
from bilezik.protocols.laipac.events import CODES as LAIPAC_CODES
from bilezik.protocols.megastek.alerts import ALERTS as MEGASTEK_ALERTS
from bilezik.protocols.megastek.alerts import FENCES as MEGASTEK_FENCES
from bilezik.protocols.meitrack.events import CODES as MEITRACK_CODES
from bilezik.protocols.minifinder.flags import BITS as MINIFINDER_BITS
from bilezik.protocols.minifinder2.values import BITS as MINIFINDER2_BITS
from bilezik.protocols.owntracks.message import CROSSINGS, TRIGGERS
from bilezik.protocols.r16h.decode import FLAGS
from bilezik.protocols.t800x import alarms as t800x
from bilezik.protocols.teltonika.elements import ALARMS as ELEMENTS
from bilezik.protocols.teltonika.elements import WHEN_MADE
from bilezik.protocols.topin.decode import EVENTS as TOPIN_EVENTS
from bilezik.protocols.topin.place import BITS as TOPIN_BITS
from bilezik.protocols.values import ALARMS
from bilezik.protocols.watch.events import BITS
from bilezik.protocols.wialon.params import ALARMS as WIALON_ALARMS
from bilezik.protocols.xexun.decode import ALARMS as XEXUN_ALARMS
from bilezik.protocols.xexun3.alarms import ALARMS as XEXUN3

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
    row = next((line for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith(f"| `{name}`")), "")
    assert row, f"{DOCS.name} has no row for {name}"
    assert f"| {protocol.port} |" in row
    assert all(transport in row for transport in protocol.transports)
    assert {kind for kind in KINDS if f"`{kind}`" in row} == protocol.offers


ASKED: dict[str, Command] = {
    "locate_now": LocateNow(), "set_interval": SetInterval(60), "reboot": Reboot(), "ring": Ring(), "message": Message("Қара"),
    "save_power": SavePower(on=True), "set_server": SetServer("gps.example", 5023),
}  # fmt: skip


@pytest.mark.parametrize("name", PROTOCOLS)
def test_what_is_offered_can_be_written_and_nothing_else(name: str) -> None:
    assert set(ASKED) == set(KINDS)
    protocol, session = PROTOCOLS[name], Session("860000000000017")
    written = {kind: protocol.command(command, session, 7) for kind, command in ASKED.items()}
    assert {kind for kind, data in written.items() if data is not None} == protocol.offers
    assert all(isinstance(protocol.answer_key(command, 7), str) for command in ASKED.values())


def test_the_reference_names_every_event() -> None:
    text = DOCS.read_text(encoding="utf-8")
    own = {event for codes in (CODES, CAMERA_CODES, MODULE_CODES) for events in codes.values() for event in events}
    tables = (
        BITS, ALARMS, FLAGS, WARNINGS, XEXUN3, H02, WIALON_ALARMS, MEITRACK_CODES, TOPIN_EVENTS, TOPIN_BITS, MINIFINDER_BITS,
        MINIFINDER2_BITS,
        MEGASTEK_ALERTS, MEGASTEK_FENCES,
        XEXUN_ALARMS,
        LAIPAC_CODES,
    )  # fmt: skip
    own |= {event for table in tables for event in table.values()}
    own |= {event for table in (ELEMENTS, WHEN_MADE) for _, values in table.values() for said in values.values() for event in said}
    own |= {
        *GL200_KINDS.values(),
        *GL200_RECORDS.values(),
        *(event for states in GL200_STATES.values() for event in states.values()),
    }
    own |= {event for said in GL200_HARD.values() for event in said} | {event for _, event in GL200_MOTIONS.values() if event}
    own |= {event for table in (CROSSINGS, TRIGGERS) for said in table.values() for event in said}
    own |= {
        event for table in (t800x.VEHICLE, t800x.ASSET, t800x.BY_PLACE, t800x.BY_FORCE) for said in table.values() for event in said
    }
    own |= {event for table in jt808.TABLES for event in table.values()} | {jt808.CIRCUIT_OPEN}
    named = set(re.findall(r"`([a-z0-9_]+(?::[a-z0-9_]+)?)`", text))
    assert (own | EVENTS) - named == set()
    assert {event for event in own if ":" not in event} <= EVENTS


def test_who_speaks_no_http_answers_404() -> None:
    request = HttpRequest("GET", "/?id=1", {}, b"")
    for name, protocol in PROTOCOLS.items():
        decoded = protocol.decode_http(request, Instant(0))
        assert (decoded.replies == (HttpReply(404),)) == ("http" not in protocol.transports), name
