/** Whether we hear the server: a small word in the header, a banner with the time of the last word when we do not.
 *
 * Two voices are listened to, the feed and the map's polling; one that fails is enough to say so: half a picture is no picture.
 * The browser's own word that it is offline counts until it takes it back: not every page has a map to be heard again.
 * Three seconds of grace keep a restart of the web role from flashing.
 */
import { lasting } from "./clock";
import { now, page } from "./page";
import { gettext } from "./words";

const GRACE_MS = 3000;
type Voice = "feed" | "map" | "browser";
let last = 0;
const silentSince = new Map<Voice, number>();

const local = (at: number): string =>
  new Date(at).toLocaleTimeString(document.documentElement.lang || "en", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    ...(page.zone === undefined ? {} : { timeZone: page.zone }),
  });

function draw(): void {
  const gone = [...silentSince.values()].some((since) => Date.now() - since >= GRACE_MS);
  const word = document.getElementById("link");
  const banner = document.getElementById("lost");
  if (word === null || banner === null) {
    return;
  }
  word.dataset.link = gone ? "lost" : last === 0 ? "opening" : "live";
  const said = word.querySelector(".link-said");
  if (said !== null) {
    said.textContent = gone ? gettext("No connection") : last === 0 ? gettext("Connecting") : gettext("Live");
  }
  word.title = last === 0 ? "" : gettext("Last word from the server at %(time)s", { time: local(last) });
  if (gone) {
    const sentence = banner.querySelector(".lost-said");
    const text =
      last === 0
        ? gettext("No connection to the server. Nothing on this page is live. Trying again.")
        : gettext("Connection lost. Last word at %(time)s, %(age)s ago. What you see may be old. Trying again.", {
            time: local(last),
            age: lasting((now() - last) / 1000),
          });
    if (sentence !== null && sentence.textContent !== text) {
      sentence.textContent = text;
    }
  }
  banner.hidden = !gone;
}

/** The server spoke. */
export function heard(voice: Voice): void {
  last = now();
  silentSince.delete(voice);
  draw();
}

/** The server could not be heard. */
export function lost(voice: Voice): void {
  if (!silentSince.has(voice)) {
    silentSince.set(voice, Date.now());
  }
}

export function startLink(): void {
  setInterval(draw, 1000);
  addEventListener("offline", () => lost("browser"));
  addEventListener("online", () => silentSince.delete("browser"));
}
