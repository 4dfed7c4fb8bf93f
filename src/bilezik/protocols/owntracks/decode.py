"""What a telephone says: one HTTP request with one JSON object, whose `_type` says what it is.

1. The id is the topic the app would publish under (`owntracks/user/device`): it stands in `topic`, or is made of the user and the
   device in `X-Limit-U` and `X-Limit-D`, or of `u` and `d` in the address; else it is `tid`. Without one the answer is 400.
2. The answer is 200 and an empty list: the app takes what stands in the list for messages to it. A place or time that cannot be is
   answered 400, unless an alarm came with it: that is kept (law 6). An empty body means that a friend was deleted: 200.
3. Any other message that names nobody, or whose type nobody describes, is answered 200 and is no report: an app that is refused
   holds it in its queue before every position behind it.
4. A body that is no UTF-8 is read as Latin-1, which trackers write.
5. An encrypted message is not read: Bilezik has no keys of apps. It is answered 400, so that whoever set the app up sees it.

Source: the OwnTracks booklet, "JSON" and "HTTP".
"""

from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec

from bilezik.domain.decoded import Decoded, HttpReply, HttpRequest, Session
from bilezik.protocols.draft import Draft
from bilezik.protocols.owntracks.message import HEARD, read_location, read_transition
from bilezik.protocols.owntracks.values import Message, word

OK: Final = HttpReply(200, b"[]")
BAD: Final = HttpReply(400)
MOST_FIELDS: Final = 20
PARTS: Final = frozenset({"beacon", "cmd", "dump", "event", "info", "status", "step", "waypoint", "waypoints"})
"""What apps put behind a device's topic in messages other than locations."""

REFUSED: Final = frozenset({"location", "encrypted", None})
"""Types that are answered 400 where they cannot be read; None is a body without one."""

_DECODER: Final = msgspec.json.Decoder(dict[str, Any])


def decode(request: HttpRequest) -> Decoded:
    """Return what the request says. Never raises."""
    if not request.body.strip():
        return Decoded(Session(), replies=(OK,), error="an empty message")
    try:
        said = _DECODER.decode(_text(request.body))
    except (msgspec.DecodeError, RecursionError):
        return _refused(None, "the body is no JSON object")
    device, kind = _device(request, said), word(said, "_type")
    reply = BAD if kind in REFUSED else OK
    if device is None:
        return _refused(None, "the message names no device", reply)
    draft, fault = Draft(), None
    if kind == "location":
        fault = read_location(said, draft)
    elif kind == "transition":
        fault = read_transition(said, draft)
    elif kind == "lwt":
        draft.say("owntracks:lwt")
    elif kind == "encrypted":
        fault = "the message is encrypted"
    elif kind not in HEARD:
        fault = f"no manual at hand describes _type {kind!r:.40}"
    if fault is not None and not draft.happened:
        return _refused(device, fault, reply)
    return Decoded(Session(device), device, (draft.report(),), (OK,))


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("latin-1")


def _refused(device: str | None, error: str, reply: HttpReply = BAD) -> Decoded:
    return Decoded(Session(device), device, replies=(reply,), error=error)


def _device(request: HttpRequest, said: Message) -> str | None:
    topic = word(said, "topic")
    if topic is not None:
        above, _, last = topic.rpartition("/")
        return above if last in PARTS and above.count("/") >= 2 else topic
    try:
        query = dict(parse_qsl(request.url.partition("?")[2], max_num_fields=MOST_FIELDS))
    except ValueError:
        query = {}
    user = request.headers.get("x-limit-u") or query.get("u")
    device = request.headers.get("x-limit-d") or query.get("d")
    named: Message = {"topic": f"owntracks/{user}/{device}"} if user and device else {}
    return word(named, "topic") or word(said, "tid")
