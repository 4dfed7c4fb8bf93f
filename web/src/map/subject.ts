/** Whom the detail pane is about: zones with tolerance, positions with their error circles, lines and gaps.
 *
 * 1. The pane carries `data-subject` (an address); the answer is the record's positions, nothing is inferred here.
 * 2. A line joins positions that follow each other within five minutes; a longer pause is dotted.
 * 3. A doubted position is hollow and joined to nothing.
 */
import type { Feature, FeatureCollection } from "geojson";
import { type GeoJSONSource, LngLatBounds, type MapLibreMap } from "maplibre-gl";
import { ago } from "../clock";
import { now } from "../page";
import { gettext } from "../words";
import { circle } from "./geometry";
import { picture } from "./marks";
import { type Person, person } from "./people";

const GAP_S = 300;
const WIDEST_CIRCLE_M = 50_000;
/** Room for the bar above, the sentence below and the name beside the mark. */
const PADDING = { top: 56, bottom: 88, left: 40, right: 96 };

type FixRow = [at: number, lon: number, lat: number, accuracy: number | null, doubted: boolean, number: number | null];

interface Answer {
  readonly person: string;
  readonly zones: FeatureCollection;
  readonly fixes: readonly FixRow[];
  readonly focus: readonly [number, number, number, number] | null;
}

let shown: Answer | null = null;
let address = "";

/** Return the id of the person the map is about, or null. */
export const subject = (): string | null => shown?.person ?? null;

function features(fixes: readonly FixRow[]): Feature[] {
  const made: Feature[] = [];
  let before: FixRow | null = null;
  for (const fix of fixes) {
    const [at, lon, lat, accuracy, doubted, number] = fix;
    const witness = number !== null;
    if (accuracy !== null && accuracy <= WIDEST_CIRCLE_M) {
      made.push({
        type: "Feature",
        properties: { part: "error", witness },
        geometry: circle(lon, lat, accuracy, witness ? 64 : 24),
      });
    }
    if (!doubted) {
      if (before !== null) {
        const part = at - before[0] > GAP_S ? "gap" : "line";
        const coordinates = [
          [before[1], before[2]],
          [lon, lat],
        ];
        made.push({
          type: "Feature",
          properties: { part, witness: false },
          geometry: { type: "LineString", coordinates },
        });
      }
      before = fix;
    }
    made.push({
      type: "Feature",
      properties: { part: doubted ? "doubted" : "fix", witness, number: number === null ? "" : String(number), at },
      geometry: { type: "Point", coordinates: [lon, lat] },
    });
  }
  return made;
}

const source = (map: MapLibreMap, name: string): GeoJSONSource | undefined =>
  map.getSource(name) as GeoJSONSource | undefined;

/** Say how old a position is, and how sure. */
export function age(one: Person): string {
  const error = one.accuracy === null ? gettext("error not stated") : gettext("±%(n)s m", { n: one.accuracy });
  return `${ago(now() / 1000 - one.fixed)} · ${error}`;
}

/** Draw the newest word of the chosen person: the mark and the name. */
export function redrawChosen(map: MapLibreMap): void {
  const one = shown === null ? undefined : person(shown.person);
  const here: Feature[] =
    one === undefined
      ? []
      : [
          {
            type: "Feature",
            properties: { picture: picture(one.mark, one.tone), name: one.name, age: age(one) },
            geometry: { type: "Point", coordinates: [one.lon, one.lat] },
          },
        ];
  void source(map, "chosen")?.setData({ type: "FeatureCollection", features: here });
}

/** Draw the subject anew: after an answer, or after the style was made anew. */
export function redrawSubject(map: MapLibreMap): void {
  const fixes = shown === null ? [] : features(shown.fixes);
  void source(map, "zones")?.setData(shown?.zones ?? { type: "FeatureCollection", features: [] });
  void source(map, "track")?.setData({ type: "FeatureCollection", features: fixes });
  redrawChosen(map);
  dimOthers(map);
  const said = document.getElementById("map-honest");
  if (said !== null) {
    said.hidden = !fixes.some((one) => one.properties?.part === "line" || one.properties?.part === "gap");
  }
}

/** While one person is looked at, the others stand back. */
export function dimOthers(map: MapLibreMap): void {
  const strength = shown === null ? 1 : 0.3;
  map.setPaintProperty("people", "icon-opacity", strength);
  map.setPaintProperty("clusters", "circle-opacity", strength);
  map.setPaintProperty("clusters", "circle-stroke-opacity", strength);
  map.setPaintProperty("cluster-counts", "text-opacity", strength);
}

/** Bring the subject's zones and evidence into view. */
export function focus(map: MapLibreMap): void {
  if (shown?.focus == null) {
    return;
  }
  const [west, south, east, north] = shown.focus;
  map.fitBounds(new LngLatBounds([west, south], [east, north]), { padding: PADDING, maxZoom: 16.5, duration: 0 });
}

/** Take the subject of the detail pane; `moves` brings it into view. */
export async function follow(map: MapLibreMap): Promise<void> {
  const pane = document.querySelector<HTMLElement>("[data-subject]");
  const wanted = pane?.dataset.subject ?? "";
  if (wanted === address) {
    return;
  }
  address = wanted;
  if (wanted === "") {
    shown = null;
    redrawSubject(map);
    return;
  }
  const answer = await fetch(wanted);
  if (!answer.ok || wanted !== address) {
    return;
  }
  shown = (await answer.json()) as Answer;
  redrawSubject(map);
  focus(map);
}

/** Read the same subject again (its evidence grew) without moving the map. */
export async function refollow(map: MapLibreMap): Promise<void> {
  if (address === "") {
    return;
  }
  const answer = await fetch(address);
  if (answer.ok) {
    shown = (await answer.json()) as Answer;
    redrawSubject(map);
  }
}
