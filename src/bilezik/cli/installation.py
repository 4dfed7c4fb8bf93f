"""What a command begins with that works on an installation: its settings, with its secrets at hand."""

from typing import TYPE_CHECKING

from bilezik.cli.refusal import Refusal

if TYPE_CHECKING:
    from bilezik.app.settings import Settings


def load() -> "Settings":
    """Return the settings of this installation, whose secrets can be read from now on.

    Raises `Refusal`: exit 2 for a wrong setting, 1 where the secrets of `var` can neither be read nor made.
    """
    from bilezik.app.settings import Settings, SettingsError
    from bilezik.app.supervisor.obstacles import Obstacle, files_of

    try:
        settings = Settings.load()
        with files_of(settings.var):
            settings.secrets()
    except SettingsError as error:
        raise Refusal(str(error), exit_code=2) from None
    except Obstacle as error:
        raise Refusal(str(error)) from None
    return settings
