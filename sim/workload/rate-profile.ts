/**
 * How a tenant's arrival rate changes over time: steps, ramps, spikes and waves, whose factors multiply. Time is walked
 * piece by piece. Within a piece no change begins or ends, and one that moves does no more than an eighth of a ramp or of
 * a turn, in one direction:
 *
 *   spike   ───────┌────┐───────────      a piece knows its greatest factor, for arrivals that are drawn at that rate and
 *   ramp    ──────────────⟋⟋⟋⟋⟋⟋────      thinned, and its area, the integral of the factor, for those that are spaced
 *   pieces  |      |    | | | | |
 *
 * Steady pieces are exact. The area of others is taken at five points (Gauss and Legendre), which is exact for up to nine
 * overlapping ramps and within 1e-13 of a wave's.
 */
import { sinTurn } from '../engine/exact-math.js';

export type RateChange =
  /** With `everyNs` again and again, each time on top of those before. */
  | { readonly kind: 'step'; readonly factor: number; readonly atNs: number; readonly everyNs: number | null }
  | { readonly kind: 'ramp'; readonly factor: number; readonly atNs: number; readonly overNs: number }
  | {
      readonly kind: 'spike';
      readonly factor: number;
      readonly atNs: number;
      readonly forNs: number;
      readonly everyNs: number | null;
    }
  /** 1 + amplitude * sin(2 pi (t - atNs) / period), from the beginning of the run on. */
  | { readonly kind: 'wave'; readonly amplitude: number; readonly periodNs: number; readonly atNs: number };

/** Parts of a ramp, and of a turn of a wave: the extremes of a wave stand at ends of parts. */
const parts = 8;
/** Points and weights of Gauss and Legendre on [-1, 1]. */
const points = [-0.906179845938664, -0.5384693101056831, 0, 0.5384693101056831, 0.906179845938664];
const weights = [
  0.23692688505618908, 0.47862867049936647, 0.5688888888888889, 0.47862867049936647, 0.23692688505618908,
];

/** Pieces of the profiles of all tenants: each is walked before the run, and again while it lasts. */
export const piecesInAllMax = 1_000_000;

/** A change as it is from the beginning of a piece on. */
interface Course {
  readonly change: RateChange;
  untilNs: number;
  /** Of one that does not move until then. */
  factor: number;
  isMoving: boolean;
}

export class RateProfile {
  /** Bounds of the piece; the last has no end. */
  fromNs: number;
  toNs: number;
  /** Within the piece. */
  greatestFactor = 1;
  isSteady = true;
  private readonly courses: readonly Course[];
  private readonly moving: RateChange[] = [];
  /** Product of the factors that do not move. */
  private steadyFactor = 1;

  constructor(changes: readonly RateChange[], fromNs: number) {
    this.fromNs = fromNs;
    this.toNs = fromNs;
    this.courses = changes.map((change) => ({ change, untilNs: fromNs, factor: 1, isMoving: false }));
    this.nextPiece();
  }

  nextPiece(): void {
    const fromNs = this.toNs;
    let toNs = Number.POSITIVE_INFINITY;
    this.moving.length = 0;
    this.steadyFactor = 1;
    for (const course of this.courses) {
      if (course.untilNs <= fromNs) turn(course, fromNs);
      toNs = Math.min(toNs, course.untilNs);
      if (course.isMoving) this.moving.push(course.change);
      else this.steadyFactor *= course.factor;
    }
    this.fromNs = fromNs;
    this.toNs = toNs;
    this.isSteady = this.moving.length === 0;
    this.greatestFactor = this.steadyFactor;
    for (const change of this.moving)
      this.greatestFactor *= Math.max(movingFactor(change, fromNs), movingFactor(change, toNs));
  }

  /** At a time within the piece. */
  factorAt(ns: number): number {
    let factor = this.steadyFactor;
    for (const change of this.moving) factor *= movingFactor(change, ns);
    return Math.max(0, factor);
  }

  /** The integral of the factor from the beginning of the piece to a time within it, in nanoseconds at factor 1. */
  areaUntil(ns: number): number {
    if (this.isSteady) return this.steadyFactor * (ns - this.fromNs);
    const half = (ns - this.fromNs) / 2;
    let sum = 0;
    for (let i = 0; i < points.length; i++) sum += weights[i] * this.factorAt(this.fromNs + half * (1 + points[i]));
    return half * sum;
  }
}

/** The greatest factor at any moment of a stretch of time. */
export function peakOf(changes: readonly RateChange[], fromNs: number, toNs: number): number {
  const profile = new RateProfile(changes, fromNs);
  let peak = profile.greatestFactor;
  while (profile.toNs < toNs) {
    profile.nextPiece();
    peak = Math.max(peak, profile.greatestFactor);
  }
  return peak;
}

/** The integral of the factor over a stretch of time, in nanoseconds at factor 1. */
export function areaOf(changes: readonly RateChange[], fromNs: number, toNs: number): number {
  const profile = new RateProfile(changes, fromNs);
  let area = 0;
  while (profile.toNs < toNs) {
    area += profile.areaUntil(profile.toNs);
    profile.nextPiece();
  }
  return area + profile.areaUntil(toNs);
}

/** Pieces into which a change cuts a stretch of time, at most. */
export function piecesOf(change: RateChange, lengthNs: number): number {
  switch (change.kind) {
    case 'wave':
      return 1 + (parts * lengthNs) / change.periodNs;
    case 'ramp':
      return 2 + parts;
    case 'step':
      return 2 + (change.everyNs === null ? 0 : lengthNs / change.everyNs);
    case 'spike':
      return 3 + (change.everyNs === null ? 0 : (2 * lengthNs) / change.everyNs);
  }
}

/** Moves a change on to what it is from `nowNs` on. */
function turn(course: Course, nowNs: number): void {
  const { change } = course;
  const sinceNs = nowNs - change.atNs;
  if (change.kind === 'wave') {
    course.isMoving = true;
    course.untilNs = endOfPart(nowNs, change.atNs, change.periodNs / parts);
    return;
  }
  course.isMoving = false;
  course.factor = 1;
  course.untilNs = change.atNs;
  if (sinceNs < 0) return;
  if (change.kind === 'ramp') {
    course.isMoving = sinceNs < change.overNs;
    course.factor = change.factor;
    course.untilNs = course.isMoving ? endOfPart(nowNs, change.atNs, change.overNs / parts) : Number.POSITIVE_INFINITY;
    return;
  }
  const everyNs = change.everyNs ?? Number.POSITIVE_INFINITY;
  const beganNs = change.everyNs === null ? change.atNs : nowNs - (sinceNs % everyNs);
  course.untilNs = beganNs + everyNs;
  if (change.kind === 'step')
    course.factor = timesOver(change.factor, 1 + Math.round((beganNs - change.atNs) / everyNs));
  else if (nowNs < beganNs + change.forNs) {
    course.factor = change.factor;
    course.untilNs = beganNs + change.forNs;
  }
}

/** Of equal parts from `atNs` on, and before it, the end of the one that holds a time. */
function endOfPart(nowNs: number, atNs: number, lengthNs: number): number {
  let part = Math.floor((nowNs - atNs) / lengthNs);
  while (atNs + part * lengthNs <= nowNs) part++;
  return atNs + part * lengthNs;
}

function movingFactor(change: RateChange, ns: number): number {
  const sinceNs = ns - change.atNs;
  if (change.kind === 'wave') return 1 + change.amplitude * sinTurn(sinceNs / change.periodNs);
  if (change.kind === 'ramp') return 1 + (change.factor - 1) * (sinceNs / change.overNs);
  throw new Error(`a ${change.kind} does not move`);
}

/** A factor so many times, by squares. */
function timesOver(factor: number, times: number): number {
  let product = 1;
  let square = factor;
  for (let left = times; left >= 1; left = Math.floor(left / 2)) {
    if (left % 2 === 1) product *= square;
    square *= square;
  }
  return product;
}
