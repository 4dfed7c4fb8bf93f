"""The parameters of a record: `name:type:value` between commas, names of the device's own choice.

1. Read is what is written down somewhere: `SOS` (the manual's alarm button), `battery`, `pwr_int`, `pwr_ext` (as Gurtam's flespi
   reads them), and what a Traccar that forwards its reports writes: `alarm`, `accuracy`, `batteryLevel`, `charge`, `motion`.
2. `alarm` may hold several words between commas, so each piece behind it that is no parameter is one more word (law 6).
3. A name that nobody wrote down is left alone: 100 may be per cent, volts or litres.
"""

import re
from typing import Final

from bilezik.domain.report import EVENTS
from bilezik.protocols.draft import Draft

ALARMS: Final = {
    "sos": "sos", "removing": "strap_open", "tampering": "tamper", "lowbattery": "low_battery", "lowpower": "low_battery",
    "powercut": "power_cut", "powerrestored": "power_restored", "poweroff": "power_off", "poweron": "power_on",
    "jamming": "jamming", "gpsantennacut": "antenna_cut", "falldown": "fall",
}  # fmt: skip
"""Traccar's words, in small letters; our own event words are taken as they stand, and any other as `wialon:word`."""

_PARAM: Final = re.compile(r"([^:,]{1,80}):([1-3]):(.*)", re.DOTALL)
_NUMBER: Final = re.compile(r"[0-9]{1,8}(?:\.[0-9]{0,12})?")
_WORD: Final = re.compile(r"[A-Za-z0-9_]{1,40}")
_YES_NO: Final = {"true": True, "1": True, "false": False, "0": False}


def read_params(text: str, draft: Draft) -> None:
    """Read all parameters."""
    in_alarm = False
    for piece in text.split(","):
        param = _PARAM.fullmatch(piece)
        if param is not None:
            name, value = param[1].strip().lower(), param[3].strip()
            in_alarm = name == "alarm"
            _read_param(name, value, draft)
        elif in_alarm:
            _say(piece.strip(), draft)


def _read_param(name: str, value: str, draft: Draft) -> None:
    number = float(value) if _NUMBER.fullmatch(value) else None
    if name == "alarm":
        _say(value, draft)
    elif name == "sos":
        if _YES_NO.get(value.lower(), True) and number != 0:
            draft.say("sos")
    elif name == "motion":
        draft.moving = _YES_NO.get(value.lower())
    elif name == "charge":
        draft.charging = _YES_NO.get(value.lower())
    elif number is not None:
        _read_number(name, number, draft)


def _read_number(name: str, number: float, draft: Draft) -> None:
    if name in ("battery", "batterylevel"):
        draft.battery_pct = number if number <= 100 else draft.battery_pct
    elif name == "pwr_int":
        draft.battery_v = number if number <= 100 else None
    elif name == "pwr_ext":
        draft.external_v = number if number <= 1_000 else None
    elif name == "accuracy" and number > 0:
        draft.accuracy_m = number if number <= 2.1e7 else None


def _say(word: str, draft: Draft) -> None:
    if word in EVENTS:
        draft.say(word)
    elif _WORD.fullmatch(word):
        draft.say(ALARMS.get(word.lower(), f"wialon:{word.lower()}"))
    elif word:
        draft.say("wialon:alarm")
