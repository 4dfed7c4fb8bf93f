"""Versions of orders, their grounds, reviews and decisions; suspensions; permissions that are asked for; kinds of public places."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Now

from bilezik.store.sql import text

_STATES = ("asked", "approved", "denied", "withdrawn")
_TYPES = ("application/pdf", "image/jpeg", "image/png")


def _text() -> models.TextField:
    return models.TextField(db_default="", default="")


def _key(to: str, name: str, related: str) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(db_column=name, on_delete=django.db.models.deletion.PROTECT, related_name=related, to=f"store.{to}")


_NUMBER = ("id", models.BigAutoField(primary_key=True, serialize=False))
_OF_ORDER = {
    "ground": _text(),
    "decided_on": models.DateField(null=True),
    "review_on": models.DateField(null=True),
    "notes": _text(),
    "ending": _text(),
    "version": models.BigIntegerField(db_default=1, default=1),
}
_OF_PERMISSION = {
    "state": models.TextField(db_default="approved", default="approved"),
    "asked_at": models.DateTimeField(db_default=Now()),
    "asked_by": _text(),
    "decided_at": models.DateTimeField(null=True),
    "decided_why": _text(),
    "withdrawn_at": models.DateTimeField(null=True),
    "withdrawn_by": _text(),
    "withdrawn_why": _text(),
}
_VERSION = [
    _NUMBER,
    ("version", models.BigIntegerField()),
    ("deed", models.TextField()),
    ("changed_at", models.DateTimeField(db_default=Now())),
    ("changed_by", models.TextField()),
    ("why", models.TextField()),
    ("content", models.JSONField()),
    ("order", _key("order", "order_id", "versions")),
    ("person", _key("person", "person", "+")),
]
_SUSPENSION = [
    _NUMBER,
    ("from_at", models.DateTimeField()),
    ("to_at", models.DateTimeField()),
    ("why", models.TextField()),
    ("entered_by", models.TextField()),
    ("entered_at", models.DateTimeField(db_default=Now())),
    ("order", _key("order", "order_id", "suspensions")),
    ("person", _key("person", "person", "+")),
]
_DOCUMENT = [
    _NUMBER,
    ("name", models.TextField()),
    ("type", models.TextField()),
    ("size", models.BigIntegerField()),
    ("sha256", models.BinaryField()),
    ("content", models.BinaryField()),
    ("added_at", models.DateTimeField(db_default=Now())),
    ("added_by", models.TextField()),
    ("order", _key("order", "order_id", "documents")),
    ("person", _key("person", "person", "+")),
]
_TABLES = (
    ("OrderVersion", "order_versions", _VERSION),
    ("Suspension", "suspensions", _SUSPENSION),
    ("OrderDocument", "order_documents", _DOCUMENT),
)
_CONSTRAINTS = (
    (
        "order",
        models.CheckConstraint(condition=Q(ended_at=None, ending="") | Q(ended_at__isnull=False), name="order_ending_has_time"),
    ),
    ("order", models.CheckConstraint(condition=Q(ending__in=("", "ended", "revoked")), name="order_ending_known")),
    ("orderversion", models.UniqueConstraint(fields=("order", "version"), name="order_version_once")),
    ("suspension", models.CheckConstraint(condition=Q(to_at__gt=F("from_at")), name="suspension_ends_after_it_starts")),
    ("suspension", models.CheckConstraint(condition=Q(why__regex=r"\S"), name="suspension_has_reason")),
    ("orderdocument", models.CheckConstraint(condition=Q(type__in=_TYPES), name="document_type_known")),
    ("orderdocument", models.UniqueConstraint(fields=("order", "sha256"), name="document_once_an_order")),
    ("permission", models.CheckConstraint(condition=Q(state__in=_STATES), name="permission_state_known")),
    # Who asked is known, who decided only once somebody has.
    (
        "permission",
        models.CheckConstraint(
            condition=Q(reason__regex=r"\S") & (Q(state="asked") | Q(decided_by__regex=r"\S") | Q(state="withdrawn")),
            name="permission_has_reason_and_decider",
        ),
    ),
)
_INDEXES = (("suspension", models.Index(fields=("order",), name="suspensions_by_order")),)

_UNDONE = """
DROP TRIGGER order_versions_append_only ON order_versions;
DROP TRIGGER order_documents_append_only ON order_documents;
ALTER TABLE order_versions DROP CONSTRAINT version_of_order_of_person;
ALTER TABLE suspensions DROP CONSTRAINT suspension_of_order_of_person;
ALTER TABLE order_documents DROP CONSTRAINT document_of_order_of_person;
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0006_departments")]

    operations = [
        *(migrations.AddField("order", name, field) for name, field in _OF_ORDER.items()),
        migrations.RunSQL("UPDATE orders SET ending = 'ended' WHERE ended_at IS NOT NULL", migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddField("condition", "ended_at", models.DateTimeField(null=True)),
        migrations.AddField("zone", "place_kind", _text()),
        migrations.RemoveConstraint("permission", "permission_has_reason_and_decider"),
        migrations.AlterField("permission", "decided_by", _text()),
        *(migrations.AddField("permission", name, field) for name, field in _OF_PERMISSION.items()),
        *(migrations.CreateModel(name=name, fields=fields, options={"db_table": table}) for name, table, fields in _TABLES),
        *(migrations.AddConstraint(model_name=model, constraint=constraint) for model, constraint in _CONSTRAINTS),
        *(migrations.AddIndex(model_name=model, index=index) for model, index in _INDEXES),
        migrations.RunSQL(text("orders.sql"), _UNDONE),
    ]
