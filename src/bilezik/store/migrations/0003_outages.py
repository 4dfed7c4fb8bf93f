"""Alerts that concern nobody alone, the times when nobody listened, where dockets were folded, and when places are open."""

import django.db.models.deletion
from django.db import migrations, models

from bilezik.store.sql import text


class Migration(migrations.Migration):
    dependencies = [("store", "0002_law_and_record")]

    operations = [
        migrations.RunSQL(text("outages.sql"), migrations.RunSQL.noop),
        migrations.CreateModel(
            name="DocketFold",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "person", "recorded_at", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person", models.BigIntegerField()),
                ("recorded_at", models.DateTimeField()),
                ("seq", models.BigIntegerField()),
                ("clock_at", models.DateTimeField()),
            ],
            options={"db_table": "docket_folds", "managed": False},
        ),
        migrations.CreateModel(
            name="Outage",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey("partition", "seq", blank=True, editable=False, primary_key=True, serialize=False),
                ),
                ("partition", models.SmallIntegerField()),
                ("seq", models.BigIntegerField()),
                ("from_at", models.DateTimeField()),
                ("to_at", models.DateTimeField()),
            ],
            options={"db_table": "outages", "managed": False},
        ),
        migrations.AlterField(
            model_name="alert",
            name="person",
            field=models.ForeignKey(
                db_column="person", null=True, on_delete=django.db.models.deletion.PROTECT, related_name="alerts", to="store.person"
            ),
        ),
        migrations.AddField(model_name="zone", name="opening", field=models.JSONField(null=True)),
        migrations.AddField(model_name="alert", name="about", field=models.TextField(db_default="", default="")),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(("person__isnull", False), ("kind", "outage"), _connector="OR"),
                name="alert_has_person_or_is_outage",
            ),
        ),
    ]
