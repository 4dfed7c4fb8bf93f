/** The icons of the console, in one sprite: lucide's for things and deeds, our own family for the state of a person.
 *
 * A template says `{% icon "house" %}`, TypeScript says `icon("house")`; both point into `build/icons.svg`. An icon that is
 * not listed here is not shipped, and one that lucide does not have fails the build.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const LUCIDE = [
  "arrow-left",
  "battery-warning",
  "bell",
  "building-2",
  "bug",
  "camera",
  "check",
  "chevron-down",
  "circle-check",
  "circle-help",
  "clock",
  "cloud-off",
  "crosshair",
  "file-text",
  "hand",
  "hourglass",
  "house",
  "inbox",
  "key-round",
  "keyboard",
  "layers",
  "link-2-off",
  "list",
  "locate-fixed",
  "log-out",
  "map",
  "map-pin-off",
  "maximize",
  "message-square-text",
  "minus",
  "monitor",
  "moon",
  "pencil",
  "phone",
  "plus",
  "printer",
  "radio-tower",
  "rotate-ccw",
  "satellite",
  "scale",
  "search",
  "send",
  "shield-alert",
  "siren",
  "store",
  "sun",
  "triangle-alert",
  "undo-2",
  "user",
  "users",
  "wifi-off",
  "wine",
  "x",
] as const;

const MARKS = ["inside", "outside", "unsure", "silent", "tamper", "bilezik"] as const;

const inner = (svg: string): string =>
  svg
    .replace(/^[\s\S]*?<svg[^>]*>/, "")
    .replace(/<\/svg>\s*$/, "")
    .replace(/\s+/g, " ")
    .trim();

/** Return the sprite: one `<symbol>` an icon. */
export function sprite(): string {
  const require = createRequire(import.meta.url);
  const stroke = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
  const lucide = LUCIDE.map((name) => {
    const svg = readFileSync(require.resolve(`lucide-static/icons/${name}.svg`), "utf8");
    return `<symbol id="${name}" viewBox="0 0 24 24"><g ${stroke}>${inner(svg)}</g></symbol>`;
  });
  const marks = MARKS.map((name) => {
    const svg = readFileSync(new URL(`./src/marks/${name}.svg`, import.meta.url), "utf8");
    return `<symbol id="mark-${name}" viewBox="0 0 24 24">${inner(svg)}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${[...marks, ...lucide].join("")}</svg>`;
}
