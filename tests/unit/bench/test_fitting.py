"""The fit: on a small synthetic trace it finds what is better, repeats itself, and judges nobody by numbers that have seen them."""

import ast
import datetime as dt
import importlib.util
from collections.abc import Collection
from hashlib import blake2b
from math import nan
from pathlib import Path
from random import Random
from types import ModuleType

import msgspec
import pytest
from typer.testing import CliRunner

from bilezik.app.bench import calibration
from bilezik.app.bench.calibration import Fit, Wanted, fit, module, said
from bilezik.app.bench.fitting import KNOBS, Folder, Found, Knob, Material, Numbers, dealt, doubt_about, made_ready, middle, search
from bilezik.app.bench.presence import feed, filtered, judge, score
from bilezik.app.bench.traces import SOURCES, Episode, Seen
from bilezik.cli.bench import group
from bilezik.cli.refusal import Refusal
from bilezik.tracking.calibrated import NUMBERS
from bilezik.tracking.parameters import PARAMETERS, compose
from bilezik.tracking.presence import LIKELY

REACH = Knob("network.outlier_m", 150, 700)
BAD: Numbers = {**NUMBERS, "network.outlier_m": 150.0}
"""Whoever takes outliers to reach 150 m takes each at 400 m for a departure."""
DIGESTS = {3: "20f89ed90e9584d4", 4: "c5b0c484b7dcda3a"}
"""Version of the parameters -> digest of them: whoever changes a number gives it a new version (law 7)."""


def trace(people: int = 6) -> list[Episode]:
    """Stays with an outlier 400 m off in each, and departures to 2 km, by phones that report every 20 minutes."""
    found: list[Episode] = []
    for person in range(people):
        home = [Seen(1_200.0 * n, 3.0 * person, 0.0, 30.0, "network") for n in range(30)]
        for n in range(4):
            wild = Seen(1_200.0 * 30, 0.0, 400.0 + n, 35.0, "network")
            back = [Seen(1_200.0 * (31 + m), 0.0, 0.0, 30.0, "network") for m in range(3)]
            found.append(Episode(len(found) + 1, f"p{person}", "stay", nan, (*home, wild, *back)))
            gone = [Seen(1_200.0 * (30 + m), 2_000.0 + m, 0.0, 40.0, "network") for m in range(3)]
            found.append(Episode(len(found) + 1, f"p{person}", "departure", 36_000.0, (*home, *gone)))
    return [*found, Episode(99, "only ambiguous", "ambiguous", nan, (Seen(0.0, 0.0, 0.0, 30.0, "gnss"),))]


def false_of(episodes: list[Episode], numbers: Numbers) -> int:
    return score(episodes, filtered(judge(feed(episodes), compose(0, numbers)), LIKELY)).false


def test_the_fit_finds_what_is_better_and_finds_it_again() -> None:
    episodes = trace()
    material = made_ready(episodes)
    steps: list[int] = []
    found = search(material, BAD, 30, Random(1), lambda step, _doubt: steps.append(step), [REACH])
    assert steps == list(range(1, 31))
    assert false_of(episodes, BAD) == 24
    assert false_of(episodes, found.numbers) == 0
    assert found.doubt < doubt_about(BAD, material) / 2
    assert found.doubt == pytest.approx(doubt_about(found.numbers, material))
    assert {name for name in NUMBERS if found.numbers[name] != NUMBERS[name]} == {"network.outlier_m"}
    assert search(material, BAD, 30, Random(1), knobs=[REACH]) == found
    assert search(material, BAD, 30, Random(2), knobs=[REACH]) != found


def test_what_is_not_folded_again_is_judged_as_if_it_were() -> None:
    """`Folder` keeps what a change cannot touch; after a set that was dropped it must not remember it."""
    episodes = [*trace(2), Episode(50, "p0", "departure", 600.0, (Seen(0, 0, 0, 9, "gnss"), Seen(600, 900, 0, 2_000, "network")))]
    material, folder = made_ready(episodes), Folder()
    for name, value, is_kept in (
        ("gnss.wild", 0.005, True), ("lone.wild", 0.001, False), ("cell.factor", 0.9, False), ("network.wild", 0.002, True),
        ("cell.factor", 0.4, True), ("stay.leaves_s", 50_000.0, False), ("unknown.wild", 0.003, True),
    ):  # fmt: skip
        numbers = {**NUMBERS, name: value}
        assert doubt_about(numbers, material, folder=folder) == doubt_about(numbers, material)
        (folder.keep if is_kept else folder.drop)()


def test_a_knob_turns_within_its_bounds_and_writes_what_it_says() -> None:
    dice = Random(1)
    for knob in KNOBS:
        assert knob.least <= knob.middle <= knob.most
        now = knob.middle
        for _ in range(50):
            now = knob.turned(now, dice)
            assert knob.least * 0.995 <= now <= knob.most * 1.005
            assert knob.written(now) == now
    assert {knob.name for knob in KNOBS} <= set(NUMBERS)
    assert compose(1, {**NUMBERS, **middle()}).version == 1


def test_no_fit_makes_one_satellite_fix_likely() -> None:
    """Whatever is written: ln(2 / w) on odds of four in 100 stays below the threshold (docs/explanation/presence.md)."""
    (one,) = judge(feed([Episode(1, "a", "stay", nan, (Seen(0.0, 90_000.0, 0.0, 5.0, "gnss"),))]))
    assert 0 < one.odds[0] < LIKELY
    assert "gnss.wild" not in {knob.name for knob in KNOBS}


def test_people_of_the_fit_and_of_the_check_are_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    episodes = trace()
    seen: list[tuple[frozenset[str], Numbers]] = []

    def searched(material: Material, start: Numbers, _steps: int, _dice: Random, *_: object) -> Found:
        numbers = {**start, "network.outlier_m": 150.0 + 50.0 * len(seen)}  # so that it can be told whose numbers judged
        seen.append((material.people, numbers))
        return Found(numbers, 0.0)

    monkeypatch.setattr(calibration, "search", searched)
    found = fit(episodes, Wanted(steps=1, folds=3), lambda *_: None, [REACH])
    assert sorted(one.episode.number for one in found.held_out) == sorted(episode.number for episode in episodes)
    everybody = {f"p{n}" for n in range(6)}
    assert [len(people) for people, _ in seen] == [4, 4, 4, 6]
    judged_by: dict[str, Collection[str]] = {}
    for one in found.held_out:
        for people, numbers in seen[:3]:
            if one == next(judge(feed([one.episode]), compose(0, numbers))) and one.episode.person not in people:
                judged_by[one.episode.person] = people
    assert set(judged_by) == everybody | {"only ambiguous"}
    assert found.found.numbers == seen[3][1]


def test_people_are_dealt_evenly_and_each_once() -> None:
    folds = dealt(made_ready(trace(7)), 3)
    assert sorted(len(fold) for fold in folds) == [2, 2, 3]
    assert sorted(person for fold in folds for person in fold) == [f"p{n}" for n in range(7)]


def imported(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("written", path)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.mark.parametrize(("doubt_held_out", "is_kept", "is_taken"), [(0.5, True, True), (1.0, True, False), (0.5, False, False)])
def test_the_module_that_is_written_is_what_was_fitted(
    tmp_path: Path, doubt_held_out: float, *, is_kept: bool, is_taken: bool
) -> None:
    episodes = trace(2)
    numbers = {**NUMBERS, "network.outlier_m": 345.0, "network.wild": 0.000123, "lone.cutoff": 5.0}
    found = Fit(
        wanted=Wanted(steps=7),
        found=Found(numbers, 0.4),
        held_out=(),
        doubt_held_out=doubt_held_out,
        doubt_in_use=1.0,
        is_kept=is_kept,
    )
    assert found.is_taken == is_taken
    path = tmp_path / "calibrated.py"
    path.write_text(module(found, episodes, "ab" * 32, dt.date(2026, 11, 25)))
    written = imported(path)
    expected = numbers if is_taken else NUMBERS
    assert expected == written.NUMBERS
    assert compose(3, written.NUMBERS) == compose(3, expected)
    assert (written.FITTED_ON, written.TRACES) == ("2026-11-25", "ab" * 32)
    head = ast.get_docstring(ast.parse(path.read_text())) or ""
    for part in ("--steps 7 --seed 1 --folds 5 --write", SOURCES, "The traces, 3 people", "of 8", "person-days"):
        assert part in head
    assert max(map(len, path.read_text().splitlines())) <= 132
    assert ("The fitted ones stand here" in head) == is_taken
    assert ("fitted numbers are taken" in said(found)) == is_taken


def test_the_module_of_the_package_is_one_that_was_written() -> None:
    head = ast.get_docstring(ast.parse(calibration.MODULE.read_text())) or ""
    assert "bilezik bench presence open.csv.gz --fit" in head
    assert SOURCES in head
    dt.date.fromisoformat(imported(calibration.MODULE).FITTED_ON)


def test_law_07_other_numbers_are_another_version() -> None:
    digest = blake2b(msgspec.json.encode(PARAMETERS), digest_size=8).hexdigest()
    assert digest == DIGESTS.get(PARAMETERS.version), (
        "numbers have changed: raise the version in parameters.py, and name its digest here"
    )


def test_the_command_fits_draws_and_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    traces, written = tmp_path / "t.csv", tmp_path / "calibrated.py"
    rows = [
        f"{one.number},{one.person},{one.label},{fix.t_s},{fix.east_m},{fix.north_m},{fix.accuracy_m},{fix.source},"
        f"{one.departed_s if one.label == 'departure' else ''}"
        for one in trace(3)
        for fix in one.fixes
    ]
    traces.write_text("\n".join(["episode,person,label,t_s,east_m,north_m,accuracy_m,source,departed_s", *rows, ""]))
    written.touch()
    monkeypatch.setattr(calibration, "MODULE", written)
    got = CliRunner().invoke(
        group, ["presence", str(traces), "--fit", "--steps", "2", "--folds", "2", "--write", "--pictures", str(tmp_path / "p")]
    )
    assert got.exit_code == 0, got.output
    assert "## The fit" in got.stdout
    assert "Bilezik fitted on others" in got.stdout
    assert set(imported(written).NUMBERS) == set(NUMBERS)
    assert sorted(one.name for one in (tmp_path / "p").iterdir()) == ["presence-curve.svg", "presence-reliability.svg"]


def test_the_command_refuses_to_write_what_it_cannot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = CliRunner().invoke(group, ["presence", "nowhere.csv", "--write"]).exception
    assert isinstance(refused, Refusal)
    assert "--fit" in str(refused)
    monkeypatch.setattr(calibration, "MODULE", tmp_path / "gone" / "calibrated.py")
    refused = CliRunner().invoke(group, ["presence", "nowhere.csv", "--fit", "--write"]).exception
    assert isinstance(refused, Refusal)
    assert "cannot be written" in str(refused)
