"""`refold`: a person's history again from a checkpoint, in the order it happened (law 4).

1. Inputs are put in the order of event time: dockets, then looks that time makes due, then reports by (event time, device, digest).
2. Re-sends are known by (device, event time, digest) and folded once.
3. What was found before is compared with what is found now. The same id is unchanged or changed; what is gone is superseded by
   the one that takes its place, or withdrawn, with a reason an officer understands. Nothing is deleted.
4. Only event time is refolded. Silence is about arrival and stays as it was.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator

import msgspec

from bilezik.domain.fix import Doubt, Fix
from bilezik.domain.instant import NEVER, Instant
from bilezik.domain.order import Docket
from bilezik.domain.violation import Violation
from bilezik.fold.effects import Checkpoint, Effect, Folded, ViolationChanged
from bilezik.fold.findings import Findings
from bilezik.fold.folding import CHECKPOINT_EVERY, checkpoint_of, fix_of
from bilezik.fold.inputs import GRACE, Arrival
from bilezik.fold.keys import SILENT, event_time
from bilezik.fold.plan import Plan
from bilezik.fold.reasons import News
from bilezik.fold.revising import kept, revise
from bilezik.fold.state import State, Timeline, unpack
from bilezik.fold.timeline import advance, is_set_up, replan, take

PlanFor = Callable[[Docket], Plan]


def refold(
    plan_for: PlanFor,
    state: State,
    checkpoint: bytes | None,
    dockets: Iterable[Docket],
    arrivals: Iterable[Arrival],
    known: Iterable[Violation],
    now: Instant,
) -> Folded:
    """Fold history again from `checkpoint` (None: from the beginning) and return the differences as effects.

    `dockets`: all of the person's. `arrivals`: every arrival whose event time is not before the checkpoint's, re-sends or not.
    `known`: the stored violations of event-time conditions that were open after the checkpoint's instant, whatever became of
    them. `now`: `state.late_due_at`, or the clock. The outcome's `fixes` are all fixes of that time with their doubts as they
    now stand; its checkpoints replace every stored one after the checkpoint begun from.
    """
    clock = max(now, state.clock)
    line = Timeline() if checkpoint is None else unpack(checkpoint).line
    ordered = sorted(dockets, key=lambda docket: docket.recorded_at)
    history = History(plan_for, state.person, line, ordered)
    for at, doubt, arrival in in_order(arrivals, line):
        history.report(at, doubt, arrival)
    history.pass_time(Instant(clock - GRACE))
    found = {violation.id: violation for violation in (*line.open, *history.found.changed)}
    news = _news(state, ordered, clock)
    stored = {violation.id: violation for violation in known}
    changes = revise(stored, found, history.plan, history.fixes, begun_at=line.head_at, news=news)
    effects: tuple[Effect, ...] = (*history.checkpoints, *(ViolationChanged(violation) for violation in changes))
    still_open = tuple(kept(stored.get(violation.id), violation, history.plan, news) for violation in history.line.open)
    after_all = msgspec.structs.replace(
        state,
        clock=clock,
        checkpoint_at=history.checkpoint_at,
        late_since=NEVER,
        late_due_at=NEVER,
        late_told_at=NEVER,
        line=msgspec.structs.replace(history.line, open=still_open),
    )
    return Folded(history.plan, after_all, clock, fixes=tuple(history.fixes), effects=effects)


def _news(state: State, dockets: Iterable[Docket], clock: Instant) -> News:
    """Return what the refold is for: an upload, or orders that changed behind the head, or rules that are newer than the state."""
    if state.late_due_at == NEVER:
        return News("rules", clock)
    is_order = any(docket.recorded_at == state.late_since for docket in dockets)
    return News("orders" if is_order else "upload", min(state.late_told_at, clock))


class History:
    """A person's event time while it is told again; `explaining` looks on while it is."""

    def __init__(self, plan_for: PlanFor, person: int, line: Timeline, dockets: Iterable[Docket]) -> None:
        ordered = sorted(dockets, key=lambda docket: docket.recorded_at)
        past = [docket for docket in ordered if docket.recorded_at <= line.docket_at]
        self._plan_for = plan_for
        self._to_come = deque(docket for docket in ordered if docket.recorded_at > line.docket_at)
        self.plan = plan_for(past[-1] if past else Docket(person=person))
        self.line = line
        self.found = Findings(person)
        self.fixes: list[Fix] = []
        self.checkpoints: list[Checkpoint] = []
        self.checkpoint_at = line.head_at

    def report(self, at: Instant, doubt: Doubt, arrival: Arrival) -> None:
        """Fold one report, after the dockets and looks that come before it."""
        self.dockets_until(at)
        if at - self.checkpoint_at >= CHECKPOINT_EVERY and is_set_up(self.line):
            self._keep_checkpoint()
        if self.line.wake_at <= at:
            self.line = advance(self.plan, self.line, at, self.found)
        self.line, doubt = take(self.plan, self.line, arrival, at, doubt, self.found)
        if arrival.report.lat is not None and arrival.report.lon is not None and not arrival.sealed:
            self.fixes.append(fix_of(arrival, at, doubt))

    def pass_time(self, until_at: Instant) -> None:
        """Take the dockets and looks that remain until `until_at`; a docket already known is in force whatever the time."""
        self.dockets_until(NEVER)
        if self.line.wake_at <= until_at and until_at > self.line.head_at:
            self.line = advance(self.plan, self.line, until_at, self.found)

    def dockets_until(self, at: Instant) -> None:
        """Take the dockets recorded by `at`, each after the looks that come before it."""
        while self._to_come and self._to_come[0].recorded_at <= at:
            docket = self._to_come.popleft()
            recorded_at = max(docket.recorded_at, self.line.head_at)
            if is_set_up(self.line):
                self.line = advance(self.plan, self.line, recorded_at, self.found)
            new = self._plan_for(docket)
            self.line = replan(new, self.plan, self.line, recorded_at, self.found)
            self.plan = new
            self._keep_checkpoint()

    def _keep_checkpoint(self) -> None:
        self.checkpoint_at = self.line.head_at
        self.checkpoints.append(checkpoint_of(self.found.person, self.line))


def in_order(arrivals: Iterable[Arrival], line: Timeline) -> Iterator[tuple[Instant, Doubt, Arrival]]:
    """Yield the arrivals after the head of `line` in the order of event time, each once."""
    head: tuple[int, int, int] = (line.head_at, line.head_device, line.head_digest)
    by_key: dict[tuple[int, int, int], tuple[Doubt, Arrival]] = {}
    for arrival in arrivals:
        if arrival.digest == SILENT:
            continue
        at, doubt = event_time(arrival.report, arrival.received_at)
        key: tuple[int, int, int] = (at, arrival.device, arrival.digest)
        if key > head and (key not in by_key or arrival.clock < by_key[key][1].clock):
            by_key[key] = (doubt, arrival)
    for key in sorted(by_key):
        doubt, arrival = by_key[key]
        yield Instant(key[0]), doubt, arrival
