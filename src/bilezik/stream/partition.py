"""Which partition a person's, a device's or a stranger's envelopes go to."""

import zlib
from typing import Final

PARTITIONS: Final = 64
"""A power of two, far above the number of monitors one installation runs; it never changes, or states would change hands."""

_SUBJECTS: Final = tuple(f"reports.{partition:02d}" for partition in range(PARTITIONS))


def partition_of(key: int | str) -> int:
    """Return the partition of a person's id, an unassigned device's id, or the identity an unknown device claims (text)."""
    return (key if isinstance(key, int) else zlib.crc32(key.encode("utf-8", "replace"))) % PARTITIONS


def subject_of(partition: int) -> str:
    """Return the subject of a partition, `reports.00` to `reports.63`."""
    return _SUBJECTS[partition]


def partition_of_subject(subject: str) -> int:
    """Return the partition whose subject this is."""
    return int(subject[-2:])
