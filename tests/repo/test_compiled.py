"""What is compiled is what the source says."""

import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/bilezik"
STAMP = ROOT / "build/.compiled"
"""When `make setup` compiled last."""


def test_compiled_modules_are_as_new_as_their_source() -> None:
    sources = [library.with_name(library.name.partition(".")[0] + ".py") for library in SOURCE.rglob("*.so")]
    old = [source.name for source in sources if source.stat().st_mtime > STAMP.stat().st_mtime]
    assert not old, "edited since they were compiled: `make setup` compiles them, `make pure` runs them as they are"


def test_the_hot_core_is_compiled_where_it_can_be() -> None:
    log = ROOT / "build/compile.log"
    if (ROOT / "build/.pure").exists() or not log.exists() or "stays uncompiled" in log.read_text("utf-8"):
        pytest.skip("uncompiled by choice, or for want of a compiler")
    assert str(importlib.import_module("bilezik.wire.framing").__file__).endswith(".so")


TOLD = "import sys; from bilezik.cli import main; sys.argv = ['bilezik', *sys.argv[1:]]; main()"


def told(source: Path, *words: str) -> bytes:
    """Return what `bilezik` prints with its packages from `source`."""
    environment = os.environ | {"PYTHONPATH": str(source)}
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", TOLD, *words], env=environment, capture_output=True, timeout=200, check=False
    )
    assert done.stdout, done.stderr.decode()
    return done.stdout


@pytest.mark.skipif(not any(SOURCE.rglob("*.so")), reason="nothing is compiled")
def test_law_07_compiled_and_uncompiled_decide_the_same(tmp_path: Path) -> None:
    shutil.copytree(SOURCE, tmp_path / "bilezik", ignore=shutil.ignore_patterns("*.so", "static", "__pycache__"))
    asked: list[tuple[str, ...]] = [("bench", "truth", "--people", "4", "--days", "3", "--processes", "1", "--json")]
    asked += [("decode", name, str(ROOT / f"tests/frames/{name}.jsonl")) for name in ("gt06", "watch")]
    for words in asked:
        assert told(ROOT / "src", *words) == told(tmp_path, *words), words
