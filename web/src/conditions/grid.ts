/** The week as a grid to draw hours on: an aid over the rows of the form, which say the same and work without it.
 *
 * 1. Seven days, half hours. Drag sets, or clears where the drag begins on a set half hour; a drag is a rectangle over days.
 * 2. Keys: arrows move, with Shift they extend, Space sets or clears, Home and End go to a day's ends.
 * 3. On a narrow screen days are columns: arrows go where they point.
 * 4. The rows are the truth: the grid reads them when they change and writes them when it does.
 */
import { gettext } from "../words";
import { copied, DAY, type Minutes, minutesOf, type Slot, set, slotsOf } from "./week";

const HALF = 30;
const HALVES = DAY / HALF;
const NARROW = matchMedia("(max-width: 759px)");

interface Cell {
  readonly day: number;
  readonly half: number;
}

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

const minute = (text: string): number | null => {
  const found = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
  const made = found === null ? Number.NaN : Number(found[1]) * 60 + Number(found[2]);
  return made >= 0 && made <= DAY ? made : null;
};

/** Return the slots that the form's rows state; rows that are not whole yet are left out. */
function read(rows: Element): Slot[] {
  const found: Slot[] = [];
  for (const row of rows.querySelectorAll(".cond-row")) {
    const days = [...row.querySelectorAll<HTMLInputElement>("[type=checkbox]:checked")].map((box) => Number(box.value));
    const [from, to] = [...row.querySelectorAll<HTMLInputElement>(".cond-time")].map((field) => minute(field.value));
    if (days.length > 0 && from != null && to != null && from < DAY) {
      found.push({ days, start: from, end: to || DAY });
    }
  }
  return found;
}

/** Write slots into the form's rows, with one blank row below. */
function write(rows: Element, slots: readonly Slot[]): void {
  rows.replaceChildren();
  for (const slot of slots) {
    const row = blank(rows, "hours-blank");
    for (const box of row.querySelectorAll<HTMLInputElement>("[type=checkbox]")) {
      box.checked = slot.days.includes(Number(box.value));
    }
    const [from, to] = row.querySelectorAll<HTMLInputElement>(".cond-time");
    if (from !== undefined && to !== undefined) {
      from.value = clock(slot.start);
      to.value = clock(slot.end % DAY);
    }
  }
  blank(rows, "hours-blank");
}

/** Put a blank row at the end. */
export function blank(rows: Element, template: string): HTMLElement {
  const number = rows.childElementCount;
  const made = document.createElement("tbody");
  made.innerHTML = (document.getElementById(template)?.innerHTML ?? "").replaceAll("__", String(number));
  const row = made.firstElementChild as HTMLElement;
  rows.append(row);
  return row;
}

export function startGrid(ground: HTMLElement, rows: HTMLElement): void {
  const days = (ground.dataset.days ?? "").split("|").map((one) => one.split(","));
  const names = days.map(([name = ""]) => name);
  let week: Minutes = minutesOf(read(rows));
  let anchor: Cell = { day: 0, half: 0 };
  let focus: Cell = anchor;
  let painting = false;

  const cells: HTMLElement[][] = [];
  const table = document.createElement("div");
  table.className = "week-grid";
  table.setAttribute("role", "grid");
  table.setAttribute("aria-multiselectable", "true");
  table.setAttribute("aria-label", gettext("Hours of the week: arrows move, Shift extends, Space sets or clears"));
  const hours = document.createElement("div");
  hours.className = "week-hours";
  hours.setAttribute("aria-hidden", "true");
  for (let hour = 0; hour < 24; hour += 3) {
    const one = document.createElement("span");
    one.textContent = String(hour).padStart(2, "0");
    one.style.setProperty("--half", String(hour * 2));
    hours.append(one);
  }
  table.append(hours);
  for (const [day, name] of names.entries()) {
    const line = document.createElement("div");
    line.setAttribute("role", "row");
    line.className = "week-row";
    const head = document.createElement("span");
    head.setAttribute("role", "rowheader");
    head.className = "week-day";
    head.style.setProperty("--day", String(day));
    head.setAttribute("aria-label", name);
    head.textContent = days[day]?.[1] ?? name;
    line.append(head);
    cells.push(
      Array.from({ length: HALVES }, (_, half) => {
        const cell = document.createElement("span");
        cell.setAttribute("role", "gridcell");
        cell.className = half % 2 === 0 ? "week-cell is-hour" : "week-cell";
        cell.tabIndex = -1;
        cell.dataset.day = String(day);
        cell.dataset.half = String(half);
        cell.style.setProperty("--day", String(day));
        cell.style.setProperty("--half", String(half));
        cell.setAttribute("aria-label", `${name} ${clock(half * HALF)}–${clock((half + 1) * HALF)}`);
        line.append(cell);
        return cell;
      }),
    );
    table.append(line);
  }
  ground.append(table, tools());
  ground.hidden = false;

  function tools(): HTMLElement {
    const bar = document.createElement("div");
    bar.className = "week-tools";
    const button = (text: string, act: () => void): void => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "button";
      made.textContent = text;
      made.addEventListener("click", () => {
        act();
        done(text);
      });
      bar.append(made);
    };
    const all = [1, 2, 3, 4, 5, 6, 7];
    button(gettext("Nights 22–06"), () => {
      week = minutesOf([{ days: all, start: 22 * 60, end: 6 * 60 }]);
    });
    button(gettext("Working days 09–18"), () => {
      week = minutesOf([{ days: [1, 2, 3, 4, 5], start: 9 * 60, end: 18 * 60 }]);
    });
    button(gettext("Nothing"), () => {
      week = minutesOf([]);
    });
    const choice = document.createElement("select");
    choice.className = "input week-copy";
    choice.setAttribute("aria-label", gettext("The day that is copied"));
    for (const [day, name] of names.entries()) {
      choice.append(new Option(name, String(day + 1)));
    }
    bar.append(choice);
    button(gettext("Copy to every day"), () => {
      week = copied(week, Number(choice.value), all);
    });
    button(gettext("Copy to Mon–Fri"), () => {
      week = copied(week, Number(choice.value), [1, 2, 3, 4, 5]);
    });
    return bar;
  }

  const filled = ({ day, half }: Cell): number => {
    const from = day * DAY + half * HALF;
    return week.subarray(from, from + HALF).reduce((sum, one) => sum + one, 0);
  };

  const within = (day: number, half: number): boolean =>
    day >= Math.min(anchor.day, focus.day) &&
    day <= Math.max(anchor.day, focus.day) &&
    half >= Math.min(anchor.half, focus.half) &&
    half <= Math.max(anchor.half, focus.half);

  /** Show what holds, and what is marked. */
  function draw(marks: boolean): void {
    const many = anchor.day !== focus.day || anchor.half !== focus.half;
    for (const [day, line] of cells.entries()) {
      for (const [half, cell] of line.entries()) {
        const part = filled({ day, half });
        cell.setAttribute("aria-selected", String(part > 0));
        cell.classList.toggle("is-on", part === HALF);
        cell.classList.toggle("is-part", part > 0 && part < HALF);
        cell.classList.toggle("is-marked", marks && many && within(day, half));
        cell.tabIndex = day === focus.day && half === focus.half ? 0 : -1;
      }
    }
  }

  function apply(on: boolean): void {
    const [first, last] = [Math.min(anchor.half, focus.half), Math.max(anchor.half, focus.half)];
    for (let day = Math.min(anchor.day, focus.day); day <= Math.max(anchor.day, focus.day); day += 1) {
      set(week, day * DAY + first * HALF, (last - first + 1) * HALF, on);
    }
    const [from, to] = [Math.min(anchor.day, focus.day), Math.max(anchor.day, focus.day)];
    const which = from === to ? names[from] : `${names[from]} – ${names[to]}`;
    const span = `${which} ${clock(first * HALF)}–${clock((last + 1) * HALF)}`;
    done(on ? gettext("%(span)s: set", { span }) : gettext("%(span)s: cleared", { span }));
  }

  /** The week changed: the rows say it, the page says it, the form hears of it. */
  function done(words: string): void {
    write(rows, slotsOf(week));
    draw(false);
    const said = document.getElementById("said");
    if (said !== null) {
      said.textContent = words;
    }
    rows.dispatchEvent(new CustomEvent("drawn", { bubbles: true }));
  }

  const at = (target: EventTarget | null): Cell | null => {
    const cell = (target as Element | null)?.closest?.<HTMLElement>(".week-cell") ?? null;
    return cell === null ? null : { day: Number(cell.dataset.day), half: Number(cell.dataset.half) };
  };

  table.addEventListener("pointerdown", (event) => {
    const cell = at(event.target);
    if (cell === null || event.button !== 0) {
      return;
    }
    event.preventDefault();
    anchor = cell;
    focus = cell;
    painting = true;
    table.setPointerCapture(event.pointerId);
    cells[cell.day]?.[cell.half]?.focus({ preventScroll: true });
    draw(true);
  });
  table.addEventListener("pointermove", (event) => {
    const cell = painting ? at(document.elementFromPoint(event.clientX, event.clientY)) : null;
    if (cell !== null && (cell.day !== focus.day || cell.half !== focus.half)) {
      focus = cell;
      draw(true);
    }
  });
  table.addEventListener("pointerup", () => {
    if (painting) {
      painting = false;
      apply(filled(anchor) === 0);
    }
  });
  table.addEventListener("pointercancel", () => {
    painting = false;
    focus = anchor;
    draw(false);
  });
  table.addEventListener("focusin", (event) => {
    const cell = at(event.target);
    if (cell !== null && (cell.day !== focus.day || cell.half !== focus.half)) {
      anchor = cell;
      focus = cell;
      draw(false);
    }
  });
  table.addEventListener("keydown", (event) => {
    const step = NARROW.matches
      ? { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
      : { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const move = (step as Record<string, number[]>)[event.key];
    if (event.key === " ") {
      event.preventDefault();
      apply(filled(anchor) === 0);
      return;
    }
    let next: Cell;
    if (move !== undefined) {
      next = {
        day: Math.min(Math.max(focus.day + (move[0] ?? 0), 0), 6),
        half: Math.min(Math.max(focus.half + (move[1] ?? 0), 0), HALVES - 1),
      };
    } else if (event.key === "Home" || event.key === "End") {
      next = { day: focus.day, half: event.key === "Home" ? 0 : HALVES - 1 };
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    focus = next;
    if (!event.shiftKey) {
      anchor = next;
    }
    draw(true);
    cells[next.day]?.[next.half]?.focus();
  });
  rows.addEventListener("input", () => {
    week = minutesOf(read(rows));
    draw(false);
  });
  draw(false);
}
