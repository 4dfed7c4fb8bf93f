"""The simulation's own promises: the same seed gives the same world, ordinary people keep their conditions, the recipe is met."""

import itertools
import random
import statistics

import pytest

from bilezik.domain.instant import Instant, minutes, parse, seconds
from bilezik.geo.area import compile_zone
from bilezik.simulate.device import Device, Script, Span
from bilezik.simulate.life import Life, Place
from bilezik.simulate.receiver import Receiver
from bilezik.simulate.world import INCIDENTS, build, device_of, home_of

NOW = parse("2026-11-23T17:00:00Z")


def test_the_same_seed_gives_the_same_world() -> None:
    assert build(7, NOW, 20) == build(7, NOW, 20)
    assert build(7, NOW, 20) != build(8, NOW, 20)


def test_every_incident_of_the_script_has_a_truth_within_five_minutes() -> None:
    world = build(7, NOW, 8)
    assert [truth.incident for truth in world.truths] == list(INCIDENTS)
    for truth in world.truths:
        assert truth.began_at <= truth.known_at <= NOW + minutes(5), truth


def test_an_identity_is_one_persons() -> None:
    world = build(7, NOW, 200)
    assert len({(s.protocol, s.identity) for s in world.subjects}) == 200


@pytest.mark.parametrize("number", [9, 10, 11, 40])
def test_ordinary_people_keep_their_conditions(number: int) -> None:
    world = build(7, NOW, 40)
    subject, life = world.subjects[number - 1], device_of(world, number).life
    stay, area, places = (subject.conditions[i].zones for i in range(3))
    home, city, malls = compile_zone(stay[0]), compile_zone(area[0]), [compile_zone(zone) for zone in places]
    dwelling = 0
    for minute in range(4 * 1440):
        moment = Instant(NOW + minutes(minute))
        point = life.at(moment).point
        assert city.signed_distance_m(point.lat, point.lon) < 0
        hour = (moment // 3_600_000_000 + 5) % 24
        if hour >= 22 or hour < 6:
            assert home.signed_distance_m(point.lat, point.lon) < 0
        dwelling = dwelling + 1 if any(m.signed_distance_m(point.lat, point.lon) < 0 for m in malls) else 0
        assert dwelling <= 2


def _life() -> Life:
    world = build(7, NOW, 9)
    life = device_of(world, 9).life
    assert life.home == home_of(world.subjects[8])
    return life


def test_the_receivers_error_is_heavy_tailed_and_remembers() -> None:
    home = Place(_life().home, indoors=True)
    moment, errors, steps, spikes, cells, gaps, late = NOW, [], [], 0, 0, 0, 0
    readings = 40_000
    rng = random.Random(3)
    last = None
    receiver = Receiver(rng)
    for i in range(readings):
        if i % 400 == 0:
            receiver, last = Receiver(random.Random(i)), None
        moment = Instant(moment + seconds(60))
        reading = receiver.read(home, moment)
        if reading is None:
            gaps += 1
            continue
        late += reading.delay > 0
        if reading.source == "cell":
            cells += 1
        elif reading.spike:
            spikes += 1
        else:
            east, _ = home.point.metres_to(reading.point)
            errors.append(east)
            if last is not None:
                steps.append(abs(east - last))
            last = east
    assert gaps / readings == pytest.approx(0.05, rel=0.1)
    assert cells / (readings - gaps) == pytest.approx(0.05, rel=0.1)
    assert spikes / (readings - gaps) == pytest.approx(0.005 * 0.95, rel=0.35)
    assert late / (readings - gaps) == pytest.approx(0.011, rel=0.3)
    # Student-t with four degrees of freedom: half its values lie within 0.741 scales, 99 % within 4.604.
    ordered = sorted(map(abs, errors))
    assert ordered[len(ordered) // 2] == pytest.approx(0.741 * 9, rel=0.1)
    assert ordered[int(0.99 * len(ordered))] == pytest.approx(4.604 * 9, rel=0.2)
    # Independent errors would step by 1.4 times their own size; remembered ones step by less than it.
    assert statistics.median(steps) < statistics.median(map(abs, errors))


def _days(device: Device, hours: int) -> None:
    for minute in range(hours * 60):
        device.measure(Instant(NOW + minutes(minute)))


def _said(device: Device, at: Instant) -> list[Instant]:
    said = iter(lambda: device.to_say(at), None)
    return [saying.at for saying in said]


def test_without_coverage_reports_wait_and_come_behind_the_newest() -> None:
    script = Script(no_coverage=Span(Instant(NOW + minutes(60)), Instant(NOW + minutes(120))))
    device = Device(life=_life(), receiver=Receiver(random.Random(1)), script=script)
    for minute in range(60):
        device.measure(Instant(NOW + minutes(minute)))
    _said(device, Instant(NOW + minutes(59)))
    for minute in range(60, 125):
        device.measure(Instant(NOW + minutes(minute)))
        if minute < 120:
            assert device.to_say(Instant(NOW + minutes(minute))) is None
    said = _said(device, Instant(NOW + minutes(125)))
    assert any(later < earlier for earlier, later in itertools.pairwise(said))
    assert said[0] >= NOW + minutes(119)
    assert len(said) > 50


def test_a_cut_strap_is_told_once_and_shown_ever_after() -> None:
    device = Device(life=_life(), receiver=Receiver(random.Random(1)), script=Script(strap_cut_at=Instant(NOW + minutes(10))))
    _days(device, 1)
    said = list(iter(lambda: device.to_say(Instant(NOW + minutes(60))), None))
    assert sum("strap_open" in saying.events for saying in said) == 1
    assert all(
        saying.strap_locked == (saying.at < NOW + minutes(9.5))
        for saying in said
        if abs(saying.at - NOW - minutes(10)) > seconds(30)
    )


def test_a_battery_that_drains_tells_and_dies() -> None:
    script = Script(starts_with_pct=22.0, drains_from=Instant(NOW + minutes(1)))
    device = Device(life=_life(), receiver=Receiver(random.Random(1)), script=script)
    for step in range(100):
        device.measure(Instant(NOW + seconds(15 * step)))
    said = list(iter(lambda: device.to_say(Instant(NOW + minutes(30))), None))
    assert sum("low_battery" in saying.events for saying in said) == 1
    assert device.off
    assert said[-1].at < NOW + minutes(6)
