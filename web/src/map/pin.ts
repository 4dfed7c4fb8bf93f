/** A small map with one pin: a click sets it, a drag moves it; the two fields below it say the same, and are what is sent. */
import { type LngLat, Marker } from "maplibre-gl";
import { ground } from "./ground";
import { style } from "./style";
import { colours } from "./tokens";

const NEAR = 13;
const TOWN = 9.5;
/** A metre; more digits are noise. */
const DIGITS = 5;

export async function startPin(frame: HTMLElement): Promise<void> {
  const container = document.getElementById("pin-ground");
  const lat = document.querySelector<HTMLInputElement>("#lat");
  const lon = document.querySelector<HTMLInputElement>("#lon");
  if (container === null || lat === null || lon === null) {
    return;
  }
  frame.hidden = false;
  const hint = document.querySelector<HTMLElement>(".pin-hint");
  if (hint !== null) {
    hint.hidden = false;
  }
  const sources = { regions: frame.dataset.regions ?? "", towns: frame.dataset.towns ?? "" };
  await document.fonts.load('12px "Inter Variable"').catch(() => undefined);
  const typed = place(lat, lon);
  const centre = typed ?? coordinates(frame.dataset.centre);
  const map = ground(container, sources, {
    ...(centre === null ? {} : { center: centre, zoom: typed === null ? TOWN : NEAR }),
    scrollZoom: false, // the page scrolls under the hand; the buttons and a double click go nearer
  });

  const pin = new Marker({ element: mark(), anchor: "bottom", draggable: true });
  const say = (at: LngLat): void => {
    lat.value = at.lat.toFixed(DIGITS);
    lon.value = at.wrap().lng.toFixed(DIGITS);
  };
  const draw = (fly: boolean): void => {
    const at = place(lat, lon);
    if (at === null) {
      pin.remove();
      return;
    }
    pin.setLngLat(at).addTo(map);
    if (fly) {
      map.easeTo({ center: at, zoom: Math.max(map.getZoom(), NEAR) });
    }
  };
  draw(false);
  map.on("click", (event) => {
    say(event.lngLat);
    draw(false);
  });
  pin.on("dragend", () => say(pin.getLngLat()));
  for (const field of [lat, lon]) {
    field.addEventListener("change", () => draw(true));
  }
  document.getElementById("pin-away")?.addEventListener("click", () => {
    lat.value = "";
    lon.value = "";
    draw(false);
    lat.focus();
  });
  document.addEventListener("theme", () => map.setStyle(style(sources, colours()), { diff: true }));
  await map.once("load");
  frame.dataset.ready = "yes";
}

/** The pin as a drop; the outer element is moved by the map, the inner one is turned. */
function mark(): HTMLElement {
  const made = document.createElement("span");
  const drop = document.createElement("span");
  drop.className = "pin-mark pin-turn";
  made.append(drop);
  return made;
}

/** What the two fields say, or null where that is no place. */
function place(lat: HTMLInputElement, lon: HTMLInputElement): [number, number] | null {
  return coordinates(`${lon.value.replace(",", ".")},${lat.value.replace(",", ".")}`);
}

function coordinates(text: string | undefined): [number, number] | null {
  const [lon, lat] = (text ?? "").split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const known = lon !== undefined && lat !== undefined && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  return known ? [lon, lat] : null;
}
