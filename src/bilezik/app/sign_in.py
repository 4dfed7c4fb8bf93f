"""Sign-in of staff, step by step: a name and a password, the second factor, and where there is none yet, the first one.

1. After each step the next one follows from how the account stands (`_next`), never from what the browser says.
2. The answer to a wrong password, a wrong name and a locked account differs in nothing but the lock's own sentence.
3. A passkey that verifies its holder is both factors: it signs in without a password.
4. All of it speaks as the role of the door: the web role reads no password, counts no refusals and opens no session.
"""

from typing import Any, cast

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.hashers import make_password
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from bilezik.app import sight
from bilezik.console import wire
from bilezik.console.account import adding, halfway
from bilezik.console.account.halfway import Halfway
from bilezik.deeds import Actor, Invalid, attempts, factors, staff
from bilezik.deeds.proofs import holder
from bilezik.store.models import User

_STEPS = {"factor": "sign_in_factor", "password": "sign_in_password", "enrol": "sign_in_enrol"}


class SignInForm(AuthenticationForm):
    """Name and password, refused for a while after too many wrong ones."""

    error_messages = {  # noqa: RUF012 - Django's signature
        "invalid_login": gettext_lazy("User name or password is wrong. Both mind capital letters."),
        "inactive": gettext_lazy("User name or password is wrong. Both mind capital letters."),
    }

    def clean(self) -> dict[str, Any]:
        """Return the cleaned fields; `ValidationError` for a wrong password or a lock."""
        refused: list[ValidationError] = []

        def tried() -> bool | None:
            try:
                AuthenticationForm.clean(self)
            except ValidationError as error:
                refused.append(error)
                return None
            return True

        try:
            attempts.attempt(str(self.cleaned_data.get("username", "")), source_of(cast("HttpRequest", self.request)), tried)
        except (attempts.Busy, attempts.Locked) as error:
            raise ValidationError(_waiting(error)) from None
        if refused:
            raise refused[0]
        return self.cleaned_data


class SignIn(LoginView):
    """The page of the sign-in. With `?again` who is signed in shows anew that it is them."""

    template_name = "console/sign_in.html"
    form_class = SignInForm

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Send who is signed in on, unless they are asked again."""
        self.redirect_authenticated_user = "again" not in request.GET
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Go on to what is still to be shown."""
        user = cast("User", form.get_user())
        state: dict[str, Any] = {"to": self.get_success_url(), "proved": ""}
        step = _next(user, state)
        if step is None:
            return _open(self.request, user, state)
        response = redirect(step)
        halfway.begin(response, user.pk, state)
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
        user = User.objects.using(attempts.DOOR).only("id", "username", "name", "is_active").filter(username=username).first()
        if user is None:
            make_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None


@require_http_methods(["GET", "POST"])
def factor(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor: a code of the app, a passkey, or a recovery code."""
    half = halfway.found(request)
    if half is None or half.user is None or _next(half.user, half.state) != _STEPS["factor"]:
        return _onward(half)
    problem = ""
    if request.method == "POST":
        user, answer, code = half.user, request.POST.get("answer", ""), request.POST.get("code", "")
        asked = half.state.pop("asked", {})
        halfway.keep(half)  # a challenge is answered once

        def prove() -> factors.Proved | None:
            if answer:
                return factors.prove_passkey(adding.door_of(request), user.pk, asked, answer)
            return factors.prove_code(user.pk, code)

        try:
            proved = attempts.attempt(user.username, source_of(request), prove, what="second factor")
        except (attempts.Busy, attempts.Locked) as error:
            proved, problem = None, _waiting(error)
        if proved is not None:
            half.state["proved"] = proved
            return _go_on(request, half)
        problem = problem or _("This proves nothing: the code is wrong, or was used. Wait for the next one.")
    standing = factors.standing(half.user.pk)
    context: dict[str, Any] = {"standing": standing, "problem": problem}
    if standing.has("passkey"):
        context["asked"], half.state["asked"] = adding.door_of(request).ask(factors.passkeys(half.user.pk))
        halfway.keep(half)
    return wire.shown(request, "console/account/factor.html", context)


@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Have a password chosen in place of one that somebody else gave."""
    half = halfway.found(request)
    if half is None or half.user is None or _next(half.user, half.state) != _STEPS["password"]:
        return _onward(half)
    problem = ""
    if request.method == "POST":
        chosen = request.POST.get("password", "")
        if chosen != request.POST.get("again", ""):
            problem = _("The two are not the same. Type it twice.")
        else:
            try:
                factors.set_password(actor_of(half.user, request), chosen)
            except Invalid as error:
                problem = error.problem
            else:
                return _go_on(request, half)
    context = {"problem": problem, "standing": factors.standing(half.user.pk)}
    return wire.shown(request, "console/account/password.html", context)


@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Have the first factor added; the recovery codes are shown once, and the session is open then."""
    half = halfway.found(request)
    if half is None or half.user is None or _next(half.user, half.state) != _STEPS["enrol"]:
        return _onward(half)
    problem = ""
    if request.method == "POST":
        by = actor_of(half.user, request)
        problem = adding.add(request, half, by)
        if not problem:
            half.state["proved"] = "passkey" if request.POST.get("answer") else "app"
            context = {"codes": factors.new_codes(by), "to": half.state["to"]}
            return _open(request, half.user, half.state, wire.shown(request, "console/account/first_codes.html", context), half)
    context = adding.shown(request, half.user, half.state) | {"problem": problem}
    halfway.keep(half)
    return wire.shown(request, "console/account/enrol.html", context)


@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey alone: without an answer what the browser is to ask for, with one the session."""
    answer = request.POST.get("answer", "")
    if not answer:
        asked, state = adding.door_of(request).ask(None)
        told = JsonResponse(asked)
        halfway.begin(told, None, {"asked": state, "to": _within(request), "proved": ""})
        return told
    half, said = halfway.found(request), holder(answer)
    problem = _("This passkey is not known here. Sign in with your password.")
    if half is not None and half.user is None and halfway.end(half) and said is not None:
        state = half.state
        user = (
            User.objects.using(attempts.DOOR).only("id", "username", "name", "is_active").filter(pk=said[0], is_active=True).first()
        )

        def prove() -> factors.Proved | None:
            return None if user is None else factors.prove_passkey(adding.door_of(request), user.pk, state["asked"], answer)

        try:
            proved = attempts.attempt("" if user is None else user.username, source_of(request), prove, what="passkey")
        except (attempts.Busy, attempts.Locked) as error:
            proved, problem = None, _waiting(error)
        if proved is not None and user is not None:
            state["proved"] = proved
            step = _next(user, state)
            if step is None:
                return _open(request, user, state)
            response = redirect(step)
            halfway.begin(response, user.pk, state)
            return response
    return wire.shown(request, "console/sign_in.html", {"problem": problem, "form": SignInForm(request), "next": ""})


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


def _next(user: User, state: dict[str, Any]) -> str | None:
    """Return the route of the next step; None where all is shown."""
    standing = factors.standing(user.pk)
    if standing.factors and not state["proved"]:
        return _STEPS["factor"]
    if standing.once:
        return _STEPS["password"]
    if not standing.factors and factors.is_demanded():
        return _STEPS["enrol"]
    return None


def _go_on(request: HttpRequest, half: Halfway) -> HttpResponse:
    user = cast("User", half.user)
    step = _next(user, half.state)
    if step is None:
        return _open(request, user, half.state, half=half)
    halfway.keep(half)
    return redirect(step)


def _onward(half: Halfway | None) -> HttpResponse:
    """Go where somebody belongs who came to a step that is not theirs."""
    step = None if half is None or half.user is None else _next(half.user, half.state)
    return redirect(step or "sign_in")


def _open(
    request: HttpRequest, user: User, state: dict[str, Any], response: HttpResponse | None = None, half: Halfway | None = None
) -> HttpResponse:
    """Open the session, and write down who, from where and by what."""
    answer = HttpResponseRedirect(state["to"]) if response is None else response
    if half is not None:
        halfway.end(half, answer)
    token = sight.open_session(request, user, source_of(request), state["proved"])
    staff.signed_in(actor_of(user, request), state["proved"])
    sight.keep(answer, token)
    return answer


def _within(request: HttpRequest) -> str:
    """Return where to go afterwards, within this installation."""
    page = SignIn()
    page.setup(request)
    return page.get_redirect_url() or reverse("console:home")


def _waiting(error: Exception) -> str:
    if isinstance(error, attempts.Busy):
        return _("Somebody is signing in with this name right now. Try again.")
    return _("Too many wrong passwords or codes. Wait %(minutes)s minutes and try again.") % {"minutes": attempts.WINDOW_MIN}
