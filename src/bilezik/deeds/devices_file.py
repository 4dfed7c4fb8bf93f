"""A list of devices as a CSV file: read, checked row by row against the register, and entered whole or not at all.

1. How a file is read is the same for every list (`deeds.lists`).
2. The first line names the columns, in English, Russian or Kazakh; `identity`, `protocol` and `kind` are needed.
3. Every row has its answer: new, there already, or refused with column and reason. One refused row refuses the file.
4. A row that says what the register says already changes nothing, so that a file may be read again. One that says something else of
   a device that is there is refused: an import does not change devices.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

import msgspec

from bilezik.deeds import devices, lists
from bilezik.deeds.actor import Actor
from bilezik.deeds.devices import NewDevice
from bilezik.deeds.refusal import Invalid
from bilezik.store.models import Department, Device

LARGEST: Final = lists.LARGEST
MOST_ROWS: Final = 50_000
_NEEDED: Final = ("identity", "protocol", "kind")

COLUMNS: Final[Mapping[str, str]] = {
    "identity": "identity", "imei": "identity", "серийный номер": "identity", "идентификатор": "identity", "нөмірі": "identity",
    "protocol": "protocol", "протокол": "protocol", "хаттама": "protocol",
    "kind": "kind", "вид": "kind", "түрі": "kind",
    "model": "model", "модель": "model", "үлгісі": "model",
    "phone": "phone", "телефон": "phone", "номер sim": "phone",
    "firmware": "firmware", "прошивка": "firmware", "микробағдарлама": "firmware",
    "contract": "contract", "договор": "contract", "шарт": "contract",
    "department": "department", "отдел": "department", "бөлім": "department",
}  # fmt: skip
"""What a column may be called, in small letters -> the field."""
KINDS: Final[Mapping[str, str]] = {
    "браслет": "bracelet", "білезік": "bracelet", "трекер": "tracker", "жеке трекер": "tracker", "домашний блок": "home_unit",
    "үй блогы": "home_unit", "мобильный блок": "mobile_unit", "ретранслятор": "repeater",
    "аудиовизуальный блок": "audiovisual_unit",
    "смартфон": "phone",
}  # fmt: skip
"""What lists call a kind, beside our own names of it."""


class Row(msgspec.Struct, frozen=True):
    """What becomes of one line of the file; `why` where it is refused."""

    line: int
    identity: str
    outcome: Literal["new", "there", "refused"]
    why: str = ""


class Reading(msgspec.Struct, frozen=True):
    """A file as it was read: its encoding, every row's answer, and the devices that are new."""

    encoding: lists.Encoding
    rows: tuple[Row, ...]
    new: tuple[NewDevice, ...]

    def count(self, outcome: str) -> int:
        """Return how many rows have this answer."""
        return sum(row.outcome == outcome for row in self.rows)


def read(content: bytes, *, department: int | None = None) -> Reading:
    """Return what the file says and what would become of it; nothing is written. `department`: whose stock, where no cell says it.

    `Invalid` (`file`) where it is no such list at all: its encoding, its columns, its size.
    """
    table = lists.read(content, COLUMNS, needed=_NEEDED, most=MOST_ROWS)
    return Reading(table.encoding, *_checked(table.lines, department))


def enter(by: Actor, content: bytes, *, why: str, department: int | None = None) -> Reading:
    """Enter what is new in the file; whole, or `Invalid` (`file`) where a row is refused."""
    reading = read(content, department=department)
    refused = [row for row in reading.rows if row.outcome == "refused"]
    if refused:
        raise Invalid("file", f"{len(refused)} rows are refused, the first on line {refused[0].line}: {refused[0].why}")
    if reading.new:
        devices.add_many(by, reading.new, why=why)
    return reading


def _checked(lines: Iterable[lists.Line], department: int | None) -> tuple[tuple[Row, ...], tuple[NewDevice, ...]]:
    departments = _departments()
    said: list[tuple[int, str, NewDevice | str]] = []
    first: dict[tuple[str, str], int] = {}
    for each in lines:
        line, stated = each.number, each.cells
        identity = stated.get("identity", "")[:64]
        if each.problem:
            said.append((line, identity, each.problem))
            continue
        try:
            one = _device(stated, departments, department)
        except Invalid as refusal:
            said.append((line, identity, f"{refusal.field}: {refusal.problem}"))
            continue
        double = first.setdefault((one.protocol, one.identity), line)
        said.append((line, identity, one if double == line else f"identity: stands on line {double} already"))
    known = _known([one for *_, one in said if isinstance(one, NewDevice)])
    rows, new = [], []
    for line, identity, answer in said:
        if isinstance(answer, str):
            rows.append(Row(line, identity, "refused", answer))
            continue
        one = answer
        there = known.get((one.protocol, one.identity))
        if there is None:
            new.append(one)
            rows.append(Row(line, identity, "new"))
        elif differs := [name for name in _COMPARED if getattr(one, name) and getattr(one, name) != getattr(there, name)]:
            rows.append(
                Row(line, identity, "refused", f"{differs[0]}: the register says {getattr(there, differs[0]) or 'nothing'!r}")
            )
        else:
            rows.append(Row(line, identity, "there"))
    return tuple(rows), tuple(new)


_COMPARED: Final = ("kind", "model", "phone", "firmware", "contract")
"""Not the department: a device that was sent on meanwhile is where it is."""


def _device(stated: Mapping[str, str], departments: Mapping[str, int | None], department: int | None) -> NewDevice:
    for needed in _NEEDED:
        if needed not in stated:
            raise Invalid(needed, "is empty")
    fields: dict[str, object] = {**stated, "protocol": stated["protocol"].lower()}
    fields["kind"] = KINDS.get(stated["kind"].lower(), stated["kind"].lower())
    named = stated.get("department")
    if named is not None:
        department = departments.get(named.casefold(), 0)
        if department == 0:
            raise Invalid("department", f"there is no department {named[:60]!r}")
        if department is None:
            raise Invalid("department", f"there are several departments {named[:60]!r}: write its number")
    return msgspec.convert(fields | {"department": department}, NewDevice).checked()


def _departments() -> dict[str, int | None]:
    """Return departments by number and by name; `None` where two have one name."""
    found: dict[str, int | None] = {}
    for number, name in Department.objects.values_list("pk", "name"):
        found[name.casefold()] = None if name.casefold() in found else number
    return {**found, **{str(number): number for number in Department.objects.values_list("pk", flat=True)}}


def _known(said: Sequence[NewDevice]) -> dict[tuple[str, str], Device]:
    identities = [one.identity for one in said]
    found: dict[tuple[str, str], Device] = {}
    for start in range(0, len(identities), 5_000):
        for device in Device.objects.filter(identity__in=identities[start : start + 5_000]):
            found[device.protocol, device.identity] = device
    return found
