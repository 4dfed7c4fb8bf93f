/** The desk's panes: which one a narrow screen shows, which row is open, where the focus goes. */

type Pane = "queue" | "map" | "detail";

const desk = (): HTMLElement | null => document.getElementById("desk");

/** Show one pane on a screen that has room for one. */
export function turnTo(pane: Pane): void {
  const found = desk();
  if (found === null) {
    return;
  }
  found.dataset.pane = pane;
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-turn]")) {
    button.setAttribute("aria-current", String(button.dataset.turn === pane));
  }
}

/** Close the form that is open, or else give the focus back to the queue. */
export function back(): void {
  const open = document.querySelector<HTMLDetailsElement>("#detail details.act[open]");
  if (open !== null) {
    open.open = false;
    open.querySelector("summary")?.focus();
    return;
  }
  document.querySelector<HTMLElement>("#queue-list a[aria-current='true']")?.focus();
  turnTo("queue");
}

function mark(): void {
  const opened = document.querySelector<HTMLElement>("[data-open-alert]")?.dataset.openAlert;
  for (const link of document.querySelectorAll("#queue-list a.alert-row")) {
    if (link.parentElement?.dataset.alert === opened) {
      link.setAttribute("aria-current", "true");
    } else {
      link.removeAttribute("aria-current");
    }
  }
  const subject = document.querySelector<HTMLElement>("#detail [data-title]");
  if (subject?.dataset.title !== undefined) {
    const count = /^\(\d+\) /.exec(document.title)?.[0] ?? "";
    document.title = count + subject.dataset.title;
  }
}

export function startDesk(): void {
  mark();
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const button = target.closest<HTMLButtonElement>("[data-turn]");
    if (button !== null) {
      turnTo(button.dataset.turn as Pane);
    }
    if (target.closest("[data-print]") !== null) {
      print();
    }
    if (target.closest("[data-back]") !== null) {
      event.preventDefault();
      back();
    }
  });
  document.addEventListener("toggle", openForm, true);
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    // News from the feed must not take away the form that is being written in.
    const { target, fragment } = (event as CustomEvent<{ target: Element; fragment: DocumentFragment }>).detail;
    const gentle = fragment.firstElementChild?.hasAttribute("data-gentle") === true;
    if (gentle && target.querySelector("details.act[open]") !== null) {
      event.preventDefault();
    }
  });
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    // The pressed button is gone: the focus goes to what stands in its place, not to the top of the page.
    const { target } = (event as CustomEvent<{ target: Element }>).detail;
    if (target.id === "alert-acts" && document.activeElement === document.body) {
      document.querySelector<HTMLElement>("#alert-acts .button")?.focus({ preventScroll: true });
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      (event.target as Element).closest<HTMLTextAreaElement>("textarea[data-send]")?.form?.requestSubmit();
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const id = (event.target as Element).id;
    if (id === "queue-list") {
      mark();
    }
    if (id === "detail") {
      mark();
      turnTo("detail");
      const pane = document.getElementById("detail");
      pane?.scrollTo(0, 0);
      if (document.activeElement?.closest("#queue-list") === null) {
        pane?.focus({ preventScroll: true });
      }
    }
  });
}

/** One form at a time; its first field has the focus. */
function openForm(event: Event): void {
  const form = event.target as HTMLElement;
  if (!(form instanceof HTMLDetailsElement) || !form.matches("details.act") || !form.open) {
    return;
  }
  for (const other of document.querySelectorAll<HTMLDetailsElement>("#detail details.act[open]")) {
    if (other !== form) {
      other.open = false;
    }
  }
  enter(form);
}

/** Put the focus into a form that is open, unless it is there already. */
export function enter(form: HTMLDetailsElement): void {
  if (!form.open || form.querySelector("form")?.contains(document.activeElement)) {
    return;
  }
  form.querySelector<HTMLElement>("input:checked, input:not([type=hidden]), textarea")?.focus();
}
