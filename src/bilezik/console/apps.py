"""The console as a Django application: its templates, tags and static files."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The console has no tables of its own."""

    name = "bilezik.console"
    label = "console"
