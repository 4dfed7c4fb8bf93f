"""The long campaign: every protocol in turn, first guided, then many more inputs made of what the guided run kept.

`python -m tests.fuzz.campaign [--protocol NAME] [--runs N] [--seed N]`, or `make fuzz PROTOCOL=NAME RUNS=N`.

1. A guided input costs five times a plain one, because every branch is told to the fuzzer. So one in `GUIDED` is guided: that finds
   the ways into the code; plain ones then try them all with many values. Without atheris all are plain.
2. What is found goes to `found/NAME.jsonl`, which `test_fuzz.py` tries again; the corpus stays in `build/fuzz`, and another
   seed goes on from it. `build/fuzz/tally.jsonl` counts what ever ran.
3. One execution is one input through framer and decoder with all claims, however many frames are in it.
"""

import argparse
import importlib.util
import json
import random
import subprocess
import sys
import time
from pathlib import Path

from tests.fuzz.findings import Findings, keep
from tests.fuzz.inputs import hints_of, unpacked
from tests.fuzz.mutation import Mutator

from bilezik.protocols import PROTOCOLS

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "fuzz"
GUIDED = 25
LONGEST = 1024
WORDS = 0.2
"""So many plain inputs are our own frames with one other word: what is read behind it is then as it should be."""
LONG, LONGEST_OF_ALL = 0.004, 8192
"""So many plain inputs may be as long as most framers hold: there are limits that only length reaches."""
RUNS = 400_000


def is_guidable() -> bool:
    """Return whether the guiding fuzzer is there: it has wheels for Linux alone."""
    return importlib.util.find_spec("atheris") is not None


def guided(name: str, runs: int, seed: int, corpus: Path) -> tuple[int, list[str]]:
    """Run a guided process to its end; return how many inputs it ran and the lines of what it found."""
    command = [sys.executable, "-m", "tests.fuzz.guided", name, str(runs), str(seed), str(corpus)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)  # noqa: S603 - our own
    if done.returncode:
        raise RuntimeError(f"the fuzzer of {name} stopped: {done.stderr[-2000:]}")
    said = json.loads(done.stdout.splitlines()[-1])
    return said["ran"], said["found"]


def plain(name: str, runs: int, seed: int, corpus: Path | None = None) -> tuple[int, list[str]]:
    """Try inputs made of our own frames and of a corpus, without guidance; return as `guided` does."""
    mutator, hints, findings, dice = Mutator(name), hints_of(name), Findings(name), random.Random(seed)
    kept = sorted(corpus.iterdir()) if corpus is not None and corpus.exists() else []
    pool = [*mutator.own, *(path.read_bytes() for path in kept)]
    for _ in range(runs):
        most = LONGEST_OF_ALL if dice.random() < LONG else LONGEST
        is_word = dice.random() < WORDS
        data = mutator.word(dice) if is_word else mutator.change(dice.choice(pool), most, dice.getrandbits(32))
        findings.attempt(unpacked(data, hints))
    return findings.ran, findings.lines


def run(name: str, runs: int, seed: int) -> int:
    """Fuzz a protocol and keep what is found; return how many inputs ran."""
    corpus, began_s = BUILD / name, time.monotonic()
    led, found = guided(name, max(1, runs // GUIDED), seed, corpus) if is_guidable() else (0, [])
    ran, more = plain(name, runs - led, seed, corpus)
    new = keep(name, [*found, *more])
    BUILD.mkdir(parents=True, exist_ok=True)
    with (BUILD / "tally.jsonl").open("a", encoding="utf-8") as tally:
        tally.write(json.dumps({"protocol": name, "seed": seed, "guided": led, "plain": ran, "new": new}) + "\n")
    took_s = time.monotonic() - began_s
    sys.stdout.write(f"{name:<12} {led + ran:>10,} executions, {led:,} guided, {took_s:,.0f} s, {new} new findings\n")
    sys.stdout.flush()
    return led + ran


def main() -> None:
    asked = argparse.ArgumentParser(description="Fuzz framers and decoders.")
    asked.add_argument("--protocol", choices=list(PROTOCOLS))
    asked.add_argument("--runs", type=int, default=RUNS, help="of each protocol")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    total = sum(run(name, given.runs, given.seed) for name in ([given.protocol] if given.protocol else PROTOCOLS))
    ever = [json.loads(line) for line in (BUILD / "tally.jsonl").read_text(encoding="utf-8").splitlines()]
    sys.stdout.write(f"{total:,} executions; {sum(one['guided'] + one['plain'] for one in ever):,} since build/fuzz began\n")


if __name__ == "__main__":
    main()
