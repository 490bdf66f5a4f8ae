// Types of the package: those of `@types/newman`, and what is ours.
import type { EventEmitter } from "node:events";
import type { Agent } from "node:http";
import type {
  Collection,
  CollectionDefinition,
  Request,
  Response,
  VariableScope,
  VariableScopeDefinition,
} from "postman-collection";

export interface NewmanRunOptions {
  /** The collection: what a file of it holds, a model of `postman-collection`, a path or an address. */
  collection: Collection | CollectionDefinition | string;
  /** The environment: likewise. */
  environment?: VariableScope | VariableScopeDefinition | string | undefined;
  /** The globals: likewise. */
  globals?: VariableScope | VariableScopeDefinition | string | undefined;
  /** Variables that are set over those of the environment. */
  envVar?: NewmanVariable | NewmanVariable[] | undefined;
  /** Variables that are set over the globals. */
  globalVar?: NewmanVariable | NewmanVariable[] | undefined;
  /** How often to run; default: once for each row of data. */
  iterationCount?: number | undefined;
  /** Rows of data, or where they are: a path or an address of JSON or CSV. */
  iterationData?: any;
  /** Names or ids of the folders or requests to run, instead of all. */
  folder?: string | string[] | undefined;
  /** Where files are looked for that requests send; default: the working directory. */
  workingDir?: string | undefined;
  /** Whether these may lie outside of it; default: they may. */
  insecureFileRead?: boolean | undefined;
  /** How long the whole run may take, in milliseconds. */
  timeout?: number | undefined;
  /** How long a request may take, in milliseconds. */
  timeoutRequest?: number | undefined;
  /** How long a script may take, in milliseconds. */
  timeoutScript?: number | undefined;
  /** How long to wait before each request, in milliseconds. */
  delayRequest?: number | undefined;
  /** Take redirects for answers. */
  ignoreRedirects?: boolean | undefined;
  /** Trust any certificate. */
  insecure?: boolean | undefined;
  /** What ends the run early: the first failure (`true`, `"failure"`), or any error at once (`"folder"`). */
  bail?: boolean | Array<"folder" | "failure"> | Record<string, boolean> | undefined;
  /** Newman's; without effect, as there. */
  suppressExitCode?: boolean | undefined;
  /** The names of reporters; default: none. */
  reporters?: string | string[] | undefined;
  /** Their options, by their names. */
  reporter?: any;
  /** Colours of what is printed. */
  color?: "on" | "off" | "auto" | boolean | undefined;
  /** Newman's older way to switch colours off. */
  noColor?: boolean | undefined;
  /** Use ASCII instead of symbols. */
  disableUnicode?: boolean | undefined;
  /** Print nothing. */
  silent?: boolean | undefined;
  /** Tell more of each request. */
  verbose?: boolean | undefined;
  /** The client certificate, a file. */
  sslClientCert?: string | undefined;
  /** Its private key, a file. */
  sslClientKey?: string | undefined;
  /** The passphrase of that. */
  sslClientPassphrase?: string | undefined;
  /** Client certificates for several hosts, or the file that lists them. */
  sslClientCertList?: string | unknown[] | undefined;
  /** A file of authorities to trust as well. */
  sslExtraCaCerts?: string | undefined;
  /** Agents; of these, the proxy that they go through counts. */
  requestAgents?: { http?: Agent | undefined; https?: Agent | undefined } | undefined;
  /** The cookies to begin with: a file, or a jar of `tough-cookie`, which then has those that the run has left. */
  cookieJar?: string | object | undefined;
  /** A key for Postman's service, for collections that are called by their UID. */
  postmanApiKey?: string | undefined;
  /** Where to write the environment after the run. */
  exportEnvironment?: string | undefined;
  /** Where to write the globals. */
  exportGlobals?: string | undefined;
  /** Where to write the collection. */
  exportCollection?: string | undefined;
  /** Where to write the cookies. */
  exportCookieJar?: string | undefined;
  /** Ends the run when it is aborted. */
  abortSignal?: AbortSignal | undefined;
  /** Ours: mask nothing in what reporters write. Listeners and the summary are in the clear anyway. */
  showSecrets?: boolean | undefined;
  /** Set by the package. */
  newmanVersion?: string | undefined;
}

export interface NewmanVariable {
  key: string;
  value?: string | undefined;
}

export interface NewmanRunSummary {
  error?: any;
  collection: any;
  environment: any;
  globals: any;
  run: NewmanRun;
}

export interface NewmanRun {
  stats: {
    iterations: NewmanRunStat;
    items: NewmanRunStat;
    scripts: NewmanRunStat;
    prerequests: NewmanRunStat;
    requests: NewmanRunStat;
    tests: NewmanRunStat;
    assertions: NewmanRunStat;
    testScripts: NewmanRunStat;
    prerequestScripts: NewmanRunStat;
  };
  timings: NewmanRunTimings;
  failures: NewmanRunFailure[];
  executions: NewmanRunExecution[];
  transfers: NewmanRunTransfers;
  error?: any;
}

export interface NewmanRunTimings {
  responseAverage: number;
  responseMin: number;
  responseMax: number;
  responseSd: number;
  dnsAverage: number;
  dnsMin: number;
  dnsMax: number;
  dnsSd: number;
  firstByteAverage: number;
  firstByteMin: number;
  firstByteMax: number;
  firstByteSd: number;
  started: number;
  completed: number;
}

export interface NewmanRunTransfers {
  responseTotal: number;
}

export interface NewmanRunStat {
  total?: number | undefined;
  failed?: number | undefined;
  pending?: number | undefined;
}

export interface NewmanRunExecution {
  id: string;
  cursor: any;
  item: NewmanRunExecutionItem;
  request: Request;
  response: Response;
  requestError?: any;
  assertions: NewmanRunExecutionAssertion[];
  prerequestScript?: Array<{ error: any }> | undefined;
  testScript?: Array<{ error: any }> | undefined;
}

export interface NewmanRunExecutionItem {
  id: string;
  name: string;
}

export interface NewmanRunExecutionAssertion {
  assertion: string;
  skipped?: boolean | undefined;
  error: NewmanRunExecutionAssertionError;
}

export interface NewmanRunExecutionAssertionError {
  name: string;
  index: number;
  test: string;
  message: string;
  stack: string;
}

export interface NewmanRunFailure {
  error: NewmanRunExecutionAssertionError;
  /** Where it was: `request`, `assertion:0 in test-script`, … */
  at: string;
  source?: NewmanRunExecutionItem | undefined;
  parent: any;
  cursor: any;
}

/**
 * Runs a collection. `callback` is called once, at the end; what failed in the run is in the summary, an error is why the run could
 * not begin, or did not come to its end.
 */
export function run(
  options: NewmanRunOptions,
  callback?: (err: Error | null, summary: NewmanRunSummary) => void,
): EventEmitter;
