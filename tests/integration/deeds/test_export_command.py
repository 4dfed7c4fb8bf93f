"""`bilezik export` and `replay --record`: what was found is computed again, and the log says who took the record."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bilezik.cli.main import app
from bilezik.cli.refusal import Refusal
from bilezik.domain.instant import NEVER, Instant, minutes, rfc3339
from bilezik.domain.report import Report
from bilezik.fold import Arrival, Clock, digest_of, pack
from bilezik.fold.story import Story
from bilezik.store import connect, reading, rows
from bilezik.store.writers import Batch, Writer

pytestmark = pytest.mark.engines


def test_an_exported_record_replays_to_what_is_stored(office: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in office.database.settings.environment().items():
        monkeypatch.setenv(key, value)
    begin = Instant(office.now + minutes(1))
    with connect(office.database.dsn("monitor"), autocommit=True) as connection:
        first, *more = reading.dockets(connection, office.person)
        story, batch = Story(first), Batch()
        for docket in more:
            story.feed(docket)
        for n in range(20):
            at = Instant(begin + minutes(n))
            report = Report(at=at, lat=51.1 if n < 10 else 51.13, lon=71.4 + n * 1e-6, accuracy_m=8.0, source="gnss", speed_mps=0.0)
            arrival = Arrival(office.device, at, at, n << 16, digest_of(report), report)
            batch.fixes.append(rows.fix(office.person, at, arrival, story.feed(arrival).doubt))
        end = Instant(begin + minutes(30))
        story.feed(Clock(end))
        for violation in story.violations.values():
            batch.violation(violation, end)
        state = story.state
        batch.state(office.person, office.person % 64, 20 << 16, pack(state), state.standing, wake_at=NEVER, changed_at=end)
        Writer(connection).commit(batch)

    path = tmp_path / "record.jsonl"
    run = CliRunner().invoke(app, ["export", str(office.person), "--why", "complaint 7 of 2026", "--to", str(path)])
    assert run.exit_code == 0, run.output
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_bytes().splitlines()[0])["parameters"] == 4
    replayed = CliRunner().invoke(app, ["replay", "--record", str(path)])
    (line,) = [json.loads(text) for text in replayed.output.splitlines()]
    (violation,) = story.violations.values()
    assert (line["person"], line["kind"]) == (str(office.person), "stay_home")
    assert (line["began_at"], line["raised_at"]) == (rfc3339(violation.began_at), rfc3339(violation.raised_at))
    assert (line["probability"], line["state"]) == (violation.probability / 1000, "open")
    assert len(line["evidence"]) == len(violation.evidence)
    ((subject, why),) = office.rows("SELECT subject_id, why FROM audit WHERE deed = 'records.export'")
    assert (subject, why) == (office.person, "complaint 7 of 2026")


def test_nobody_elses_record_is_one_line_and_no_file(office: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in office.database.settings.environment().items():
        monkeypatch.setenv(key, value)
    refused = CliRunner().invoke(app, ["export", "999999", "--why", "x", "--to", str(tmp_path / "r")]).exception
    assert isinstance(refused, Refusal)
    assert str(refused) == "There is no person 999999."
    assert not (tmp_path / "r").exists()
