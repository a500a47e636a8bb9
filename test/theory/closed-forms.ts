/**
 * What queueing theory says about the textbook systems that scenarios/ reduces the model to: the sojourn time (waiting and
 * service) as its mean and its tail P(T > t). Rates are per millisecond, times in milliseconds.
 *
 * Sources: L. Kleinrock, "Queueing Systems", volume 1, 1975 (M/M/1, M/M/c, Pollaczek-Khinchine, Burke's theorem);
 * A. K. Erlang, 1909 (M/D/1); order statistics from the binomial formula.
 */
export interface Sojourn {
  readonly meanMs: number;
  /** P(T > t), decreasing from 1. Null where there is no closed form. */
  readonly tail: ((ms: number) => number) | null;
}

export function mm1(lambda: number, mu: number): Sojourn {
  return exponential(mu - lambda);
}

export function exponential(rate: number): Sojourn {
  return { meanMs: 1 / rate, tail: (ms) => Math.exp(-rate * ms) };
}

export function erlang2(rate: number): Sojourn {
  return { meanMs: 2 / rate, tail: (ms) => (1 + rate * ms) * Math.exp(-rate * ms) };
}

/** Erlang's C formula and what follows from it. */
export function mmc(lambda: number, mu: number, servers: number): Sojourn {
  const load = lambda / mu;
  let term = 1;
  let sum = 0;
  for (let k = 0; k < servers; k++) {
    sum += term;
    term *= load / (k + 1);
  }
  const all = (term * servers) / (servers - load);
  const waits = all / (sum + all);
  const drain = servers * mu - lambda;
  return {
    meanMs: 1 / mu + waits / drain,
    tail: (ms) =>
      (1 - waits) * Math.exp(-mu * ms) +
      (waits * (drain * Math.exp(-mu * ms) - mu * Math.exp(-drain * ms))) / (drain - mu),
  };
}

/** The wait is a sum of alternating terms (Erlang); the service is `serviceMs` for everybody. */
export function md1(lambda: number, serviceMs: number): Sojourn {
  const load = lambda * serviceMs;
  const waitsAtMost = (ms: number) => {
    let sum = 0;
    let factorial = 1;
    for (let k = 0; k * serviceMs <= ms; k++) {
      if (k > 0) factorial *= k;
      const x = lambda * (k * serviceMs - ms);
      sum += (x ** k / factorial) * Math.exp(-x);
    }
    return (1 - load) * sum;
  };
  return {
    meanMs: pollaczekKhinchine(lambda, serviceMs, serviceMs ** 2),
    tail: (ms) => (ms < serviceMs ? 1 : 1 - waitsAtMost(ms - serviceMs)),
  };
}

/** Mean sojourn of M/G/1 from the first two moments of its service. */
export function pollaczekKhinchine(lambda: number, mean: number, secondMoment: number): number {
  return mean + (lambda * secondMoment) / (2 * (1 - lambda * mean));
}

/**
 * M/H2/1. The transform of the sojourn is (1 - load) (b1 s + b0) / (s^2 + c1 s + c0), because a zero of the numerator
 * cancels; its two poles are real, so the tail is a sum of two exponentials.
 */
export function mh1(lambda: number, share: number, meanMs: number, otherMeanMs: number): Sojourn {
  const [p, q, m, n] = [share, 1 - share, 1 / meanMs, 1 / otherMeanMs];
  const mean = p / m + q / n;
  const idle = 1 - lambda * mean;
  const c1 = m + n - lambda;
  const c0 = m * n * idle;
  const root = Math.sqrt(c1 * c1 - 4 * c0);
  const [r1, r2] = [(c1 - root) / 2, (c1 + root) / 2];
  const densityAt = (r: number) => idle * (m * n - (p * m + q * n) * r);
  const [w1, w2] = [densityAt(r1) / (r2 - r1), densityAt(r2) / (r1 - r2)];
  return {
    meanMs: pollaczekKhinchine(lambda, mean, 2 * (p / m ** 2 + q / n ** 2)),
    tail: (ms) => (w1 / r1) * Math.exp(-r1 * ms) + (w2 / r2) * Math.exp(-r2 * ms),
  };
}

/** Two M/M/1 in a row: the departures of the first are Poisson, and the two sojourns of a request are independent. */
export function tandem(lambda: number, mu: number, nextMu: number): Sojourn {
  const [a, b] = [mu - lambda, nextMu - lambda];
  return {
    meanMs: 1 / a + 1 / b,
    tail: (ms) => (b * Math.exp(-a * ms) - a * Math.exp(-b * ms)) / (b - a),
  };
}

export const secondOfThree = (one: Sojourn) => orderStatistic(2, 3, one);
export const thirdOfFive = (one: Sojourn) => orderStatistic(3, 5, one);

/** The k-th to finish of n alike and independent: fewer than k are done by t. */
function orderStatistic(k: number, n: number, one: Sojourn): Sojourn {
  if (one.tail === null) throw new Error('the distribution of one is not known');
  const tailOfOne = one.tail;
  const tail = (ms: number) => {
    const left = tailOfOne(ms);
    let sum = 0;
    let ways = 1;
    for (let done = 0; done < k; done++) {
      sum += ways * (1 - left) ** done * left ** (n - done);
      ways *= (n - done) / (done + 1);
    }
    return sum;
  };
  return { meanMs: area(tail, 60 * one.meanMs), tail };
}

/** The time by which a share q is done, by bisection. */
export function quantile(tail: (ms: number) => number, q: number): number {
  let [low, high] = [0, 1];
  while (tail(high) > 1 - q) high *= 2;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (tail(middle) > 1 - q) low = middle;
    else high = middle;
  }
  return high;
}

/** The integral from 0, by Simpson's rule: of a tail it is the mean. */
function area(tail: (ms: number) => number, toMs: number): number {
  const steps = 20_000;
  const width = toMs / steps;
  let sum = tail(0) + tail(toMs);
  for (let i = 1; i < steps; i++) sum += tail(i * width) * (i % 2 === 1 ? 4 : 2);
  return (sum * width) / 3;
}
