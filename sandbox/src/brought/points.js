// The elliptic curves that come with jsbn, as in jsrsasign: points are multiplied natively, in the projective coordinates that the
// library would arrive at.
//
// Before that is first done, the library's own methods must have given the same points on a small curve.
import { native } from "../native.js";
import { isComplete } from "./numbers.js";

/** @import { NumbersNative } from "../../types/engine.d.ts" */
/**
 * A point of a curve, or the prototype of all, as a library has made it.
 * @typedef {any} Point
 */
/** @typedef {any} Big */
/** @typedef {Record<"multiply" | "multiplyTwo", (this: Point, ...args: any[]) => Point>} Methods */

const MEMBERS = ["add", "getX", "isInfinity", "multiply", "multiplyTwo", "negate", "twice"];

/** @param {Point} point */
const coordinates = ({ x, y, z }) => [x.toBigInteger(), y.toBigInteger(), z];

/**
 * Makes the point that `compute` fills the coordinates of; undefined where that can't be done.
 * @param {Point} point a point of the same curve
 * @param {(curve: Big[], result: Big[]) => boolean} compute
 */
function fill(point, compute) {
  const { curve, z, constructor: Point } = point;
  const result = [0, 0, 0].map(() => new z.constructor(null));
  if (!compute([curve.q, curve.a.toBigInteger()], result)) return undefined;
  const [x, y] = result.map((number) => curve.fromBigInteger(number));
  return new Point(curve, x, y, result[2]);
}

/** @param {...Point} points */
const areFinite = (...points) => points.every(({ x, y, z }) => x && y && z);

/**
 * @param {NumbersNative} quick
 * @param {Methods} slow
 * @returns {Methods}
 */
function quickMethods(quick, slow) {
  return {
    multiply(times) {
      const made =
        areFinite(this) &&
        fill(this, (curve, result) => quick.multiple(coordinates(this), times, curve, result));
      return made || slow.multiply.call(this, times);
    },
    multiplyTwo(times, other, timesOther) {
      const made =
        areFinite(this, other) &&
        fill(this, (curve, result) => {
          const points = [...coordinates(this), ...coordinates(other)];
          return quick.multiples(points, [times, timesOther], curve, result);
        });
      return made || slow.multiplyTwo.call(this, times, other, timesOther);
    },
  };
}

/**
 * What methods make of a point of a small curve, as text.
 * @param {Point} point of whatever curve
 * @param {Methods} methods
 */
function sample({ curve, z, constructor: Point }, methods) {
  const [field, factor, x, y, times, more] = [251, 3, 5, 7, 77, 50].map((value) => {
    const number = new z.constructor(null);
    number.fromInt(value);
    return number;
  });
  const small = new curve.constructor(field, factor, factor);
  const one = new Point(small, small.fromBigInteger(x), small.fromBigInteger(y));
  const product = methods.multiply.call(one, times);
  const sum = methods.multiplyTwo.call(one, more, product, times);
  return [product, sum].flatMap(coordinates).join();
}

/**
 * The native methods, if they give the library's own results.
 * @param {Point} point
 * @param {Methods} slow
 */
function proven(point, slow) {
  try {
    const numbers = Object.getPrototypeOf(point.z);
    if (!isComplete(numbers)) return undefined;
    const inData = Array.isArray(point.z.data);
    const quick = quickMethods(native.numbers(numbers.DB, inData), slow);
    return sample(point, slow) === sample(point, quick) ? quick : undefined;
  } catch {
    return undefined;
  }
}

/** @type {WeakSet<Point>} */
const known = new WeakSet();

/**
 * Makes a prototype of points quicker, if it has the members of the library.
 * @param {Point} prototype
 */
export function quickenPoints(prototype) {
  const isPlain =
    prototype.constructor?.prototype === prototype &&
    MEMBERS.every((name) => typeof prototype[name] === "function");
  if (!isPlain || known.has(prototype)) return;
  known.add(prototype);
  const { multiply, multiplyTwo } = prototype;
  /** @type {Methods} */
  const slow = { multiply, multiplyTwo };
  /** @type {Methods | undefined} */
  let chosen;
  for (const name of /** @type {const} */ (["multiply", "multiplyTwo"])) {
    /** @this {Point} @param {unknown[]} args */
    prototype[name] = function (...args) {
      if (chosen === undefined) {
        // Until it is known which are right, whatever is called computes as the library does.
        chosen = slow;
        chosen = proven(this, slow) ?? slow;
      }
      return chosen[name].apply(this, args);
    };
  }
}
