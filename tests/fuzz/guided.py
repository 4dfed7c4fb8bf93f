"""One protocol, fuzzed under the guidance of what its code does: `python -m tests.fuzz.guided NAME RUNS SEED CORPUS`.

1. A process of its own: the fuzzer instruments modules as they are imported, and it cannot be left but by ending the process.
2. What breaks a claim is written down and the run goes on.
3. The last line on standard output is JSON: how many inputs ran, and the lines of what was found.
4. The corpus is the fuzzer's: inputs that made the code do something new. The next run goes on from it.
"""

import json
import os
import sys
from pathlib import Path

import atheris

import bilezik

NAME, RUNS, SEED, CORPUS = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
LONGEST = 1024
"""Of an input, in bytes: what is longer repeats itself, and takes longer."""


def others() -> list[str]:
    """Return every module that is neither the protocol's nor the wire's: it would guide nobody, and cost seconds at the start."""
    root = Path(bilezik.__path__[0])
    paths = [path.relative_to(root.parent).with_suffix("").parts for path in root.rglob("*.py")]
    names = [".".join(parts[:-1] if parts[-1] == "__init__" else parts) for parts in paths]
    ours = (f"bilezik.protocols.{NAME}", "bilezik.wire", "bilezik.protocols.values")
    return [name for name in names if not any(name == one or name.startswith(f"{one}.") for one in ours)]


with atheris.instrument_imports(include=["bilezik"], exclude=others()):
    import bilezik.protocols

from tests.fuzz.findings import Findings  # noqa: E402 - after what is instrumented
from tests.fuzz.inputs import hints_of, unpacked  # noqa: E402
from tests.fuzz.mutation import Mutator  # noqa: E402


def main() -> None:
    mutator, hints, findings = Mutator(NAME), hints_of(NAME), Findings(NAME)

    def one_input(data: bytes) -> None:
        findings.attempt(unpacked(data, hints))
        if findings.ran >= RUNS:
            sys.stdout.write(json.dumps({"ran": findings.ran, "found": findings.lines}) + "\n")
            sys.stdout.flush()
            os._exit(0)  # an exception, also of leaving, would be the fuzzer's finding

    def change(data: bytes, most: int, seed: int) -> bytes:
        return mutator.change(data, most, seed, lambda stream, size: bytes(atheris.Mutate(stream, size)))

    CORPUS.mkdir(parents=True, exist_ok=True)
    for number, own in enumerate(mutator.own):
        (CORPUS / f"own-{number}").write_bytes(own)
    flags = (f"-seed={SEED}", f"-max_len={LONGEST}", "-runs=-1", "-timeout=60", "-rss_limit_mb=2048", "-verbosity=0")
    atheris.Setup([sys.argv[0], *flags, str(CORPUS)], one_input, custom_mutator=change)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
