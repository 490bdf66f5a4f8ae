// Libraries that scripts bring along as text, made quicker: what takes them long is computed natively, with the same results.
import { connect } from "../native.js";
import { quickenBlocks } from "./blocks.js";
import { quickenDigests } from "./digests.js";
import { quickenNumbers } from "./numbers.js";
import { quickenPoints } from "./points.js";
import { watch } from "./watch.js";

/** What is done, by the name of the member that gives a library away: with the object and the value. */
const signs = {
  isProbablePrime: quickenNumbers,
  FV: quickenNumbers,
  multiplyTwo: quickenPoints,
  BufferedBlockAlgorithm: quickenBlocks,
  kem: quickenDigests,
};

export default {
  connect,
  /** Begins to watch. @param {() => boolean} isLoading whether a library of ours is being loaded */
  watch: (isLoading) => watch(signs, isLoading),
};
