import type { Range, Shares } from './assumptions.js';

/**
 * What a number is drawn for. Keys are written into the draw, so that a new occasion moves none of the others.
 */
export type Occasion =
  | 'truth'
  | 'stake'
  | 'pays'
  | 'vanished'
  | 'vanished_hours'
  | 'answers'
  | 'unanswered'
  | 'by_phone'
  | 'in_person'
  | 'lies'
  | 'met'
  | 'robot'
  | 'key'
  | 'relative'
  | 'proposed'
  | 'handling'
  | 'visit'
  | 'supervisor'
  | 'effect';

/**
 * Common random numbers: each is a function of seed, person, occasion and how many of that occasion came before, and of
 * nothing else. So the third call to a person is answered, or not, alike under every playbook, and two playbooks that are
 * compared face the same people.
 */
export class Draws {
  private readonly seed: number;
  private readonly occasions = new Map<Occasion, number>();

  constructor(seed: string) {
    this.seed = fnv1a(seed);
  }

  /** [0, 1) */
  at(person: number, occasion: Occasion, no: number): number {
    let h = mix(this.seed ^ Math.imul(person + 1, 0x9e3779b1));
    h = mix(h ^ this.keyOf(occasion));
    return (mix(h ^ Math.imul(no + 1, 0x85ebca6b)) >>> 0) / 4_294_967_296;
  }

  private keyOf(occasion: Occasion): number {
    const known = this.occasions.get(occasion);
    if (known !== undefined) return known;
    const key = fnv1a(occasion);
    this.occasions.set(occasion, key);
    return key;
  }
}

/** The part of a range that a draw stands for. */
export const within = ([least, most]: Range, draw: number): number => least + (most - least) * draw;

/** The one of several that a draw stands for. */
export function oneOf<K extends string>(shares: Shares<K>, draw: number): K {
  let left = draw;
  let last: K | undefined;
  for (const key in shares) {
    last = key;
    left -= shares[key];
    if (left < 0) return key;
  }
  // Shares that add up to a little less than 1, as decimal fractions do.
  return last as K;
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}

/** The finaliser of MurmurHash3: each bit that goes in reaches every bit that comes out. */
function mix(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
