// The members of `pm`, which are made when they are first touched (`pm.js`).
import type { Native } from "./engine.d.ts";
import type { CookieList } from "../src/sdk/cookie.js";
import type { Request } from "../src/sdk/request.js";
import type { Response } from "../src/sdk/response.js";
import type { VariableScope } from "../src/sdk/scope.js";

declare module "../src/pm.js" {
  interface Postman {
    info: ReturnType<Native["info"]>;
    vault: typeof import("../src/vault.js").vault;
    globals: VariableScope;
    environment: VariableScope;
    collectionVariables: VariableScope;
    variables: VariableScope;
    iterationData: VariableScope;
    request: Request;
    /** There where the request has one. */
    response: Response;
    cookies: CookieList;
    visualizer: ReturnType<typeof import("../src/visualizer.js").makeVisualizer>;
    sendRequest(definition: unknown): Promise<Response>;
    /** The callback is given an error or null, and then the response and what is known of its cookies. */
    sendRequest(definition: unknown, callback: unknown): unknown;
    execution: Execution;
    /** What a shared package exports. */
    require(name: unknown): any;
    test: unknown;
  }

  interface Execution {
    skipRequest(): void;
    setNextRequest(next: unknown): void;
    runRequest: typeof import("../src/run-request.js").runRequest;
    /** The names from the collection to the request; `current` is the one that the script is of. */
    location: string[] & { current: string };
  }
}

declare module "../src/cookies.js" {
  /** A call of a method of the jar. */
  interface Call {
    /** Its name. */
    method: string;
    callback: unknown;
  }
}
