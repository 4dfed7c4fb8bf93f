"""Where a person's address is: a pin on the map, latitude and longitude, both or neither."""

from django.db import migrations, models

_WHOLE = models.CheckConstraint(
    condition=models.Q(("lat__isnull", True), ("lon__isnull", True))
    | models.Q(("lat__range", (-90.0, 90.0)), ("lon__range", (-180.0, 180.0))),
    name="person_pin_whole",
)


class Migration(migrations.Migration):
    dependencies = [("store", "0010_sign_in")]

    operations = [
        migrations.AddField("person", "lat", models.FloatField(null=True)),
        migrations.AddField("person", "lon", models.FloatField(null=True)),
        migrations.AddConstraint("person", _WHOLE),
    ]
