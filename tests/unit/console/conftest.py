"""The console's words need Django's settings, and nothing of a database: none is asked here."""

import tempfile
from pathlib import Path

from django.conf import settings

from bilezik.app.django_settings import configure
from bilezik.app.settings import Settings

if not settings.configured:
    with tempfile.TemporaryDirectory() as var:
        configure(Settings(var=Path(var)))
