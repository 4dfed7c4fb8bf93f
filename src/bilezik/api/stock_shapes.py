"""What the API says of devices as stock; the rest is in `shapes`, whose rules hold here too."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Field, Schema

from bilezik.api.shapes import Why
from bilezik.domain.device import DeviceKind, DeviceState, RemovalReason
from bilezik.store.reconciling import GapKind


class HeldItem(Schema):
    """A device, where it is, and its health at a glance. `person` and `assignment` are null for who may not see people."""

    id: str
    identity: str
    protocol: str
    kind: DeviceKind
    model: str
    phone: str
    firmware: str
    contract: str
    state: DeviceState
    state_at: str
    department: str | None = Field(description="In whose stock; null: the central store.")
    on_the_way_since: str | None
    on_the_way_to: str | None = Field(description="Where to, while it is on its way; null: the central store.")
    person: str | None
    assignment: str | None
    worn_until: str | None = Field(description="When what allows it runs out. In the past: it is still on, as far as is recorded.")
    heard_at: str | None
    battery_pct: float | None
    is_silent: bool
    strap_is_open: bool


class HeldPage(Schema):
    """A page of devices, in the order they were registered."""

    items: list[HeldItem]
    next: str | None


class FittingItem(Schema):
    """A fitting or a removal, as it was recorded."""

    id: str
    kind: Literal["fitted", "removed"]
    assignment: str
    person: str | None
    at: str
    place: str
    done_by: str
    witness: str
    acknowledged: bool
    skin: str
    reason: RemovalReason | Literal[""]
    has_photo: bool


class TransferItem(Schema):
    """A way from one stock to another; null: the central store."""

    id: str
    source: str | None
    department: str | None
    sent_at: str
    sent_by: str
    received_at: str | None
    received_by: str
    why: str


class HeldDetail(HeldItem):
    """A device with all that was recorded of it. `moves` is what can be done with it now."""

    moves: list[str]
    fittings: list[FittingItem]
    transfers: list[TransferItem]


class DeviceSaid(Why):
    """A device to be entered, and why."""

    identity: str
    protocol: str
    kind: DeviceKind
    model: str = ""
    phone: str = ""
    firmware: str = ""
    contract: str = ""
    department: str | None = None


class MoveSaid(Why):
    """What is done with a device of the store. `department`: where `send` sends it; null: the central store."""

    move: Literal["issue", "take_back", "lose", "damage", "repair", "retire", "send", "receive"]
    department: str | None = None


Photo = Annotated[str | None, Field(max_length=12_000_000, description="JPEG or PNG in Base64; kept without its metadata.")]


class SeenSaid(Why):
    """What those present say of a fitting or a removal. `at` left out: now. `done_by` empty: whoever asks."""

    place: str = ""
    done_by: str = ""
    witness: str = ""
    acknowledged: bool = False
    skin: str = ""
    photo: Photo = None


class FitSaid(SeenSaid):
    """For which condition a device is fitted; `from_at` left out: now, `to_at`: to the order's end."""

    condition: str
    from_at: str | None = None
    to_at: str | None = None
    health_seen: bool = False


class RemoveSaid(SeenSaid):
    """Why a device comes off."""

    reason: RemovalReason
    at: str | None = None


class ImportedRow(Schema):
    """What becomes of a line of the file."""

    line: int
    identity: str
    outcome: Literal["new", "there", "refused"]
    why: str


class Imported(Schema):
    """A file as it was read; `written`: what is new is in the register now."""

    encoding: str
    written: bool
    new: int
    there: int
    refused: int
    rows: list[ImportedRow]


class CountItem(Schema):
    """What a department's lists come to."""

    department: str | None
    ordered: int
    fitted: int
    reporting: int
    removed: int


class GapItem(Schema):
    """Two lists that do not agree, since when, and whose it is to close."""

    kind: GapKind
    department: str | None
    person: str | None
    device: str | None
    since_at: str
    owner: Literal["officer", "quartermaster"]


class PastItem(Schema):
    """What a day came to when it was last kept."""

    day: date
    ordered: int
    fitted: int
    reporting: int
    removed: int
    gaps: int


class ReconciliationNow(Schema):
    """The reconciliation as it stands, and the days that were kept."""

    counts: list[CountItem]
    gaps: list[GapItem]
    days: list[PastItem]


class Kept(Schema):
    """How many gaps were kept."""

    gaps: int


class CostLine(Schema):
    """One device on one person at one price. `price` and `total` are text, exact; null: no rate for these days."""

    department: str
    device: str
    identity: str
    kind: DeviceKind
    contract: str
    person: str | None
    days: int
    first_on: date
    last_on: date
    price: str | None
    currency: str | None
    total: str | None


class CostSum(Schema):
    """What a month comes to in one currency; empty: the days without a rate."""

    currency: str
    devices: int
    people: int
    days: int
    total: str | None


class Costs(Schema):
    """What devices cost in a month."""

    month: str
    sums: list[CostSum]
    lines: list[CostLine]


class RateItem(Schema):
    """A price a day of a contract or a kind, from a day to a day, both counted."""

    id: str
    contract: str
    kind: DeviceKind | Literal[""]
    price: str
    currency: str
    from_on: date
    to_on: date | None


class RateSaid(Why):
    """A rate to be entered: of a contract or of a kind."""

    price: Decimal = Field(max_digits=12, decimal_places=2)
    from_on: date
    to_on: date | None = None
    contract: str = ""
    kind: DeviceKind | Literal[""] = ""
    currency: str = "KZT"


class RateEnded(Why):
    """The last day of a rate."""

    to_on: date
