/**
 * Unit exponential and standard normal draws by the ziggurat method (G. Marsaglia and W. W. Tsang, "The Ziggurat Method
 * for Generating Random Variables", Journal of Statistical Software 5(8), 2000), with 256 layers each. About 99 % of the
 * draws cost one 32-bit step, a table look-up and a multiplication.
 *
 *   1 |#.                 layer 255: the area between the top and x[255]
 *     |###.
 *     |######..           layer i: [0, x[i]] from f(x[i]) up to f(x[i+1]); under the curve for certain left of x[i+1]
 *     |##########...
 *     |##############~~~  layer 0: [0, r] and the tail beyond r = x[1]; x[0] is its area over f(r)
 *
 * All layers have one area, so the low 8 bits of a draw choose one; all 32 bits choose the place in it. Left out: draws
 * finer than 2^-24 of a layer's width, which is far below the rounding to whole nanoseconds.
 */
import { exp, log } from './exact-math.js';
import type { RandomStream } from './random-stream.js';

const layerCount = 256;
const layerMask = layerCount - 1;

/** Where the exponential's tail begins, so that 256 layers of equal area end exactly at the top. */
const exponentialTailFrom = 7.69711747013105;
const exponentialLayerArea = (exponentialTailFrom + 1) * exp(-exponentialTailFrom);
const exponentialLayers = layersUnder(
  (x) => exp(-x),
  (density) => -log(density),
  exponentialTailFrom,
  exponentialLayerArea,
  2 ** 32,
);
const exponentialScale = exponentialLayers.scale;
const exponentialSure = exponentialLayers.sure;

/** For exp(-x^2 / 2), as above; the sign takes one bit of the draw, so places have 31. */
const normalTailFrom = 3.6541528853610088;
const normalLayerArea = 0.00492867323399141;
const normalLayers = layersUnder(
  (x) => exp(-0.5 * x * x),
  (density) => Math.sqrt(-2 * log(density)),
  normalTailFrom,
  normalLayerArea,
  2 ** 31,
);
const normalScale = normalLayers.scale;
const normalSure = normalLayers.sure;

interface Layers {
  /** Turns a drawn integer into a place in the layer. */
  readonly scale: Float64Array;
  /** Drawn integers below this lie under the curve for certain. */
  readonly sure: Uint32Array;
  /** Density at the outer edge of each layer; one more for the top. */
  readonly density: Float64Array;
}

function layersUnder(
  densityAt: (x: number) => number,
  edgeAt: (density: number) => number,
  tailFrom: number,
  area: number,
  places: number,
): Layers {
  const edge = new Float64Array(layerCount + 1);
  const density = new Float64Array(layerCount + 1);
  edge[0] = area / densityAt(tailFrom);
  edge[1] = tailFrom;
  density[1] = densityAt(tailFrom);
  for (let i = 1; i < layerCount; i++) {
    density[i + 1] = i + 1 < layerCount ? density[i] + area / edge[i] : 1;
    edge[i + 1] = i + 1 < layerCount ? edgeAt(density[i + 1]) : 0;
  }
  const scale = new Float64Array(layerCount);
  const sure = new Uint32Array(layerCount);
  for (let i = 0; i < layerCount; i++) {
    scale[i] = edge[i] / places;
    sure[i] = Math.floor((edge[i + 1] / edge[i]) * places);
  }
  return { scale, sure, density };
}

/** An exponential draw of mean 1. */
export function unitExponential(stream: RandomStream): number {
  const drawn = stream.uint32();
  const layer = drawn & layerMask;
  const x = drawn * exponentialScale[layer];
  // The plus says that both branches are doubles: without it V8 boxes nearly every draw.
  return drawn < exponentialSure[layer] ? x : +exponentialAtEdge(stream, layer, x);
}

function exponentialAtEdge(stream: RandomStream, layer: number, x: number): number {
  // Beyond any point an exponential starts afresh.
  if (layer === 0) return exponentialTailFrom + unitExponential(stream);
  const { density } = exponentialLayers;
  const height = density[layer] + stream.next() * (density[layer + 1] - density[layer]);
  return height < exp(-x) ? x : unitExponential(stream);
}

/** A normal draw of mean 0 and variance 1. */
export function standardNormal(stream: RandomStream): number {
  const drawn = stream.uint32();
  const layer = drawn & layerMask;
  const signed = drawn | 0;
  const x = signed * normalScale[layer];
  return Math.abs(signed) < normalSure[layer] ? x : +normalAtEdge(stream, layer, x);
}

function normalAtEdge(stream: RandomStream, layer: number, x: number): number {
  if (layer === 0) return x < 0 ? -normalTail(stream) : normalTail(stream);
  const { density } = normalLayers;
  const height = density[layer] + stream.next() * (density[layer + 1] - density[layer]);
  return height < exp(-0.5 * x * x) ? x : standardNormal(stream);
}

/** The tail beyond r by rejection from an exponential of rate r (G. Marsaglia, Technometrics 6, 1964). */
function normalTail(stream: RandomStream): number {
  for (;;) {
    const beyond = unitExponential(stream) / normalTailFrom;
    if (2 * unitExponential(stream) > beyond * beyond) return normalTailFrom + beyond;
  }
}
