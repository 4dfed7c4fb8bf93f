"""Roles of staff. Who could do everything before has every role everywhere: nobody is locked out, and an administrator narrows it."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

_EVERY = ("operator", "officer", "supervisor", "registrar", "quartermaster", "administrator", "auditor", "prosecutor")
_GIVE = """
INSERT INTO staff_roles ("user", role) SELECT users.id, given.role FROM users
CROSS JOIN unnest(ARRAY['operator', 'officer', 'supervisor', 'registrar', 'quartermaster', 'administrator', 'auditor']) AS given(role)
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0003_outages")]

    operations = [
        migrations.CreateModel(
            name="StaffRole",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("role", models.TextField()),
                ("from_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("to_at", models.DateTimeField(null=True)),
                (
                    "department",
                    models.ForeignKey(
                        db_column="department",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff",
                        to="store.department",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_column="user",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roles",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "staff_roles",
                "indexes": [models.Index(fields=["user"], name="staff_roles_by_user")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("role__in", _EVERY)), name="staff_role_known"),
                    models.CheckConstraint(
                        condition=models.Q(("to_at__isnull", True), ("to_at__gt", models.F("from_at")), _connector="OR"),
                        name="staff_role_ends_after_begin",
                    ),
                ],
            },
        ),
        migrations.RunSQL(_GIVE, migrations.RunSQL.noop),
    ]
