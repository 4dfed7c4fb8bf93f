/** The live feed: server-sent events, each with its cursor as id.
 *
 * 1. The page says from which cursor it was drawn; the feed goes on from there, so nothing falls between page and feed.
 * 2. The browser reconnects by itself with Last-Event-ID; when it gives up (the server answered with an error), we open
 *    anew from the last cursor heard, ever more slowly up to ten seconds.
 * 3. One tab of a browser holds the stream and tells the others: over HTTP/1.1 a browser opens six connections to a host, and
 *    six open screens would leave none for a click. Where the browser has no locks, every tab holds its own.
 * 4. Cursors have no gaps. Whoever sees one missed something, and hears `reset`: read everything anew.
 */
import { heard, lost } from "./link";
import type { FeedSetting } from "./page";

export interface Word {
  readonly kind: string;
  readonly alert?: string;
  readonly person?: string;
}

type Listener = (word: Word) => void;

/** What tabs tell each other. `hello` asks the holder where the feed is. */
type Call =
  | { readonly say: "word"; readonly cursor: number; readonly word: Word }
  | { readonly say: "at"; readonly cursor: number }
  | { readonly say: "heard" | "lost" | "hello" };

const KINDS = ["alert", "order", "person", "people", "command", "device", "notice", "reset"];
const SLOWEST_MS = 10_000;
const listeners: Listener[] = [];

/** Hear every word of the feed from now on. */
export const onWord = (listener: Listener): number => listeners.push(listener);

function tell(word: Word): void {
  for (const listener of listeners) {
    listener(word);
  }
}

function tamed(kind: string, data: string): Word {
  try {
    const found = JSON.parse(data) as Record<string, unknown>;
    const word: Record<string, string> = { kind };
    for (const name of ["alert", "person"]) {
      const value = found[name];
      if (typeof value === "string" || typeof value === "number") {
        word[name] = String(value);
      }
    }
    return word as unknown as Word;
  } catch {
    return { kind };
  }
}

export function startFeed({ address, after }: FeedSetting): void {
  const tabs = new BroadcastChannel("feed");
  let cursor = after === null ? null : Number(after);
  let holds = false;
  const call = (said: Call): void => tabs.postMessage(said);

  const hold = (): void => {
    holds = true;
    open(
      address,
      () => cursor,
      (at, word) => {
        heard("feed");
        if (at !== null) {
          cursor = at;
          call({ say: "word", cursor: at, word });
          tell(word);
        } else {
          call({ say: "heard" });
        }
      },
      () => {
        lost("feed");
        call({ say: "lost" });
      },
    );
  };

  /** Go on to `at`; what lies between was missed. */
  const advance = (at: number, word: Word | null): void => {
    if (cursor !== null && at <= cursor) {
      return;
    }
    const follows = cursor === null || at === cursor + 1;
    cursor = at;
    tell(follows && word !== null ? word : { kind: "reset" });
  };

  tabs.addEventListener("message", ({ data }: MessageEvent<Call>) => {
    if (holds) {
      if (data.say === "hello" && cursor !== null) {
        call({ say: "at", cursor });
      }
      return;
    }
    if (data.say === "lost") {
      lost("feed");
    } else if (data.say !== "hello") {
      heard("feed");
    }
    if (data.say === "word") {
      advance(data.cursor, data.word);
    } else if (data.say === "at") {
      advance(data.cursor, null);
    }
  });

  if (navigator.locks === undefined) {
    hold(); // not a secure context: plain HTTP to another machine
    return;
  }
  void navigator.locks.request("feed", () => {
    hold();
    return new Promise<never>(() => undefined); // until this tab is closed
  });
  call({ say: "hello" });
}

/** Hold the stream: `take` is called for every event, with its cursor or null for a sign of life. */
function open(
  address: string,
  from: () => number | null,
  take: (cursor: number | null, word: Word) => void,
  failed: () => void,
): void {
  let pause = 1000;
  const start = (): void => {
    const cursor = from();
    const source = new EventSource(cursor === null ? address : `${address}?after=${cursor}`);
    for (const kind of KINDS) {
      source.addEventListener(kind, (event: MessageEvent<string>) =>
        take(Number(event.lastEventId), tamed(event.type, event.data)),
      );
    }
    source.addEventListener("ping", () => take(null, { kind: "ping" }));
    source.addEventListener("open", () => {
      pause = 1000;
      take(null, { kind: "open" });
    });
    source.addEventListener("error", () => {
      failed();
      if (source.readyState === EventSource.CLOSED) {
        setTimeout(start, pause);
        pause = Math.min(pause * 2, SLOWEST_MS);
      }
    });
    addEventListener("pagehide", () => source.close(), { once: true });
  };
  start();
}
