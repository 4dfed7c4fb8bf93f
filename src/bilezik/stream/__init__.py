"""JetStream between the gateways and the monitors: partitions, publishing, reading.

1. One stream, `REPORTS`, cut into 64 subjects `reports.00` to `reports.63` by person (`partition`): state is a person's.
2. A message is a MessagePack list of envelopes, at most 1,000 of them, 512 kB and 32,768 reports. An arrival's number is
   `stream sequence * 65536 + index of the report in the message`.
3. What the stream acknowledged is on disk, and a full stream refuses the new instead of dropping the old (`reports`).
4. A publisher retries for ever with bounded memory; a retry carries the same Nats-Msg-Id and doubles nothing (`publisher`).
5. A reader starts where PostgreSQL says, not where JetStream thinks: its consumer is ephemeral and keeps no position (`reader`).
"""

from bilezik.stream.link import connect, stands
from bilezik.stream.partition import PARTITIONS, partition_of, subject_of
from bilezik.stream.publisher import Publisher, Refused, Waiter
from bilezik.stream.reader import Delivery, Reader, StreamReplacedError
from bilezik.stream.reports import STREAM, Limits, ensure, purge_before

__all__ = [
    "PARTITIONS",
    "STREAM",
    "Delivery",
    "Limits",
    "Publisher",
    "Reader",
    "Refused",
    "StreamReplacedError",
    "Waiter",
    "connect",
    "ensure",
    "partition_of",
    "purge_before",
    "stands",
    "subject_of",
]
