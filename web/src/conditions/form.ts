/** The form of a condition, alive: the week's grid, rows that grow, one place where one is asked for, a preview that follows.
 *
 * Without this file the form is whole: rows are blank fields, the preview is a button.
 */
import { page } from "../page";
import { htmx } from "../partial";
import { blank, startGrid } from "./grid";

const PREVIEW_AFTER_MS = 900;
const ONE_PLACE = ["stay_home", "stay_in_area"];

export function startConditions(form: HTMLFormElement): void {
  const rows = document.getElementById("hours-rows");
  const ground = document.getElementById("week");
  if (rows !== null && ground !== null) {
    startGrid(ground, rows);
  }
  growing("hours-rows", "hours-blank");
  growing("days-rows", "days-blank");

  let waiting = 0;
  const look = (): void => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      const button = document.getElementById("preview-button");
      if (button !== null && form.querySelector("[name=kind]:checked") !== null) {
        htmx.trigger(button, "look-again");
      }
    }, PREVIEW_AFTER_MS);
  };
  form.addEventListener("change", (event) => {
    const field = event.target as HTMLInputElement;
    if (field.name === "zone" && field.checked && ONE_PLACE.includes(kind(form))) {
      for (const other of form.querySelectorAll<HTMLInputElement>("[name=zone]:checked")) {
        other.checked = other === field;
      }
    }
    if (!["q", "city", "place_kind", "why", "file"].includes(field.name)) {
      look();
    }
  });
  form.addEventListener("drawn", look);

  // Enter in the library's search searches; it does not keep the condition.
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.target as Element).id === "q") {
      event.preventDefault();
      form.querySelector<HTMLButtonElement>("[name=act][value=search]")?.click();
    }
  });
  if (form.querySelector("[name=kind]:checked") !== null && document.querySelector(".problem") === null) {
    look();
  }
}

/** Draw the places, where the browser can. */
export function startMapOf(ground: HTMLElement): void {
  if (page.drawing === undefined) {
    return;
  }
  const setting = page.drawing;
  import("./drawing")
    .then(({ startDrawing }) => startDrawing(ground, setting))
    .catch(() => ground.closest(".map")?.classList.add("map-failed"));
}

export const kind = (form: Element): string => form.querySelector<HTMLInputElement>("[name=kind]:checked")?.value ?? "";

/** Let rows grow: the last one is always blank. */
function growing(id: string, template: string): void {
  const rows = document.getElementById(id);
  rows?.addEventListener("input", () => {
    const last = rows.lastElementChild;
    const fields = [...(last?.querySelectorAll<HTMLInputElement>("input") ?? [])];
    if (fields.some((field) => (field.type === "checkbox" ? field.checked : field.value !== ""))) {
      blank(rows, template);
    }
  });
}
