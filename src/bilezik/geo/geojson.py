"""Shapes as JSON, both ways.

1. Polygon and MultiPolygon (RFC 7946), bare or as a Feature or FeatureCollection; a circle, which GeoJSON has not, as
   `{"circle": [lat, lon, radius_m]}`; either wrapped as `{"geojson": ...}`.
2. GeoJSON has longitude first and closed rings; a `Ring` has latitude first and is open.
3. Longitudes beyond 180 (a map scrolled round) come in by whole turns. A third number (height) is left out.
4. The form is judged here, the shape in `geo.check`.
"""

from bilezik.domain.zone import Circle, Polygon, Ring, Shape
from bilezik.geo.rings import turn

_MOST_DEEP = 4


def shape_from_geojson(obj: object, where: str = "zone") -> Shape:
    """Return the shape `obj` describes; `ValueError` names the field, beginning with `where`, if it describes none."""
    return _shape(obj, where, 0)


def shape_to_geojson(shape: Shape) -> dict[str, object]:
    """Return `shape` as plain JSON values: a GeoJSON geometry, or `{"circle": [lat, lon, radius_m]}`."""
    if isinstance(shape, Circle):
        return {"circle": [shape.lat, shape.lon, shape.radius_m]}
    parts = [[[[lon, lat] for lat, lon in _closed(ring)] for ring in part] for part in shape.parts]
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": parts}


def _shape(obj: object, where: str, depth: int) -> Shape:
    if not isinstance(obj, dict):
        raise ValueError(f"{where}: must be an object")  # noqa: TRY004  a wrong document is a wrong value to its reader
    if depth > _MOST_DEEP:
        raise ValueError(f"{where}: is wrapped too deep")
    if "circle" in obj:
        return Circle(*_numbers(obj["circle"], f"{where}.circle", 3, "[lat, lon, radius_m]"))
    if "geojson" in obj:
        return _shape(obj["geojson"], f"{where}.geojson", depth + 1)
    match obj.get("type"):
        case "Polygon":
            return Polygon((_part(obj.get("coordinates"), f"{where}.coordinates"),))
        case "MultiPolygon":
            parts = _list(obj.get("coordinates"), f"{where}.coordinates")
            return Polygon(tuple(_part(part, f"{where}.coordinates[{number}]") for number, part in enumerate(parts)))
        case "Feature":
            return _shape(obj.get("geometry"), f"{where}.geometry", depth + 1)
        case "FeatureCollection":
            return _collection(obj.get("features"), f"{where}.features", depth)
        case kind:
            raise ValueError(f"{where}: must be a Polygon, a MultiPolygon or a circle, is {kind!r}")


def _collection(obj: object, where: str, depth: int) -> Shape:
    shapes = [_shape(feature, f"{where}[{number}]", depth + 1) for number, feature in enumerate(_list(obj, where))]
    if not shapes:
        raise ValueError(f"{where}: is empty")
    if len(shapes) == 1:
        return shapes[0]
    parts: list[tuple[Ring, ...]] = []
    for number, shape in enumerate(shapes):
        if isinstance(shape, Circle):
            raise ValueError(f"{where}[{number}]: a circle cannot be one of several")  # noqa: TRY004  as above
        parts.extend(shape.parts)
    return Polygon(tuple(parts))


def _part(obj: object, where: str) -> tuple[Ring, ...]:
    return tuple(_ring(ring, f"{where}[{number}]") for number, ring in enumerate(_list(obj, where)))


def _ring(obj: object, where: str) -> Ring:
    corners: list[tuple[float, float]] = []
    for number, corner in enumerate(_list(obj, where)):
        lon, lat, *_ = _numbers(corner, f"{where}[{number}]", 2, "[lon, lat]")
        corners.append((lat, lon if -180.0 <= lon <= 180.0 else turn(lon, 0.0)))
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    return tuple(corners)


def _numbers(obj: object, where: str, least: int, form: str) -> tuple[float, ...]:
    values = _list(obj, where)
    numbers = tuple(float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool) and abs(v) < 1e9)
    if len(numbers) != len(values) or not least <= len(numbers) <= 3:
        raise ValueError(f"{where}: must be {form} in numbers")
    return numbers


def _list(obj: object, where: str) -> list[object]:
    if not isinstance(obj, list):
        raise ValueError(f"{where}: must be a list")  # noqa: TRY004  as above
    return obj


def _closed(ring: Ring) -> Ring:
    return ring if ring[0] == ring[-1] else (*ring, ring[0])
