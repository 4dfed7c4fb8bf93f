/** A map as all of ours are: our style, north on top, flat; where nothing else is said, the whole country. */
import "../styles/map.css";
import {
  AttributionControl,
  type GeoJSONSource,
  MapLibreMap,
  type MapOptions,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from "maplibre-gl";
import worker from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { gettext } from "../words";
import { type Sources, style } from "./style";
import { colours } from "./tokens";

/** Kazakhstan, with a little room. */
export const COUNTRY: [number, number, number, number] = [46.2, 40.4, 87.6, 55.6];

/** How long a land that could not be fetched is left in peace. */
const AGAIN_MS = 5000;

setWorkerUrl(worker);

export function ground(container: HTMLElement, setting: Sources, more: Partial<MapOptions> = {}): MapLibreMap {
  const map = new MapLibreMap({
    container,
    style: style(setting, colours()),
    ...(more.center === undefined ? { bounds: COUNTRY, fitBoundsOptions: { padding: 16 } } : {}),
    minZoom: 2.5,
    maxZoom: 19,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    attributionControl: false,
    fadeDuration: 0, // without a graphics card each frame of a fade costs a fifth of a second, after every word of a person
    locale: words(),
    ...more,
  });
  map.on("error", (event) => {
    console.error(event.error); // as MapLibre does where nobody listens
    const name = (event as { sourceId?: string }).sourceId;
    if (name === "regions" || name === "towns") {
      setTimeout(() => void (map.getSource(name) as GeoJSONSource | undefined)?.setData(setting[name]), AGAIN_MS);
    }
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new AttributionControl({ compact: matchMedia("(max-width: 899px)").matches }), "bottom-right");
  map.addControl(new ScaleControl({ maxWidth: 120 }), "bottom-left");
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  return map;
}

function words(): Record<string, string> {
  return {
    "Map.Title": gettext("Map: arrow keys move it, plus and minus zoom"),
    "NavigationControl.ZoomIn": gettext("Zoom in"),
    "NavigationControl.ZoomOut": gettext("Zoom out"),
    "ScaleControl.Meters": gettext("m"),
    "ScaleControl.Kilometers": gettext("km"),
    "AttributionControl.ToggleAttribution": gettext("Where the map is from"),
  };
}
