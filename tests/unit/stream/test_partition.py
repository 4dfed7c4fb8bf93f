"""Where envelopes go."""

from bilezik.stream.partition import PARTITIONS, partition_of, partition_of_subject, subject_of


def test_a_person_stays_in_one_partition_and_a_stranger_in_one_of_them() -> None:
    assert partition_of(64 * 7 + 5) == 5
    assert partition_of("351756051523999") == partition_of("351756051523999")
    assert 0 <= partition_of("білезік") < PARTITIONS
    assert 0 <= partition_of("\ud800") < PARTITIONS


def test_subjects_name_their_partition() -> None:
    assert [partition_of_subject(subject_of(partition)) for partition in range(PARTITIONS)] == list(range(PARTITIONS))
    assert subject_of(3) == "reports.03"
