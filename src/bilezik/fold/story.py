"""One person's inputs told from the first to the last, refolds included: what the monitor does over weeks, in one object.

1. `Story` holds in memory what the shell holds in the database: the arrivals, the checkpoints, the violations as they stand.
   `replay` and the tests use it; the monitor does the same with SQL.
2. A refold is done when the clock has reached `state.late_due_at`, before the input that brought it there (`fold.effects`,
   rule 3): so the same record gives the same violations, byte for byte (law 7).
"""

from bisect import bisect_left, insort

from bilezik.domain.instant import DAWN, NEVER, Instant
from bilezik.domain.order import Docket
from bilezik.domain.violation import Violation
from bilezik.fold.effects import Checkpoint, Effect, Folded, Incident, ViolationChanged
from bilezik.fold.folding import fold
from bilezik.fold.inputs import Arrival, Clock, Given, Outage
from bilezik.fold.plan import Plan, ZoneCache, compile_docket
from bilezik.fold.refolding import refold
from bilezik.fold.state import State, fresh


class Story:
    """The story of one person. `violations` and `incidents` stand in the order in which they were first found."""

    def __init__(self, docket: Docket, shared: ZoneCache | None = None) -> None:
        """Begin with the first docket; further ones are fed."""
        self.shared = shared or ZoneCache()
        first = docket if docket.recorded_at == DAWN else Docket(person=docket.person)
        self.plan: Plan = compile_docket(first, self.shared)
        self.state: State = fresh(docket.person)
        self.violations: dict[int, Violation] = {}
        self.incidents: dict[int, Incident] = {}
        self.refolds = 0
        self._dockets = [first]
        self._plans = [self.plan]
        self._arrivals: list[tuple[Instant, int, Arrival]] = []
        self._checkpoints: list[tuple[Instant, bytes]] = []
        if first is not docket:
            self.feed(docket)

    def feed(self, given: Given) -> Folded:
        """Fold one input, after a refold that is due by its clock; return what folding it gave."""
        clock = _clock_of(given)
        due_at = self.state.late_due_at
        if due_at < clock or (due_at == clock and isinstance(given, Clock)):
            self.settle()
        folded = fold(self.plan, self.state, given)
        self._keep(folded)
        match given:
            case Arrival():
                insort(self._arrivals, (folded.at, len(self._arrivals), given))
            case Docket():
                self._dockets.append(given)
                self._plans.append(folded.plan)
            case Clock() | Outage():
                pass
        return folded

    def finish(self, now: Instant) -> None:
        """Let time pass until `now`, which nothing follows: looks due by then are taken without waiting for fixes on their way."""
        self.settle()
        self._keep(fold(self.plan, self.state, Clock(now, grace=0)))

    def settle(self) -> None:
        """Refold what came late."""
        since, due_at = self.state.late_since, self.state.late_due_at
        if due_at == NEVER:
            return
        keep = bisect_left(self._checkpoints, (since, b""))
        del self._checkpoints[keep:]
        begun_at, checkpoint = self._checkpoints[-1] if self._checkpoints else (DAWN, None)
        arrivals = [arrival for _, _, arrival in self._arrivals[bisect_left(self._arrivals, (begun_at, 0)) :]]
        known = [violation for violation in self.violations.values() if _concerns(violation, begun_at)]
        self._keep(refold(self._plan_for, self.state, checkpoint, self._dockets, arrivals, known, due_at))
        self.refolds += 1

    def _keep(self, folded: Folded) -> None:
        self.plan, self.state = folded.plan, folded.state
        for effect in folded.effects:
            self._keep_effect(effect)

    def _keep_effect(self, effect: Effect) -> None:
        match effect:
            case ViolationChanged(violation=violation):
                self.violations[violation.id] = violation
            case Checkpoint(at=at, state=packed):
                self._checkpoints.append((at, packed))
            case Incident(id=number):
                self.incidents.setdefault(number, effect)  # a re-send is old news
            case _:
                pass  # Late is in the state, and nobody can be asked for a witness afterwards

    def _plan_for(self, docket: Docket) -> Plan:
        for plan in self._plans:
            if plan.docket is docket:
                return plan
        return compile_docket(docket, self.shared)


def _clock_of(given: Given) -> Instant:
    match given:
        case Arrival(clock=clock):
            return clock
        case Clock(now=now):
            return now
        case Outage(to_at=to_at):
            return to_at
        case Docket(recorded_at=recorded_at):
            return recorded_at


def _concerns(violation: Violation, begun_at: Instant) -> bool:
    """Return whether a refold from `begun_at` may find this violation again or not."""
    return violation.decided_at > begun_at or violation.closed_at is None or violation.closed_at > begun_at
