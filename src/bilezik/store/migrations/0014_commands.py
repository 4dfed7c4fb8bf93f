"""Commands that a second person confirms, and commands that are withdrawn."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from bilezik.store.sql import text

_STATES = ("to_confirm", "queued", "sent", "delivered", "not_connected", "timed_out", "withdrawn")
_WAS = ("queued", "sent", "delivered", "not_connected", "timed_out")
_CONFIRMED = models.CheckConstraint(
    condition=~Q(kind="set_server") | Q(state__in=("to_confirm", "withdrawn", "timed_out")) | Q(confirmed_by__isnull=False),
    name="command_confirmed",
)
_BY_ANOTHER = models.CheckConstraint(
    condition=Q(confirmed_by=None) | Q(asked_by=None) | ~Q(confirmed_by=F("asked_by")), name="command_confirmed_by_another"
)
_UNDONE = """
DROP TRIGGER commands_confirmed ON commands;
DROP TRIGGER commands_kept ON commands;
DROP FUNCTION keep_command();
"""


def _user(name: str) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        null=True, db_column=name, on_delete=django.db.models.deletion.PROTECT, related_name=f"commands_{name}", to="store.user"
    )


class Migration(migrations.Migration):
    dependencies = [("store", "0013_memo_signings")]

    operations = [
        migrations.AddField("command", "asked_by", _user("asked_by")),
        migrations.AddField("command", "confirmed_by", _user("confirmed_by")),
        migrations.RemoveConstraint("command", "command_state_known"),
        migrations.AddConstraint("command", models.CheckConstraint(condition=Q(state__in=_STATES), name="command_state_known")),
        migrations.AddConstraint("command", _CONFIRMED),
        migrations.AddConstraint("command", _BY_ANOTHER),
        migrations.RunSQL(text("commands.sql"), _UNDONE),
    ]
