"""Compiles the hot modules of the core to C with mypyc. `make setup` calls it; everything runs without it.

1. Source is the same: what mypyc compiles is the typed Python that runs uncompiled too, and every test must pass both ways.
2. Only modules of functions and plain classes are compiled. mypyc drops the options of a class (`frozen=True`), so a module that
   defines a `msgspec.Struct` must not be here; that is checked.
3. A slice of bytes that ends before it begins raises in mypyc 2.4 what is empty in Python: a hot module has none, which the fuzzer
   and the cut and changed frames of the tests would find.
4. `a * b + c` is rounded twice, as Python does: a machine that fused them would come to other verdicts (law 7).
5. Where there is no C compiler, no header of Python or no mypy, nothing is compiled, and that is said.
6. A compiled module lies beside its source and is found first: an edit runs after `make setup`, or at once after `make pure`.
"""

import os
import re
import shutil
import sys
import sysconfig
from pathlib import Path

from setuptools import Extension, setup

SOURCE = Path("src")
HOT = (
    "domain/instant.py",
    "wire/checksums.py", "wire/fields.py", "wire/framing.py", "wire/moments.py", "wire/scan.py", "wire/sentences.py",
    "protocols/draft.py", "protocols/gt06/*.py", "protocols/watch/*.py",
    "geo/area.py", "geo/cells.py", "geo/distance.py", "geo/near.py", "geo/rings.py",
    "tracking/arithmetic.py", "tracking/pace.py", "tracking/plausibility.py", "tracking/point.py", "tracking/presence.py",
    "tracking/receiver.py", "tracking/track.py", "tracking/worth.py",
    "fold/clocks.py", "fold/findings.py", "fold/folding.py", "fold/hearing.py", "fold/judging.py", "fold/keys.py", "fold/plan.py",
    "fold/sighting.py", "fold/timeline.py", "store/rows.py",
)  # fmt: skip
"""What every frame passes on its way in, and every report on its way to a verdict. docs/reference/speed.md says what it gains."""
OPTIONED_CLASS = re.compile(r"^class \w+\([^)]*\b\w+=", re.MULTILINE)


def hot_modules() -> list[str]:
    """Return the files to compile."""
    files = sorted(str(file) for glob in HOT for file in (SOURCE / "bilezik").glob(glob))
    return [file for file in files if not file.endswith("__init__.py")]


def extensions() -> list[Extension]:
    """Return what to compile, or nothing where it cannot be."""
    if not (Path(sysconfig.get_paths()["include"]) / "Python.h").is_file() or shutil.which("cc") is None:
        sys.stderr.write("No C compiler or no Python headers: the core stays uncompiled, which is right and slower.\n")
        return []
    try:
        from mypyc.build import mypycify
    except ImportError:
        sys.stderr.write("No mypy: the core stays uncompiled, which is right and slower.\n")
        return []
    files = hot_modules()
    optioned = [file for file in files if OPTIONED_CLASS.search(Path(file).read_text("utf-8"))]
    if optioned:
        raise SystemExit(f"mypyc drops the options of classes: take {', '.join(optioned)} out of HOT, or move the classes")
    os.environ["CFLAGS"] = f"{os.environ.get('CFLAGS', '')} -ffp-contract=off"
    how = ("--config-file=", "--explicit-package-bases", "--follow-imports=silent")
    return mypycify([*how, *files], opt_level="2", debug_level="0", multi_file=True, group_name="bilezik")


setup(ext_modules=extensions() if "build_ext" in sys.argv else [])
