// What Postman adds to chai: assertions about requests and responses, worded as Postman words them.
import { load } from "./require.js";
import { Request } from "./sdk/request.js";
import { Response } from "./sdk/response.js";

/**
 * How a measure is worded where it is none, and where it is not the one that was wanted; `expected`: whether that is shown.
 * @typedef {{valid: [string, string], equal: [string, string], expected?: boolean}} MeasureWords
 */

/** @import { Assertion, AssertionClass, Chai, Flag } from "../types/packages.d.ts" */
/**
 * The beginning of an expectation about an object.
 * @typedef {(object: unknown) => Assertion["to"]} About
 */

const CLASSES = { info: 1, success: 2, redirection: 3, clientError: 4, serverError: 5 };

/**
 * A property of chai → the code it stands for, and the reason that is compared too (`notAcceptable`'s is Postman's slip, kept).
 * @type {Record<string, [code: number, reason: string]>}
 */
const CODES = {
  accepted: [202, "ACCEPTED"],
  withoutContent: [204, "NO CONTENT"],
  badRequest: [400, "BAD REQUEST"],
  unauthorised: [401, "UNAUTHORISED"],
  unauthorized: [401, "UNAUTHORIZED"],
  forbidden: [403, "FORBIDDEN"],
  notFound: [404, "NOT FOUND"],
  notAcceptable: [406, "ACCEPTABLE"],
  rateLimited: [429, "TOO MANY REQUESTS"],
};

/** @type {[string, string]} */
const STATUS_CODE = [
  "expected response to have status code #{exp} but got #{act}",
  "expected response to not have status code #{act}",
];
/** @type {[string, string]} */
const STATUS_REASON = [
  "expected response to have status reason #{exp} but got #{act}",
  "expected response to not have status reason #{act}",
];
/** @type {[string, string]} */
const CONTENT = [
  "expected response to have content in body",
  "expected response to not have content in body",
];

/** @param {Chai} chai */
export function addResponseAssertions(chai) {
  const { Assertion } = chai;
  /** @type {About} */
  const about = (object) => new Assertion(object).to;
  addKinds(Assertion);
  addStatus(Assertion, about, chai.util.flag);
  addHeader(Assertion, about);
  addBody(Assertion, about);
  addMeasures(Assertion, about, chai.util.flag);
  addSchema(Assertion, about);
}

/** @param {AssertionClass} Assertion */
function addKinds(Assertion) {
  /** @type {Record<string, [words: string, fits: (value: unknown) => boolean]>} */
  const kinds = {
    postmanRequest: ["request", Request.isRequest],
    postmanResponse: ["response", Response.isResponse],
    postmanRequestOrResponse: [
      "request or response",
      (value) => Request.isRequest(value) || Response.isResponse(value),
    ],
  };
  for (const [name, [words, fits]] of Object.entries(kinds)) {
    Assertion.addProperty(name, function () {
      this.assert(
        fits(this._obj),
        `expecting a postman ${words} object but got #{this}`,
        `not expecting a postman ${words} object`,
      );
    });
  }
}

// What assertions begin with nearly always holds, and chai takes long to find so: it is asked for its words only where it does not.

/** @param {About} about @param {unknown} object */
function needResponse(about, object) {
  if (!Response.isResponse(object)) about(object).be.postmanResponse;
}

/** @param {About} about @param {any} object @param {string} name */
function needMethod(about, object, name) {
  if (typeof object[name] === "function") return;
  about(object).have.property(name);
  about(object[name]).be.a("function");
}

/** @param {About} about @param {any} object @param {string} name */
function needProperty(about, object, name) {
  if (!(name in object)) about(object).have.property(name);
}

/**
 * Asserts that `response` is one and has a number for a code, and returns the code.
 * @param {About} about
 * @param {any} response
 */
function codeOf(about, response) {
  needResponse(about, response);
  needProperty(about, response, "code");
  if (typeof response.code !== "number") about(response.code).be.a("number");
  return response.code;
}

/** @param {AssertionClass} Assertion @param {About} about @param {Flag} flag */
function addStatus(Assertion, about, flag) {
  /** @param {Assertion} assertion @param {number} wanted */
  function assertClass(assertion, wanted) {
    const code = codeOf(about, assertion._obj);
    assertion.assert(
      Math.floor(code / 100) === wanted,
      "expected response code to be #{exp}XX but found #{act}",
      "expected response code to not be #{exp}XX",
      wanted,
      code,
    );
  }

  /** @param {Assertion} assertion @param {number} wantedCode @param {string} wantedReason */
  function assertReasonAndCode(assertion, wantedCode, wantedReason) {
    const response = assertion._obj;
    for (const method of ["reason", "details"]) {
      needMethod(about, response, method);
    }
    const reason = String(response.reason()).toUpperCase();
    const code = Number(response.details().code);
    assertion.assert(reason === wantedReason, ...STATUS_REASON, wantedReason, reason);
    assertion.assert(code === wantedCode, ...STATUS_CODE, wantedCode, code);
  }

  /** @param {Assertion} assertion @param {string} wanted */
  function assertReason(assertion, wanted) {
    needMethod(about, assertion._obj, "reason");
    const reason = assertion._obj.reason();
    assertion.assert(reason === wanted, ...STATUS_REASON, wanted, reason);
  }

  /** @param {Assertion} assertion @param {unknown} wanted */
  function assertCode(assertion, wanted) {
    const code = codeOf(about, assertion._obj);
    assertion.assert(code === Number(wanted), ...STATUS_CODE, Number(wanted), code);
  }

  Assertion.addMethod("statusCodeClass", function (wanted) {
    assertClass(this, wanted);
  });
  for (const [name, wanted] of Object.entries(CLASSES)) {
    Assertion.addProperty(name, function () {
      assertClass(this, wanted);
    });
  }
  Assertion.addProperty("error", function () {
    const code = codeOf(about, this._obj);
    const found = code >= 400 && code < 600;
    const words = "expected response code to";
    this.assert(
      found,
      `${words} be 4XX or 5XX but found #{act}`,
      `${words} not be 4XX or 5XX`,
      null,
      code,
    );
  });
  Assertion.addMethod("statusCode", function (wanted) {
    assertCode(this, wanted);
  });
  Assertion.addMethod("statusReason", function (wanted) {
    needResponse(about, this._obj);
    assertReason(this, String(wanted));
  });
  Assertion.addMethod("status", function (wanted) {
    needResponse(about, this._obj);
    if (typeof wanted === "number" || wanted instanceof Number) assertCode(this, wanted);
    else assertReason(this, wanted);
  });
  for (const [name, [code, reason]] of Object.entries(CODES)) {
    Assertion.addProperty(name, function () {
      needResponse(about, this._obj);
      assertReasonAndCode(this, code, reason);
    });
  }
  // chai has an `ok` of its own, which stays for everything else.
  Assertion.addProperty("ok", function () {
    if (Response.isResponse(this._obj)) assertReasonAndCode(this, 200, "OK");
    else
      this.assert(
        flag(this, "object"),
        "expected #{this} to be truthy",
        "expected #{this} to be falsy",
      );
  });
}

/** @param {AssertionClass} Assertion @param {About} about */
function addHeader(Assertion, about) {
  Assertion.addMethod("header", function (...args) {
    const [key, wanted] = args;
    if (!Request.isRequest(this._obj) && !Response.isResponse(this._obj))
      about(this._obj).be.postmanRequestOrResponse;
    needProperty(about, this._obj, "headers");
    const what = Request.isRequest(this._obj) ? "request" : "response";
    const found = this._obj.headers.has(key);
    const words = `expected ${what} to`;
    this.assert(
      found,
      `${words} have header with key '${String(key)}'`,
      `${words} not have header with key '${String(key)}'`,
      true,
      found,
    );
    if (args.length < 2) return;
    const value = this._obj.headers.one(key).value;
    const header = `expected '${String(key)}' ${what} header to`;
    this.assert(
      value === wanted,
      `${header} be #{exp} but got #{act}`,
      `${header} not be #{act}`,
      wanted,
      value,
    );
  });
}

/**
 * Parses the response's body: {body} or {error}, the error in the words that assertions use.
 * @param {About} about
 * @param {any} response
 * @returns {{body?: unknown, error?: string}}
 */
function parse(about, response) {
  needResponse(about, response);
  needMethod(about, response, "json");
  try {
    return { body: response.json() };
  } catch (/** @type {any} */ error) {
    const first = error.name === "JSONError" && error.message;
    return {
      error: first ? error.message.replace(/(.*?)\n.*/g, "$1") : `${error.name}: ${error.message}`,
    };
  }
}

/** @param {Assertion} assertion @param {string | undefined} error */
function assertJson(assertion, error) {
  assertion.assert(
    !error,
    `expected response body to be a valid json but got error ${error}`,
    "expected response body not to be a valid json",
  );
}

/** @param {unknown} value */
function isPlainObject(value) {
  if (value === null || typeof value !== "object") return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** @param {AssertionClass} Assertion @param {About} about */
function addBody(Assertion, about) {
  /** @param {any} response */
  function textOf(response) {
    needResponse(about, response);
    needMethod(about, response, "text");
    return response.text();
  }

  /** @param {Assertion} assertion @param {unknown} text */
  function assertContent(assertion, text) {
    assertion.assert(typeof text === "string" && text.length, ...CONTENT);
  }

  Assertion.addProperty("withBody", function () {
    assertContent(this, textOf(this._obj));
  });
  Assertion.addProperty("json", function () {
    assertJson(this, parse(about, this._obj).error);
  });
  Assertion.addMethod("body", function (...args) {
    const [wanted] = args;
    /** @param {unknown} body @param {string} words */
    const equal = (body, words) => {
      const negated = words === " json" ? " but got #{act}" : "";
      this.assert(
        load("lodash").isEqual(body, wanted),
        `expected response body${words} to equal #{exp} but got #{act}`,
        `expected response body${words} to not equal #{exp}${negated}`,
        wanted,
        body,
      );
    };
    needResponse(about, this._obj);
    if (isPlainObject(wanted)) return equal(parse(about, this._obj).body, " json");
    const text = textOf(this._obj);
    if (args.length === 0) return assertContent(this, text);
    if (!(wanted instanceof RegExp)) return equal(text, "");
    return this.assert(
      wanted.exec(text) !== null,
      "expected response body text to match #{exp} but got #{act}",
      "expected response body text #{act} to not match #{exp}",
      wanted,
      text,
    );
  });
  Assertion.addMethod("jsonBody", function (...args) {
    const [path, wanted] = args;
    const { body, error } = parse(about, this._obj);
    if (args.length === 0) return assertJson(this, error);
    if (typeof path !== "string" && !(path instanceof String)) return undefined;
    const _ = load("lodash");
    const words = "expected #{act} in response to";
    this.assert(
      _.has(body, path),
      `${words} contain property #{exp}`,
      `${words} not contain property #{exp}`,
      path,
      body,
    );
    if (args.length === 1) return undefined;
    const value = _.get(body, path);
    const place = `expected response body json at "${path}" to`;
    return this.assert(
      _.isEqual(value, wanted),
      `${place} contain #{exp} but got #{act}`,
      `${place} not contain #{exp} but got #{act}`,
      wanted,
      value,
    );
  });
}

/**
 * `responseTime` and `responseSize`: properties that turn the assertion into one about a number, and methods that compare it.
 * @param {AssertionClass} Assertion
 * @param {About} about
 * @param {Flag} flag
 */
function addMeasures(Assertion, about, flag) {
  /** @param {string} name @param {(response: any) => number} of @param {MeasureWords} words */
  function measure(name, of, words) {
    Assertion.addChainableMethod(
      name,
      function (...args) {
        const number = flag(this, "number");
        const [valid, invalid] = words.valid;
        this.assert(typeof number === "number", valid, invalid, null, number);
        if (args.length > 0)
          this.assert(
            Object.is(number, args[0]),
            ...words.equal,
            words.expected ? args[0] : null,
            number,
          );
      },
      function () {
        needResponse(about, this._obj);
        const number = of(this._obj);
        flag(this, "number", number);
        this._obj = number;
      },
    );
  }

  /** @type {[string, string]} */
  const valid = [
    "expected response to have a valid response time but got #{act}",
    "expected response to not have a valid response time but got #{act}",
  ];
  measure(
    "responseTime",
    (response) => {
      needProperty(about, response, "responseTime");
      return response.responseTime;
    },
    { valid, equal: valid },
  );
  measure(
    "responseSize",
    (response) => {
      needProperty(about, response, "size");
      const { header, body } = response.size();
      return (header || 0) + (body || 0);
    },
    {
      valid: /** @type {[string, string]} */ (
        valid.map((text) => text.replace("response time", "response size"))
      ),
      equal: [
        "expected response size to equal #{act} but got #{exp}",
        "expected response size to not equal #{act} but got #{exp}",
      ],
      expected: true,
    },
  );
}

/** @param {AssertionClass} Assertion @param {About} about */
function addSchema(Assertion, about) {
  Assertion.addMethod("jsonSchema", function (schema, options) {
    about(schema).be.an("object");
    const data = Response.isResponse(this._obj) ? this._obj.json() : this._obj;
    const Ajv = load("ajv");
    const ajv = new Ajv({ allErrors: true, logger: false, ...options });
    const valid = ajv.validate(schema, data);
    this.assert(
      valid && !ajv.errors,
      `expected data to satisfy schema but found following errors: \n${ajv.errorsText()}`,
      "expected data to not satisfy schema",
      true,
      valid,
    );
  });
}
