"""Row-level security: who sees whom, held by PostgreSQL (law 12)."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from bilezik.store.sql import text

_PROTECT = django.db.models.deletion.PROTECT


def _of_user(name):  # noqa: ANN001, ANN202 - a migration
    return models.ForeignKey(db_column="user", on_delete=_PROTECT, related_name=name, to=settings.AUTH_USER_MODEL)


def _of_person(name):  # noqa: ANN001, ANN202 - the same
    return models.ForeignKey(db_column="person", on_delete=_PROTECT, related_name=name, to="store.person")


class Migration(migrations.Migration):
    dependencies = [("store", "0008_devices")]

    operations = [
        migrations.CreateModel(
            name="Conflict",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("why", models.TextField()),
                ("from_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("to_at", models.DateTimeField(null=True)),
                ("person", _of_person("conflicts")),
                ("user", _of_user("conflicts")),
            ],
            options={
                "db_table": "conflicts",
                "indexes": [models.Index(fields=["user"], name="conflicts_by_user")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("why__regex", "\\S")), name="conflict_has_reason"),
                    models.CheckConstraint(
                        condition=models.Q(("to_at__isnull", True), ("to_at__gt", models.F("from_at")), _connector="OR"),
                        name="conflict_ends_after_begin",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("to_at__isnull", True)), fields=("user", "person"), name="conflict_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GrantedCase",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("from_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("to_at", models.DateTimeField()),
                ("why", models.TextField()),
                ("given_by", models.TextField()),
                ("person", _of_person("granted_cases")),
                ("user", _of_user("granted_cases")),
            ],
            options={
                "db_table": "granted_cases",
                "indexes": [models.Index(fields=["user"], name="granted_cases_by_user")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("why__regex", "\\S")), name="granted_case_has_reason"),
                    models.CheckConstraint(
                        condition=models.Q(("to_at__gt", models.F("from_at"))), name="granted_case_ends_after_begin"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("why", models.TextField()),
                ("from_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("to_at", models.DateTimeField()),
                ("person", _of_person("openings")),
                ("user", _of_user("openings")),
            ],
            options={
                "db_table": "openings",
                "indexes": [
                    models.Index(fields=["user", "to_at"], name="openings_by_user"),
                    models.Index(fields=["person"], name="openings_by_person"),
                ],
                "constraints": [models.CheckConstraint(condition=models.Q(("why__regex", "\\S")), name="opening_has_reason")],
            },
        ),
        migrations.RunSQL(text("row_security.sql"), text("row_security_back.sql")),
        migrations.RemoveField(model_name="user", name="password"),
        migrations.RemoveField(model_name="user", name="last_login"),
    ]
