"""What the sign-in with a second factor keeps."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("store", "0009_row_security")]
    operations = []
