/** The state of a person as a picture on the map: our own marks, in the colours of the theme, on a disc of the page's ground. */
import type { MapLibreMap } from "maplibre-gl";
import inside from "../marks/inside.svg?raw";
import outside from "../marks/outside.svg?raw";
import silent from "../marks/silent.svg?raw";
import tamper from "../marks/tamper.svg?raw";
import unsure from "../marks/unsure.svg?raw";
import type { Colour, Colours } from "./tokens";

/** The order is the wire order of `people.json`. The shape says where the person is; the colour, how urgent it is. */
export const MARKS = ["inside", "silent", "unsure", "outside", "tamper"] as const;
export type Mark = (typeof MARKS)[number];

/** How urgent a person is, by the priority of the worst unresolved alert; the later, the worse. */
export const TONES = ["plain", "amber", "red"] as const;
export type Tone = (typeof TONES)[number];

/** Return the name of the picture of a mark in a tone. */
export const picture = (mark: Mark, tone: Tone): string => `${mark}-${tone}`;

const SHAPES: Readonly<Record<Mark, string>> = { inside, outside, silent, tamper, unsure };
const COLOURS: Readonly<Record<Tone, Colour>> = { plain: "ink-2", amber: "amber-ink", red: "red" };
const SIDE = 56; // drawn at twice its size on the screen, for sharp edges
const PAD = 8;

async function drawn(mark: Mark, tone: Tone, colour: Colours): Promise<ImageData> {
  const canvas = document.createElement("canvas");
  canvas.width = SIDE;
  canvas.height = SIDE;
  const pen = canvas.getContext("2d");
  if (pen === null) {
    throw new Error("no canvas");
  }
  const name = mark === "silent" && tone === "plain" ? "grey" : COLOURS[tone];
  const svg = SHAPES[mark].replaceAll("currentColor", colour[name]);
  const shape = new Image(SIDE - 2 * PAD, SIDE - 2 * PAD);
  shape.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await shape.decode();
  pen.fillStyle = colour.pane;
  pen.beginPath();
  pen.arc(SIDE / 2, SIDE / 2, SIDE / 2 - 2, 0, 2 * Math.PI);
  pen.fill();
  pen.drawImage(shape, PAD, PAD, SIDE - 2 * PAD, SIDE - 2 * PAD);
  return pen.getImageData(0, 0, SIDE, SIDE);
}

/** Draw the marks anew for the theme in force. */
export async function addMarks(map: MapLibreMap, colour: Colours): Promise<void> {
  for (const mark of MARKS) {
    for (const tone of TONES) {
      const name = picture(mark, tone);
      const made = await drawn(mark, tone, colour);
      if (map.hasImage(name)) {
        map.updateImage(name, made);
      } else {
        map.addImage(name, made, { pixelRatio: 2 });
      }
    }
  }
}
