"""Versions of orders, their grounds, reviews and decisions; permissions that are asked for."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0006_departments")]
    operations = []
