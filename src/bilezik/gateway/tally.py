"""What the gateway counts: plain integers on the hot path, turned into Prometheus metrics when somebody asks."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

BOUNDS_S: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)

_COUNTERS: Final = {
    "frames": "Frames heard",
    "reports": "Reports decoded",
    "malformed": "Frames that could not be decoded, and bytes that are no frame",
    "failed": "Frames with a wrong checksum or length",
    "strangers": "Frames of devices that the register does not know",
    "sealed": "Frames kept sealed: no assignment or no order at their time",
    "faults": "Frames on which our own code failed",
    "dropped": "Datagrams dropped while the stream was slow, requests turned away while there was no room",
    "replies": "Replies written",
    "mismatches": "Times somebody was not who it claimed to be: a wrong key, network or connection",
}


class Tally:
    """Counts of one protocol."""

    __slots__ = (*_COUNTERS, "buckets", "latency_s")

    def __init__(self) -> None:
        self.frames = self.reports = self.malformed = self.failed = self.strangers = 0
        self.sealed = self.faults = self.dropped = self.replies = self.mismatches = 0
        self.buckets = [0] * (len(BOUNDS_S) + 1)
        self.latency_s = 0.0

    def answered(self, frames: int, seconds: float) -> None:
        """Count frames that were on disk `seconds` after they were heard."""
        self.buckets[bisect_left(BOUNDS_S, seconds)] += frames
        self.latency_s += seconds * frames


class Metrics(Collector):
    """The tallies and some gauges as Prometheus reads them."""

    def __init__(self, tallies: Mapping[str, Tally], gauges: Mapping[str, tuple[str, Callable[[], float]]]) -> None:
        self._tallies, self._gauges = tallies, gauges

    def collect(self) -> Iterable[Metric]:
        """Yield every metric as it stands."""
        for name, meaning in _COUNTERS.items():
            counter = CounterMetricFamily(f"bilezik_gateway_{name}", meaning, labels=("protocol",))
            for protocol, tally in self._tallies.items():
                counter.add_metric((protocol,), getattr(tally, name))
            yield counter
        latency = HistogramMetricFamily(
            "bilezik_gateway_ack_seconds", "From a frame heard to its envelope on disk", labels=("protocol",)
        )
        for protocol, tally in self._tallies.items():
            buckets, total = [], 0
            for bound, count in zip((*BOUNDS_S, float("inf")), tally.buckets, strict=True):
                total += count
                buckets.append(("+Inf" if bound == float("inf") else str(bound), total))
            latency.add_metric((protocol,), buckets, tally.latency_s)
        yield latency
        for name, (meaning, value) in self._gauges.items():
            yield GaugeMetricFamily(f"bilezik_gateway_{name}", meaning, value())
