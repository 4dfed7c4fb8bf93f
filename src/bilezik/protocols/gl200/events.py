"""What the kind of a message says besides a position, and what its state or type adds.

1. A kind in no table here is an event too: `gl200:alarm_` and its three letters (law 6).
2. `ALWAYS`: the kind alone says it. `STATES`: the number behind the name says which. Numbered inputs, outputs and drivers are
   written out by `events_of`.
3. Sources: "GL300 @Tracker Air Interface Protocol" 1.02 (the list of reports and of report types, pages 52 to 55 and 70),
   "GV200 @Track Air Interface Protocol" (GTGIN, GTGOT), "GL300W External Battery Kit User Manual" (GTLSW, GTTSW); GTJDS, GTGPJ,
   GTANT, GTGSS, GTRMD, GTSOA, GTIDA as published programs read them.
"""

from collections.abc import Iterator
from typing import Final

_OWN: Final = "gl200:"

ALWAYS: Final[dict[str, str]] = {
    "SOS": "sos", "PNA": "power_on", "PFA": "power_off", "EPN": "power_restored", "MPN": "power_restored", "EPF": "power_cut",
    "MPF": "power_cut", "BPL": "low_battery", "JDR": "jamming", "SOA": "tamper", "TOW": _OWN + "tow", "BTC": _OWN + "charging_on",
    "STC": _OWN + "charging_off", "IDL": _OWN + "idling", "IDN": _OWN + "idling", "IDF": _OWN + "idling_over",
    "TEM": _OWN + "temperature", "TMP": _OWN + "temperature", "CRA": _OWN + "crash", "FLA": _OWN + "fuel", "EPS": _OWN + "supply",
    "AIS": _OWN + "analog_input", "MAI": _OWN + "analog_input", "LSA": _OWN + "light", "BAA": _OWN + "accessory",
    "DOG": _OWN + "restarted", "GIN": _OWN + "fence_enter", "GOT": _OWN + "fence_exit", "IGN": _OWN + "ignition_on",
    "VGN": _OWN + "ignition_on", "IGF": _OWN + "ignition_off", "VGF": _OWN + "ignition_off", "UPD": _OWN + "update",
    "UPC": _OWN + "update", "OPN": _OWN + "obd_on", "OPF": _OWN + "obd_off", "SWG": _OWN + "fence_switched",
}  # fmt: skip
"""GTSOA: the shell was opened. GTLSA: the light sensor of a hidden device; what light means is whoever hid it."""

STATES: Final[dict[str, dict[str, str]]] = {
    "JDS": {"1": _OWN + "jamming_over", "2": "jamming"},
    "GPJ": {"1": _OWN + "gps_jamming_over", "2": _OWN + "gps_jamming_warning", "3": "jamming"},
    "ANT": {"0": _OWN + "antenna_ok", "1": "antenna_cut", "3": _OWN + "antenna_unknown"},
    "GSS": {"0": _OWN + "gps_lost", "1": _OWN + "gps_found"},
    "RMD": {"0": _OWN + "roaming_off", "1": _OWN + "roaming_on"},
    "IDA": {"0": _OWN + "driver_unknown", "1": _OWN + "driver_known"},
    "DAR": {"1": _OWN + "fatigue"},
    "GEO": {"0": _OWN + "fence_exit", "1": _OWN + "fence_enter"},
    "SPD": {"0": _OWN + "speed_outside", "1": _OWN + "speed_inside"},
    "IGL": {"0": _OWN + "ignition_on", "1": _OWN + "ignition_off"},
    "VGL": {"0": _OWN + "ignition_on", "1": _OWN + "ignition_off"},
}  # fmt: skip
"""Events by the state or, in the last four, the report type. A state in no table is the kind's letters and itself, but:"""
_OTHERWISE: Final = {"JDS": "jamming"}
"""what a jamming report says that does not say that it is over."""
_STATED_AT: Final = {"JDS": 4, "GPJ": 5, "ANT": 4, "GSS": 4, "RMD": 4, "IDA": 6, "DAR": 4}

HARD: Final[dict[str, tuple[str, ...]]] = {
    "0": (_OWN + "hard_braking",),
    "1": (_OWN + "hard_acceleration",),
    "2": (_OWN + "hard_cornering",),
    "3": (_OWN + "hard_braking", _OWN + "hard_cornering"),
    "4": (_OWN + "hard_acceleration", _OWN + "hard_cornering"),
}
"""GTHBM by its report type; 3 and 4 are two at once."""
MOTIONS: Final[dict[str, tuple[bool | None, str]]] = {
    "11": (False, ""), "12": (True, ""), "21": (False, ""), "22": (True, ""), "41": (False, ""), "42": (True, ""),
    "16": (True, _OWN + "tow"), "1A": (None, _OWN + "fake_tow"),
}  # fmt: skip
"""The state of motion: whether it moves, and what it warns of."""

ROUTINE: Final = frozenset({
    "FRI", "ERI", "RTL", "LBC", "GCR", "PNL", "PFL", "NMR", "STT", "STR", "CTN", "STP", "LSP", "INF", "GPS", "CID", "CSQ", "VER",
    "BAT", "IOS", "TMZ", "GIR", "AIF", "GSV", "GSM", "LBS", "WIF", "LOC", "ALL", "ALC", "ALM", "ALS", "CAN", "OBD", "JES", "DAT",
    "DTT", "BDR", "BID", "BAR", "PDP", "HBD", "TRI", "PHL", "DOS", "FSD", "RST", "OMS",
})  # fmt: skip
"""A report, an answer, a heartbeat: no event."""


def events_of(kind: str, stated: str, report_id: str, report_type: str) -> Iterator[str]:
    """Yield the events of a message: its kind, its state (where the kind has one), its report id and type."""
    number = int(report_id, 16) if report_id else 0
    switch = {"0": "off", "1": "on"}.get(report_type, report_type)
    if kind in STATES:
        state = stated if kind in _STATED_AT else report_type
        unnamed = f"{_OWN}{kind.lower()}_{state}".rstrip("_")
        yield STATES[kind].get(state, _OTHERWISE.get(kind, unnamed))
    elif kind == "HBM":
        yield from HARD.get(report_type, (_OWN + "hard_driving",))
    elif kind == "DIS":
        yield f"{_OWN}input_{number}_{switch}"
    elif kind in ("LSW", "TSW"):
        yield f"{_OWN}input_{1 if kind == 'LSW' else 2}_{switch}"
    elif kind == "IOB":
        yield f"{_OWN}binding_{number}_{switch}"
    elif kind in ALWAYS:
        yield ALWAYS[kind]
    elif kind not in ROUTINE:
        yield f"{_OWN}alarm_{kind.lower()}"


def state_at(kind: str) -> int | None:
    """Return in which field of a text the state of a kind stands."""
    return _STATED_AT.get(kind)
