/** The live map: MapLibre, our own style, people, the subject of the detail pane.
 *
 * Every deed of the map has a list beside it (the queue, the people list, the evidence list), for those who cannot use a map.
 */
import type { GeoJSONSource, MapLayerMouseEvent, MapLibreMap } from "maplibre-gl";
import { turnTo } from "../desk";
import { onWord } from "../feed";
import type { MapSetting } from "../page";
import { show } from "../partial";
import { gettext } from "../words";
import { grid } from "./geometry";
import { COUNTRY, ground } from "./ground";
import { addMarks } from "./marks";
import { person, redraw, startPeople } from "./people";
import { style } from "./style";
import { age, focus, follow, redrawChosen, redrawSubject, refollow, subject } from "./subject";
import { colours } from "./tokens";

/** Whoever draws a map asks for this one chunk: MapLibre is in it once. */
export { startPin } from "./pin";

const GRID_FROM_ZOOM = 9;
const AGE_EVERY_MS = 10_000;

export async function startMap(frame: HTMLElement, setting: MapSetting): Promise<void> {
  await document.fonts.load('12px "Inter Variable"').catch(() => undefined);
  const map = ground(frame, setting);
  await map.once("style.load"); // not "load": that never comes where the land could not be fetched, and people would be missing
  const ready = (): void => frame.closest(".map")?.classList.add("map-ready");
  map.once("load", ready);
  map.once("error", ready); // a map without its land is one all the same
  await addMarks(map, colours());

  startPeople(map, setting, () => redrawChosen(map));
  pointing(map, setting.person);
  buttons(map);
  map.on("moveend", () => drawGrid(map));
  drawGrid(map);
  void follow(map);
  setInterval(() => redrawChosen(map), AGE_EVERY_MS);

  document.addEventListener("htmx:afterSettle", () => void follow(map));
  document.addEventListener("theme", () => void recolour(map, setting));
  onWord((word) => {
    if (word.person !== undefined && word.person === subject()) {
      void refollow(map);
    }
  });
}

/** The theme changed: the style is made anew, and what was drawn is drawn again. */
async function recolour(map: MapLibreMap, setting: MapSetting): Promise<void> {
  const colour = colours();
  map.setStyle(style(setting, colour), { diff: true });
  await addMarks(map, colour);
  redraw(map);
  redrawSubject(map);
  drawGrid(map);
}

function drawGrid(map: MapLibreMap): void {
  const source = map.getSource("grid") as GeoJSONSource | undefined;
  const bounds = map.getBounds();
  const made =
    map.getZoom() < GRID_FROM_ZOOM
      ? { spacing: 0, lines: [] }
      : grid(
          [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()],
          map.getContainer().clientWidth,
        );
  void source?.setData({ type: "FeatureCollection", features: made.lines });
  const said = document.getElementById("map-grid");
  if (said !== null) {
    said.hidden = made.spacing === 0;
    said.textContent =
      made.spacing >= 1000
        ? gettext("Grid %(n)s km", { n: made.spacing / 1000 })
        : gettext("Grid %(n)s m", { n: made.spacing });
  }
}

/** Hovering names a person, a click opens the person, a click on a cluster goes nearer. */
function pointing(map: MapLibreMap, address: string): void {
  const tip = document.getElementById("map-tip");
  map.on("click", "people", (event: MapLayerMouseEvent) => {
    const id = event.features?.[0]?.properties.id as string | undefined;
    if (id !== undefined) {
      turnTo("detail");
      void show(address.replace("/0/", `/${id}/`), "#detail");
    }
  });
  map.on("click", "clusters", (event: MapLayerMouseEvent) => {
    const cluster = event.features?.[0];
    const source = map.getSource("people") as GeoJSONSource;
    if (cluster !== undefined) {
      void source
        .getClusterExpansionZoom(cluster.properties.cluster_id as number)
        .then((zoom) => map.easeTo({ center: event.lngLat, zoom: zoom + 0.5 }));
    }
  });
  map.on("mousemove", "people", (event: MapLayerMouseEvent) => {
    map.getCanvas().style.cursor = "pointer";
    const one = person(String(event.features?.[0]?.properties.id));
    if (tip === null || one === undefined) {
      return;
    }
    tip.replaceChildren(strong(one.name), document.createTextNode(age(one)));
    tip.style.translate = `${event.point.x + 14}px ${event.point.y + 14}px`;
    tip.hidden = false;
  });
  map.on("mouseleave", "people", () => {
    map.getCanvas().style.cursor = "";
    if (tip !== null) {
      tip.hidden = true;
    }
  });
  map.on("mouseenter", "clusters", () => {
    map.getCanvas().style.cursor = "pointer";
  });
  map.on("mouseleave", "clusters", () => {
    map.getCanvas().style.cursor = "";
  });
}

function strong(text: string): HTMLElement {
  const made = document.createElement("strong");
  made.textContent = text;
  return made;
}

function buttons(map: MapLibreMap): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const place = target.closest<HTMLElement>("[data-fly]")?.dataset.fly;
    if (place === "country") {
      map.fitBounds(COUNTRY, { padding: 16 });
    } else if (place === "subject") {
      turnTo("map");
      focus(map);
    } else if (place !== undefined) {
      const [lon, lat, zoom] = place.split(",").map(Number);
      if (lon !== undefined && lat !== undefined) {
        turnTo("map");
        map.easeTo({ center: [lon, lat], zoom: zoom ?? 16 });
      }
    }
  });
  document.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    const layers = box.dataset?.layers;
    if (layers !== undefined) {
      for (const layer of layers.split(" ")) {
        map.setLayoutProperty(layer, "visibility", box.checked ? "visible" : "none");
      }
    }
  });
}
