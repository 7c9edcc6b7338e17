import type { PlaybookDifference } from '#contracts';
import type { Playbook } from '#escalation';

type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lists of things with an id are compared by it, so that a rung that moved is the same rung. */
function byId(value: unknown): unknown {
  if (!Array.isArray(value) || value.length === 0) return value;
  const items = value as unknown[];
  if (!items.every((one) => isTree(one) && typeof one.id === 'string')) return value;
  return Object.fromEntries(items.map((one) => [(one as { id: string }).id, one]));
}

/** What is different from one playbook to another, in the order of the new one; its own id and version are not. */
export function diffPlaybooks(before: Playbook, after: Playbook): PlaybookDifference[] {
  const changes: PlaybookDifference[] = [];
  const compare = (path: string, a: unknown, b: unknown): void => {
    const [was, is] = [byId(a), byId(b)];
    if (!isTree(was) || !isTree(is)) {
      if (JSON.stringify(was) !== JSON.stringify(is))
        changes.push({ path, before: a ?? null, after: b ?? null });
      return;
    }
    for (const key of new Set([...Object.keys(is), ...Object.keys(was)]))
      compare(path === '' ? key : `${path}.${key}`, was[key], is[key]);
  };
  compare('', { ...before, id: '', version: 0 }, { ...after, id: '', version: 0 });
  return changes;
}
