// What the classes of the SDK have beyond their source's fields: `publish` of `sdk/kind.js` puts it on their prototypes, and some members
// are only defined when something is known of them. So are those that a method sets and not the constructor, with a cast of `this`: else the
// checker took them for undefined. Names are Postman's.
import type { ScopeKind } from "./engine.d.ts";
import type { Parts } from "../src/pm.js";
import type { PropertyList } from "../src/sdk/property-list.js";
import type { MutationTracker } from "../src/sdk/mutation-tracker.js";
import type { QueryParam } from "../src/sdk/query-param.js";
import type { VariableScope } from "../src/sdk/scope.js";
import type { VariableList } from "../src/sdk/variable-list.js";
import type { CookieList } from "../src/sdk/cookie.js";
import type { HeaderList } from "../src/sdk/header.js";
import type { RequestBody } from "../src/sdk/body.js";
import type { PropertyBase } from "../src/sdk/property.js";
import type { Request } from "../src/sdk/request.js";

/** A class of the SDK: ours, the package's, or one that a script derived. */
// biome-ignore lint/complexity/noBannedTypes: nothing more is known of a script's own.
export interface SdkClass extends Function {
  /** Its kind: `Request`, `Header`, … Those of the package say the same. */
  _postman_propertyName?: string;
  super_?: SdkClass;
}

/** A class whose instances are members of a list. What it says of itself, its lists take over. */
export interface MemberClass<T> extends SdkClass {
  [trait: string]: any;
  new (...args: any[]): T;
  create?: any;
  parse?: any;
  unparse?: any;
  /** The member that the index goes by. */
  _postman_propertyIndexKey?: string;
  _postman_propertyIndexCaseInsensitive?: boolean;
  _postman_propertyAllowsMultipleValues?: boolean;
}

declare module "../src/sdk/property.js" {
  interface PropertyBase {
    /** What holds it; hidden from loops. */
    __parent?: any;
    _postman_propertyIsList?: boolean;
    /** Its class: ours, or one that a script derived. */
    constructor: any;
    /** Scripts and definitions add what they like; our own code asks for such members in brackets. */
    [member: string]: any;
  }

  interface Property {
    _postman_propertyRequiresId?: boolean;
  }
}

declare module "../src/sdk/property-list.js" {
  interface PropertyList<T extends PropertyBase & { disabled?: boolean } = any> {
    /** The member that the index goes by. */
    _postman_listIndexKey: string;
    _postman_listIndexCaseInsensitive: boolean;
    _postman_listAllowsMultipleValues: boolean;
    /** Whether `toObject` leaves out members without a name. */
    _postman_sanitizeKeys?: boolean;
  }
}

declare module "../src/sdk/variable-list.js" {
  interface VariableList {
    /** Of a list of parameters: for which type of authentication it is. */
    _postman_requestAuthType?: string;
  }
}

declare module "../src/sdk/url.js" {
  interface Url {
    query: PropertyList<QueryParam>;
    /** Of the path. */
    variables: VariableList;
  }
}

declare module "../src/web/url.js" {
  interface URL {
    protocol: string;
    username: string;
    password: string;
    host: string;
    hostname: string;
    port: string;
    pathname: string;
    search: string;
    hash: string;
  }
}

declare module "../src/sdk/scope.js" {
  interface Held {
    /** Its number. */
    kind: ScopeKind;
    /** What is noted for all scopes of the script. */
    script: Parts;
    /** The scopes behind it, nearest first. */
    layers?: () => VariableScope[];
  }

  interface VariableScope {
    /** Its variables, without those of the scopes behind it. */
    values: VariableList;
    /** What was set and unset. */
    mutations: MutationTracker;
  }
}

declare module "../src/sdk/cookie.js" {
  interface Cookie {
    name?: string;
    value?: string;
    expires?: Date | string | null;
    maxAge?: number;
    domain?: string;
    path?: string;
    secure?: boolean;
    httpOnly?: boolean;
    hostOnly?: boolean;
    session?: boolean;
    extensions?: { key: string; value: string | true }[];
  }

  interface CookieList {
    /** Of `pm.cookies`: the jar behind it. */
    jar?: any;
  }
}

declare module "../src/sdk/request.js" {
  interface Request {
    body?: RequestBody;
    proxy?: object;
    certificate?: object;
  }
}

declare module "../src/sdk/response.js" {
  interface Response {
    originalRequest?: Request;
    headers: HeaderList;
    body?: any;
    /** The body's bytes; in a response that a script made, whatever it gave. */
    stream?: any;
    cookies: CookieList;
  }
}
