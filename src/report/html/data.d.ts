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
  request?: SentMessage;
  response?: Answer;
  tests: { name: string; state: State; error?: TestError }[];
  errors: { place: string; name: string; message: string; stack: string }[];
  console: { level: string; text: string }[];
  scriptRequests: {
    method: string;
    url: string;
    error?: string;
    code?: number;
    millis?: number;
    /** Where they are not left out. */
    request?: SentMessage;
    response?: Answer;
  }[];
  /** What a script wants to be seen. */
  visualizer?: { page?: string; isCut?: boolean; error?: string };
  /** Why the request was not sent. */
  skipped?: string;
  warnings: string[];
  /** Why it did not go well when it was tried before. */
  attempts: string[];
  /** The place of what its author says of it. */
  description?: number;
}

type SentMessage = Message & { method: string; url: string };

type Answer = Message & {
  code: number;
  reason: string;
  httpVersion: string;
  /** Where there was more than one. */
  hops?: { method: string; url: string; code: number }[];
  timings?: Record<"lookup" | "connect" | "handshake" | "firstByte" | "total", number | null>;
};

interface TestError {
  name: string;
  message: string;
  /** What was compared, where that has several parts. */
  expected?: string;
  actual?: string;
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

type Timings = NonNullable<Answer["timings"]>;

/** What the list is filtered by; empty is all. */
interface Wanted {
  state: string;
  iteration: string;
  folder: string;
  words: string[];
}
