/** The people on the map: positions by polling, only what changed since the last answer.
 *
 * 1. One answer is `{since, all, people: [[id, name, lon, lat, accuracy_m, mark, urgency, battery, fixed, heard]]}`: `mark` is an
 *    index into `MARKS`, `urgency` a priority or 0, times are epoch seconds, unknown values are null. Whoever is not in an answer
 *    of all is gone; all are asked for every five minutes.
 * 2. An answer may repeat a person (the server overlaps its windows, so that a late commit is not missed): the newest wins.
 * 3. A failed poll is said to the connection's word and tried again; the points stay, and their ages go on counting.
 */
import type { Feature, Point } from "geojson";
import type { GeoJSONSource, MapLibreMap } from "maplibre-gl";
import { onWord } from "../feed";
import { heard, lost } from "../link";
import type { MapSetting } from "../page";
import { MARKS, type Mark, picture, TONES, type Tone } from "./marks";

const EVERY_MS = 3000;
const ALL_EVERY_MS = 300_000;

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
  readonly accuracy: number | null;
  readonly mark: Mark;
  readonly tone: Tone;
  readonly battery: number | null;
  readonly fixed: number;
  readonly heard: number | null;
}

type Row = [string, string, number, number, number | null, number, number, number | null, number, number | null];

interface Answer {
  readonly since: string;
  readonly all: boolean;
  readonly people: readonly Row[];
}

const known = new Map<string, Person>();

/** Return a person as last heard, or undefined. */
export const person = (id: string): Person | undefined => known.get(id);

const feature = (one: Person): Feature<Point> => ({
  type: "Feature",
  properties: { id: one.id, picture: picture(one.mark, one.tone), rank: TONES.indexOf(one.tone) },
  geometry: { type: "Point", coordinates: [one.lon, one.lat] },
});

const tamed = ([id, name, lon, lat, accuracy, mark, urgency, battery, fixed, at]: Row): Person => ({
  id,
  name,
  lon,
  lat,
  accuracy,
  mark: MARKS[mark] ?? "unsure",
  tone: urgency === 1 ? "red" : urgency === 2 ? "amber" : "plain",
  battery,
  fixed,
  heard: at,
});

/** Draw everybody known: after the style was made anew. */
export function redraw(map: MapLibreMap): void {
  const source = map.getSource("people") as GeoJSONSource | undefined;
  void source?.setData({ type: "FeatureCollection", features: [...known.values()].map(feature) });
}

function take(map: MapLibreMap, answer: Answer): void {
  if (answer.all) {
    known.clear();
  }
  for (const row of answer.people) {
    known.set(row[0], tamed(row));
  }
  if (answer.all) {
    redraw(map);
  } else if (answer.people.length > 0) {
    const source = map.getSource("people") as GeoJSONSource | undefined;
    void source?.updateData({ add: answer.people.map((row) => feature(tamed(row))) });
  }
}

/** Poll from now on; `changed` is called after each answer that brought something. */
export function startPeople(map: MapLibreMap, { people: address, only }: MapSetting, changed: () => void): void {
  let since = "";
  let allAt = 0;
  const wanted = new Set<string>();

  const poll = async (): Promise<void> => {
    const query = new URLSearchParams(only === null ? {} : { only });
    if (since !== "" && Date.now() - allAt < ALL_EVERY_MS) {
      query.set("since", since);
      if (wanted.size > 0) {
        query.set("of", [...wanted].join(","));
      }
    }
    try {
      const answer = await fetch(`${address}?${query}`);
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      const found = (await answer.json()) as Answer;
      heard("map");
      since = found.since;
      wanted.clear();
      if (found.all) {
        allAt = Date.now();
      }
      take(map, found);
      if (found.people.length > 0) {
        changed();
      }
    } catch {
      lost("map");
    }
  };

  const turn = async (): Promise<void> => {
    if (!document.hidden) {
      await poll();
    }
    setTimeout(turn, EVERY_MS);
  };
  // An alert changes how a person is drawn without a new position.
  onWord((word) => {
    if (word.kind === "alert" && word.person !== undefined) {
      wanted.add(word.person);
    }
  });
  void turn();
}
