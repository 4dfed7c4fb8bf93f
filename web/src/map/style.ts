/** The map's style, from the ground up.
 *
 * 1. No glyphs and no sprite: labels are drawn from the page's own font, so nothing is asked of another host.
 * 2. Solid lines join positions, dotted lines are time without positions; an error circle belongs to every position.
 * 3. An unsure thing is drawn unsure: doubted positions are hollow and joined to nothing.
 * 4. A tile basemap, where a department has one, goes between `cities` and `grid`.
 */
import type { FeatureCollection } from "geojson";
import type { FilterSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Colours } from "./tokens";

const FONT = ["Inter Variable"];
const empty: FeatureCollection = { type: "FeatureCollection", features: [] };

export interface Sources {
  readonly regions: string;
  readonly towns: string;
}

/** Return the whole style for one theme. */
export function style(sources: Sources, colour: Colours): StyleSpecification {
  return {
    version: 8,
    sources: {
      regions: { type: "geojson", data: sources.regions, attribution: "© OpenStreetMap contributors, GeoNames" },
      towns: { type: "geojson", data: sources.towns },
      grid: { type: "geojson", data: empty },
      zones: { type: "geojson", data: empty },
      track: { type: "geojson", data: empty },
      people: {
        type: "geojson",
        data: empty,
        promoteId: "id",
        cluster: true,
        clusterRadius: 40,
        clusterMaxZoom: 12,
        clusterProperties: { worst: ["max", ["get", "rank"]] },
      },
      chosen: { type: "geojson", data: empty },
    },
    layers: [
      ...land(colour),
      ...zones(colour),
      ...people(colour),
      ...track(colour),
      ...chosen(colour),
      ...witnesses(colour),
    ],
  };
}

function land(colour: Colours): LayerSpecification[] {
  return [
    { id: "ground", type: "background", paint: { "background-color": colour["map-ground"] } },
    { id: "land", type: "fill", source: "regions", paint: { "fill-color": colour["map-land"] } },
    {
      id: "cities",
      type: "fill",
      source: "regions",
      filter: ["get", "city"],
      paint: { "fill-color": colour["map-city"] },
    },
    { id: "grid", type: "line", source: "grid", paint: { "line-color": colour["map-grid"], "line-width": 1 } },
    {
      id: "borders",
      type: "line",
      source: "regions",
      paint: { "line-color": colour["map-line"], "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.6, 10, 1.6] },
    },
    {
      id: "town-dots",
      type: "circle",
      source: "towns",
      filter: ["<=", ["get", "rank"], ["step", ["zoom"], 1, 5, 2, 6.5, 3, 8, 4]],
      paint: { "circle-radius": 2, "circle-color": colour["map-text"], "circle-opacity": 0.7 },
    },
    {
      id: "town-names",
      type: "symbol",
      source: "towns",
      filter: ["<=", ["get", "rank"], ["step", ["zoom"], 1, 5, 2, 6.5, 3, 8.5, 4]],
      layout: {
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": ["step", ["get", "rank"], 13, 1, 12, 3, 11],
        "text-variable-anchor": ["left", "right", "top", "bottom"],
        "text-radial-offset": 0.6,
        "symbol-sort-key": ["get", "rank"],
      },
      paint: { "text-color": colour["map-text"], "text-halo-color": colour["map-halo"], "text-halo-width": 1.5 },
    },
  ];
}

function zones(colour: Colours): LayerSpecification[] {
  const tone: ["match", ...unknown[]] = ["match", ["get", "rule"], "keep_out", colour.red, colour.blue];
  return [
    {
      id: "zone-fill",
      type: "fill",
      source: "zones",
      filter: ["==", ["get", "part"], "zone"],
      paint: { "fill-color": tone as never, "fill-opacity": ["case", ["get", "wide"], 0, ["get", "now"], 0.14, 0.05] },
    },
    {
      id: "zone-edge",
      type: "line",
      source: "zones",
      filter: ["==", ["get", "part"], "zone"],
      paint: { "line-color": tone as never, "line-width": 2, "line-opacity": ["case", ["get", "now"], 1, 0.55] },
    },
    {
      id: "zone-tolerance",
      type: "line",
      source: "zones",
      filter: ["==", ["get", "part"], "tolerance"],
      paint: { "line-color": tone as never, "line-width": 1.25, "line-dasharray": [3, 3], "line-opacity": 0.8 },
    },
    {
      id: "zone-names",
      type: "symbol",
      source: "zones",
      filter: ["==", ["get", "part"], "name"],
      minzoom: 10,
      layout: {
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": 12,
        "text-anchor": "top",
        "text-max-width": 12,
      },
      paint: { "text-color": tone as never, "text-halo-color": colour["map-halo"], "text-halo-width": 1.5 },
    },
  ];
}

function track(colour: Colours): LayerSpecification[] {
  return [
    {
      id: "errors",
      type: "fill",
      source: "track",
      filter: ["==", ["get", "part"], "error"],
      paint: { "fill-color": colour["ink-2"], "fill-opacity": ["case", ["get", "witness"], 0.12, 0.05] },
    },
    {
      id: "error-edges",
      type: "line",
      source: "track",
      filter: ["==", ["get", "part"], "error"],
      paint: {
        "line-color": colour["ink-2"],
        "line-width": 1,
        "line-opacity": ["case", ["get", "witness"], 0.65, 0.25],
      },
    },
    {
      id: "tracks",
      type: "line",
      source: "track",
      filter: ["==", ["get", "part"], "line"],
      layout: { "line-join": "round", "line-cap": "round" },
      paint: { "line-color": colour["ink-2"], "line-width": 1.75, "line-opacity": 0.7 },
    },
    {
      id: "gaps",
      type: "line",
      source: "track",
      filter: ["==", ["get", "part"], "gap"],
      layout: { "line-cap": "round" },
      paint: { "line-color": colour["ink-3"], "line-width": 2, "line-dasharray": [0.1, 2.4] },
    },
    {
      id: "fixes",
      type: "circle",
      source: "track",
      filter: ["all", ["in", ["get", "part"], ["literal", ["fix", "doubted"]]], ["!", ["get", "witness"]]],
      paint: {
        "circle-radius": 3,
        "circle-color": ["match", ["get", "part"], "doubted", colour.pane, colour.ink],
        "circle-stroke-color": ["match", ["get", "part"], "doubted", colour.grey, colour.pane],
        "circle-stroke-width": 1.25,
      },
    },
  ];
}

/** The numbered positions of the evidence stand above everything. */
function witnesses(colour: Colours): LayerSpecification[] {
  const filter: FilterSpecification = [
    "all",
    ["in", ["get", "part"], ["literal", ["fix", "doubted"]]],
    ["get", "witness"],
  ];
  return [
    {
      id: "witnesses",
      type: "circle",
      source: "track",
      filter,
      paint: {
        "circle-radius": 8.5,
        "circle-color": ["match", ["get", "part"], "doubted", colour.pane, colour.ink],
        "circle-stroke-color": ["match", ["get", "part"], "doubted", colour.grey, colour.pane],
        "circle-stroke-width": 1.25,
      },
    },
    {
      id: "numbers",
      type: "symbol",
      source: "track",
      filter,
      layout: { "text-field": ["get", "number"], "text-font": FONT, "text-size": 11, "text-allow-overlap": true },
      paint: { "text-color": ["match", ["get", "part"], "doubted", colour.ink, colour.pane] },
    },
  ];
}

function people(colour: Colours): LayerSpecification[] {
  return [
    {
      id: "clusters",
      type: "circle",
      source: "people",
      filter: ["has", "point_count"],
      paint: {
        "circle-color": colour.pane,
        "circle-radius": ["step", ["get", "point_count"], 13, 10, 15, 100, 19, 1000, 24],
        "circle-stroke-width": ["step", ["get", "worst"], 1.5, 1, 2.5],
        "circle-stroke-color": ["step", ["get", "worst"], colour["ink-2"], 1, colour.amber, 2, colour.red],
      },
    },
    {
      id: "cluster-counts",
      type: "symbol",
      source: "people",
      filter: ["has", "point_count"],
      layout: {
        "text-field": ["to-string", ["get", "point_count"]],
        "text-font": FONT,
        "text-size": 12,
        "text-allow-overlap": true,
      },
      paint: { "text-color": colour.ink },
    },
    {
      id: "people",
      type: "symbol",
      source: "people",
      filter: ["!", ["has", "point_count"]],
      layout: {
        "icon-image": ["get", "picture"],
        "icon-size": ["interpolate", ["linear"], ["zoom"], 5, 0.62, 12, 0.86],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "symbol-sort-key": ["get", "rank"],
      },
    },
  ];
}

function chosen(colour: Colours): LayerSpecification[] {
  return [
    {
      id: "chosen-ring",
      type: "circle",
      source: "chosen",
      paint: {
        "circle-radius": 17,
        "circle-color": "rgba(0,0,0,0)",
        "circle-stroke-color": colour.blue,
        "circle-stroke-width": 2.5,
      },
    },
    {
      id: "chosen",
      type: "symbol",
      source: "chosen",
      layout: {
        "icon-image": ["get", "picture"],
        "icon-allow-overlap": true,
        "text-field": ["format", ["get", "name"], {}, "\n", {}, ["get", "age"], { "font-scale": 0.85 }],
        "text-font": FONT,
        "text-size": 13,
        "text-variable-anchor": ["left", "right", "top", "bottom"],
        "text-justify": "auto",
        "text-radial-offset": 1.7,
        "text-allow-overlap": true,
      },
      paint: { "text-color": colour.ink, "text-halo-color": colour["map-halo"], "text-halo-width": 2 },
    },
  ];
}
