/** The keyboard. Keys act when no field has the focus; `?` lists them. */
import { back, enter } from "./desk";
import { step } from "./queue";

/** Press a button. Where it opens a form, the focus is in it before the next key comes: a fast hand must not lose letters. */
function press(selector: string): void {
  const button = document.querySelector<HTMLElement>(selector);
  button?.click();
  const form = button?.closest<HTMLDetailsElement>("details.act");
  if (form !== null && form !== undefined) {
    enter(form);
  }
}

const KEYS: Readonly<Record<string, () => void>> = {
  j: () => step(1),
  k: () => step(-1),
  t: () => press("#detail [data-key='t']"),
  n: () => press("#detail [data-key='n']"),
  e: () => press("#detail [data-key='e']"),
  r: () => press("#queue-new:not([hidden])"),
  "/": () => {
    const fields = ["#queue-search", "#search", "#top-search"]; // the page's own before the header's
    fields
      .map((field) => document.querySelector<HTMLInputElement>(field))
      .find((field) => field !== null)
      ?.focus();
  },
  "?": () => document.querySelector<HTMLDialogElement>("#keys")?.showModal(),
  Escape: () => back(),
};

const writing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;

export function startKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) {
      return;
    }
    if (writing(event.target)) {
      if (event.key === "Escape") {
        (event.target as HTMLElement).blur();
      }
      return;
    }
    if (document.querySelector("dialog[open]") !== null) {
      return;
    }
    const act = KEYS[event.key];
    if (act !== undefined) {
      event.preventDefault();
      act();
    }
  });
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (target.closest("[data-opens]") !== null) {
      const name = target.closest<HTMLElement>("[data-opens]")?.dataset.opens ?? "";
      document.querySelector<HTMLDialogElement>(`#${name}`)?.showModal();
    }
    if (target.closest("[data-closes]") !== null) {
      target.closest("dialog")?.close();
    }
  });
}
