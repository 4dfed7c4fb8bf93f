/** The theme switch: system, light or dark. Kept in a cookie, so that the server writes it into the page and nothing flashes. */

const YEAR = 365 * 24 * 3600;

function choose(theme: string): void {
  if (theme === "system") {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is absent in Firefox
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; samesite=lax`;
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
  }
  document.dispatchEvent(new CustomEvent("theme"));
}

export function startTheme(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("[data-theme-choice]");
    if (button?.dataset.themeChoice !== undefined) {
      choose(button.dataset.themeChoice);
    }
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
    document.dispatchEvent(new CustomEvent("theme")),
  );
}
