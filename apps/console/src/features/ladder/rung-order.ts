import type { RungView } from '#contracts';

const SETTLED = new Set<RungView['status']>(['done', 'skipped', 'cancelled', 'exhausted', 'failed']);
export const isSettled = (rung: RungView): boolean => SETTLED.has(rung.status);

/** Clocks with nobody to work them are drawn thinner than steps that act. */
const CLOCKS = new Set<RungView['kind']>(['face_to_face', 'report_back', 'alarm', 'wait']);
export const isClock = (rung: RungView): boolean => CLOCKS.has(rung.kind);

/** Rungs as they climb: by when each starts, a clock by when it ends; then by deadline and the order of the playbook. */
export function climbing(rungs: readonly RungView[]): RungView[] {
  const due = (r: RungView): number => (r.dueAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(r.dueAt));
  const place = (r: RungView): number => Date.parse(isClock(r) ? (r.dueAt ?? r.startAt) : r.startAt);
  return rungs
    .map((rung, nth) => ({ rung, nth }))
    .sort((a, b) => place(a.rung) - place(b.rung) || due(a.rung) - due(b.rung) || a.nth - b.nth)
    .map(({ rung }) => rung);
}

/** The part of a rung's id that tells it from its likes: `follow_up_24h` is 24 hours on, `follow_up_7d` seven days. */
export function stepAfter(id: string): { n: number; unit: 'hours' | 'days' } | null {
  const found = /_(\d+)([hd])$/.exec(id);
  return found === null ? null : { n: Number(found[1]), unit: found[2] === 'h' ? 'hours' : 'days' };
}

/** Rungs that are worked at the same time, by people or by the machine: marked as such on the rail. */
export function parallel(rungs: readonly RungView[]): Set<string> {
  const active = rungs.filter((r) => !isClock(r) && (r.status === 'open' || r.status === 'running'));
  return new Set(active.length > 1 ? active.map((r) => r.id) : []);
}
