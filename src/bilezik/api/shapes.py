"""What the API says, as OpenAPI describes it. An id is a string, a time RFC 3339 in UTC."""

from datetime import date
from typing import Any, Literal

from ninja import Field, Schema

from bilezik.domain.alert import AlertState, Outcome
from bilezik.domain.person import HealthFlag, Language, PersonKind
from bilezik.domain.violation import AlertKind, Certainty, ViolationState
from bilezik.store.finding import Kind


class Staff(Schema):
    """A member of staff."""

    id: str
    name: str


class ViolationItem(Schema):
    """A violation as it stands. `probability` is from 0 to 1."""

    id: str
    condition: str
    condition_kind: str
    kind: AlertKind
    began_at: str
    raised_at: str
    certainty: Certainty
    probability: float
    certain_at: str | None
    closed_at: str | None
    state: ViolationState
    reason: str


class AlertItem(Schema):
    """An alert as a list shows it."""

    id: str
    kind: AlertKind
    certainty: Certainty
    state: AlertState
    priority: int
    level: int
    person: str | None = Field(description="Null: an outage, which concerns nobody alone.")
    city: str = Field(description="Empty: everywhere.")
    text: str
    violations: list[ViolationItem]
    event_at: str
    raised_at: str
    escalate_at: str | None
    taken_by: Staff | None
    outcome: Outcome | None


class AlertPage(Schema):
    """A page of alerts, the newest first."""

    items: list[AlertItem]
    next: str | None


class TimelineItem(Schema):
    """What somebody did about an alert."""

    id: str
    kind: str
    at: str
    actor: str
    why: str
    content: dict[str, Any]


class AlertDetail(AlertItem):
    """An alert with its evidence (by violation; `""`: its own) and its timeline."""

    evidence: dict[str, list[Any]]
    timeline: list[TimelineItem]


class WeighedPosition(Schema):
    """A position, or a word of a home unit without one (`words`: its events), and what it did.

    `outranked`: a home unit was in reach, so the position moved nothing. `distance_m` from the edge, negative inside, measured
    up to 2,000. `weight`: how far it moved the odds, in nats, positive towards "not kept". `probability` (0 to 1) of "not kept"
    after it, `certainty` of that. `holds`: whether the condition held. `geofence`: what a plain geofence takes it for; empty: for
    no position.
    """

    at: str
    received_at: str
    seq: str
    device: str
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    source: str
    words: list[str]
    doubt: str
    distance_m: float | None
    outranked: bool
    weight: float
    probability: float
    certainty: Certainty
    holds: bool
    geofence: Literal["outside", "inside", ""]


class LinePoint(Schema):
    """A point of the line of probability: two of one time are before and after a position, those between are drift."""

    at: str
    probability: float


class Stretch(Schema):
    """From when to when."""

    from_at: str
    to_at: str


class JudgedItem(Schema):
    """How one condition was judged at one place, told again from the record.

    `wrong`: the side on which the condition is not kept. `agreement`: how this compares with what is stored: `same` to the last
    digit, `close` (the same violation, other numbers), `other`. `reports`: how many it was told from. `plain_geofence`: when one
    would have raised an alert; `two_in_a_row`: when one would that wants two positions clear of the edge.
    """

    condition: str
    zone: str | None
    zones: list[str]
    wrong: Literal["outside", "inside"]
    violations: list[str]
    agreement: Literal["same", "close", "other"]
    reports: int
    from_at: str
    to_at: str
    holds: list[Stretch]
    line: list[LinePoint]
    positions: list[WeighedPosition]
    plain_geofence: list[str]
    two_in_a_row: list[str]


class AlertExplanation(Schema):
    """How an alert was judged. `judged` is empty where no place is judged: then a word of the device or its silence decided.

    `code` and `parameters` name what computed it; `recompute` is how anyone computes it again from the person's record.
    """

    alert: str
    kind: AlertKind
    person: str | None
    judged: list[JudgedItem]
    code: str
    parameters: int
    recompute: list[str]


class Standing(Schema):
    """Where a person stands, as the newest reports have it."""

    mark: str
    fixed_at: str | None
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    battery_pct: float | None
    heard_at: str | None


class PersonItem(Schema):
    """A supervised person."""

    id: str
    given_name: str
    family_name: str
    patronymic: str
    city: str
    timezone: str
    department: str
    standing: Standing | None


class PersonPage(Schema):
    """A page of people, in the order they were registered."""

    items: list[PersonItem]
    next: str | None


class ConditionItem(Schema):
    """One duty inside an order; `schedule` null: always."""

    id: str
    kind: str
    schedule: dict[str, Any] | None
    zones: list[str]


class OrderItem(Schema):
    """An order of a person."""

    id: str
    legal_basis: str
    issuer: str
    number: str
    starts_at: str
    ends_at: str
    ended_at: str | None
    conditions: list[ConditionItem]


class PersonDetail(PersonItem):
    """A person with the orders. An empty text is "not stated"; `version` is what a change is made from."""

    version: int
    given_name_latin: str
    family_name_latin: str
    iin: str | None
    birth_date: str | None
    kind: Literal[PersonKind, ""]
    consent: str
    consented_on: str | None
    language: Literal[Language, ""]
    interpreter: bool
    phone: str
    more_phones: list[str]
    health: list[HealthFlag] = Field(description="What must be looked at before a device is fitted.")
    health_note: str
    responsible_name: str = Field(description="The responsible adult of a person under 18.")
    responsible_phone: str
    address: str
    lat: float | None = Field(description="Where the address is; null: not stated.")
    lon: float | None
    has_photo: bool
    orders: list[OrderItem]


class RemarkItem(Schema):
    """Something to look at that refused nothing. `person`: who is likely the same, if it is that."""

    field: str
    text: str
    person: str | None


class PersonMade(Schema):
    """A person as registered or changed: the id, the version, and what should be looked at."""

    id: str
    version: int
    remarks: list[RemarkItem]


class ChangeItem(Schema):
    """A line of a person's history. `fields`: what changed; before and after of each where they were kept."""

    id: str
    at: str
    kind: str
    by: str
    why: str
    fields: list[str]
    before: dict[str, Any]
    after: dict[str, Any]


class ChangePage(Schema):
    """A page of a person's history, the newest first."""

    items: list[ChangeItem]
    next: str | None


class PhotoKept(Schema):
    """What a photo is, as it was kept: without place, camera and comment."""

    type: str
    bytes: int


class FixItem(Schema):
    """A position with its error. `doubt` empty: it counts for presence."""

    at: str
    received_at: str
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    speed_mps: float | None
    source: str
    doubt: str
    device: str


class FixPage(Schema):
    """A page of positions, the oldest first."""

    items: list[FixItem]
    next: str | None


class StrangerItem(Schema):
    """A device that nobody registered, as it came from one network address. No position of it is kept.

    `identity` null: its frames state none; `*`, as for `address`: too many to be counted apart. `kept`: how many of its frames are
    held sealed now. `device`: the one that was registered under this identity since.
    """

    protocol: str
    identity: str | None
    address: str
    first_at: str
    last_at: str
    frames: int
    kept: int
    device: str | None


class StrangerPage(Schema):
    """A page of unknown devices, the one that was first seen last in front."""

    items: list[StrangerItem]
    next: str | None


class Made(Schema):
    """The id of what was made."""

    id: str


class Problem(Schema):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str = ""
    errors: list[dict[str, str]] | None = None


class PersonStated(Schema):
    """What may be stated of a person besides what must be."""

    patronymic: str = ""
    given_name_latin: str = ""
    family_name_latin: str = ""
    iin: str | None = None
    birth_date: date | None = None
    kind: Literal[PersonKind, ""] = ""
    consent: str = ""
    consented_on: date | None = None
    language: Literal[Language, ""] = ""
    interpreter: bool = False
    phone: str = ""
    more_phones: tuple[str, ...] = ()
    health: tuple[HealthFlag, ...] = ()
    health_note: str = ""
    responsible_name: str = ""
    responsible_phone: str = ""
    address: str = ""
    lat: float | None = None
    lon: float | None = None


class PersonSaid(PersonStated):
    """A person to be registered, and why."""

    given_name: str
    family_name: str
    city: str
    timezone: str
    department: str
    why: str


class PersonChanged(PersonStated):
    """What of a person changes, and why: fields that are left out stay. `version`: what it was made from; left out: the newest."""

    given_name: str = ""
    family_name: str = ""
    city: str = ""
    timezone: str = ""
    department: str = ""
    version: int | None = None
    why: str


class Why(Schema):
    """The reason for a deed."""

    why: str


class TakeSaid(Schema):
    """The reason for taking an alert."""

    why: str = "on duty"


class NoteSaid(Schema):
    """A note."""

    text: str


class ResolveSaid(Schema):
    """An outcome and the reason for it."""

    outcome: Outcome
    why: str


class FoundItem(Schema):
    """One thing that was found; `person`: whose it is, where it is somebody's."""

    id: str
    name: str
    more: str
    person: str | None


class FoundGroup(Schema):
    """What was found of one kind; `is_cut`: there is more."""

    kind: Kind
    is_cut: bool
    items: list[FoundItem]


class SearchResult(Schema):
    """What a question may mean."""

    groups: list[FoundGroup]


class AuditAsked(Schema):
    """What of the log is asked for; empty: not asked. `who` and `why`: a part of it; `deed`: its beginning."""

    who: str = Field("", max_length=100)
    deed: str = Field("", max_length=100)
    subject_kind: str = Field("", max_length=100)
    subject_id: str = Field("", pattern="^[0-9]{0,18}$")
    since: str = Field("", max_length=40, description="RFC 3339: rows of this instant and later.")
    until: str = Field("", max_length=40, description="RFC 3339: rows before this instant.")
    why: str = Field("", max_length=100)


class AuditItem(Schema):
    """A row of the audit log; `actor` null: the system itself; `content` null: erased by law."""

    id: str
    at: str
    actor: str | None
    actor_name: str
    deed: str
    subject_kind: str
    subject_id: str | None
    why: str
    from_where: str
    content: dict[str, Any] | None


class AuditPage(Schema):
    """A page of the audit log, newest first."""

    items: list[AuditItem]
    next: str | None
