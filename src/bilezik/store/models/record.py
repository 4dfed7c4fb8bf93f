"""The record: evidence, positions, events, the feed and the audit log; made by `sql/record.sql` and `sql/audit.sql`."""

from django.db import models
from django.db.models.functions import Now


class Envelope(models.Model):
    """A frame as received. Partitioned by day of `received_at`; `seq` is its only practical key."""

    seq = models.BigIntegerField(primary_key=True)
    received_at = models.DateTimeField()
    clock_at = models.DateTimeField()
    device = models.BigIntegerField(null=True)
    person = models.BigIntegerField(null=True)
    session = models.BigIntegerField()
    decoder = models.SmallIntegerField()
    integrity = models.SmallIntegerField()
    sealed = models.BooleanField()
    protocol = models.TextField()
    peer = models.TextField()
    claimed = models.TextField(null=True)  # noqa: DJ001 - null: the frame states none
    error = models.TextField(null=True)  # noqa: DJ001 - null: none
    wire = models.BinaryField()

    class Meta:
        managed = False
        db_table = "envelopes"


class Fix(models.Model):
    """A report, with or without a position. Partitioned by day of `fixed_at`; numbers are those of `store.codes`."""

    pk = models.CompositePrimaryKey("person", "fixed_at", "device", "digest")
    person = models.BigIntegerField()
    fixed_at = models.DateTimeField()
    digest = models.BigIntegerField()
    seq = models.BigIntegerField()
    device = models.BigIntegerField()
    received_at = models.DateTimeField()
    clock_at = models.DateTimeField()
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    speed_mps = models.FloatField(null=True)
    source = models.SmallIntegerField()
    doubt = models.SmallIntegerField()
    integrity = models.SmallIntegerField()
    sealed = models.BooleanField()
    rest = models.BinaryField()

    class Meta:
        managed = False
        db_table = "fixes"


class Event(models.Model):
    """Something a device said happened. Partitioned by day of `occurred_at`."""

    pk = models.CompositePrimaryKey("person", "occurred_at", "device", "digest", "kind")
    person = models.BigIntegerField()
    occurred_at = models.DateTimeField()
    digest = models.BigIntegerField()
    kind = models.TextField()
    device = models.BigIntegerField()
    received_at = models.DateTimeField()
    seq = models.BigIntegerField()
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    value = models.FloatField(null=True)
    doubt = models.SmallIntegerField()

    class Meta:
        managed = False
        db_table = "events"


class FeedItem(models.Model):
    """Something the screens should know. `cursor` is given after commit by `sequence_feed()`, without gaps that fill later."""

    id = models.BigAutoField(primary_key=True)
    cursor = models.BigIntegerField(null=True, unique=True)
    kind = models.TextField()
    body = models.JSONField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        managed = False
        db_table = "feed"


class Audit(models.Model):
    """One line of the audit log: appended, never changed (law 9). Its time and salt are PostgreSQL's, whatever is given."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    actor = models.BigIntegerField(null=True)
    actor_name = models.TextField()
    deed = models.TextField()
    subject_kind = models.TextField()
    subject_id = models.BigIntegerField(null=True)
    why = models.TextField()
    from_where = models.TextField()
    content = models.JSONField(null=True)
    salt = models.BinaryField(null=True)

    class Meta:
        managed = False
        db_table = "audit"


class AuditSeal(models.Model):
    """A link of the chain over the audit log."""

    seq = models.BigIntegerField(primary_key=True)
    audit_id = models.BigIntegerField(unique=True)
    sealed_at = models.DateTimeField()
    digest = models.BinaryField()
    chain = models.BinaryField()

    class Meta:
        managed = False
        db_table = "audit_seals"
