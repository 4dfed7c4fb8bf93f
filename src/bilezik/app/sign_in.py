"""Sign-in of staff: a name and a password, a count of refusals by account and by source, and a record of each.

1. While an account is being tried, a second attempt on it is turned away: guesses do not run side by side past the count.
2. The answer to a wrong password, a wrong name and a locked account differs in nothing but the lock's own sentence.
3. All of it speaks as the role of the door: the web role reads no password, counts no refusals and opens no session.
"""

from typing import Any, cast

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.hashers import make_password
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from bilezik.app import sight
from bilezik.deeds import Actor, staff
from bilezik.store.models import User


class SignInForm(AuthenticationForm):
    """Name and password, refused for a while after too many wrong ones."""

    error_messages = {  # noqa: RUF012 - Django's signature
        "invalid_login": _("User name or password is wrong. Both mind capital letters."),
        "inactive": _("User name or password is wrong. Both mind capital letters."),
    }

    def clean(self) -> dict[str, Any]:
        """Return the cleaned fields; `ValidationError` for a wrong password or a lock."""
        username = str(self.cleaned_data.get("username", ""))
        source = source_of(cast("HttpRequest", self.request))
        refused: ValidationError | None = None
        with transaction.atomic(using=staff.DOOR):
            if not _alone(username):
                raise ValidationError(_("Somebody is signing in with this name right now. Try again."), code="busy")
            if staff.locked_out(username, source):
                raise ValidationError(
                    _("Too many wrong passwords. Wait %(minutes)s minutes and try again."),
                    code="locked",
                    params={"minutes": staff.WINDOW_MIN},
                )
            try:
                super().clean()
            except ValidationError as error:
                staff.sign_in_refused(username, source)
                refused = error  # raised after the commit: the count must stay
        if refused is not None:
            raise refused
        return self.cleaned_data


class SignIn(LoginView):
    """The page of the sign-in."""

    template_name = "console/sign_in.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Open a session, and write down who and from where."""
        user = cast("User", form.get_user())
        token = sight.open_session(self.request, user, source_of(self.request))
        staff.signed_in(actor_of(user, self.request))
        response = HttpResponseRedirect(self.get_success_url())
        sight.keep(response, token)
        return response


class Door(BaseBackend):
    """A name and a password, tried against the hash that only the door reads."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: object
    ) -> User | None:
        """Return the user of a right password; a wrong name takes as long as a wrong password."""
        del request
        if username is None or password is None:
            return None
        user = User.objects.using(staff.DOOR).only("id", "username", "name", "is_active").filter(username=username).first()
        if user is None:
            make_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, and write down who."""
    if isinstance(request.user, User):
        staff.signed_out(actor_of(request.user, request))
    response = redirect("sign_in")
    sight.close_session(request, response)
    return response


def actor_of(user: User, request: HttpRequest) -> Actor:
    """Return who acts and from where."""
    return Actor(user.pk, user.name, source_of(request))


def source_of(request: HttpRequest) -> str:
    """Return from where a request comes: the address that refusals are counted by."""
    return f"console {request.META.get('REMOTE_ADDR') or 'unknown address'}"


def _alone(username: str) -> bool:
    """Take the account for this transaction; false while another attempt has it."""
    with connections[staff.DOOR].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", (staff.account(username),))
        return bool(cursor.fetchone()[0])
