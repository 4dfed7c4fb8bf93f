"""Adding a factor: an authenticator app by its picture, or a passkey. The same for a first sign-in and for the account page.

What was shown (the app's secret, sealed; the passkey's challenge) is in `halfway`, so the answer is to what was asked.
"""

import base64
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from bilezik.console.account.halfway import Halfway
from bilezik.console.forms.refusals import told
from bilezik.deeds import Actor, Invalid, OperatorError, factors, proofs
from bilezik.store.models import User


def door_of(request: HttpRequest) -> proofs.Door:
    """Return the address that passkeys of this request are for."""
    host = request.get_host()
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return proofs.Door(f"{request.scheme}://{host}", name)


def shown(request: HttpRequest, user: User, state: dict[str, Any]) -> dict[str, Any]:
    """Return what the page shows, and put into `state` what must be remembered of it."""
    standing = factors.standing(user.pk)
    known: dict[str, Any] = {"standing": standing, "user_name": user.username}
    if not standing.has("app"):
        sealed = base64.b64decode(state["secret"]) if "secret" in state else proofs.new_secret()
        state["secret"] = base64.b64encode(sealed).decode()
        secret, address = proofs.opened(sealed), proofs.address(sealed, user.username)
        spelt = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        known |= {"address": address, "picture": proofs.picture(address), "secret": spelt}
    known["asked"], state["new"] = door_of(request).ask_for_new(user.pk, user.username, user.name, factors.passkeys(user.pk))
    return known


def add(request: HttpRequest, half: Halfway, by: Actor) -> str:
    """Add what was answered, and return what is wrong with it, empty where it was added."""
    if ("new" if request.POST.get("answer") else "secret") not in half.state:
        return _("That took too long. Begin again with what stands here now.")
    try:
        if request.POST.get("answer"):
            made = door_of(request).new(half.state["new"], request.POST["answer"])
            factors.add_passkey(by, made, request.POST.get("name", ""))
        else:
            factors.add_app(by, base64.b64decode(half.state["secret"]), request.POST.get("code", ""))
    except proofs.Unproved:
        return _("The passkey was not made. Try again, or use an authenticator app.")
    except Invalid as error:
        if error.field != "code":
            return told(error.problem)
        return _("This is not the code that the app shows now. Check the clock of the phone, and type the newest code.")
    except OperatorError as error:
        return told(str(error))
    return ""
