"""Stock of devices: where each is, and the record of fittings and removals."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Now

from bilezik.store.sql import text

_KINDS = (
    "bracelet", "tracker", "home_unit", "mobile_unit", "repeater", "audiovisual_unit", "photo_breath_unit", "server", "console",
    "phone",
)  # fmt: skip
_STATES = ("in_stock", "issued", "fitted", "returned", "lost", "damaged", "retired")
_REASONS = ("order_ended", "exchange", "health", "damaged", "lost", "destroyed_by_person", "other")

_STATES_AS_ASSIGNED = """
UPDATE devices SET state = CASE
    WHEN EXISTS (SELECT FROM assignments a WHERE a.device = devices.id AND a.to_at > now()) THEN 'fitted'
    WHEN state = 'fitted' AND NOT EXISTS (SELECT FROM assignments a WHERE a.device = devices.id) THEN 'returned'
    ELSE state END
"""
"""What was kept by hand until now is made to say what the assignments say, before they are held together."""

_UNDONE = """
DROP FUNCTION check_device_state CASCADE;
DROP INDEX assignments_by_device, assignments_by_person;
"""


def _key(to: str, name: str, related: str, *, null: bool = False) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        db_column=name, null=null, on_delete=django.db.models.deletion.PROTECT, related_name=related, to=f"store.{to}"
    )


def _text() -> models.TextField:
    return models.TextField(db_default="", default="")


_NUMBER = ("id", models.BigAutoField(primary_key=True, serialize=False))
_OF_DEVICE = {
    "state_at": models.DateTimeField(db_default=Now()),
    "firmware": _text(),
    "contract": _text(),
    "department": _key("department", "department", "devices", null=True),
}
_TRANSFER = [
    _NUMBER,
    ("why", models.TextField()),
    ("sent_at", models.DateTimeField(db_default=Now())),
    ("sent_by", models.TextField()),
    ("received_at", models.DateTimeField(null=True)),
    ("received_by", _text()),
    ("device", _key("device", "device", "transfers")),
    ("source", _key("department", "source", "+", null=True)),
    ("department", _key("department", "department", "+", null=True)),
]
_MOVEMENT = [
    _NUMBER,
    ("deed", models.TextField()),
    ("source", models.TextField()),
    ("state", models.TextField()),
    ("why", models.TextField()),
    ("moved_by", models.TextField()),
    ("at", models.DateTimeField(db_default=Now())),
    ("device", _key("device", "device", "movements")),
]
_FITTING = [
    _NUMBER,
    ("kind", models.TextField()),
    ("assignment", models.BigIntegerField()),
    ("at", models.DateTimeField()),
    ("place", _text()),
    ("done_by", models.TextField()),
    ("witness", _text()),
    ("acknowledged", models.BooleanField(db_default=False, default=False)),
    ("skin", _text()),
    ("reason", _text()),
    ("photo", models.BinaryField(null=True)),
    ("photo_type", _text()),
    ("recorded_at", models.DateTimeField(db_default=Now())),
    ("device", _key("device", "device", "fittings")),
    ("person", _key("person", "person", "fittings")),
]
_RATE = [
    _NUMBER,
    ("contract", _text()),
    ("kind", _text()),
    ("price", models.DecimalField(decimal_places=2, max_digits=12)),
    ("currency", models.TextField(db_default="KZT", default="KZT")),
    ("from_on", models.DateField()),
    ("to_on", models.DateField(null=True)),
]
_RECONCILIATION = [
    _NUMBER,
    ("day", models.DateField()),
    ("made_at", models.DateTimeField(db_default=Now())),
    ("made_by", models.TextField()),
    ("ordered", models.BigIntegerField()),
    ("fitted", models.BigIntegerField()),
    ("reporting", models.BigIntegerField()),
    ("removed", models.BigIntegerField()),
    ("department", _key("department", "department", "reconciliations", null=True)),
]
_GAP = [
    _NUMBER,
    ("kind", models.TextField()),
    ("since_at", models.DateTimeField()),
    ("owner", models.TextField()),
    ("reconciliation", _key("reconciliation", "reconciliation", "gaps")),
    ("department", _key("department", "department", "+", null=True)),
    ("person", _key("person", "person", "+", null=True)),
    ("device", _key("device", "device", "+", null=True)),
]
_TABLES = (
    ("Transfer", "device_transfers", _TRANSFER),
    ("Movement", "device_moves", _MOVEMENT),
    ("Fitting", "fittings", _FITTING),
    ("Rate", "device_rates", _RATE),
    ("Reconciliation", "reconciliations", _RECONCILIATION),
    ("ReconciliationGap", "reconciliation_gaps", _GAP),
)
_CONSTRAINTS = (
    ("device", models.CheckConstraint(condition=Q(kind__in=_KINDS), name="device_kind_known")),
    ("device", models.CheckConstraint(condition=Q(state__in=_STATES), name="device_state_known")),
    ("transfer", models.UniqueConstraint(condition=Q(received_at=None), fields=("device",), name="device_sent_once")),
    (
        "transfer",
        models.CheckConstraint(condition=Q(received_at=None) | Q(received_at__gte=F("sent_at")), name="transfer_received_after"),
    ),
    ("fitting", models.UniqueConstraint(fields=("assignment", "kind"), name="fitting_once")),
    ("fitting", models.CheckConstraint(condition=Q(kind__in=("fitted", "removed")), name="fitting_kind_known")),
    (
        "fitting",
        models.CheckConstraint(
            condition=Q(kind="fitted", reason="") | Q(kind="removed", reason__in=_REASONS), name="removal_has_reason"
        ),
    ),
    (
        "fitting",
        models.CheckConstraint(
            condition=Q(photo=None, photo_type="") | Q(photo__isnull=False, photo_type__in=("image/jpeg", "image/png")),
            name="fitting_photo_has_type",
        ),
    ),
    ("rate", models.CheckConstraint(condition=Q(contract="") ^ Q(kind=""), name="rate_of_contract_or_kind")),
    ("rate", models.CheckConstraint(condition=Q(price__gt=0), name="rate_above_nothing")),
    ("rate", models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="rate_currency_of_three_letters")),
    ("rate", models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="rate_ends_after_it_starts")),
)
_INDEXES = (
    ("device", models.Index(fields=("department", "state"), name="devices_by_department")),
    ("movement", models.Index(fields=("device", "at"), name="device_moves_by_device")),
    ("fitting", models.Index(fields=("device", "at"), name="fittings_by_device")),
    ("reconciliation", models.Index(fields=("day", "department"), name="reconciliations_by_day")),
)


class Migration(migrations.Migration):
    dependencies = [("store", "0007_orders")]

    operations = [
        *(migrations.AddField(model_name="device", name=name, field=field) for name, field in _OF_DEVICE.items()),
        *(migrations.CreateModel(name=name, fields=fields, options={"db_table": table}) for name, table, fields in _TABLES),
        migrations.RunSQL(_STATES_AS_ASSIGNED, migrations.RunSQL.noop),
        # What the update queued for the deferred triggers is done before the tables change.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        *(migrations.AddConstraint(model_name=model, constraint=constraint) for model, constraint in _CONSTRAINTS),
        *(migrations.AddIndex(model_name=model, index=index) for model, index in _INDEXES),
        migrations.RunSQL(text("devices.sql"), _UNDONE),
    ]
