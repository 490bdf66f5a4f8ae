// `crypto` as Node 20 and so Postman's sandbox have it. A bundle of its own, loaded when a script first touches it.
//
// What is allowed, and in which words it is refused, is decided here; the computing is `src/script/native/crypto`.
import { connect } from "../native.js";
import { Crypto, crypto } from "./crypto.js";
import { CryptoKey } from "./key.js";
import { SubtleCrypto } from "./subtle.js";

export default { connect, Crypto, CryptoKey, SubtleCrypto, crypto };
