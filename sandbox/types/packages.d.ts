// The npm packages and our own parts that are loaded while scripts run, as far as our code calls them.

/** An assertion of chai: about `_obj`, whatever a script made it of. */
export interface Assertion {
  _obj: any;
  to: Words;
  /** In the words `#{this}`, `#{exp}` and `#{act}` stand for the object, what was expected and what is. */
  assert(
    holds: unknown,
    words: string,
    negated: string,
    expected?: unknown,
    actual?: unknown,
  ): void;
  __flags?: object;
}

/** The words of an expectation that ours are made of. */
interface Words {
  be: Words;
  have: Words;
  a(type: string): void;
  an(type: string): void;
  property(name: string): void;
  postmanResponse: unknown;
  postmanRequestOrResponse: unknown;
}

export interface AssertionClass {
  new (object: unknown): Assertion;
  prototype: Assertion;
  addProperty(name: string, getter: (this: Assertion) => void): void;
  addMethod(name: string, method: (this: Assertion, ...args: any[]) => void): void;
  /** `chained` is called where the name stands without brackets. */
  addChainableMethod(
    name: string,
    method: (this: Assertion, ...args: any[]) => void,
    chained: (this: Assertion) => void,
  ): void;
}

/** Reads what an assertion carries under a name, or sets it. */
export type Flag = (assertion: Assertion, name: string, value?: unknown) => any;

export interface Chai {
  version: string;
  Assertion: AssertionClass;
  util: { flag: Flag };
  use(plugin: (chai: Chai) => void): void;
  expect(value: unknown): Assertion;
}

interface Lodash {
  cloneDeep<T>(value: T): T;
  cloneDeepWith(value: unknown, customizer: (inner: any) => unknown): any;
  get(object: unknown, path: unknown): unknown;
  has(object: unknown, path: unknown): boolean;
  isEqual(one: unknown, other: unknown): boolean;
  pick(object: unknown, names: unknown[]): object;
  filter(list: readonly unknown[], rule: unknown): any[];
  find(list: readonly unknown[], rule: unknown): any;
  map(list: readonly unknown[], rule: unknown): any[];
  reduce(list: readonly unknown[], rule: unknown, accumulator: unknown): any;
}

interface Ajv {
  validate(schema: unknown, data: unknown): boolean;
  errors: unknown[] | null;
  errorsText(): string;
}

/** What `load` of `require.js` returns, by name. Whatever else there is, is only handed on to scripts. */
export interface Libraries {
  ajv: new (options: object) => Ajv;
  buffer: { Buffer: typeof Buffer };
  chai: Chai;
  "postman-chai": Chai;
  "file-type": (bytes: unknown) => { mime: string; ext: string } | null;
  handlebars: {
    compile(template: string, options: unknown): (data: unknown) => string;
  };
  "http-reasons": { lookup(code: unknown): { name?: string; detail?: string } };
  "iconv-lite": {
    encodingExists(name: unknown): boolean;
    decode(bytes: Uint8Array, encoding: unknown): string;
  };
  /** `liquid-json`. */
  json: { parse(text: unknown, reviver?: unknown, strict?: unknown): any };
  lodash: Lodash;
  mime: { getExtension(type: string): string | null };
  "mime-format": {
    lookup(type: string): { source: string; type: string; format: string; charset?: string };
  };
  "postman-collection": Record<string, new (options: unknown) => object>;
  xml2js: {
    parseString(
      text: unknown,
      options: object,
      callback: (error: Error | null, parsed: any) => void,
    ): void;
  };
  deprecations: typeof import("../src/deprecations.js").default;
  scope: typeof import("../src/scope.js").default;
  wording: typeof import("../src/errors/wording/index.js").default;
  reader: typeof import("../src/errors/reader/index.js").default;
  web: typeof import("../src/web/index.js").default;
  streams: typeof import("../src/web/streams.js").default;
  webcrypto: typeof import("../src/crypto/index.js").default;
  quick: typeof import("../src/crypto/quick.js").default;
  intl: typeof import("../src/intl/index.js").default;
  language: typeof import("../src/language/index.js").default;
  brought: typeof import("../src/brought/index.js").default;
}

/** The parts of the sandbox that are loaded on demand; each is handed the native functions first. */
export type Parts = Pick<Libraries, "web" | "streams" | "webcrypto" | "quick" | "intl" | "brought">;

/** Loads a part. */
export type LoadPart = <Name extends keyof Parts>(name: Name) => Parts[Name];
