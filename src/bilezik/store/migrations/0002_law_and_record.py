"""What Django cannot say: law 10, the append-only logs, the tables cut by day. A released file never changes: the next migration alters."""

from django.db import migrations

from bilezik.store.sql import text


class Migration(migrations.Migration):
    dependencies = [("store", "0001_schema")]

    operations = [
        migrations.RunSQL(text(name), migrations.RunSQL.noop) for name in ("law_10.sql", "record.sql", "machine.sql", "audit.sql")
    ]
