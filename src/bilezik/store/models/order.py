"""The legal basis of all tracking (law 10). Composite keys, overlaps and periods are in `sql/law_10.sql`."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from bilezik.domain.person import LANGUAGES
from bilezik.store.models.register import Device, Person, Zone

CONDITION_KINDS = (
    "stay_home", "stay_in_area", "keep_out", "keep_away", "wear_device", "keep_charged", "keep_contact", "check_in", "abstain",
)  # fmt: skip
"""As `domain.order.ConditionKind`; a test holds the two together."""
PERMISSION_STATES = ("asked", "approved", "denied", "withdrawn")
SCAN_TYPES = ("application/pdf", "image/jpeg", "image/png")
"""As `domain.scan` keeps them."""


class Order(models.Model):
    """A court's or authority's decision, in force from `starts_at` to before `ends_at` or, if earlier, `ended_at`.

    The row is the newest `version`; `OrderVersion` holds what each said. `ground`: a code of `domain.grounds`, `''` where the order
    is older than the list or has a ground that is not on it. `ending`: `ended` or `revoked`, where `ended_at` is not null.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, db_column="person", related_name="orders")
    legal_basis = models.TextField()
    issuer = models.TextField()
    number = models.TextField()
    kind = models.TextField(db_default="", default="")
    ground = models.TextField(db_default="", default="")
    decided_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    notes = models.TextField(db_default="", default="")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.TextField(db_default="", default="")
    recorded_at = models.DateTimeField(db_default=Now())
    version = models.BigIntegerField(db_default=1, default=1)

    class Meta:
        db_table = "orders"
        constraints = (
            models.CheckConstraint(condition=Q(legal_basis__regex=r"\S"), name="order_has_legal_basis"),
            models.CheckConstraint(condition=Q(issuer__regex=r"\S"), name="order_has_issuer"),
            models.CheckConstraint(condition=Q(number__regex=r"\S"), name="order_has_number"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="order_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(ended_at=None, ending="") | Q(ended_at__isnull=False), name="order_ending_has_time"),
            models.CheckConstraint(condition=Q(ending__in=("", "ended", "revoked")), name="order_ending_known"),
        )

    def __str__(self) -> str:
        return f"{self.number} ({self.issuer})"


class OrderVersion(models.Model):
    """What an order said from `changed_at` on, conditions and suspensions among it, and why. Never changed itself."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(Order, models.PROTECT, db_column="order_id", related_name="versions")
    person = models.ForeignKey(Person, models.PROTECT, db_column="person", related_name="+")
    version = models.BigIntegerField()
    deed = models.TextField()
    changed_at = models.DateTimeField(db_default=Now())
    changed_by = models.TextField()
    why = models.TextField()
    content = models.JSONField()

    class Meta:
        db_table = "order_versions"
        constraints = (models.UniqueConstraint(fields=("order", "version"), name="order_version_once"),)

    def __str__(self) -> str:
        return f"version {self.version}"


class Suspension(models.Model):
    """A time in which an order that has not ended is not in force: nobody is tracked by it (law 10). `to_at` may move earlier."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(Order, models.PROTECT, db_column="order_id", related_name="suspensions")
    person = models.ForeignKey(Person, models.PROTECT, db_column="person", related_name="+")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    why = models.TextField()
    entered_by = models.TextField()
    entered_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "suspensions"
        indexes = (models.Index(fields=("order",), name="suspensions_by_order"),)
        constraints = (
            models.CheckConstraint(condition=Q(to_at__gt=F("from_at")), name="suspension_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(why__regex=r"\S"), name="suspension_has_reason"),
        )

    def __str__(self) -> str:
        return self.why


class OrderDocument(models.Model):
    """A scan of the decision, as it was handed in (`domain.scan`). Never changed."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(Order, models.PROTECT, db_column="order_id", related_name="documents")
    person = models.ForeignKey(Person, models.PROTECT, db_column="person", related_name="+")
    name = models.TextField()
    type = models.TextField()
    size = models.BigIntegerField()
    sha256 = models.BinaryField()
    content = models.BinaryField()
    added_at = models.DateTimeField(db_default=Now())
    added_by = models.TextField()

    class Meta:
        db_table = "order_documents"
        constraints = (
            models.CheckConstraint(condition=Q(type__in=SCAN_TYPES), name="document_type_known"),
            models.UniqueConstraint(fields=("order", "sha256"), name="document_once_an_order"),
        )

    def __str__(self) -> str:
        return self.name


class Condition(models.Model):
    """One duty inside an order. `schedule` is the JSON of `domain.order.Schedule`; null: always.

    The row is what the newest version of the order says; from `ended_at` on it is in no docket.
    """

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(Order, models.PROTECT, db_column="order_id", related_name="conditions")
    person = models.ForeignKey(Person, models.PROTECT, db_column="person", related_name="conditions")
    kind = models.TextField()
    schedule = models.JSONField(null=True)
    dwell_s = models.FloatField(db_default=0.0, default=0.0)
    silence_after_s = models.FloatField(db_default=0.0, default=0.0)
    low_pct = models.FloatField(db_default=0.0, default=0.0)
    ended_at = models.DateTimeField(null=True)
    zones = models.ManyToManyField(Zone, through="ConditionZone", related_name="conditions")

    class Meta:
        db_table = "conditions"
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=CONDITION_KINDS), name="condition_kind_known"),
            models.CheckConstraint(
                condition=Q(dwell_s__gte=0) & Q(silence_after_s__gte=0) & Q(low_pct__gte=0) & Q(low_pct__lte=100),
                name="condition_limits_in_range",
            ),
        )

    def __str__(self) -> str:
        return self.kind


class ConditionZone(models.Model):
    """A zone a condition is about."""

    id = models.BigAutoField(primary_key=True)
    condition = models.ForeignKey(Condition, models.PROTECT, db_column="condition")
    zone = models.ForeignKey(Zone, models.PROTECT, db_column="zone")

    class Meta:
        db_table = "condition_zones"
        constraints = (models.UniqueConstraint(fields=("condition", "zone"), name="zone_once_a_condition"),)


class Permission(models.Model):
    """An absence that somebody asked for. Only while `approved` is it in a docket, and the condition rests for it."""

    id = models.BigAutoField(primary_key=True)
    condition = models.ForeignKey(Condition, models.PROTECT, db_column="condition", related_name="permissions")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    travel_buffer_s = models.FloatField(db_default=0.0, default=0.0)
    reason = models.TextField()
    state = models.TextField(db_default="approved", default="approved")
    asked_at = models.DateTimeField(db_default=Now())
    asked_by = models.TextField(db_default="", default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(db_default="", default="")
    decided_why = models.TextField(db_default="", default="")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.TextField(db_default="", default="")
    withdrawn_why = models.TextField(db_default="", default="")

    class Meta:
        db_table = "permissions"
        constraints = (
            models.CheckConstraint(condition=Q(to_at__gt=F("from_at")), name="permission_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(travel_buffer_s__gte=0), name="permission_buffer_not_negative"),
            models.CheckConstraint(condition=Q(state__in=PERMISSION_STATES), name="permission_state_known"),
            models.CheckConstraint(
                condition=Q(reason__regex=r"\S") & (Q(state="asked") | Q(decided_by__regex=r"\S") | Q(state="withdrawn")),
                name="permission_has_reason_and_decider",
            ),
        )


class Assignment(models.Model):
    """A device on a person, for a condition of an order, from–to: the only reason a position may be kept."""

    id = models.BigAutoField(primary_key=True)
    device = models.ForeignKey(Device, models.PROTECT, db_column="device", related_name="assignments")
    person = models.ForeignKey(Person, models.PROTECT, db_column="person", related_name="assignments")
    condition = models.ForeignKey(Condition, models.PROTECT, db_column="condition", related_name="assignments")
    order = models.ForeignKey(Order, models.PROTECT, db_column="order_id", related_name="assignments")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()

    class Meta:
        db_table = "assignments"
        constraints = (models.CheckConstraint(condition=Q(to_at__gt=F("from_at")), name="assignment_ends_after_it_starts"),)


class Docket(models.Model):
    """All orders of a person as they were known from `recorded_at` on: the JSON of `domain.order.Docket`. Never changed."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, db_column="person", related_name="dockets")
    recorded_at = models.DateTimeField(db_default=Now())
    content = models.JSONField()

    class Meta:
        db_table = "dockets"
        indexes = (models.Index(fields=("person", "recorded_at"), name="dockets_by_person"),)


class MemoSigning(models.Model):
    """A person signed for the memo made of a docket, or refused to before a witness. Never changed."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, db_column="person", related_name="memo_signings")
    docket = models.ForeignKey(Docket, models.PROTECT, db_column="docket", related_name="memo_signings")
    language = models.TextField()
    is_signed = models.BooleanField()
    signed_at = models.DateTimeField()
    explained_by = models.TextField()
    interpreter = models.TextField(db_default="", default="")
    witness = models.TextField(db_default="", default="")
    scan = models.BinaryField(null=True)
    scan_type = models.TextField(db_default="", default="")
    scan_sha256 = models.BinaryField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.TextField()

    class Meta:
        db_table = "memo_signings"
        indexes = (models.Index(fields=("person", "signed_at"), name="memo_signings_by_person"),)
        constraints = (
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="signing_language_known"),
            models.CheckConstraint(condition=Q(is_signed=True) | Q(witness__regex=r"\S"), name="signing_refused_before_witness"),
            models.CheckConstraint(
                condition=Q(scan=None, scan_type="", scan_sha256=None)
                | Q(scan__isnull=False, scan_type__in=SCAN_TYPES, scan_sha256__isnull=False),
                name="signing_scan_has_type",
            ),
        )
