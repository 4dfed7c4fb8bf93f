"""Lengths that lie, rows that never end, and that no answer sends a wristband away."""

import pytest
from tests.frames.forge_wristband import IMEI, band
from tests.frames.reading import decode

from bilezik.domain.command import LocateNow
from bilezik.domain.decoded import Session
from bilezik.protocols import PROTOCOLS

WRISTBAND = PROTOCOLS["wristband"]


@pytest.mark.parametrize("longer", [-9, -1, 1, 50])
def test_a_length_that_lies_costs_no_frame(longer: int) -> None:
    framer = WRISTBAND.framer()
    spoiled, good = band("F01", "82,7", longer=longer), band("F64", "1")
    assert [one.frame for one in framer.feed(spoiled + good)] == [spoiled, good]
    assert decode("wristband", spoiled).integrity == "failed"


def test_a_frame_that_begins_anew_is_junk_up_to_there() -> None:
    framer = WRISTBAND.framer()
    whole = band("F64", "1")
    assert [one.frame for one in framer.feed(whole[:20] + whole)] == [b"", whole]


@pytest.mark.parametrize("kind", ["F90", "F91"])
def test_no_answer_names_a_server(kind: str) -> None:
    said = b"".join(reply for reply in decode("wristband", band(kind, "x")).replies if isinstance(reply, bytes))
    assert b"," not in said
    assert said.count(b"|") == (3 if said else 0)


def test_a_row_of_positions_is_held_to_a_length() -> None:
    row = "|".join(["71.430400,51.128000,202605201230,36.00"] * 300)
    assert len(decode("wristband", band("F02", row)).reports) == 200


def test_every_frame_says_who_it_is_of() -> None:
    assert decode("wristband", band("F64", "1"), Session("17")).session == Session(IMEI)


def test_no_command_is_offered() -> None:
    assert WRISTBAND.command(LocateNow(), Session(IMEI), 1) is None
