"""More of departments: regions, names in three languages, codes, closing; a role may be held in one region."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from bilezik.store.sql import text


def _text() -> models.TextField:
    return models.TextField(db_default="", default="")


def _region(related: str) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        db_column="region", null=True, on_delete=django.db.models.deletion.PROTECT, related_name=related, to="store.region"
    )


class Migration(migrations.Migration):
    dependencies = [("store", "0005_people")]

    operations = [
        migrations.CreateModel(
            name="Region",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.TextField(unique=True)),
                ("name_kk", models.TextField()),
                ("name_ru", models.TextField()),
                ("name_en", models.TextField()),
            ],
            options={"db_table": "regions"},
        ),
        migrations.AddConstraint(
            "region",
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(name_kk="") & ~Q(name_ru="") & ~Q(name_en=""), name="region_has_code_and_names"
            ),
        ),
        *(migrations.AddField("department", name, _text()) for name in ("code", "name_kk", "name_ru", "name_en")),
        migrations.AddField("department", "region", _region("departments")),
        migrations.AddField("department", "closed_at", models.DateTimeField(null=True)),
        *(migrations.AlterField("department", name, models.FloatField(null=True)) for name in ("lat", "lon")),
        migrations.AddConstraint(
            "department", models.UniqueConstraint(condition=~Q(code=""), fields=("code",), name="department_code_once")
        ),
        migrations.AddConstraint(
            "department",
            models.CheckConstraint(
                condition=Q(lat=None, lon=None) | Q(lat__isnull=False, lon__isnull=False), name="department_place_whole"
            ),
        ),
        migrations.AddField("staffrole", "region", _region("staff")),
        migrations.AddConstraint(
            "staffrole", models.CheckConstraint(condition=Q(department=None) | Q(region=None), name="staff_role_of_one_place")
        ),
        migrations.RunSQL(text("departments.sql"), "DROP FUNCTION check_department_open CASCADE"),
    ]
