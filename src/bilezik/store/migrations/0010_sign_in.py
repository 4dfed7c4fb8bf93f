"""What the sign-in with a second factor keeps."""

from django.db import migrations

from bilezik.store.sql import text


class Migration(migrations.Migration):
    dependencies = [("store", "0009_row_security")]

    operations = [migrations.RunSQL(text("sign_in.sql"), text("sign_in_back.sql"))]
