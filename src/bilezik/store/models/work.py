"""What the rules found and what people do about it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from bilezik.alerts.outage import city_of
from bilezik.store.models.register import Device, Person
from bilezik.store.models.staff import User


class Violation(models.Model):
    """A condition not kept, as `domain.violation.Violation` stands now; `id` comes from the fold."""

    id = models.BigIntegerField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, db_column="person", related_name="violations")
    condition = models.BigIntegerField(db_column="condition")  # 0 concerns no single condition, so no foreign key
    condition_kind = models.TextField()
    order_id = models.BigIntegerField(null=True)
    kind = models.TextField()
    began_at = models.DateTimeField()
    decided_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    certainty = models.TextField()
    probability = models.SmallIntegerField()
    certain_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    state = models.TextField()
    reason = models.TextField()
    zone = models.BigIntegerField(null=True)
    evidence = models.JSONField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "violations"
        indexes = (models.Index(fields=("person", "began_at"), name="violations_by_person"),)
        constraints = (
            models.CheckConstraint(condition=Q(certainty__in=("certain", "likely", "unsure")), name="violation_certainty_known"),
            models.CheckConstraint(
                condition=Q(state__in=("open", "closed", "superseded", "withdrawn")), name="violation_state_known"
            ),
        )


class Alert(models.Model):
    """Work for an operator."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, db_column="person", null=True, related_name="alerts")
    """Null: an outage, which concerns nobody alone."""
    kind = models.TextField()
    certainty = models.TextField()
    state = models.TextField(db_default="open", default="open")
    priority = models.SmallIntegerField()
    event_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    escalate_at = models.DateTimeField(null=True)
    level = models.SmallIntegerField(db_default=0, default=0)
    taken_by = models.ForeignKey(User, models.PROTECT, db_column="taken_by", null=True, related_name="alerts")
    outcome = models.TextField(null=True)  # noqa: DJ001 - null: none yet
    text = models.TextField(db_default="", default="")
    about = models.TextField(db_default="", default="")
    """What an outage is about (`alerts.outage`); empty where it concerns a person."""
    evidence = models.JSONField(null=True)
    changed_at = models.DateTimeField(db_default=Now())
    violations = models.ManyToManyField(Violation, through="AlertViolation", related_name="alerts")

    class Meta:
        db_table = "alerts"
        indexes = (
            models.Index(fields=("person", "raised_at"), name="alerts_by_person"),
            models.Index(fields=("priority", "raised_at"), condition=~Q(state="resolved"), name="alerts_unresolved"),
            models.Index(fields=("escalate_at",), condition=Q(state="open"), name="alerts_to_escalate"),
            models.Index(fields=("-raised_at",), name="alerts_by_time"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(certainty__in=("certain", "likely", "unsure")), name="alert_certainty_known"),
            models.CheckConstraint(condition=Q(state__in=("open", "taken", "resolved")), name="alert_state_known"),
            models.CheckConstraint(condition=Q(priority__gte=1) & Q(priority__lte=4), name="alert_priority_in_range"),
            models.CheckConstraint(condition=~Q(state="taken") | Q(taken_by__isnull=False), name="alert_taken_by_somebody"),
            models.CheckConstraint(condition=~Q(state="resolved") | Q(outcome__isnull=False), name="alert_resolved_with_outcome"),
            models.CheckConstraint(condition=Q(person__isnull=False) | Q(kind="outage"), name="alert_has_person_or_is_outage"),
        )

    @property
    def city(self) -> str:
        """Where it is; empty where that is everywhere."""
        return city_of(self.about) if self.person is None else self.person.city

    @property
    def timezone(self) -> str:
        """By whose clock it is told."""
        return settings.TIME_ZONE if self.person is None else self.person.timezone


class AlertViolation(models.Model):
    """A violation an alert is about."""

    id = models.BigAutoField(primary_key=True)
    alert = models.ForeignKey(Alert, models.PROTECT, db_column="alert")
    violation = models.ForeignKey(Violation, models.PROTECT, db_column="violation")

    class Meta:
        db_table = "alert_violations"
        constraints = (models.UniqueConstraint(fields=("alert", "violation"), name="violation_once_an_alert"),)


class Deed(models.Model):
    """Who did what, why, from where: the timeline people read. `actor` null: the system itself."""

    id = models.BigAutoField(primary_key=True)
    alert = models.ForeignKey(Alert, models.PROTECT, db_column="alert", null=True, related_name="deeds")
    person = models.ForeignKey(Person, models.PROTECT, db_column="person", null=True, related_name="deeds")
    actor = models.ForeignKey(User, models.PROTECT, db_column="actor", null=True)
    actor_name = models.TextField()
    kind = models.TextField()
    why = models.TextField(db_default="", default="")
    from_where = models.TextField()
    at = models.DateTimeField(db_default=Now())
    content = models.JSONField(default=dict)

    class Meta:
        db_table = "deeds"
        indexes = (
            models.Index(fields=("alert", "at"), name="deeds_by_alert"),
            models.Index(fields=("person", "at"), name="deeds_by_person"),
        )
        constraints = (models.CheckConstraint(condition=~Q(actor_name="") & ~Q(from_where=""), name="deed_has_actor_and_place"),)


class Notice(models.Model):
    """One attempt to tell somebody of an alert."""

    id = models.BigAutoField(primary_key=True)
    alert = models.ForeignKey(Alert, models.PROTECT, db_column="alert", related_name="notices")
    level = models.SmallIntegerField()
    channel = models.TextField()
    recipient = models.TextField()
    at = models.DateTimeField(db_default=Now())
    outcome = models.TextField()
    detail = models.TextField(db_default="", default="")

    class Meta:
        db_table = "notices"
        indexes = (models.Index(fields=("alert", "at"), name="notices_by_alert"),)


class Command(models.Model):
    """What a device is asked to do, and what became of it. An insert and a confirmation notify `commands` with the device's id.

    `asked_by`: None where the system or the command line asked. What is asked never changes (`sql/commands.sql`).
    """

    id = models.BigAutoField(primary_key=True)
    device = models.ForeignKey(Device, models.PROTECT, db_column="device", related_name="commands")
    person = models.ForeignKey(Person, models.PROTECT, db_column="person", null=True, related_name="commands")
    kind = models.TextField()
    params = models.JSONField(default=dict)
    deed = models.ForeignKey(Deed, models.PROTECT, db_column="deed", null=True)
    state = models.TextField(db_default="queued", default="queued")
    queued_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    detail = models.TextField(db_default="", default="")
    expires_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, db_column="asked_by", null=True, related_name="commands_asked_by")
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, db_column="confirmed_by", null=True, related_name="commands_confirmed_by"
    )

    class Meta:
        db_table = "commands"
        indexes = (
            models.Index(fields=("device", "queued_at"), name="commands_by_device"),
            models.Index(fields=("expires_at",), condition=Q(state__in=("queued", "sent")), name="commands_pending"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("to_confirm", "queued", "sent", "delivered", "not_connected", "timed_out", "withdrawn")),
                name="command_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind="set_server")
                | Q(state__in=("to_confirm", "withdrawn", "timed_out"))
                | Q(confirmed_by__isnull=False),
                name="command_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(asked_by=None) | ~Q(confirmed_by=F("asked_by")),
                name="command_confirmed_by_another",
            ),
        )
