"""Polygons of a KML file (OGC 07-147r2), with their names.

1. A `Placemark` is one shape: its `Polygon`, or all polygons of its `MultiGeometry`. Points, lines and pictures are passed over.
2. The parser reads no DOCTYPE: so there are no entities, neither from elsewhere nor such as grow without end.
3. KML writes longitude first, in degrees WGS 84 always; height is left out.
"""

from typing import Final
from xml.parsers import expat

from bilezik.domain.zone import Polygon, Ring
from bilezik.geo.geojson import shape_from_geojson

_SEPARATOR: Final = "}"


def polygons(content: bytes) -> list[tuple[str, Polygon]]:
    """Return the shapes of the file; `ValueError` in words where it is no KML."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = reader.begin, reader.end
    parser.CharacterDataHandler = reader.said
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise ValueError(f"is no KML that can be read: {error}") from None
    if not reader.is_kml:
        raise ValueError("is an XML file, and no KML")
    return reader.found


def _refuse(*_: object) -> None:
    raise ValueError("has a DOCTYPE, which a KML file does not need")


class _Reader:
    """What stands between the tags, gathered while they go by."""

    def __init__(self) -> None:
        self.found: list[tuple[str, Polygon]] = []
        self.is_kml = False
        self._path: list[str] = []
        self._text: list[str] = []
        self._name = ""
        self._parts: list[tuple[Ring, ...]] = []
        self._rings: list[object] = []

    def begin(self, tag: str, _: dict[str, str]) -> None:
        name = tag.rpartition(_SEPARATOR)[2]
        self.is_kml |= not self._path and name == "kml"
        self._path.append(name)
        self._text.clear()
        if name == "Placemark":
            self._name, self._parts = "", []
        elif name == "Polygon":
            self._rings = []

    def said(self, text: str) -> None:
        if self._path and self._path[-1] in {"name", "coordinates"}:
            self._text.append(text)

    def end(self, tag: str) -> None:
        name = tag.rpartition(_SEPARATOR)[2]
        self._path.pop()
        above = self._path[-1] if self._path else ""
        text = "".join(self._text).strip()
        if name == "name" and above == "Placemark":
            self._name = text
        elif name == "coordinates" and above == "LinearRing" and "Polygon" in self._path:
            ring = _corners(text)
            # The outer ring comes first, wherever the file has it.
            self._rings.insert(0, ring) if "outerBoundaryIs" in self._path else self._rings.append(ring)
        elif name == "Polygon" and self._rings:
            shape = shape_from_geojson({"type": "Polygon", "coordinates": self._rings}, self._name or "polygon")
            assert isinstance(shape, Polygon)  # noqa: S101 - it was asked for one
            self._parts.extend(shape.parts)
        elif name == "Placemark" and self._parts:
            self.found.append((self._name, Polygon(tuple(self._parts))))
        self._text.clear()


def _corners(text: str) -> list[list[float]]:
    try:
        return [[float(number) for number in corner.split(",")] for corner in text.split()]
    except ValueError:
        raise ValueError("has coordinates that are no numbers") from None
