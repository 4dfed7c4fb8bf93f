/** The console's one entry: what every page needs, then what this page has.
 *
 * 1. Pages work without this file: links are links, forms are forms. It adds what is alive.
 * 2. Nothing is inline: the server's facts for this page are in `<script type="application/json" id="page">`.
 * 3. The map is a chunk of its own, asked for when the page stands.
 */
import "@fontsource-variable/inter/index.css";
import "./styles/index.css";
import "./partial";
import { startClocks } from "./clock";
import { startConditions, startMapOf } from "./conditions/form";
import { startDesk } from "./desk";
import { startFeed } from "./feed";
import { startKeys } from "./keys";
import { startLink } from "./link";
import { page } from "./page";
import { startPasskeys } from "./passkey";
import { startQueue } from "./queue";
import { startTheme } from "./theme";

startTheme();
startClocks();
startKeys();
startPasskeys();

if (page.feed !== undefined) {
  startLink();
  startQueue();
  startDesk();
  startFeed(page.feed);
}

const ground = document.getElementById("map-ground");
if (ground !== null && page.map !== undefined) {
  const setting = page.map;
  import("./map/index")
    .then(({ startMap }) => startMap(ground, setting))
    .catch(() => ground.closest(".map")?.classList.add("map-failed"));
}

const pin = document.getElementById("pin");
if (pin !== null) {
  import("./map/index").then(({ startPin }) => startPin(pin)).catch(() => pin.setAttribute("hidden", ""));
}

const condition = document.getElementById("condition");
if (condition instanceof HTMLFormElement) {
  startConditions(condition);
}
const drawing = document.getElementById("drawing-ground");
if (drawing !== null) {
  startMapOf(drawing);
}
