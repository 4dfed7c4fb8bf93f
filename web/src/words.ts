/** gettext for the live parts: the page carries the catalogue of its language; English is the key.
 *
 * The names `gettext` and `ngettext` are what `make words` looks for.
 */
import { page } from "./page";

export type Values = Readonly<Record<string, string | number>>;

const filled = (text: string, values: Values): string =>
  text.replace(/%\((\w+)\)s/g, (_, name: string) => String(values[name] ?? ""));

/** Return `text` in the page's language with `%(name)s` filled in. */
export function gettext(text: string, values: Values = {}): string {
  const found = page.words[text];
  return filled(typeof found === "string" ? found : text, values);
}

/** Return the form of a counted text that fits `count`, in the page's language; `%(count)s` is the count. */
export function ngettext(one: string, many: string, count: number, values: Values = {}): string {
  const forms = page.words[one];
  const form = new Intl.PluralRules(document.documentElement.lang || "en").select(count);
  const order = ["one", "few", "many", "other"];
  const own = Array.isArray(forms) ? forms[Math.min(Math.max(order.indexOf(form), 0), forms.length - 1)] : undefined;
  return filled(own ?? (count === 1 ? one : many), { count, ...values });
}
