// The Web's own classes, as far as Postman's sandbox has them. `QuickJS` brings `DOMException`.
// A bundle of its own, loaded when a script first touches one of them.
import { connect } from "../native.js";
import { AbortController, AbortSignal } from "./abort.js";
import { Blob, File } from "./blob.js";
import { TextDecoder, TextEncoder } from "./encoding.js";
import { Event, EventTarget } from "./events.js";
import { structuredClone } from "./structured-clone.js";
import { URL, URLSearchParams } from "./url.js";

export default {
  connect,
  AbortController,
  AbortSignal,
  Blob,
  Event,
  EventTarget,
  File,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
  structuredClone,
};
