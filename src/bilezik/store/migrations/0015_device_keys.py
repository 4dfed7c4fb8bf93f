"""The key with which a device that speaks HTTP or MQTT shows that it is the device."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0014_commands")]

    operations = [migrations.AddField("device", "key_digest", models.BinaryField(null=True))]
