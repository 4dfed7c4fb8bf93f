/** What the server says about this page: addresses, the time, who looks. Wild JSON is tamed here, once. */

export interface MapSetting {
  readonly people: string;
  readonly regions: string;
  readonly towns: string;
  readonly person: string;
  /** The one person the map is about, or null for all. */
  readonly only: string | null;
}

/** What the map to draw places on is made of. */
export interface DrawingSetting {
  readonly regions: string;
  readonly towns: string;
}

export interface FeedSetting {
  readonly address: string;
  readonly after: string | null;
}

export interface Page {
  /** The server's clock minus ours, in milliseconds: waiting times are counted on the server's clock. */
  readonly ahead: number;
  readonly words: Readonly<Record<string, string | readonly string[]>>;
  /** The time zone of this installation, in which times of our own are shown. */
  readonly zone?: string;
  readonly feed?: FeedSetting;
  readonly map?: MapSetting;
  readonly drawing?: DrawingSetting;
  readonly rows?: string;
}

function read(): Page {
  const text = document.getElementById("page")?.textContent;
  if (text === undefined || text === null) {
    return { ahead: 0, words: {} };
  }
  const found = JSON.parse(text) as Omit<Page, "ahead"> & { now: number };
  return { ...found, ahead: found.now - Date.now() };
}

export const page: Page = read();

/** Return the server's time in milliseconds. */
export const now = (): number => Date.now() + page.ahead;
