"""Stock of devices: where each is, and the record of fittings and removals."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0007_orders")]
    operations = []
