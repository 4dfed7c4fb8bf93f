"""How a role says that it serves: one line on a pipe it inherited.

The pipe's number is in SERVE_READY_FD. Without it (a role started by hand) saying so does nothing. The same idea as
sd_notify(3), without a socket in the file system.
"""

import os

READY_FD = "SERVE_READY_FD"
"""Not BILEZIK_…: it is no setting, and an unknown setting is an error."""


def report_ready(what: str = "") -> None:
    """Tell the supervisor, if there is one, that this role serves; `what` goes on its line. Later calls do nothing."""
    number = os.environ.pop(READY_FD, None)
    if number is None:
        return
    try:
        with os.fdopen(int(number), "w") as pipe:
            pipe.write(f"{what}\n")
    except OSError:
        return  # a supervisor that is gone needs no answer
