/** The queue: live, and nothing jumps.
 *
 * 1. A row on the screen changes in place and never moves.
 * 2. An alert that is not on the screen waits under "3 new" until a person takes it in, or until the list is empty.
 * 3. A row that no longer matches the filter stays, dimmed, until the list is read anew.
 * 4. The server decides what matches and how a row reads; this file only places rows.
 */
import { tick } from "./clock";
import { onWord } from "./feed";
import { page } from "./page";
import { ask, htmx, process } from "./partial";
import { gettext, ngettext } from "./words";

const GATHER_MS = 300;
const waiting = new Set<string>();
const changed = new Set<string>();
let timer: number | undefined;

const list = (): HTMLElement | null => document.getElementById("queue-list");
const filter = (): HTMLFormElement | null => document.querySelector<HTMLFormElement>("#queue-filter");
const rowOf = (id: string): HTMLElement | null => document.getElementById(`alert-row-${id}`);

function query(): URLSearchParams {
  const form = filter();
  const found = new URLSearchParams();
  if (form !== null) {
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && value !== "") {
        found.set(name, value);
      }
    }
  }
  return found;
}

/** Say how many alerts wait to be taken in: on the button, in the title, to a screen reader. */
function announce(): void {
  const button = document.getElementById("queue-new");
  const count = waiting.size;
  if (button !== null) {
    const said = button.querySelector(".queue-new-said");
    if (said !== null) {
      said.textContent = ngettext("%(count)s new alert", "%(count)s new alerts", count);
    }
    button.hidden = count === 0;
  }
  document.title = document.title.replace(/^\(\d+\) /, "");
  if (count > 0) {
    document.title = `(${count}) ${document.title}`;
  }
}

/** Read the list anew: the only moment at which rows move. */
export function takeIn(): void {
  waiting.clear();
  announce();
  const form = filter();
  if (form !== null) {
    htmx.trigger(form, "refresh");
  }
}

async function update(): Promise<void> {
  const ids = [...changed];
  changed.clear();
  if (page.rows === undefined || ids.length === 0) {
    return;
  }
  const wanted = query();
  wanted.set("ids", ids.join(","));
  const answer = await fetch(`${page.rows}?${wanted}`, { headers: { "HX-Request": "true" } });
  if (!answer.ok) {
    return;
  }
  const rows = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const fresh of rows.querySelectorAll<HTMLElement>("[data-alert]")) {
    place(fresh);
  }
  const counts = rows.getElementById("queue-counts");
  if (counts !== null) {
    document.getElementById("queue-counts")?.replaceWith(counts);
  }
  announce();
  tick();
  if (waiting.size > 0 && list()?.querySelector("[data-alert]") === null) {
    takeIn(); // nothing is on the screen that could jump
  }
}

function place(fresh: HTMLElement): void {
  const id = fresh.dataset.alert ?? "";
  const row = rowOf(id);
  if (row === null) {
    if (fresh.dataset.matches === "yes") {
      waiting.add(id);
    } else {
      waiting.delete(id);
    }
    return;
  }
  const link = row.querySelector("a");
  const focused = link === document.activeElement;
  const current = link?.getAttribute("aria-current");
  row.replaceWith(fresh);
  process(fresh);
  const anew = fresh.querySelector("a");
  if (current !== null && current !== undefined) {
    anew?.setAttribute("aria-current", current);
  }
  if (focused) {
    anew?.focus({ preventScroll: true });
  }
}

/** Return the rows' links in the order of the screen. */
export const links = (): HTMLAnchorElement[] => [...(list()?.querySelectorAll<HTMLAnchorElement>("a.alert-row") ?? [])];

/** Move the focus by `step` rows; from outside the list, to the opened row or the first. */
export function step(by: number): void {
  const all = links();
  const at = all.indexOf(document.activeElement as HTMLAnchorElement);
  const open = all.findIndex((link) => link.getAttribute("aria-current") === "true");
  const from = at >= 0 ? at : open;
  const next = from < 0 ? 0 : Math.min(Math.max(from + by, 0), all.length - 1);
  all[next]?.focus();
  all[next]?.scrollIntoView({ block: "nearest" });
}

export function startQueue(): void {
  onWord((word) => {
    if (word.kind === "reset") {
      takeIn(); // what we missed is no longer kept: read everything anew
      return;
    }
    if (word.alert === undefined) {
      return;
    }
    changed.add(word.alert);
    clearTimeout(timer);
    timer = window.setTimeout(() => void update(), GATHER_MS);
    const open = document.querySelector<HTMLElement>("[data-open-alert]");
    if (open?.dataset.openAlert === word.alert && open.dataset.news !== undefined) {
      void ask(open.dataset.news);
    }
  });
  document.getElementById("queue-new")?.addEventListener("click", takeIn);
  document.addEventListener("htmx:afterSwap", (event) => {
    if ((event.target as Element).id === "queue-list") {
      waiting.clear();
      announce();
    }
  });
  document.addEventListener("htmx:responseError", () => {
    const said = document.getElementById("said");
    if (said !== null) {
      said.textContent = gettext("The server could not do that. Nothing was changed. Try again.");
    }
  });
}
