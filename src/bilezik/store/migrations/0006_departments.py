"""More of departments: regions, names in three languages, codes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0005_people")]
    operations = []
