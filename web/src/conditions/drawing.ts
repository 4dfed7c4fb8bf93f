/** The map to draw on: a circle, a border with holes, corners that move; and the places of the form around it.
 *
 * 1. The typed fields are the truth. What is drawn is written into them, what is typed is drawn.
 * 2. A circle is its middle and radius, never its corners; a border is lines of latitude, longitude, an empty line before a hole.
 * 3. A place that is chosen is drawn strong, one that may be chosen faint.
 */
import type { Feature, Geometry, Position } from "geojson";
import { type GeoJSONSource, LngLatBounds, type MapLibreMap } from "maplibre-gl";
import { TerraDraw, TerraDrawCircleMode, TerraDrawPolygonMode, TerraDrawSelectMode } from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import { circle, grid } from "../map/geometry";
import { ground } from "../map/ground";
import { style } from "../map/style";
import { colours } from "../map/tokens";
import type { DrawingSetting } from "../page";
import { gettext } from "../words";
import { kind } from "./form";

const METRES_A_DEGREE = 111_320;
const CORNERS = 64;
const GRID_FROM_ZOOM = 9;
/** Further away a place is too small to be seen: a dot stands for it. */
const DOTS_BELOW_ZOOM = 12;

const field = (name: string): HTMLInputElement | HTMLTextAreaElement | null =>
  document.querySelector(`[name="new-${name}"]`);
const value = (name: string): string => field(name)?.value.trim() ?? "";
const how = (): string => document.querySelector<HTMLInputElement>("[name='new-how']:checked")?.value ?? "";
const rounded = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

/** Return the rings that are typed, as (lon, lat), closed; null where they are none yet. */
function rings(): Position[][] | null {
  const blocks = value("border")
    .replaceAll("\r", "")
    .split(/\n\s*\n/);
  const found = blocks.map((block) =>
    block.split("\n").map((line) => {
      const [lat, lon] = line
        .trim()
        .split(/[;,\s]+/)
        .map(Number);
      return [rounded(lon ?? Number.NaN), rounded(lat ?? Number.NaN)];
    }),
  );
  const whole = found.every((ring) => ring.length >= 3 && ring.flat().every(Number.isFinite));
  return whole ? found.map((ring) => [...ring, ring[0] as Position]) : null;
}

function choose(which: string): void {
  const radio = document.querySelector<HTMLInputElement>(`[name='new-how'][value='${which}']`);
  if (radio !== null) {
    radio.checked = true;
  }
}

export async function startDrawing(frame: HTMLElement, setting: DrawingSetting): Promise<void> {
  const [lat, lon] = (frame.dataset.start ?? "").split(",").map(Number);
  const isPlaced = lat !== undefined && lon !== undefined && Number.isFinite(lat) && Number.isFinite(lon);
  const map = ground(frame, setting, isPlaced ? { center: [lon, lat], zoom: 14 } : {});
  await map.once("load");
  frame.closest(".map")?.classList.add("map-ready");

  places(map);
  measure(map);
  map.on("moveend", () => measure(map));
  if (document.querySelector("[data-draw]") !== null) {
    tools(map);
  } else {
    fit(map);
  }
  document.addEventListener("change", () => places(map));
  document.addEventListener("htmx:afterSettle", () => places(map));
  document.addEventListener("theme", () => {
    map.setStyle(style(setting, colours()), { diff: true });
    map.once("idle", () => places(map));
  });
}

/** An empty map has its measure: a grid of round metres. */
function measure(map: MapLibreMap): void {
  const bounds = map.getBounds();
  const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()] as const;
  const features = map.getZoom() < GRID_FROM_ZOOM ? [] : grid(box, map.getContainer().clientWidth).lines;
  void (map.getSource("grid") as GeoJSONSource | undefined)?.setData({ type: "FeatureCollection", features });
}

/** Draw the places of the lists. */
function places(map: MapLibreMap): void {
  const form = document.getElementById("condition") ?? document.body;
  const made: Feature[] = [];
  for (const one of document.querySelectorAll<HTMLElement>("[data-drawing]")) {
    const geometry = JSON.parse(one.dataset.drawing ?? "null") as Geometry | null;
    if (geometry !== null) {
      const now = !(one instanceof HTMLInputElement) || one.checked;
      const rule = kind(form);
      made.push({ type: "Feature", properties: { part: "zone", rule, now, wide: false }, geometry });
      const box = around(geometry);
      made.push({
        type: "Feature",
        properties: { part: "name", rule, name: one.dataset.name ?? "" },
        geometry: { type: "Point", coordinates: [box.getCenter().lng, box.getSouth()] },
      });
    }
  }
  if (map.getLayer("place-dots") === undefined) {
    const colour = colours();
    map.addLayer({
      id: "place-dots",
      type: "circle",
      source: "zones",
      filter: ["==", ["get", "part"], "name"],
      maxzoom: DOTS_BELOW_ZOOM,
      paint: {
        "circle-radius": 4,
        "circle-color": colour.blue,
        "circle-stroke-color": colour.pane,
        "circle-stroke-width": 1.5,
      },
    });
  }
  void (map.getSource("zones") as GeoJSONSource | undefined)?.setData({ type: "FeatureCollection", features: made });
}

/** Return the box around a polygon or several. */
function around(geometry: Geometry): LngLatBounds {
  const box = new LngLatBounds();
  const numbers = "coordinates" in geometry ? (geometry.coordinates.flat(9) as number[]) : [];
  for (let place = 0; place + 1 < numbers.length; place += 2) {
    box.extend([numbers[place] ?? 0, numbers[place + 1] ?? 0]);
  }
  return box;
}

/** Bring the places of the lists into view. */
function fit(map: MapLibreMap): void {
  const box = new LngLatBounds();
  for (const one of document.querySelectorAll<HTMLElement>("[data-drawing]")) {
    const geometry = JSON.parse(one.dataset.drawing ?? "null") as Geometry | null;
    if (geometry !== null) {
      box.extend(around(geometry));
    }
  }
  if (!box.isEmpty()) {
    map.fitBounds(box, { padding: 48, maxZoom: 15, duration: 0 });
  }
}

function tools(map: MapLibreMap): void {
  const blue = "#1463b8" as const;
  const amber = "#d98a00" as const;
  const shape = { fillColor: blue, fillOpacity: 0.15, outlineColor: blue, outlineWidth: 2 } as const;
  const corners = { midpoints: true, draggable: true, deletable: true } as const;
  const draw = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: 6 }),
    modes: [
      new TerraDrawCircleMode({ segments: CORNERS, drawInteraction: "click-move-or-drag", styles: shape }),
      new TerraDrawPolygonMode({ styles: shape }),
      new TerraDrawPolygonMode({
        modeName: "hole",
        styles: { fillColor: amber, fillOpacity: 0.2, outlineColor: amber, outlineWidth: 2 },
      }),
      new TerraDrawSelectMode({
        flags: {
          circle: { feature: { draggable: true, coordinates: { resizable: "center-fixed" } } },
          polygon: { feature: { draggable: true, coordinates: corners } },
          hole: { feature: { draggable: true, coordinates: corners } },
        },
      }),
    ],
  });
  draw.start();
  const hint = document.getElementById("drawing-hint");
  const bar = document.querySelector<HTMLElement>(".cond-tools");
  let ours = false;

  const words: Record<string, string> = {
    circle: gettext("Press on the middle and drag to the edge."),
    polygon: gettext("Click corner after corner; click the last corner again to finish."),
    hole: gettext("Click the corners of what is left out; click the last corner again to finish."),
    select: gettext("Click the shape, then drag it, its corners or its edge. Right click removes a corner."),
  };
  const mode = (name: string): void => {
    draw.setMode(name);
    for (const button of document.querySelectorAll<HTMLElement>("[data-draw]")) {
      if (button.hasAttribute("aria-pressed")) {
        button.setAttribute("aria-pressed", String(button.dataset.draw === name));
      }
    }
    if (hint !== null) {
      hint.textContent = words[name] ?? "";
    }
  };

  /** Draw what is typed. */
  const typed = (): void => {
    ours = true;
    if (draw.getMode() === "select") {
      for (const one of draw.getSnapshot().filter((found) => found.properties.selected === true)) {
        draw.deselectFeature(one.id as string);
      }
    }
    draw.clear();
    if (how() === "circle") {
      const [atLat, atLon, radius] = [value("lat"), value("lon"), value("radius")].map((text) =>
        text === "" ? Number.NaN : Number(text.replace(",", ".")),
      ) as [number, number, number];
      if ([atLat, atLon, radius].every(Number.isFinite) && radius > 0 && Math.abs(atLat) < 85) {
        const made = circle(atLon, atLat, radius, CORNERS);
        const coordinates = made.coordinates.map((ring) => ring.map(([x = 0, y = 0]) => [rounded(x), rounded(y)]));
        for (const ring of coordinates) {
          ring[ring.length - 1] = ring[0] as Position as [number, number];
        }
        draw.addFeatures([
          {
            type: "Feature",
            properties: { mode: "circle", radiusKilometers: radius / 1000 },
            geometry: { type: "Polygon", coordinates },
          },
        ]);
        seen([atLon, atLat]);
      }
    } else if (how() === "border") {
      const found = rings() ?? [];
      draw.addFeatures(
        found.map((ring, number) => ({
          type: "Feature" as const,
          properties: { mode: number === 0 ? "polygon" : "hole" },
          geometry: { type: "Polygon" as const, coordinates: [ring] },
        })),
      );
      const first = found[0]?.[0];
      if (first !== undefined) {
        seen(first);
      }
    }
    ours = false;
  };
  const seen = (at: Position): void => {
    const place: [number, number] = [at[0] ?? 0, at[1] ?? 0];
    if (!map.getBounds().contains(place)) {
      map.jumpTo({ center: place, zoom: Math.max(map.getZoom(), 14) });
    }
  };

  /** Write what is drawn. */
  const written = (): void => {
    const found = draw.getSnapshot().filter((one) => one.geometry.type === "Polygon" && "mode" in one.properties);
    const of = (name: string): Position[][] =>
      found
        .filter((one) => one.properties.mode === name)
        .map((one) => (one.geometry.coordinates as Position[][])[0] ?? []);
    const [round] = of("circle").slice(-1);
    if (round !== undefined) {
      const open = round.slice(0, -1);
      const middle = (axis: number): number => open.reduce((sum, at) => sum + (at[axis] ?? 0), 0) / open.length;
      const [x, y] = [middle(0), middle(1)];
      const scale = METRES_A_DEGREE * Math.cos((y * Math.PI) / 180);
      const far = open.map((at) => Math.hypot(((at[0] ?? 0) - x) * scale, ((at[1] ?? 0) - y) * METRES_A_DEGREE));
      choose("circle");
      put("lat", y.toFixed(6));
      put("lon", x.toFixed(6));
      put("radius", String(Math.max(1, Math.round(far.reduce((sum, one) => sum + one, 0) / far.length))));
    } else if (of("polygon").length > 0) {
      choose("border");
      const text = [...of("polygon").slice(-1), ...of("hole")].map((ring) =>
        ring
          .slice(0, -1)
          .map((at) => `${(at[1] ?? 0).toFixed(6)}, ${(at[0] ?? 0).toFixed(6)}`)
          .join("\n"),
      );
      put("border", text.join("\n\n"));
    } else {
      return;
    }
    document.getElementById("condition")?.dispatchEvent(new Event("drawn"));
  };

  draw.on("finish", (id, context) => {
    if (context.action === "draw") {
      const made = draw.getSnapshotFeature(id)?.properties.mode;
      const others = draw
        .getSnapshot()
        .filter(
          (one) => one.id !== id && "mode" in one.properties && (made !== "hole" || one.properties.mode === "circle"),
        )
        .map((one) => one.id as string);
      draw.removeFeatures(others); // one place at a time; a hole joins its border
      setTimeout(() => mode("select"));
    }
    written();
  });
  draw.on("change", (_ids, type) => {
    if (!ours && draw.getMode() === "select" && type === "delete") {
      written();
    }
  });
  if (bar !== null) {
    bar.addEventListener("click", (event) => {
      const name = (event.target as Element).closest<HTMLElement>("[data-draw]")?.dataset.draw;
      if (name === "clear") {
        draw.clear();
        choose("");
        for (const one of ["lat", "lon", "radius", "border"]) {
          put(one, "");
        }
      } else if (name === "middle") {
        const { lat, lng } = map.getCenter();
        map.jumpTo({ zoom: Math.max(map.getZoom(), DOTS_BELOW_ZOOM + 2) });
        choose("circle");
        put("lat", lat.toFixed(6));
        put("lon", lng.toFixed(6));
        put("radius", "100");
        typed();
        mode("select");
        document.getElementById("condition")?.dispatchEvent(new Event("drawn"));
      } else if (name !== undefined) {
        mode(name);
      }
    });
  }
  document.addEventListener("change", (event) => {
    if ((event.target as HTMLInputElement).name?.startsWith("new-")) {
      typed();
    }
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if ((event.target as Element).id === "drawn") {
      typed();
    }
  });
  typed();
  mode(draw.getSnapshot().length > 0 ? "select" : "circle");
}

function put(name: string, text: string): void {
  const found = field(name);
  if (found !== null) {
    found.value = text;
  }
}
