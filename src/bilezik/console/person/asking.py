"""What a device on a person is asked for: the page that asks, what became of the last commands, and the second person's word.

Only what the device's protocol can is offered. A command waits for a device that is away, and says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from bilezik.console import wire
from bilezik.console.forms.form import Act, Field, Form, why
from bilezik.console.words.kinds import COMMANDS, DEVICE_KINDS, Text, Word
from bilezik.deeds import commands
from bilezik.domain.command import LONGEST_MESSAGE
from bilezik.domain.instant import Micros, days, hours, minutes
from bilezik.store.models import Assignment, Command, Device, Person

LISTED: Final = 4
"""The newest commands of a device that its person's page shows."""

WAITS: Final[dict[str, tuple[Text, Micros]]] = {
    "5m": (gettext_lazy("five minutes"), minutes(5)), "1h": (gettext_lazy("an hour"), hours(1)),
    "24h": (gettext_lazy("a day"), hours(24)), "7d": (gettext_lazy("a week"), days(7)),
}  # fmt: skip
_FOLLOWS: Final[dict[str, Text]] = {
    "locate_now": gettext_lazy("The device is asked where it is. Each answer costs some of its battery."),
    "set_interval": gettext_lazy("The device reports this often from then on. The shorter, the sooner its battery is empty."),
    "ring": gettext_lazy("The device vibrates or rings for about a minute, so that the wearer looks at it."),
    "message": gettext_lazy("The wearer reads it on the device. Others nearby may read it too: name nobody in it."),
    "save_power": gettext_lazy("The device rests between reports: it lives longer, and its positions come later."),
    "reboot": gettext_lazy("The device starts anew. For some minutes it says nothing."),
    "set_server": gettext_lazy(
        "From then on the device reports to another server: here it is silent. A second person confirms it."
    ),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One command and what became of it. `can_confirm`: by who looks; `can_withdraw`: it is not sent yet."""

    id: int
    word: Word
    detail: Text
    state: str
    at: datetime
    until: datetime
    can_withdraw: bool
    can_confirm: bool


def asked_of(device: int, person: int, reader: int | None) -> tuple[Asked, ...]:
    """Return the newest commands of a device while it is on this person."""
    rows = Command.objects.filter(device_id=device, person_id=person).order_by("-queued_at", "-pk")[:LISTED]
    return tuple(
        Asked(
            id=row.pk, word=COMMANDS.get(row.kind, Word(row.kind)), detail=_detail(row), state=row.state,
            at=row.queued_at, until=row.expires_at, can_withdraw=row.state in ("to_confirm", "queued"),
            can_confirm=row.state == "to_confirm" and reader is not None and row.asked_by_id != reader,
        )
        for row in rows
    )  # fmt: skip


def _detail(row: Command) -> Text:
    match row.kind:
        case "set_interval":
            return _("every %(seconds)s s") % {"seconds": row.params.get("seconds")}
        case "message":
            return f"“{row.params.get('text', '')}”"
        case "set_server":
            return f"{row.params.get('host', '')}:{row.params.get('port', '')}"
        case "save_power":
            return _("on") if row.params.get("on") else _("off")
        case _:
            return ""


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, person_id: int, device_id: int) -> HttpResponse:
    """Show what a device can be asked for, one thing at a time, or ask it."""
    person, device = _worn(person_id, device_id)
    offers = [kind for kind in COMMANDS if kind in commands.offered(device.protocol)]
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    if kind not in offers:
        kind = offers[0] if offers else ""
    usual = "5m" if kind in commands.VALID_FOR else "24h"
    form = Form(request.POST.dict() or {"kind": kind, "waits": usual}, person.timezone)
    if request.method == "POST" and kind and _asked(request, device_id, kind, form):
        return redirect(reverse("console:person", args=(person_id,)) + f"#device-{device_id}")
    back = reverse("console:person", args=(person_id,))
    act = Act(
        _("Ask the device for something"),
        (_FOLLOWS[kind],) if kind else (), _("Ask the device"), is_grave=kind == "set_server", of=str(person), back=back,
        about=f"{DEVICE_KINDS.get(device.kind, device.kind)} {device.identity}",
    )  # fmt: skip
    context = {
        "act": act, "form": form, "fields": form.fields(*_fields(kind)), "page": wire.page(live=False), "kind": kind,
        "offers": [(one, COMMANDS[one]) for one in offers],
    }  # fmt: skip
    return wire.shown(request, "console/person/ask.html", context, status=form.status)


def _fields(kind: str) -> tuple[Field, ...]:
    own: dict[str, tuple[Field, ...]] = {
        "set_interval": (
            Field("seconds", _("Every so many seconds"), hint=_("10 to 86400; 60 is usual."), needed=True, longest=5),
        ),
        "message": (Field("text", _("What the wearer reads"), needed=True, longest=LONGEST_MESSAGE),),
        "save_power": (Field("on", _("Save power"), "choice", choices=(("yes", _("on")), ("no", _("off")))),),
        "set_server": (
            Field("host", _("Server"), hint=_("Its name, or its address in figures."), needed=True, longest=100),
            Field("port", _("Port"), needed=True, longest=5),
        ),
    }
    waits = tuple((key, word) for key, (word, _length) in WAITS.items())
    return (
        Field("kind", "", "given"), *own.get(kind, ()),
        Field("waits", _("How long it may wait for the device"), "choice", choices=waits), why(_("Reason")),
    )  # fmt: skip


def _asked(request: HttpRequest, device: int, kind: str, form: Form) -> bool:
    reason = form.text("why")
    said = {
        "seconds": _whole(form, "seconds"), "port": _whole(form, "port"), "text": form.said.get("text", "").strip() or None,
        "host": form.said.get("host", "").strip() or None, "on": form.said.get("on") == "yes" if kind == "save_power" else None,
    }  # fmt: skip
    _word, lasts = WAITS.get(form.said.get("waits", ""), WAITS["24h"])

    def act() -> int:
        return commands.ask(wire.actor_of(request), device, commands.command(kind, said), why=reason, valid_for=lasts)

    return form.does(act) is not None


def _whole(form: Form, name: str) -> int | None:
    """Return the whole number in a field; one that is none is refused by the deed, with what it may be."""
    given = form.said.get(name, "").strip()
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= 9 else None


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, person_id: int, command_id: int) -> HttpResponse:
    """Take a command back that is not sent yet."""
    act = Act(_("Withdraw the command"), (_("It is not sent to the device any more."),), _("Withdraw it"))
    return _decided(request, person_id, command_id, act, commands.withdraw)


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, person_id: int, command_id: int) -> HttpResponse:
    """Confirm what somebody else asked."""
    act = Act(
        _("Confirm the command"),
        (
            _FOLLOWS["set_server"],
            _("Whoever asked cannot confirm it. Make sure with them that it is meant, and that the other server is lawful."),
        ),
        _("Confirm it"),
        is_grave=True,
    )
    return _decided(request, person_id, command_id, act, commands.confirm)


def _decided(request: HttpRequest, person_id: int, command_id: int, act: Act, deed: Callable[..., None]) -> HttpResponse:
    row = Command.objects.select_related("device", "person", "asked_by").filter(pk=command_id, person_id=person_id).first()
    if row is None or row.person is None:
        raise Http404
    form = Form(request.POST.dict(), row.person.timezone)
    back = reverse("console:person", args=(person_id,))
    if request.method == "POST":
        reason = form.text("why")
        form.does(lambda: deed(wire.actor_of(request), command_id, why=reason))
        if not form.is_refused:
            return redirect(back + f"#device-{row.device_id}")
    word, detail = COMMANDS.get(row.kind, Word(row.kind)), _detail(row)
    by = "" if row.asked_by is None else row.asked_by.name
    about = " · ".join(str(one) for one in (word.text, detail, row.device.identity, by) if one)
    shown_act = Act(act.title, act.follows, act.go, act.is_grave, about=about, of=str(row.person), back=back)
    context = {"act": shown_act, "form": form, "fields": form.fields(why(_("Reason"))), "page": wire.page(live=False)}
    return wire.shown(request, "console/forms/act.html", context, status=form.status)


def _worn(person_id: int, device_id: int) -> tuple[Person, Device]:
    """Return the person and the device on them now; 404 where it is not."""
    now = timezone.now()
    found = (
        Assignment.objects.select_related("person", "device")
        .filter(person_id=person_id, device_id=device_id, from_at__lte=now, to_at__gt=now)
        .first()
    )
    if found is None:
        raise Http404
    return found.person, found.device
