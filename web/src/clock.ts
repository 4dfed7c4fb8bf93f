/** Times that count by themselves: `<time data-count="ago|waiting" datetime=…>`.
 *
 * The words are those of `console/words/times.py`, so that nothing flickers when the page comes alive.
 */
import { now } from "./page";
import { gettext } from "./words";

/** Return how long ago in words, the way an operator says it. */
export function ago(seconds: number): string {
  if (seconds < 10) {
    return gettext("just now");
  }
  return gettext("%(time)s ago", { time: lasting(seconds) });
}

/** Return a length of time in its two largest units. */
export function lasting(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) {
    return gettext("%(n)s s", { n: whole });
  }
  if (whole < 3600) {
    return gettext("%(n)s min", { n: Math.floor(whole / 60) });
  }
  if (whole < 86_400) {
    const minutes = Math.floor((whole % 3600) / 60);
    return minutes === 0
      ? gettext("%(n)s h", { n: Math.floor(whole / 3600) })
      : gettext("%(h)s h %(m)s min", { h: Math.floor(whole / 3600), m: minutes });
  }
  return gettext("%(n)s d %(h)s h", { n: Math.floor(whole / 86_400), h: Math.floor((whole % 86_400) / 3600) });
}

/** Write every counting time under `root` anew. */
export function tick(root: ParentNode = document): void {
  const at = now();
  for (const time of root.querySelectorAll<HTMLTimeElement>("time[data-count]")) {
    const seconds = (at - Date.parse(time.dateTime)) / 1000;
    const text = time.dataset.count === "ago" ? ago(seconds) : lasting(seconds);
    if (time.textContent !== text) {
      time.textContent = text;
    }
  }
}

export function startClocks(): void {
  tick();
  setInterval(tick, 1000);
  document.addEventListener("htmx:afterSettle", () => tick());
}
