"""A short run of the fuzzer in every test run: what was found before, inputs made at random, and a guided run of each protocol.

`make fuzz` is the long campaign; both keep to the claims of `claims.py`. Seeds are fixed: a run repeats itself.
"""

from pathlib import Path

import pytest
from tests.fuzz.campaign import guided, is_guidable, plain
from tests.fuzz.findings import broken
from tests.fuzz.inputs import FOUND, Input, found_of
from tests.fuzz.mending import Mender
from tests.fuzz.seeds import frames_of

from bilezik.protocols import PROTOCOLS

PLAIN, GUIDED = 1_000, 200
KEPT = [pytest.param(name, given, id=f"{name}-{number}") for name in PROTOCOLS for number, (_, given) in enumerate(found_of(name))]


@pytest.mark.parametrize(("name", "given"), KEPT)
def test_what_was_found_once_breaks_nothing_any_more(name: str, given: Input) -> None:
    error = broken(name, given)
    assert error is None, error


def test_every_file_of_findings_is_of_a_protocol() -> None:
    assert {path.stem for path in FOUND.glob("*.jsonl")} <= set(PROTOCOLS)


@pytest.mark.parametrize("name", PROTOCOLS)
def test_changed_frames_break_no_claim(name: str) -> None:
    assert plain(name, PLAIN, seed=20) == (PLAIN, [])


@pytest.mark.skipif(not is_guidable(), reason="atheris, which guides the fuzzer, has no wheel for this platform")
@pytest.mark.parametrize("name", PROTOCOLS)
def test_guided_inputs_break_no_claim(name: str, tmp_path: Path) -> None:
    assert guided(name, GUIDED, seed=20, corpus=tmp_path) == (GUIDED, [])


@pytest.mark.parametrize("name", ["gt06", "teltonika", "jt808", "meitrack", "xexun2", "laipac"])
def test_the_mender_makes_a_whole_frame_of_one_with_wrong_sums(name: str) -> None:
    mender = Mender(name)
    assert mender.sum is not None
    frames = frames_of(name)
    assert sum(mender.mended(frame) == frame for frame in frames) > len(frames) / 3
