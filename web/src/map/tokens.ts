/** The colours of the map: the same tokens as the page, resolved for the theme in force. */

const NAMES = [
  "map-ground",
  "map-land",
  "map-city",
  "map-line",
  "map-grid",
  "map-text",
  "map-halo",
  "pane",
  "ink",
  "ink-2",
  "ink-3",
  "red",
  "red-ink",
  "amber",
  "amber-ink",
  "blue",
  "blue-ink",
  "grey",
  "grey-ink",
] as const;

export type Colour = (typeof NAMES)[number];
export type Colours = Readonly<Record<Colour, string>>;

/** Ask the browser what each token is now: a custom property holds `light-dark(…)`, a painted colour holds the answer. */
export function colours(): Colours {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const found = Object.fromEntries(
    NAMES.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, getComputedStyle(probe).color];
    }),
  );
  probe.remove();
  return found as Colours;
}
