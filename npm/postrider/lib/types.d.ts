// What the files here say to each other.
import type { EventEmitter } from "node:events";

/** What was parsed: its shape is the stream's (docs/events.md). */
export type Json = any;

/** A line of the stream. */
export interface Line {
  event: string;
  time: number;
  error: Json;
  cursor: Json;
  [member: string]: Json;
}

/** A file that is written after the run. */
export interface Export {
  name?: string;
  default?: string;
  path?: string;
  content?: unknown;
}

/** What `run` returns. */
export interface RunEmitter extends EventEmitter {
  summary?: Json;
  exports: Export[];
  reporters: Record<string, unknown>;
  runner?: unknown;
}
