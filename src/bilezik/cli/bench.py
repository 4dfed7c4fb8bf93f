"""`bilezik bench`: what this machine can take, measured from the outside."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bilezik.cli.refusal import Refusal

if TYPE_CHECKING:
    from bilezik.app.bench.traces import Episode

group = typer.Typer(name="bench", help="Measure the whole path on scratch engines; prints JSON.", no_args_is_help=True)


@group.callback()
def _bench() -> None:
    """Measure the whole path on scratch engines; prints JSON."""


@group.command()
def ingest(
    devices: Annotated[int, typer.Option(min=1, max=15_000, help="How many devices connect, each on a person.")] = 5_000,
    seconds: Annotated[float, typer.Option(min=1, help="For how long they send.")] = 30,
    protocol: Annotated[str, typer.Option(help="The protocol they speak: gt06.")] = "gt06",
    rate: Annotated[float, typer.Option(min=0, help="Frames a second of all together; 0: as fast as it goes.")] = 0,
    in_flight: Annotated[int, typer.Option(min=1, max=1000, help="Unanswered frames a device may have.")] = 20,
    seed: Annotated[int, typer.Option(help="Where people live and how they move.")] = 1,
    *,
    idle: Annotated[bool, typer.Option("--idle", help="Send nothing: the memory of so many connected devices.")] = False,
    ceiling: Annotated[bool, typer.Option(help="Measure the ceiling first.")] = True,
) -> None:
    """Send frames from many devices through gateway, stream and monitor; count what was stored.

    Starts its own engines in a folder under /tmp and removes them. Progress goes to standard error, the figures as JSON to
    standard output.
    """
    import asyncio

    import msgspec

    from bilezik.app.bench.ingest import Wanted
    from bilezik.app.bench.ingest import ingest as run
    from bilezik.app.engines import EngineError
    from bilezik.app.supervisor import Obstacle

    if protocol != "gt06":
        raise Refusal(f"bench ingest speaks gt06, not {protocol}", exit_code=2)
    wanted = Wanted(
        devices=devices, seconds=seconds, protocol=protocol, rate=rate, in_flight=in_flight, seed=seed, idle=idle, ceiling=ceiling
    )
    try:
        figures = asyncio.run(run(wanted, _say))
    except (EngineError, Obstacle) as error:
        raise Refusal(str(error)) from None
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(figures), indent=2).decode() + "\n")


@group.command()
def decode(
    protocols: Annotated[
        list[str] | None, typer.Argument(metavar="[PROTOCOL]...", help="Which; otherwise all there are frames of.")
    ] = None,
    frames: Annotated[
        list[Path] | None, typer.Option("--frames", metavar="FILE.jsonl", help="Recorded frames; may be given again.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=0.01, help="How long each protocol is measured.")] = 6,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table in Markdown.")] = False,
) -> None:
    """Frame and decode, replies included, on one core: frames a second of each protocol, the best of three runs.

    Without --frames, what simulated devices say. Lines of a file as `bilezik decode` takes them, each with its `protocol`.
    """
    import msgspec

    from bilezik.app.bench import decoding, mixes
    from bilezik.protocols import PROTOCOLS

    names = protocols or []
    if unknown := [name for name in names if name not in PROTOCOLS]:
        raise Refusal(f"no protocol {unknown[0]!r}; there are {', '.join(PROTOCOLS)}", exit_code=2)
    if not frames and (mute := [name for name in names if name not in mixes.SPOKEN]):
        raise Refusal(f"simulated devices do not speak {mute[0]}: give recorded frames with --frames", exit_code=2)
    try:
        material = mixes.recorded(frames, names) if frames else [mixes.spoken(name) for name in names or mixes.SPOKEN]
    except mixes.MixError as error:
        raise Refusal(str(error), exit_code=2) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{frames}: {error}", exit_code=2) from None
    if missing := [name for name in names if name not in [mix.protocol for mix in material]]:
        raise Refusal(f"no frames of {missing[0]} in what --frames names", exit_code=2)
    figures = decoding.measure(material, seconds)
    text = msgspec.json.format(msgspec.json.encode(figures), indent=2).decode() + "\n" if as_json else decoding.as_table(figures)
    sys.stdout.write(text)


@group.command()
def incidents(
    minutes: Annotated[float, typer.Option(min=1, help="How long the demo runs before it is scored.")] = 12,
    people: Annotated[int, typer.Option(min=8, max=20_000, help="How many people live in it.")] = 120,
    seed: Annotated[int, typer.Option(help="The same seed gives the same people, errors and incidents.")] = 1,
) -> None:
    """Run the demo and compare what was alerted with what truly happened; prints a table in Markdown."""
    from bilezik.app.bench.incidents import DemoError, measure
    from bilezik.simulate.score import as_markdown

    def left(seconds: float) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\rbench: {seconds:4.0f} s left ")

    try:
        result = measure(people=people, seed=seed, minutes=minutes, told=left)
    except DemoError as error:
        raise Refusal(f"the demo does not serve: {error}") from None
    sys.stdout.write(as_markdown(result))


@group.command()
def console(
    users: Annotated[int, typer.Option(min=1, max=1000, help="How many click at once.")] = 50,
    pause: Annotated[float, typer.Option(min=0.1, help="Seconds between two clicks of one of them.")] = 5,
    seconds: Annotated[float, typer.Option(min=1, help="For how long.")] = 120,
    people: Annotated[int, typer.Option(min=100, max=1_000_000, help="How many people are in the register.")] = 30_000,
    fitted: Annotated[int, typer.Option(min=50, max=100_000, help="How many of them wear a device.")] = 5_000,
) -> None:
    """Click through the console as many members of staff at once, on a register of a country's size; prints JSON.

    Twice as many orders as people, 278 departments, 800 members of staff. The exit code is 1 if a bar is missed.
    """
    import msgspec

    from bilezik.app.bench import console as bench
    from bilezik.app.bench import office
    from bilezik.app.engines import EngineError

    if fitted > people:
        raise Refusal("more devices are worn than there are people", exit_code=2)
    wanted = bench.Wanted(country=office.Wanted(people=people, fitted=fitted), users=users, pause_s=pause, seconds=seconds)
    try:
        figures = bench.run(wanted, _say)
    except EngineError as error:
        raise Refusal(str(error)) from None
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(figures), indent=2).decode() + "\n")
    if figures.failures or not all(one.is_met for one in figures.groups.values()):
        raise typer.Exit(1)


@group.command()
def presence(
    traces: Annotated[Path, typer.Argument(metavar="TRACES.csv[.gz]", help="Recorded stays and departures, as metres from home.")],
    steps: Annotated[int, typer.Option(min=1, help="How many steps each search takes.")] = 200,
    seed: Annotated[int, typer.Option(help="The same traces, steps and seed give the same numbers.")] = 1,
    folds: Annotated[int, typer.Option(min=2, max=50, help="Into how many parts the people are dealt; each is left out once.")] = 5,
    pictures: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Draw the curves and the reliability into it.")] = None,
    *,
    fit: Annotated[bool, typer.Option("--fit", help="Fit the numbers of the filter, and judge people who were left out.")] = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="Begin in the middle of what is possible, not with the numbers in use.")
    ] = False,
    write: Annotated[bool, typer.Option("--write", help="Write the better numbers into the package.")] = False,
) -> None:
    """Compare the presence filter with simple rules on recorded stays and departures; prints tables in Markdown.

    With --fit its numbers are fitted too: to all, and for each fold to everybody else, so that people are also judged by numbers
    that have not seen them. That takes minutes; progress goes to standard error.
    """
    import datetime as dt
    import os

    from bilezik.app.bench import calibration
    from bilezik.app.bench.presence_tables import drawn_pictures, judged_all, measure

    if write and not fit:
        raise Refusal("--write writes what --fit finds: give both", exit_code=2)
    if write and not os.access(calibration.MODULE, os.W_OK):
        raise Refusal(f"{calibration.MODULE} cannot be written: fit in a checkout", exit_code=2)
    episodes, sha256 = _read(traces)
    judged, found = judged_all(episodes), None
    if fit:
        wanted = calibration.Wanted(steps=steps, seed=seed, folds=folds, is_anew=anew)
        found = calibration.fit(episodes, wanted, _step)
    held_out = found.held_out if found else ()
    sys.stdout.write(measure(episodes, judged, held_out))
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
        for name, text in drawn_pictures(episodes, judged, held_out).items():
            (pictures / name).write_text(text)
    if found:
        sys.stdout.write("\n" + calibration.said(found))
    if found and write:
        calibration.MODULE.write_text(calibration.module(found, episodes, sha256, dt.datetime.now(dt.UTC).date()))
        _say(f"written to {calibration.MODULE}{': raise the version in parameters.py' if found.is_taken else ''}")


@group.command()
def truth(
    people: Annotated[int, typer.Option(min=1, max=20_000, help="How many people live.")] = 500,
    days: Annotated[int, typer.Option(min=1, max=365, help="For how many days each.")] = 30,
    seed: Annotated[int, typer.Option(help="The same seed gives the same people, errors and truth.")] = 1,
    processes: Annotated[int, typer.Option(min=0, help="How many processes share the people; 0: one for each processor.")] = 0,
    *,
    late: Annotated[bool, typer.Option(help="With stretches without coverage and reports that come late.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables in Markdown.")] = False,
) -> None:
    """Live simulated people, fold what their devices say, and compare what is found with what happened.

    Prints the figures beside their bars; the exit code is 1 if a bar is missed. Progress goes to standard error.
    """
    import os

    import msgspec

    from bilezik.app.bench.truth import Wanted, run
    from bilezik.app.bench.truth_table import as_markdown

    def told(done: int) -> None:
        if done % 10 == 0 or done == people:
            _say(f"{done:,} of {people:,} people")

    figures = run(Wanted(people=people, days=days, seed=seed, late=late), processes or os.cpu_count() or 1, told)
    sys.stdout.write(
        msgspec.json.format(msgspec.json.encode(figures), indent=2).decode() + "\n" if as_json else as_markdown(figures)
    )
    if not figures.passes:
        raise typer.Exit(1)


def _read(traces: Path) -> "tuple[list[Episode], str]":
    """Return the episodes, and the digest of their file."""
    from bilezik.app.bench.traces import TraceError, digest, read

    try:
        episodes, sha256 = read(traces), digest(traces)
    except TraceError as error:
        raise Refusal(f"{traces}:{error.line}: {error}", exit_code=2) from None
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise Refusal(f"{traces}: {error}", exit_code=2) from None
    _say(f"{len(episodes):,} episodes")
    return episodes, sha256


def _step(search: str, step: int, doubt: float) -> None:
    if step % 50 == 0:
        _say(f"{search}: step {step}, doubt {doubt:.3f}")


def _say(line: str) -> None:
    sys.stderr.write(f"bench: {line}\n")
