/**
 * Seeded random numbers: sfc32 (Chris Doty-Humphrey's Small Fast Counting generator, as in PractRand), seeded from
 * any text by FNV-1a. The same seed gives the same people, alerts and rhythm on every machine.
 */
export interface Rng {
  /** [0, 1) */
  next(): number;
  /** Integer in [min, max], both included. */
  int(min: number, max: number): number;
  /** True with probability p (0 to 1). */
  chance(p: number): boolean;
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
  /** One of the keys, as often as its weight says. Weights need not add up to 1. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K;
  /** `count` different members of a list, in random order. */
  sample<T>(list: readonly T[], count: number): T[];
  /** An independent stream: what is drawn from it does not move this one. */
  fork(label: string): Rng;
}

/** @throws RangeError when a list to choose from is empty. */
export function createRng(seed: string | number): Rng {
  const text = String(seed);
  const draw = sfc32(text);
  const int = (min: number, max: number): number => min + Math.floor(draw() * (max - min + 1));
  const pick = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new RangeError('nothing to choose from');
    return list[int(0, list.length - 1)] as T;
  };
  return {
    next: draw,
    int,
    chance: (p) => draw() < p,
    pick,
    weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
      const keys = Object.keys(weights) as K[];
      const total = keys.reduce((sum, key) => sum + weights[key], 0);
      let left = draw() * total;
      for (const key of keys) {
        left -= weights[key];
        if (left < 0) return key;
      }
      return pick(keys);
    },
    sample<T>(list: readonly T[], count: number): T[] {
      const rest = [...list];
      const taken: T[] = [];
      while (taken.length < count && rest.length > 0) taken.push(...rest.splice(int(0, rest.length - 1), 1));
      return taken;
    },
    fork: (label) => createRng(`${text}/${label}`),
  };
}

function sfc32(seed: string): () => number {
  let a = fnv1a(`${seed}:a`);
  let b = fnv1a(`${seed}:b`);
  let c = fnv1a(`${seed}:c`);
  let counter = 1;
  const step = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  // The first draws still show the seed; the reference implementation throws away twelve or more.
  for (let i = 0; i < 15; i += 1) step();
  return step;
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return hash | 0;
}
