"""How far time may pass for a partition."""

from bilezik.domain.instant import Instant, days, minutes, seconds
from bilezik.monitor.leases import Lease
from bilezik.monitor.wards import Holding

NOW = Instant(1_790_000_000_000_000)


def test_a_gateway_whose_clock_is_ahead_hides_no_outage() -> None:
    """For a moment a gateway says tomorrow's date; an hour later nobody is heard for five minutes."""
    holding = Holding(Lease(partition=1, epoch=1, seq=0))
    holding.listened(1, Instant(NOW + days(1)), NOW, is_pulse=True)
    assert holding.until(Instant(NOW + minutes(5))) == NOW
    later = Instant(NOW + seconds(50))
    assert holding.listened(2, later, later, is_pulse=True) is None
    back = Instant(NOW + minutes(6))
    outage = holding.listened(3, back, back, is_pulse=True)
    assert outage is not None
    assert (outage.from_at, outage.to_at) == (later, back)
