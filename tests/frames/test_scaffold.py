"""What `make protocol` writes is whole: it imports, its checks pass, and it reads its own frames."""

import importlib
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from tests.frames import scaffold

import bilezik.protocols
from bilezik.domain.decoded import Session
from bilezik.domain.instant import Instant


def test_a_protocol_that_was_begun_reads_its_own_frames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = scaffold.write(tmp_path, "acme", 5301)
    monkeypatch.setattr(bilezik.protocols, "__path__", [*bilezik.protocols.__path__, str(tmp_path / "src/bilezik/protocols")])
    acme = importlib.import_module("bilezik.protocols.acme").Acme()
    spec = importlib.util.spec_from_file_location("forge_acme", tmp_path / "tests/frames/forge_acme.py")
    assert spec is not None
    assert spec.loader is not None
    forge = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(forge)
    for case in forge.acme_cases():
        frame = bytes.fromhex(case["hex"])
        assert [one.frame for one in acme.framer().feed(frame + b"#")] == [frame]
        decoded = acme.decode(frame, Session(), Instant(0))
        assert (decoded.device, decoded.error, len(decoded.reports)) == (
            case["expect"]["device"], case["expect"]["error"], len(case["expect"]["reports"]),
        )  # fmt: skip
    ruff = Path(sys.executable).parent / "ruff"
    rules = ["--config", str(scaffold.ROOT / "pyproject.toml"), "--no-cache"]
    for command in (["check", *rules, "--ignore", "I001"], ["format", "--check", *rules]):
        ran = subprocess.run(  # noqa: S603 - our own program
            [ruff, *command, *(str(file) for file in files if "src" in file.parts and file.suffix == ".py")],
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout
    for name in [name for name in sys.modules if name.startswith("bilezik.protocols.acme")]:
        del sys.modules[name]


def test_nothing_is_written_over(tmp_path: Path) -> None:
    scaffold.write(tmp_path, "acme", 5301)
    readme = tmp_path / "src/bilezik/protocols/acme/README.md"
    readme.write_text("mine")
    with pytest.raises(FileExistsError):
        scaffold.write(tmp_path, "acme", 5302)
    assert readme.read_text() == "mine"
