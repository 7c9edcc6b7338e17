import { KeyRing } from '#platform';

/** The same JSON value, whatever the order of its keys and the white space around it. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map(([key, part]) => `${JSON.stringify(key)}:${canonicalJson(part)}`);
  return `{${entries.join(',')}}`;
}

/** Deepest nesting that is kept; an alert needs three. */
const DEEPEST = 12;

/** The value without what is nested too deeply, so that nothing that recurses into it can be overrun. */
export function pruned(value: unknown): { value: unknown; cut: boolean } {
  let cut = false;
  const walk = (part: unknown, levels: number): unknown => {
    if (typeof part !== 'object' || part === null) return part;
    if (levels === 0) {
      cut = true;
      return null;
    }
    if (Array.isArray(part)) return part.map((entry) => walk(entry, levels - 1));
    return Object.fromEntries(Object.entries(part).map(([key, entry]) => [key, walk(entry, levels - 1)]));
  };
  return { value: walk(value, DEEPEST), cut };
}

/** Keyed hash of an alert's content: equal for a resend, and of no use to who lacks the key. */
export function contentHash(keys: KeyRing, canonical: string): Buffer {
  return keys.index('index.content', canonical);
}

/** Reference of an alert that came without one: the same content gets the same one, so a resend is a duplicate. */
export function derivedRef(hash: Buffer): string {
  return `auto-${hash.toString('hex').slice(0, 32)}`;
}

/** What a sealed payload is bound to. */
export function payloadContext(sourceId: string, sourceRef: string, revision: number): string {
  return `${sourceId}\n${sourceRef}\n${revision}`;
}
