"""How an alert was judged, as JSON."""

import json
from typing import Any

import pytest
from tests.integration.night import Night

from bilezik.domain.instant import Instant, hours, minutes, rfc3339

pytestmark = pytest.mark.engines


def test_an_explanation_has_every_position_and_what_it_weighed(night: Night, api: Any) -> None:
    begin = Instant(night.office.now - hours(6))
    night.at_home(begin, 180).out(Instant(begin + hours(3)), 25).at_home(Instant(begin + minutes(205)), 60)
    (violation,) = night.store(night.office.now)
    alert = night.alert(violation)
    said = api.get(f"alerts/{alert}/explanation").json()
    assert (said["alert"], said["person"], said["kind"]) == (str(alert), str(night.office.person), "not_home")
    assert said["recompute"][0].startswith(f"bilezik export {night.office.person} ")
    (one,) = said["judged"]
    assert (one["agreement"], one["violations"], one["wrong"], one["zone"]) == ("same", [str(violation.id)], "outside", None)
    assert one["condition"] == str(night.office.condition)
    assert len(one["plain_geofence"]) == 1
    by_seq = {position["seq"]: position for position in one["positions"]}
    for witness in violation.evidence:
        position = by_seq[str(witness.seq)]
        assert position["weight"] == (witness.weight or 0) / 1000
        assert position["probability"] == (witness.probability or 0) / 1000
        assert position["at"] == rfc3339(witness.at)
        assert position["geofence"] == "outside"
    certain = [position for position in one["positions"] if position["certainty"] == "certain"]
    assert certain[0]["at"] == rfc3339(violation.certain_at or Instant(0))
    assert all(0 <= point["probability"] <= 1 for point in one["line"])
    assert one["holds"] == [{"from_at": one["from_at"], "to_at": one["to_at"]}]


def test_law_13_ids_of_an_explanation_are_strings(night: Night, api: Any) -> None:
    begin = Instant(night.office.now - hours(6))
    (violation,) = night.at_home(begin, 180).out(Instant(begin + hours(3)), 25).store(night.office.now)
    said = api.get(f"alerts/{night.alert(violation)}/explanation").content.decode()
    assert str(violation.id) in said
    numbers: list[str] = []

    def whole(text: str) -> int:
        numbers.append(text)
        return 0

    json.loads(said, parse_int=whole)
    assert numbers
    assert all(int(number) < 2**31 for number in numbers)


def test_an_alert_about_no_place_has_nothing_judged_and_an_unknown_one_is_not_found(office: Any, api: Any) -> None:
    alert = office.raise_alert(kind="strap")
    said = api.get(f"alerts/{alert}/explanation").json()
    assert (said["kind"], said["judged"]) == ("strap", [])
    assert said["parameters"] > 0
    assert api.get("alerts/999999/explanation").status_code == 404
