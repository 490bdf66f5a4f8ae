// What crosses the border between the sandbox and the engine: the functions that Rust hands in (`src/script/native`), those that it calls
// (`src/script/engine/machine.rs`), and what goes with them. A test in `src/script/native/mod.rs` holds the names against those there.

/** JSON text of a `T`. `JSON.parse` knows what comes out of it (`globals.d.ts`). */
export type JsonOf<T> = string & { readonly ofJson: T };

/** Bytes in Base64. */
export type Base64 = string;

/** Bytes as text of one character a byte. */
export type ByteText = string;

/** Why the host could not do what it was asked: a request that was not answered, a cookie that was refused. */
export interface HostError {
  message: string;
  /** Node's name for it, such as `ECONNREFUSED`. */
  code?: string;
  name?: string;
}

/** A request as a collection has it: what `pm.request` is made of, and what it becomes when the script is over. */
export interface RawRequest {
  url?: unknown;
  method?: string;
  header?: unknown[];
  body?: unknown;
  auth?: unknown;
  [member: string]: unknown;
}

export interface RawHeader {
  key: string;
  value: string;
}

/** A cookie as the host's jar has it; `expires` as ISO 8601, `maxAge` in seconds. */
export interface RawCookie {
  name: string;
  value: string;
  domain: string | null;
  path: string | null;
  expires?: string;
  maxAge?: number;
  secure: boolean;
  httpOnly: boolean;
  hostOnly: boolean;
}

/** A variable as a file has it. */
export interface RawVariable {
  key: string;
  value?: unknown;
  type: string;
  disabled?: boolean;
  /** It is kept somewhere else, to be fetched when it is used. */
  kept?: true;
  [member: string]: unknown;
}

/** A response that the engine holds, by its handle; 0 is the one to the request of the script. */
export type Handle = number;

/** Code, reason, response time in milliseconds, size in bytes, size as downloaded, media type. */
export type ResponseHead = [
  code: number,
  reason: string,
  responseTime: number,
  size: number,
  downloaded: number,
  mediaType: string,
  /** Of the item's own response, where it has one. */
  id?: string,
];

/** A scope of variables, by its number (`sdk/scope-kinds.js`). */
export type ScopeKind = number;

/** What `pm.visualizer` was given, with the page that it makes, or why it makes none. */
export interface Visualization {
  template: string;
  data?: unknown;
  options?: unknown;
  page?: string;
  error?: unknown;
}

/** A shared package, or why there is none: then nothing but `problem` is set. */
export type FoundPackage =
  | { id: string; source: string; json: boolean; problem?: undefined }
  | { problem: string };

/** What a cookie jar is asked. */
export interface JarArguments {
  url: string;
  name?: string;
  cookie?: unknown;
}

/** The parts of a URL by the names that the URL Standard gives them. */
export type UrlParts = Record<
  | "href"
  | "origin"
  | "protocol"
  | "username"
  | "password"
  | "host"
  | "hostname"
  | "port"
  | "pathname"
  | "search"
  | "hash",
  string
>;

/** A time zone at a moment: minutes from UTC, abbreviation, and its own name where it has one. */
export interface Zone {
  offset: number;
  name: string;
  id: string;
}

/** The functions that the engine gives us. What takes a `number` is answered later, under that number, through `Api.answer`. */
export interface Native {
  /** What a bundle exports by default; throws where there is none of that name. */
  load(name: string): any;
  /** The methods of Sugar's that a script mentions: each object, followed by the name that it gets. */
  sugarIn(source: string, evaluates: boolean): string[];
  uuid(): string;

  // What is told at once. An error is whatever a script threw; given at all, be it undefined, it is one.
  /**
   * `flags`: 1 for a test with a callback, 2 for one that was skipped, 4 if it is only told where the test is open, 8 if the error's words
   * end with its line.
   */
  assertion(name: string, index: number, flags: number, error?: unknown): void;
  /** The legacy `tests`, numbered on from `index`. */
  assertions(tests: object, index: number): void;
  /** A test has begun that is over when it is told of; `never`: why it has failed if it never is. */
  openTest(name: string, index: number, flags: number, never: Error): void;
  /** The script is over, and so are the tests that are open. */
  endTests(): void;
  /** Whether it is a promise that nothing has come of yet; throws what one was rejected with. */
  isPending(value: unknown): boolean;
  /** Calls one of them when a promise is settled; what is no promise, never. */
  follow(
    promise: unknown,
    fulfilled: ((value: any) => void) | undefined,
    rejected: (reason: unknown) => void,
  ): void;
  /** An error that does not end the script. */
  exception(error: unknown): void;
  /** `encoded`: the arguments, as `console.js` encodes them. */
  console(level: string, encoded: string): void;

  // Time. A timer is known by a number of ours.
  /** Tells whether the timer was started. A delay below zero is none at all. */
  startTimer(number: number, millis: number, repeats: boolean): boolean;
  stopTimer(number: number): void;
  /** How many timers and questions are pending. */
  pending(): number;
  /** The main part of the script is over. */
  settled(isAsync: boolean, error?: unknown): void;

  // Facts about the script, and what it says about the run.
  warnsOfDeprecation(): boolean;
  info(): {
    eventName: string;
    iteration: number;
    iterationCount: number;
    requestName?: string;
    requestId: string;
  };
  /** Where the request lies: the names from the collection on, and the one that the script is of. */
  location(): { location: string[]; current: string };
  /** A name, or undefined to stop the run; with `isSaid` false, what was said before is taken back. */
  setNextRequest(isSaid: boolean, name: string | undefined): void;
  /** Tells whether this script may. */
  skipRequest(): boolean;
  visualize(seen: Visualization): void;

  /** Gives `target` a property as an assignment makes one, whatever is there and in its prototypes. */
  settle(target: object, name: PropertyKey, value: unknown): void;
  /** Gives `target` properties, a getter for each name: without setters, they can be neither listed nor assigned to. */
  defineGetters(
    target: object,
    names: string[],
    getters: (() => unknown)[],
    setters?: ((value: any) => void)[],
  ): void;

  // Scopes of variables. The local one reads through all.
  scopeGet(scope: ScopeKind, key: string): unknown;
  scopeHas(scope: ScopeKind, key: string): boolean;
  replaceIn(scope: ScopeKind, text: string): string;
  /** Tells whether the variable has a type there; then `scopeGet` gives back something else than was set. */
  scopeSet(scope: ScopeKind, key: string, value: unknown, declared?: string): boolean;
  scopeUnset(scope: ScopeKind, key: string): void;
  scopeClear(scope: ScopeKind): void;
  scopeValues(scope: ScopeKind): JsonOf<RawVariable[]>;
  scopeId(scope: ScopeKind): string;
  scopeName(scope: ScopeKind): string | undefined;

  // The request, its response, and other requests.
  request(): JsonOf<RawRequest>;
  cookies(): JsonOf<RawCookie[]>;
  hasResponse(): boolean;
  responseHead(handle: Handle): ResponseHead | undefined;
  responseHeaders(handle: Handle): JsonOf<RawHeader[]>;
  responseCookies(handle: Handle): JsonOf<RawCookie[]>;
  responseText(handle: Handle): string | undefined;
  responseBytes(handle: Handle): ArrayBuffer | undefined;
  /** `request`: JSON of a `RawRequest`, or of its URL. The answer is a handle. */
  sendRequest(number: number, request: string): void;
  /** `variables`: JSON of an object. The answer is a handle; null where the request was skipped. */
  runRequest(number: number, id: string, variables: string): void;
  /** `args`: JSON of `JarArguments`. The answer is a value, `RawCookie`s, one, or null, by the operation. */
  cookieJar(number: number, operation: string, args: string): void;

  // Packages.
  /** `from`: the id of the package that asks. */
  findPackage(name: string, from?: string): FoundPackage;
  /** The function that an expression stands for, in sloppy mode; `file` names it in stacks. */
  compile(file: string, code: string): (...args: any[]) => any;
  /** Makes the realm of packages. */
  realm(): PackageRealm;

  // The vault.
  hasVault(): boolean;
  vaultGet(key: string): unknown;
  vaultSet(key: string, value?: unknown): void;
  vaultUnset(key: string): void;

  // The Web.
  /** The URL's whole text; undefined for what is none. */
  parseUrl(text: string, base?: string): string | undefined;
  urlParts(href: string): JsonOf<UrlParts>;
  /** The URL with another part; with the one that it had, where the standard does not allow it. */
  changeUrl(href: string, part: string, value: string): string;
  random(length: number): ArrayBuffer;
  /** Null for a zone that there is not. */
  zoneAt(millis: number, zone: string): Zone | null;
  localZone(): string;
  encodeUtf8(text: string): ArrayBuffer;
  /** The name of the character set that a label stands for. */
  charset(label: string): string | undefined;
  /** Throws a `TypeError` at malformed bytes where `fatal`. */
  decoder(options: {
    encoding: string;
    fatal: boolean;
    ignoreBOM: boolean;
  }): (bytes: ByteText, isLast: boolean) => string;
  /** `name`: a format of the Compression Standard, with `un` before it to decompress. Throws in zlib's words. */
  codec(name: string): (bytes: ByteText, isLast: boolean) => ArrayBuffer[];

  /** The engine's own `Uint8Array.prototype.toBase64`, for which `this` is the bytes. */
  toBase64(this: Uint8Array): Base64;
  /** Makes the functions of cryptography. */
  crypto(): CryptoNative;
  /** Makes the functions for numbers of jsbn's shape, with digits of `bits`: members of their own, or of a list `data`. */
  numbers(bits: number, inData: boolean): NumbersNative;
}

/** Which way a cipher goes. */
export type Direction = "encrypt" | "decrypt";

/** A key of a pair, as the native functions know it: DER, `PKCS#8` of a private one and `SubjectPublicKeyInfo` of a public one. */
export interface DescribedKey {
  der: ArrayBuffer;
  kind: "RSA" | "P-256" | "P-384" | "P-521" | "Ed25519" | "X25519";
  type: "private" | "public";
  /** Of RSA; of others 0. */
  modulusLength: number;
  /** Of RSA; of others empty. */
  publicExponent: ArrayBuffer;
}

/** Text, which counts as UTF-8, or 32-bit words in the order of this machine with the number of bytes that count. */
export type QuickMessage = string | [words: Base64, size: number];

/** Words as CryptoJS has them, and how many bytes of them count. */
export interface QuickWords {
  words: ArrayBuffer;
  size: number;
}

/** The functions of cryptography: they compute and nothing else. What can't be done answers undefined. */
export interface CryptoNative {
  digest(hash: string, data: Base64): ArrayBuffer | undefined;
  hmac(hash: string, key: Base64, data: Base64): ArrayBuffer | undefined;
  hkdf(request: {
    hash: string;
    key: Base64;
    salt: Base64;
    info: Base64;
    length: number;
  }): ArrayBuffer | undefined;
  pbkdf2(request: {
    hash: string;
    password: Base64;
    salt: Base64;
    iterations: number;
    length: number;
  }): ArrayBuffer | undefined;

  aesCbc(direction: Direction, key: Base64, iv: Base64, data: Base64): ArrayBuffer | undefined;
  /** `bits`: how many of the counter's last bits count. */
  aesCtr(key: Base64, counter: Base64, bits: number, data: Base64): ArrayBuffer | undefined;
  aesGcm(
    direction: Direction,
    request: { key: Base64; iv: Base64; additionalData: Base64; tagBytes: number },
    data: Base64,
  ): ArrayBuffer | undefined;
  aesKw(direction: Direction, key: Base64, data: Base64): ArrayBuffer | undefined;
  rsaOaep(
    request: { direction: Direction; hash: string; label: Base64 },
    key: Base64,
    data: Base64,
  ): ArrayBuffer | undefined;

  /** `bits` and `exponent` are RSA's; elsewhere 0. */
  generateKey(kind: string, bits: number, exponent: number): DescribedKey | undefined;
  importKey(format: string, data: Base64): DescribedKey | undefined;
  importRaw(kind: string, data: Base64): DescribedKey | undefined;
  /** `jwk`: JSON text. */
  importJwk(jwk: string): DescribedKey | undefined;
  publicKey(key: Base64): DescribedKey | undefined;
  exportRaw(key: Base64): ArrayBuffer | undefined;
  exportJwk(format: "pkcs8" | "spki", key: Base64): JsonOf<Record<string, string>> | undefined;
  toBase64Url(data: Base64): string;
  fromBase64Url(text: string): ArrayBuffer | undefined;

  sign(scheme: Scheme, key: Base64, data: Base64): ArrayBuffer | undefined;
  verify(scheme: Scheme, key: Base64, signature: Base64, data: Base64): boolean;
  /** What two parties share. */
  agree(privateKey: Base64, publicKey: Base64): ArrayBuffer | undefined;

  // What CryptoJS and node-forge are helped with.
  /** Undefined for what is no text of bytes. */
  quickDigest(hash: string, message: ByteText): ByteText | undefined;
  quickHash(hash: string, message: QuickMessage): number[];
  quickHmac(hash: string, key: QuickMessage, message: QuickMessage): number[];
  /** Takes a block of a message into the state of a hash; false for what is no list of words. */
  quickBlock(hash: string, state: unknown, message: unknown, from: number): boolean;
  quickPbkdf2(request: {
    hash: string;
    password: QuickMessage;
    salt: QuickMessage;
    iterations: number;
    length: number;
  }): QuickWords | undefined;
  /** Whole blocks: chained where `iv` is not empty, else each for itself. */
  quickAes(
    direction: Direction,
    key: QuickMessage,
    iv: QuickMessage,
    data: QuickMessage,
  ): QuickWords | undefined;
  quickFromBase64(text: string): QuickWords | undefined;
  quickToBase64(message: QuickMessage): string;
  quickFromText(text: string): QuickWords;
  /** Undefined for what is no UTF-8. */
  quickToText(message: QuickMessage): string | undefined;
}

/** What computes with numbers of jsbn's shape, and says whether it did: what it can't read it leaves to the library. */
export interface NumbersNative {
  multiply(one: unknown, other: unknown, result: object): boolean;
  /** Towards zero; a result that is null or undefined is not wanted. */
  divide(number: unknown, by: unknown, quotient: unknown, rest: unknown): boolean;
  /** The greatest that divides both. */
  divisor(one: unknown, other: unknown, result: object): boolean;
  /** Of a number below the modulus; false where it has none. */
  inverse(number: unknown, modulus: unknown, result: object): boolean;
  power(base: unknown, exponent: unknown, modulus: unknown, result: object): boolean;
  powerOf(base: unknown, exponent: number, modulus: unknown, result: object): boolean;
  /** A multiple of a point: `curve` is its field and the factor of x, points are x, y and z. */
  multiple(point: unknown[], times: unknown, curve: unknown[], result: object[]): boolean;
  /** The sum of multiples of two points. */
  multiples(points: unknown[], times: unknown[], curve: unknown[], result: object[]): boolean;
  /** Undefined for small numbers. */
  isPrime(number: unknown, rounds: number): boolean | undefined;
}

/** How something is signed; the hash is that of the algorithm or of the key, the length of the salt RSA-PSS's. */
export interface Scheme {
  name: string;
  hash?: string;
  saltLength?: number;
}

/** What `boot` of `main.js` returns, for the engine to call. */
export interface Api {
  /**
   * Starts a script; `settled` is called when its main part is over. `traits`: 1 if it can look at what `this` is, 2 if it may assign a
   * name that it does not declare.
   */
  run(
    script: (...args: any[]) => Promise<unknown>,
    mentioned: string[],
    assigned: string[],
    traits: number,
  ): void;
  /** Ends the script that began last. `request`: JSON, where it changed; `late`: names of globals that came after its main part. */
  finish(): { request: string | undefined; late: string[] } | undefined;
  fire(number: number, again: boolean): void;
  answer(number: number, error: HostError | null, result: any): void;
  remember(file: string, source: string): void;
  /** Begins to watch for libraries that a script may bring along. */
  watch(): void;
}

/** What `bootPackages` of `main.js` returns, for the realm of scripts to call. */
export interface PackageRealm {
  makeRequire(pm: undefined): (name: string) => unknown;
  fire(number: number, again: boolean): void;
  /** Takes instances of a class for those of the one of that name in the realm of packages. */
  accept(name: string, other: unknown): void;
  classOf(name: string): unknown;
}

/** A step of the stack of an error, as V8's API and the engine's have it. */
export interface Frame {
  getFunctionName(): string | null;
  getFileName(): string | null;
  getLineNumber(): number;
  getColumnNumber(): number;
  isNative(): boolean;
}
