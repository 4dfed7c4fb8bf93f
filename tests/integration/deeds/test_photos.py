"""The photo of a person and the pin of the address: what is kept, what is refused, what the record says of it."""

from typing import Any

import msgspec
import pytest
from tests.unit.domain.test_photo import png

pytestmark = pytest.mark.engines

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def test_a_photo_is_kept_by_its_content_replaced_and_taken_out(office: Any) -> None:
    from bilezik.deeds import Conflict, photos

    assert photos.of(office.person) is None
    for picture in (png(), png(width=3)):
        photos.keep(office.aliya, office.person, picture + b"<script>", why="intake")
        found = photos.of(office.person)
        assert found is not None
        assert (found.type, found.content) == ("image/png", picture)
    ((content,),) = office.rows("SELECT content FROM audit WHERE deed = 'photos.keep' ORDER BY id LIMIT 1")
    assert content == {"after": {"photo": "image/png", "bytes": len(png())}}
    photos.remove(office.aliya, office.person, why="of somebody else")
    assert photos.of(office.person) is None
    with pytest.raises(Conflict):
        photos.remove(office.aliya, office.person, why="again")
    kinds = office.rows("SELECT kind FROM deeds WHERE person = %s AND kind LIKE 'photo%%' ORDER BY id", office.person)
    assert kinds == [("photo_kept",), ("photo_kept",), ("photo_removed",)]


@pytest.mark.parametrize("given", [SVG, b"\x89PNG\r\n\x1a\n" + SVG, b"%PDF-1.7", b"", b"\xff\xd8\xff" + b"x" * 8_000_001])
def test_what_is_no_photo_is_refused_and_leaves_nothing(office: Any, given: bytes) -> None:
    from bilezik.deeds import Invalid, photos

    before = office.counts()
    with pytest.raises(Invalid) as refusal:
        photos.keep(office.aliya, office.person, given, why="w")
    assert refusal.value.field == "photo"
    assert photos.of(office.person) is None
    assert office.counts() == before


@pytest.mark.parametrize(
    ("pin", "field"),
    [((51.1, None), "lon"), ((None, 71.4), "lat"), ((91, 71.4), "lat"), ((51.1, 181), "lon"), ((float("nan"), 71.4), "lat")],
)
def test_half_a_pin_and_one_off_the_earth_are_refused(office: Any, pin: tuple[float | None, float | None], field: str) -> None:
    from bilezik.deeds import Invalid, people

    known, version = people.known(office.person)
    with pytest.raises(Invalid) as refusal:
        people.change(office.aliya, office.person, msgspec.structs.replace(known, lat=pin[0], lon=pin[1]), version=version, why="w")
    assert refusal.value.field == field


def test_the_timeline_says_what_each_field_was_and_is(office: Any) -> None:
    from bilezik.deeds import people

    known, version = people.known(office.person)
    moved = msgspec.structs.replace(known, lat=51.1234567, lon=71.4)
    assert people.change(office.aliya, office.person, moved, version=version, why="moved") == 2
    ((content,),) = office.rows("SELECT content FROM deeds WHERE kind = 'person_changed'")
    assert content == {
        "version": 2, "fields": ["lat", "lon"], "before": {"lat": None, "lon": None}, "after": {"lat": 51.12346, "lon": 71.4},
    }  # fmt: skip
