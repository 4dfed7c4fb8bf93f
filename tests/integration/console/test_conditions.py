"""The form of a condition and the library of public places: what is typed, thought out, refused, kept."""

import json
from typing import Any

import pytest
from tests.integration.console.test_devices import client_of, text, upload

from bilezik.domain.instant import Instant, hours, minutes

pytestmark = pytest.mark.engines

HTMX = {"HX-Request": "true"}
NIGHTS = {"when": "hours", "h0-days": ["1", "2", "3", "4", "5", "6", "7"], "h0-from": "22:00", "h0-to": "06:00"}
CIRCLE = {"new-how": "circle", "new-name": "Aunt's flat", "new-lat": "51.12", "new-lon": "71.43", "new-radius": "120"}


@pytest.fixture
def officer(office: Any) -> Any:  # noqa: ARG001 - the office is there first
    return client_of("officer")


def add_to(office: Any) -> str:
    return f"/console/orders/{office.order}/conditions/add/"


def version(office: Any) -> int:
    ((number,),) = office.rows("SELECT version FROM orders WHERE id = %s", office.order)
    return int(number)


def test_nights_at_a_drawn_home_are_kept_in_one_deed_and_one_version(office: Any, officer: Any) -> None:
    page = text(officer.get(add_to(office)))
    assert "May not leave home" in page
    assert f'name="version" value="{version(office)}"' in page
    said = {"kind": "stay_home", **NIGHTS, **CIRCLE, "d0-date": "2026-12-31", "version": version(office), "why": "decision 5"}
    made = officer.post(add_to(office), said)
    assert made.status_code == 302, made.content.decode()
    ((schedule, zone, shape, category),) = office.rows(
        "SELECT c.schedule, z.name, z.shape, z.category FROM conditions c JOIN condition_zones cz ON cz.condition = c.id"
        " JOIN zones z ON z.id = cz.zone WHERE c.id <> %s", office.condition,
    )  # fmt: skip
    assert schedule["slots"] == [{"days": [1, 2, 3, 4, 5, 6, 7], "start": 1320, "end": 360}]
    assert schedule["exceptions"] == [{"date": "2026-12-31", "slots": []}]
    assert schedule["timezone"] == "Asia/Almaty"
    assert (zone, category) == ("Aunt's flat", "home")
    assert (shape["lat"], shape["lon"], shape["radius_m"]) == (51.12, 71.43, 120.0)


def test_what_is_wrong_is_said_at_its_field_and_stays_as_it_was_typed(office: Any, officer: Any) -> None:
    before = office.counts()
    good = {"kind": "stay_home", **NIGHTS, **CIRCLE, "why": "w"}
    for wrong, field, words in (
        ({"kind": ""}, "kind", "Choose what the order demands"),
        ({"kind": "fly"}, "kind", "Choose what the order demands"),
        ({"why": " "}, "why", "Say why"),
        ({"new-how": ""}, "zones", "Choose a place, or draw one"),
        ({"zone": [office.home]}, "zones", "This is about one place"),
        ({"new-name": ""}, "new-name", "Give the place a name"),
        ({"new-lat": "north"}, "new-lat", "Write degrees"),
        ({"new-lon": "181"}, "new-lon", "Write degrees"),
        ({"new-radius": "0"}, "new-radius", "more than 0"),
        ({"new-how": "border", "new-border": "51.1, 71.4\nhere"}, "new-border", "“here” is no corner"),
        ({"new-how": "border", "new-border": "51.1, 71.4\n51.2, 71.4"}, "new-border", "three corners at least"),
        ({"new-how": "border", "new-border": "51,71\n52,72\n52,71\n51,72"}, "new-border", "crosses itself"),
        ({"h0-days": []}, "hours", "Row 1: choose the days"),
        ({"h0-from": "25:00"}, "hours", "Row 1: write both times"),
        ({"h0-to": "22:00"}, "hours", "ends when it begins"),
        ({"h1-days": ["2"], "h1-from": "05:00", "h1-to": "07:00"}, "hours", "hold at the same time"),
        ({"d0-from": "10:00", "d0-to": "12:00"}, "days", "say which day"),
        ({"d0-date": "tomorrow"}, "days", "say which day"),
        ({"d0-date": "2026-12-31", "d0-from": "10:00"}, "days", "or none"),
        ({"h0-days": [], "h0-from": "", "h0-to": ""}, "hours", "in which hours"),
    ):
        page = text(officer.post(add_to(office), good | wrong), 422)
        assert words in page, wrong
        assert f'id="{field}-problem"' in page, wrong
        assert f'href="#{field}"' in page
        assert f'id="{field}"' in page
    page = text(officer.post(add_to(office), good | {"why": "", "new-border": "<b>"}), 422)
    for kept in ('value="120"', 'value="22:00"', "Aunt&#x27;s flat", "&lt;b&gt;"):
        assert kept in page
    for limit, kind in (("dwell", "keep_out"), ("silence", "keep_contact"), ("low", "keep_charged")):
        page = text(officer.post(add_to(office), {"kind": kind, "zone": [office.home], limit: "much", "why": "w"}), 422)
        assert "Write a number from 0" in page
    assert office.counts() == before


def test_who_comes_late_is_told_and_nothing_drawn_stays_behind(office: Any, officer: Any) -> None:
    before = office.count("zones")
    said = {"kind": "stay_home", **CIRCLE, "version": version(office) - 1, "why": "w"}
    page = text(officer.post(add_to(office), said), 409)
    assert "Somebody else has changed this order" in page
    assert "Aunt&#x27;s flat" in page
    assert office.count("zones") == before


def test_a_condition_opens_as_it_is_kept_and_is_changed(office: Any, officer: Any) -> None:
    form = f"/console/conditions/{office.condition}/change/"
    page = text(officer.get(form))
    assert f'value="{office.home}" checked' in page
    assert 'value="stay_in_area"' not in page
    said = {"kind": "stay_home", "zone": [office.home], **NIGHTS, "version": version(office), "why": "milder"}
    assert officer.post(form, said).status_code == 302
    assert 'value="22:00"' in text(officer.get(form))
    assert "Nothing is different" in text(officer.post(form, said | {"version": version(office)}), 409)


def test_the_border_of_a_place_is_changed_with_the_condition(office: Any, officer: Any) -> None:
    form = f"/console/conditions/{office.condition}/change/"
    base = {"kind": "stay_home", "zone": [office.home], "version": version(office), "why": "moved the pin"}
    part = text(officer.post(form, base | {"act": f"redraw-{office.home}"}, headers=HTMX))
    assert "New border of" in part
    assert 'value="51.100000"' in part
    drawn = {"new-how": "circle", "new-lat": "51.1", "new-lon": "71.4", "new-radius": "150", "new-redrawn": str(office.home)}
    assert officer.post(form, base | drawn).status_code == 302
    assert office.rows("SELECT shape->>'radius_m', version FROM zones WHERE id = %s", office.home) == [("150.0", 2)]
    assert "no such place" in text(officer.post(form, base | {"act": "redraw-999"}, headers=HTMX))


def test_a_preview_says_it_in_words_and_on_a_calendar_and_keeps_nothing(office: Any, officer: Any) -> None:
    before = office.counts()
    said = {"kind": "stay_home", **NIGHTS, **CIRCLE, "act": "preview"}
    part = text(officer.post(add_to(office), said, headers=HTMX))
    assert "<html" not in part
    assert "22:00" in part
    assert "Aunt&#x27;s flat" in part
    assert part.count("<tr") == 14
    assert "00:00–06:00, 22:00–24:00" in part
    assert "Nothing was reported last week" in part
    assert "Not complete yet" in text(officer.post(add_to(office), {"act": "preview"}, headers=HTMX))
    assert "<html" in text(officer.post(add_to(office), said))
    not_judged = {"kind": "keep_contact", "act": "preview", "silence": "45"}
    assert "cannot be judged again" in text(officer.post(add_to(office), not_judged, headers=HTMX))
    officer.cookies["bilezik_language"] = "ru"
    assert "каждый день" in text(officer.post(add_to(office), said, headers=HTMX)).lower()
    assert office.counts() == before


def test_a_file_is_shown_first_and_then_its_places_are_kept_and_chosen(office: Any, officer: Any) -> None:
    ring = [[71.4, 51.1], [71.5, 51.1], [71.5, 51.2], [71.4, 51.1]]
    feature = {"type": "Feature", "properties": {"name": "Bazaar"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    content = json.dumps(feature).encode()

    def post(body: bytes, act: str) -> str:
        said = {"kind": "keep_out", "act": act, "file": upload(body, "x.geojson")}
        return text(officer.post(add_to(office), said, headers=HTMX))

    before = office.count("zones")
    told = post(content, "read")
    assert "Bazaar" in told
    assert "3 corners" in told
    assert "Nothing is kept yet" in told
    assert "neither GeoJSON nor KML" in post(b"MZ not a map", "read")
    assert office.count("zones") == before
    chosen = post(content, "bring")
    assert office.count("zones") == before + 1
    ((zone,),) = office.rows("SELECT id FROM zones WHERE name = 'Bazaar'")
    assert f'value="{zone}" checked' in chosen
    assert "Choose a file" in text(officer.post(add_to(office), {"act": "read"}, headers=HTMX))


def test_a_drawn_place_is_chosen_and_another_may_follow(office: Any, officer: Any) -> None:
    said = {"kind": "keep_out", **CIRCLE, "act": "keep_place"}
    part = text(officer.post(add_to(office), said, headers=HTMX))
    ((zone,),) = office.rows("SELECT id FROM zones WHERE name = %s", "Aunt's flat")
    assert f'value="{zone}" checked' in part
    assert 'value="51.12"' not in part
    assert "Draw a circle or a border first" in text(officer.post(add_to(office), {"act": "keep_place"}, headers=HTMX))


def test_the_library_is_searched_and_chosen_from_and_grows(office: Any, officer: Any) -> None:
    assert "The library is empty" in text(officer.get("/console/places/"))
    said = {**CIRCLE, "new-name": "Бар «Степь»", "place_kind": "drinking", "city": "Astana", **NIGHTS, "why": "named by courts"}
    for wrong, words in (({"place_kind": ""}, "Choose what kind"), ({"why": ""}, "Say why"), ({"new-how": ""}, "Draw a circle")):
        assert words in text(officer.post("/console/places/add/", said | wrong), 422)
    assert officer.post("/console/places/add/", said).status_code == 302
    page = text(officer.get("/console/places/", {"q": "степь", "place_kind": "drinking", "city": "Astana"}))
    assert "Бар «Степь»" in page
    assert "22:00–06:00" in page
    assert "No such place" in text(officer.get("/console/places/", {"q": "nothing"}))
    for nonsense in ({"after": "x"}, {"after": "-1"}, {"after": "9" * 30}, {"q": "\0"}, {"place_kind": "moon"}):
        text(officer.get("/console/places/", nonsense))
    found = text(officer.post(add_to(office), {"act": "search", "q": "степь"}, headers=HTMX))
    assert "Бар «Степь»" in found
    assert "no other place like that" in text(officer.post(add_to(office), {"act": "search", "q": "zzz"}, headers=HTMX))
    assert client_of("operator").get("/console/places/add/").status_code == 403


def test_an_order_that_is_over_takes_nothing(office: Any, officer: Any) -> None:
    from bilezik.deeds import orders

    orders.revoke(office.aliya, office.order, why="acquitted")
    assert "Nothing can be changed here any more" in text(officer.get(add_to(office)))
    before = office.counts()
    assert "Nothing can be changed here" in text(officer.post(add_to(office), {"kind": "wear_device", "why": "w"}), 409)
    assert office.counts() == before


def test_an_order_of_another_department_is_not_found(office: Any, officer: Any) -> None:
    from django.test import Client

    from bilezik.deeds import SYSTEM, departments, staff
    from bilezik.store.models import User

    elsewhere = departments.add(
        SYSTEM, departments.NewDepartment(name="Far", city="Oral", timezone="Asia/Oral", lat=51.2, lon=51.4), why="x"
    )
    user = staff.add(SYSTEM, "far", "long enough password", "Far", why="x", roles=[staff.NewRole("officer", department=elsewhere)])
    stranger = Client(SERVER_NAME="localhost")
    stranger.force_login(User.objects.get(pk=user))
    before = office.counts()
    for address in (add_to(office), f"/console/conditions/{office.condition}/change/", "/console/orders/999/conditions/add/"):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, {"kind": "wear_device", "why": "w"}).status_code == 404
    assert stranger.post(add_to(office), {"act": f"redraw-{office.home}"}).status_code == 404
    assert office.counts() == before
    assert officer.get(add_to(office)).status_code == 200


def test_a_preview_names_the_alerts_that_last_week_would_have_opened(office: Any, officer: Any, night: Any) -> None:
    """Two hours at home, forty minutes away, and home again: one alert, told in words with its place."""
    start = Instant(office.now - hours(5))
    night.at_home(start, 120).out(Instant(start + minutes(120)), 40).at_home(Instant(start + minutes(160)), 30)
    night.store(Instant(office.now - minutes(1)))
    said = {"kind": "stay_home", "zone": [office.home], "act": "preview"}
    part = text(officer.post(add_to(office), said, headers=HTMX))
    assert "Last week would have opened 1 alert." in part
    assert "Not at home: home" in part
    assert "Certain" in part or "Likely" in part
    assert "Word(" not in part
    # Drawn and not kept: judged all the same, by the circle as it is typed.
    far = {"kind": "keep_out", **CIRCLE, "act": "preview"}
    assert "Last week would have opened no alert." in text(officer.post(add_to(office), far, headers=HTMX))
