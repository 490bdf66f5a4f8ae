// Libraries that scripts bring along as text, made quicker: what takes them long is computed natively, with the same results. `watch.js`
// calls the function that has the name of a member when that is assigned, with the object and the value.
import { connect } from "../native.js";
import { quickenBlocks } from "./blocks.js";
import { quickenDigests } from "./digests.js";
import { quickenNumbers } from "./numbers.js";
import { quickenPoints } from "./points.js";

export default {
  connect,
  isProbablePrime: quickenNumbers,
  FV: quickenNumbers,
  multiplyTwo: quickenPoints,
  BufferedBlockAlgorithm: quickenBlocks,
  kem: quickenDigests,
};
