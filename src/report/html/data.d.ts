// What `mod.rs` and `details.rs` write into the page, and `page.js` reads out of it.

type State = "passed" | "failed" | "skipped" | "flaky";

/** A line of the list; times in milliseconds. */
interface Item {
  name: string;
  folders: string[];
  /** The number of its collection. */
  collection: number;
  /** From 0. */
  iteration: number;
  state: State;
  /** Null where nothing was sent, code and `millis` also where nothing was answered. */
  method: string | null;
  url: string | null;
  code: number | null;
  millis: number | null;
  /** After the run began. */
  offset: number;
  took: number;
  /** The names of its tests. */
  tests: string[];
  // What the page adds: its place in the list, the folder as it is shown, and the text that is searched.
  number: number;
  folder: string;
  text: string;
}

/** Everything about an item, which is read when it is opened. */
interface Details {
  request?: Message & { method: string; url: string };
  response?: Message & {
    code: number;
    reason: string;
    httpVersion: string;
    /** Where there was more than one. */
    hops?: { method: string; url: string; code: number }[];
    timings?: Record<"lookup" | "connect" | "handshake" | "firstByte" | "total", number | null>;
  };
  tests: { name: string; state: State; error?: { name: string; message: string } }[];
  errors: { place: string; name: string; message: string; stack: string }[];
  console: { level: string; text: string }[];
  scriptRequests: {
    method: string;
    url: string;
    error?: string;
    code?: number;
    millis?: number;
  }[];
  warnings: string[];
  /** How many failed. */
  attempts: number;
  description?: string;
}

interface Message {
  headers: [name: string, value: string][];
  body?: ShownBody;
}

/** A body of `size` bytes: nothing but that, a picture, the first bytes of what is no text, or a text, of which `shown` bytes are there. */
interface ShownBody {
  size: number;
  type: string;
  image?: string;
  hex?: string;
  text: string;
  /** Where it is left out. */
  left?: boolean;
  /** Where it is cut off. */
  shown?: number;
}

type Timings = NonNullable<NonNullable<Details["response"]>["timings"]>;

/** What the list is filtered by; empty is all. */
interface Wanted {
  state: string;
  iteration: string;
  folder: string;
  words: string[];
}
