"""That a person signed for the memo, or refused to: which docket it was made of, in which language, who explained it."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now

from bilezik.store.sql import text

_LANGUAGES = ("kk", "ru", "en")
_TYPES = ("application/pdf", "image/jpeg", "image/png")


def _text() -> models.TextField:
    return models.TextField(db_default="", default="")


def _of(model: str, name: str) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        db_column=name, on_delete=django.db.models.deletion.PROTECT, related_name="memo_signings", to=f"store.{model}"
    )


_FIELDS = [
    ("id", models.BigAutoField(primary_key=True, serialize=False)),
    ("person", _of("person", "person")),
    ("docket", _of("docket", "docket")),
    ("language", models.TextField()),
    ("is_signed", models.BooleanField()),
    ("signed_at", models.DateTimeField()),
    ("explained_by", models.TextField()),
    ("interpreter", _text()),
    ("witness", _text()),
    ("scan", models.BinaryField(null=True)),
    ("scan_type", _text()),
    ("scan_sha256", models.BinaryField(null=True)),
    ("recorded_at", models.DateTimeField(db_default=Now())),
    ("recorded_by", models.TextField()),
]
_CONSTRAINTS = (
    models.CheckConstraint(condition=Q(language__in=_LANGUAGES), name="signing_language_known"),
    models.CheckConstraint(condition=Q(is_signed=True) | Q(witness__regex=r"\S"), name="signing_refused_before_witness"),
    models.CheckConstraint(
        condition=Q(scan=None, scan_type="", scan_sha256=None)
        | Q(scan__isnull=False, scan_type__in=_TYPES, scan_sha256__isnull=False),
        name="signing_scan_has_type",
    ),
)
_UNDONE = """
ALTER TABLE memo_signings DROP CONSTRAINT signing_of_docket_of_person;
ALTER TABLE dockets DROP CONSTRAINT docket_of_person;
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0012_stocked")]

    operations = [
        migrations.CreateModel(name="memosigning", fields=_FIELDS, options={"db_table": "memo_signings"}),
        migrations.AddIndex("memosigning", models.Index(fields=("person", "signed_at"), name="memo_signings_by_person")),
        *(migrations.AddConstraint("memosigning", one) for one in _CONSTRAINTS),
        migrations.RunSQL(text("memo_signings.sql"), _UNDONE),
    ]
