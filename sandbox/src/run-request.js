// `pm.execution.runRequest`: another request of the collection, with its scripts, in the middle of this one.
import { native } from "./native.js";
import { Response } from "./sdk/response.js";
import { failure } from "./send-request.js";
import { ask } from "./timers.js";

/** @param {unknown} id @param {{variables?: object}} [options] */
export function runRequest(id, options) {
  return new Promise((resolve, reject) => {
    if (!id) {
      reject(new Error("runRequest: collection request id not provided"));
      return;
    }
    ask(
      (number) => native.runRequest(number, String(id), JSON.stringify(options?.variables ?? {})),
      (error, handle) => {
        if (error) reject(failure(error));
        // A script of that request skipped it.
        else if (handle === null) resolve(null);
        else resolve(new Response(undefined, handle));
      },
    );
  });
}
