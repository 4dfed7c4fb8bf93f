"""Pictures of the measurement, as SVG: points with their intervals on two axes, readable on light and on dark.

1. A picture is text made of the numbers alone: the same numbers, the same bytes.
2. Nothing is told by colour alone: every line has a shape of its own, every point a word when one hovers over it.
3. A mark that would cover another one is left out; what it says is told by its neighbours and by hovering.
"""

import math
from collections.abc import Callable, Sequence
from typing import Final, Literal
from xml.sax.saxutils import escape

import msgspec

WIDE: Final = 780
HIGH: Final = 470
LEFT, RIGHT, TOP, BOTTOM = 74, 190, 44, 62
MARK_WIDE: Final = 7
MARK_HIGH: Final = 12
"""How much room a letter of a mark takes, at most."""
SHAPES: Final = ("M-4-4h8v8h-8z", "M0-5L5 4H-5z", "M0-5L5 0L0 5L-5 0z", "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z")
"""Square, triangle, diamond, disc."""
_STYLE: Final = """
text{font:13px system-ui,sans-serif;fill:#1f2328}.title{font-weight:600;font-size:15px}.note{font-size:11px}
.paper{fill:#fff}.grid{stroke:#d1d9e0;stroke-width:1}.ideal{stroke:#59636e;stroke-dasharray:5 4;fill:none}
.s0{--ink:#0550ae}.s1{--ink:#bc4c00}.s2{--ink:#116329}.s3{--ink:#8250df}
.line{stroke:var(--ink);fill:none;stroke-width:2}.whisker{stroke:var(--ink);stroke-width:1.2;opacity:.55}
.dot{fill:var(--ink)}.name{fill:var(--ink);font-weight:600}.mark{fill:var(--ink);font-size:11px}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.paper{fill:#0d1117}.grid{stroke:#30363d}.ideal{stroke:#9198a1}
.s0{--ink:#79c0ff}.s1{--ink:#ffa657}.s2{--ink:#7ee787}.s3{--ink:#d2a8ff}.name,.mark{fill:var(--ink)}}
"""


class Axis(msgspec.Struct, frozen=True):
    """One axis: its title, how it runs, from where to where, and what is written on it."""

    title: str
    runs: Literal["evenly", "by powers", "by odds"]
    least: float
    most: float
    ticks: tuple[tuple[float, str], ...]

    def at(self, value: float) -> float:
        """Return where a value lies, 0 to 1; what lies beyond an end is drawn at the end."""
        put = _PUT[self.runs]
        value = min(max(value, self.least), self.most)
        return (put(value) - put(self.least)) / (put(self.most) - put(self.least))


class Dot(msgspec.Struct, frozen=True):
    """A point, the interval of its height, what is written beside it and what is told of it."""

    x: float
    y: float
    low: float
    high: float
    mark: str
    told: str


class Line(msgspec.Struct, frozen=True):
    """Points in their order."""

    name: str
    dots: tuple[Dot, ...]


def draw(title: str, across: Axis, up: Axis, lines: Sequence[Line], *, ideal: bool = False) -> str:
    """Return the picture. `ideal`: with the diagonal, on which what was said is what came true."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{escape(title)}">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style>",
        f'<rect class="paper" width="{WIDE}" height="{HIGH}"/><text class="title" x="{LEFT}" y="24">{escape(title)}</text>',
        *_grid(across, up),
    ]
    if ideal:
        parts.append(f'<path class="ideal" d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}"/>')
    marked: list[tuple[float, float, float]] = []
    for n, line in enumerate(lines):
        parts.append(f'<g class="s{n}">')
        parts += _line(line, SHAPES[n % len(SHAPES)], across, up, marked)
        parts += _named(line.name, SHAPES[n % len(SHAPES)], TOP + 14 + 24 * n)
        parts.append("</g>")
    return "\n".join([*parts, "</svg>", ""])


def _grid(across: Axis, up: Axis) -> list[str]:
    parts = []
    for value, word in across.ticks:
        x = _x(across.at(value))
        parts.append(f'<path class="grid" d="M{x} {_y(0)}V{_y(1)}"/>')
        parts.append(f'<text x="{x}" y="{_y(0) + 19}" text-anchor="middle">{escape(word)}</text>')
    for value, word in up.ticks:
        y = _y(up.at(value))
        parts.append(f'<path class="grid" d="M{_x(0)} {y}H{_x(1)}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{escape(word)}</text>')
    middle = (_y(0) + _y(1)) / 2
    parts.append(f'<text x="{(_x(0) + _x(1)) / 2}" y="{HIGH - 16}" text-anchor="middle">{escape(across.title)}</text>')
    parts.append(f'<text transform="translate(18 {middle}) rotate(-90)" text-anchor="middle">{escape(up.title)}</text>')
    return parts


def _line(line: Line, shape: str, across: Axis, up: Axis, marked: list[tuple[float, float, float]]) -> list[str]:
    places = [(_x(across.at(dot.x)), _y(up.at(dot.y))) for dot in line.dots]
    parts = [f'<path class="line" d="M{"L".join(f"{x} {y}" for x, y in places)}"/>'] if places else []
    for dot, (x, y) in zip(line.dots, places, strict=True):
        parts.append(f'<path class="whisker" d="M{x} {_y(up.at(dot.low))}V{_y(up.at(dot.high))}"/>')
        parts.append(f'<path class="dot" transform="translate({x} {y})" d="{shape}"><title>{escape(dot.told)}</title></path>')
        right = x + 7 + MARK_WIDE * len(dot.mark)
        if not any(abs(y - other_y) < MARK_HIGH and x < other_to and right > other_x for other_x, other_to, other_y in marked):
            marked.append((x, right, y))
            parts.append(f'<text class="mark" x="{x + 7}" y="{y - 6}">{escape(dot.mark)}</text>')
    return parts


def _named(name: str, shape: str, y: float) -> list[str]:
    x = WIDE - RIGHT + 16
    return [
        f'<path class="dot" transform="translate({x} {y})" d="{shape}"/>',
        f'<text class="name" x="{x + 12}" y="{y + 4}">{escape(name)}</text>',
    ]


def _x(part: float) -> float:
    return round(LEFT + part * (WIDE - LEFT - RIGHT), 1)


def _y(part: float) -> float:
    return round(HIGH - BOTTOM - part * (HIGH - BOTTOM - TOP), 1)


def _odds(value: float) -> float:
    return math.log(value / (1.0 - value))


_PUT: Final[dict[str, Callable[[float], float]]] = {"evenly": float, "by powers": math.log, "by odds": _odds}
