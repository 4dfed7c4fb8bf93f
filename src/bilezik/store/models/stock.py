"""Devices as stock: who sent which where, what was put on and taken off whom, what a day of one costs, each day's reconciliation.

A state that contradicts an assignment, and what may never be changed, is in `sql/devices.sql`.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from bilezik.domain.device import REMOVAL_REASONS
from bilezik.store.models.register import Department, Device, Person


class Transfer(models.Model):
    """A device on its way from one store to another (null: the central store); both ends are recorded."""

    id = models.BigAutoField(primary_key=True)
    device = models.ForeignKey(Device, models.PROTECT, db_column="device", related_name="transfers")
    source = models.ForeignKey(Department, models.PROTECT, db_column="source", null=True, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, db_column="department", null=True, related_name="+")
    why = models.TextField()
    sent_at = models.DateTimeField(db_default=Now())
    sent_by = models.TextField()
    received_at = models.DateTimeField(null=True)
    received_by = models.TextField(db_default="", default="")

    class Meta:
        db_table = "device_transfers"
        constraints = (
            models.UniqueConstraint(fields=("device",), condition=Q(received_at=None), name="device_sent_once"),
            models.CheckConstraint(
                condition=Q(received_at=None) | Q(received_at__gte=F("sent_at")), name="transfer_received_after"
            ),
        )


class Movement(models.Model):
    """What the store did with a device: from which state to which, by whom, why. Fittings and transfers have their own records."""

    id = models.BigAutoField(primary_key=True)
    device = models.ForeignKey(Device, models.PROTECT, db_column="device", related_name="movements")
    deed = models.TextField()
    source = models.TextField()
    state = models.TextField()
    why = models.TextField()
    moved_by = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "device_moves"
        indexes = (models.Index(fields=("device", "at"), name="device_moves_by_device"),)


class Fitting(models.Model):
    """A device was put on or taken off: when, where, by whom and before whom. `assignment` has no key: it may be taken back."""

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField()
    assignment = models.BigIntegerField()
    device = models.ForeignKey(Device, models.PROTECT, db_column="device", related_name="fittings")
    person = models.ForeignKey(Person, models.PROTECT, db_column="person", related_name="fittings")
    at = models.DateTimeField()
    place = models.TextField(db_default="", default="")
    done_by = models.TextField()
    witness = models.TextField(db_default="", default="")
    acknowledged = models.BooleanField(db_default=False, default=False)
    skin = models.TextField(db_default="", default="")
    reason = models.TextField(db_default="", default="")
    photo = models.BinaryField(null=True)
    photo_type = models.TextField(db_default="", default="")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "fittings"
        constraints = (
            models.UniqueConstraint(fields=("assignment", "kind"), name="fitting_once"),
            models.CheckConstraint(condition=Q(kind__in=("fitted", "removed")), name="fitting_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="fitted", reason="") | Q(kind="removed", reason__in=REMOVAL_REASONS), name="removal_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(photo=None, photo_type="") | Q(photo__isnull=False, photo_type__in=("image/jpeg", "image/png")),
                name="fitting_photo_has_type",
            ),
        )
        indexes = (models.Index(fields=("device", "at"), name="fittings_by_device"),)


class Rate(models.Model):
    """What a device costs a day, by contract or by kind, from a day to a day (both counted); null: until it is ended."""

    id = models.BigAutoField(primary_key=True)
    contract = models.TextField(db_default="", default="")
    kind = models.TextField(db_default="", default="")
    price = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.TextField(db_default="KZT", default="KZT")
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        db_table = "device_rates"
        constraints = (
            models.CheckConstraint(condition=Q(contract="") ^ Q(kind=""), name="rate_of_contract_or_kind"),
            models.CheckConstraint(condition=Q(price__gt=0), name="rate_above_nothing"),
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="rate_currency_of_three_letters"),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="rate_ends_after_it_starts"),
        )


class Reconciliation(models.Model):
    """What a department's day came to when it was last looked at (null: the central store). The newest of a day counts."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.TextField()
    department = models.ForeignKey(Department, models.PROTECT, db_column="department", null=True, related_name="reconciliations")
    ordered = models.BigIntegerField()
    fitted = models.BigIntegerField()
    reporting = models.BigIntegerField()
    removed = models.BigIntegerField()

    class Meta:
        db_table = "reconciliations"
        indexes = (models.Index(fields=("day", "department"), name="reconciliations_by_day"),)


class ReconciliationGap(models.Model):
    """One gap of a department's day: what does not fit together, since when, and whose it is to close."""

    id = models.BigAutoField(primary_key=True)
    reconciliation = models.ForeignKey(Reconciliation, models.PROTECT, db_column="reconciliation", related_name="gaps")
    kind = models.TextField()
    department = models.ForeignKey(Department, models.PROTECT, db_column="department", null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, db_column="person", null=True, related_name="+")
    device = models.ForeignKey(Device, models.PROTECT, db_column="device", null=True, related_name="+")
    since_at = models.DateTimeField()
    owner = models.TextField()

    class Meta:
        db_table = "reconciliation_gaps"
