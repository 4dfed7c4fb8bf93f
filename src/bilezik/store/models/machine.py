"""What the monitor and the gateway keep for themselves; made by `sql/machine.sql`."""

from collections.abc import Sequence
from typing import Final

from django.db import connection, models

from bilezik.store.models.register import Person


class PersonState(models.Model):
    """A person's fold state and, readable, where the person stands. The web role may read all but `state`."""

    person = models.OneToOneField(Person, models.DO_NOTHING, db_column="person", primary_key=True, related_name="standing")
    partition = models.SmallIntegerField()
    seq = models.BigIntegerField()
    wake_at = models.DateTimeField(null=True)
    fixed_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    battery_pct = models.FloatField(null=True)
    mark = models.TextField()

    class Meta:
        managed = False
        db_table = "person_states"


class Checkpoint(models.Model):
    """A fold state from which history can be folded again."""

    pk = models.CompositePrimaryKey("person", "at")
    person = models.BigIntegerField()
    at = models.DateTimeField()
    state = models.BinaryField()

    class Meta:
        managed = False
        db_table = "checkpoints"


class Refold(models.Model):
    """A person whose history must be folded again from `since_at`."""

    person = models.BigIntegerField(primary_key=True)
    since_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "refolds"


class SetAside(models.Model):
    """An input whose fold raised: kept until somebody has mended the fault (law 5)."""

    id = models.BigAutoField(primary_key=True)
    person = models.BigIntegerField()
    seq = models.BigIntegerField()
    arrival = models.BinaryField()
    error = models.TextField()
    at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "set_asides"


class Lease(models.Model):
    """Who may commit for a partition, and up to where the stream has been folded."""

    partition = models.SmallIntegerField(primary_key=True)
    owner = models.TextField(null=True)  # noqa: DJ001 - null: nobody
    epoch = models.BigIntegerField()
    seq = models.BigIntegerField()
    expires_at = models.DateTimeField(null=True)
    listened_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "leases"


class Outage(models.Model):
    """A time in which no gateway was heard in a partition; `seq` is its place before the first report after it."""

    pk = models.CompositePrimaryKey("partition", "seq")
    partition = models.SmallIntegerField()
    seq = models.BigIntegerField()
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "outages"


class DocketFold(models.Model):
    """Where a docket was folded: after the report `seq`, when time had been judged until `clock_at`."""

    pk = models.CompositePrimaryKey("person", "recorded_at")
    person = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    seq = models.BigIntegerField()
    clock_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "docket_folds"


_KEPT: Final = """
SELECT named.place, count(*)
FROM unnest(%s::text[], %s::text[], %s::text[]) WITH ORDINALITY AS named (protocol, identity, source, place)
JOIN envelopes AS kept ON kept.protocol = named.protocol AND coalesce(kept.claimed, '') = named.identity
    AND btrim(regexp_replace(kept.peer, ':[0-9]+$', ''), '[]') = named.source
WHERE kept.person IS NULL AND kept.device IS NULL AND kept.sealed AND kept.received_at >= %s
GROUP BY named.place
"""
"""An envelope's peer is `address:port` or `[address]:port`; the quarantine counts by the address alone."""


class Quarantined(models.Model):
    """An id that no device of the register has, from one source."""

    pk = models.CompositePrimaryKey("protocol", "identity", "source")
    protocol = models.TextField()
    identity = models.TextField()
    source = models.TextField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    frames = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "quarantine"

    @staticmethod
    def kept(rows: Sequence["Quarantined"]) -> list[int]:
        """Return how many frames of each row are held now, sealed: the first of a day, until the steward removes them."""
        counts = [0] * len(rows)
        if rows:
            named = [list(column) for column in zip(*((row.protocol, row.identity, row.source) for row in rows), strict=True)]
            with connection.cursor() as cursor:
                cursor.execute(_KEPT, (*named, min(row.first_at for row in rows)))
                for place, count in cursor.fetchall():
                    counts[place - 1] = count
        return counts
