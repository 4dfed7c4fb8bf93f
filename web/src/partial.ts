/** htmx, set up for a strict content security policy and for refusals that are shown, not swallowed. */
import htmx from "htmx.org";

Object.assign(htmx.config, {
  allowEval: false,
  includeIndicatorStyles: false,
  defaultSettleDelay: 0, // a form that was just swapped in is ours at once: a fast hand must not send it as a whole page
  historyCacheSize: 0, // pages about people are not kept in the browser's storage
  refreshOnHistoryMiss: true,
  defaultFocusScroll: false,
  scrollIntoViewOnBoost: false,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "40[49]|422", swap: true, error: false }, // a refusal comes in words, in the place of the answer
    { code: "[45]..", swap: false, error: true },
  ],
});

/** Ask for a fragment and put it where its own out-of-band marks say. */
export const ask = (address: string): Promise<void> => htmx.ajax("get", address, { swap: "none", target: "body" });

/** Ask for a fragment and put it inside `target`. */
export const show = (address: string, target: string): Promise<void> =>
  htmx.ajax("get", address, { target, swap: "innerHTML" });

/** Let htmx see elements that were not brought by htmx. */
export const process = (element: Element): void => htmx.process(element);

export { htmx };
