/** Circles in true metres, and the grid that gives an empty map its measure. */
import type { Feature, LineString, Polygon, Position } from "geojson";

const METRES_A_DEGREE = 111_320;

/** Return the circle of `radius` metres around a position as a polygon. */
export function circle(lon: number, lat: number, radius: number, corners: number): Polygon {
  const high = radius / METRES_A_DEGREE;
  const wide = high / Math.max(Math.cos((lat * Math.PI) / 180), 0.01);
  const ring: Position[] = [];
  for (let corner = 0; corner <= corners; corner += 1) {
    const angle = (2 * Math.PI * corner) / corners;
    ring.push([lon + wide * Math.cos(angle), lat + high * Math.sin(angle)]);
  }
  return { type: "Polygon", coordinates: [ring] };
}

export interface Grid {
  readonly spacing: number;
  readonly lines: Feature<LineString>[];
}

/** Return grid lines over `bounds` (west, south, east, north) so that a square is about 120 pixels wide. */
export function grid(bounds: readonly [number, number, number, number], pixelsWide: number): Grid {
  const [west, south, east, north] = bounds;
  const middle = (south + north) / 2;
  const degree = METRES_A_DEGREE * Math.max(Math.cos((middle * Math.PI) / 180), 0.01);
  const spacing = round(((east - west) * degree * 120) / Math.max(pixelsWide, 1));
  const across = spacing / degree;
  const up = spacing / METRES_A_DEGREE;
  const lines: Feature<LineString>[] = [];
  const line = (from: Position, to: Position): void => {
    lines.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: [from, to] } });
  };
  for (let x = Math.floor(west / across) * across; x <= east; x += across) {
    line([x, south], [x, north]);
  }
  for (let y = Math.floor(south / up) * up; y <= north; y += up) {
    line([west, y], [east, y]);
  }
  return { spacing, lines };
}

/** Round a length in metres to 1, 2 or 5 times a power of ten. */
function round(metres: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(metres, 1)));
  const lead = metres / power;
  return (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10) * power;
}
