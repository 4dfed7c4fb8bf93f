"""A port for datagrams whose framer fails."""

import itertools

from nacl.public import PrivateKey

from bilezik.domain.envelope import FAULT, Envelope
from bilezik.gateway.doors import Doors
from bilezik.gateway.identity import Identity
from bilezik.gateway.intake import Intake, Till, sealings
from bilezik.gateway.quarantine import Quarantine
from bilezik.gateway.seal import Sealer, unseal
from bilezik.gateway.udp import UdpPort
from bilezik.protocols.contract import Framer
from bilezik.protocols.gt06 import Gt06
from bilezik.protocols.gt06.framing import LONGEST
from bilezik.stream import Publisher, Waiter
from bilezik.wire.framing import Buffer, Span, StreamFramer

KEY = PrivateKey.generate()


class Kept(Publisher):
    """Keeps every envelope."""

    def __init__(self) -> None:
        self.kept: list[Envelope] = []

    def put(self, partition: int, envelope: Envelope, waiter: Waiter | None = None) -> None:  # noqa: ARG002 - as the real one
        self.kept.append(envelope)


class Failing(StreamFramer):
    """Fails at everything."""

    def cut(self, buffer: Buffer, at: int) -> Span | int:  # noqa: ARG002 - as the real one
        raise ZeroDivisionError


class Fragile(Gt06):
    """A protocol whose framer fails."""

    transports = ("udp",)

    def framer(self) -> Framer:
        return Failing(LONGEST)


def test_law_05_a_datagram_at_which_a_framer_fails_is_kept_and_counted() -> None:
    stream = Kept()
    intake = Intake(Fragile(), stream, Quarantine(), Sealer(bytes(KEY.public_key).hex()), sealings(), Till(), Identity({}))
    port = UdpPort(intake, Doors(most=1, most_of_source=1, idle_s=1, stranger_s=1), itertools.count())
    port.datagram_received(b"one", ("10.0.0.1", 5000))
    port.datagram_received(b"two", ("10.0.0.1", 5000))
    assert [unseal(bytes(KEY).hex(), envelope.wire) for envelope in stream.kept] == [b"one", b"two"]
    assert {envelope.error for envelope in stream.kept} == {f"{FAULT}: its framer, ZeroDivisionError"}
    assert (intake.tally.frames, intake.tally.faults) == (2, 2)
