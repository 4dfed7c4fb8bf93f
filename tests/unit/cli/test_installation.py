"""A place where nothing can be kept is one line of every command that needs one, never a traceback."""

import sys
from pathlib import Path

import pytest

from bilezik.cli import main
from bilezik.cli.refusal import Refusal, writing

COMMANDS = (
    "serve",
    "demo",
    "web",
    "gateway",
    "monitor",
    "steward",
    "staff token dana x",
    "staff add dana --name D",
    "audit verify",
)


def said(command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int | str | None, str]:
    monkeypatch.setattr(sys, "argv", ["bilezik", *command.split()])
    with pytest.raises(SystemExit) as stopped:
        main()
    return stopped.value.code, capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_a_var_that_cannot_be_made_is_one_line_that_names_it(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BILEZIK_VAR", "/proc/nope")
    code, line = said(command, capsys, monkeypatch)
    assert line == (
        "bilezik: /proc/nope cannot be used: No such file or directory; set BILEZIK_VAR to a folder that can be made and written\n"
    )
    assert code == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_a_var_below_a_file_is_one_line(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("BILEZIK_VAR", str(tmp_path / "file" / "var"))
    code, line = said(command, capsys, monkeypatch)
    assert line.startswith(f"bilezik: {tmp_path / 'file'}")
    assert line.endswith("\n")
    assert line.count("\n") == 1
    assert "set BILEZIK_VAR to" in line
    assert code == 1


@pytest.mark.parametrize("command", ["web", "gateway", "monitor", "steward", "staff token dana x", "audit verify"])
def test_a_setting_that_is_unknown_is_the_inputs_fault(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BILEZIK_VRA", "/tmp/x")  # noqa: S108 - never made
    code, line = said(command, capsys, monkeypatch)
    assert (code, line) == (2, "bilezik: unknown environment variable BILEZIK_VRA; did you mean BILEZIK_VAR?\n")


def test_a_ready_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "gone" / "ready"
    with pytest.raises(Refusal) as refused, writing(file):
        file.write_text("1\n")
    assert str(refused.value) == f"{file} cannot be written: No such file or directory"
