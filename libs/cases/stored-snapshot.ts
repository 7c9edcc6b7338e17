import type { CaseSnapshot, RungState } from '#escalation';

/** Fields that a rung's row leaves out where they are as usual: each step of a case reads and writes the whole of it. */
type Slim = Omit<RungState, Usual> & Partial<Pick<RungState, Usual>>;
type Usual = 'attempts' | 'alarmed' | 'effectKey' | 'effectTimeoutAt' | 'cycle';
type Stored = Omit<CaseSnapshot, 'rungs'> & { rungs: Slim[] };

/** A snapshot as its row keeps it, JSON. The lease is kept in columns, so that a heartbeat never rewrites the rest. */
export const storedSnapshot = (snapshot: CaseSnapshot): string =>
  JSON.stringify({ ...snapshot, lease: null, rungs: snapshot.rungs.map(slim) });

/** What `storedSnapshot` kept, as the engine knows it, with a lease from its columns. */
export function restoredSnapshot(stored: Stored, lease: CaseSnapshot['lease']): CaseSnapshot {
  const { rungs, ...rest } = stored;
  return { ...rest, lease, rungs: rungs.map(whole) };
}

// Both spell all fields out, so that the engine's objects have one shape; JSON leaves out what is undefined.

const slim = (rung: RungState): Record<keyof RungState, unknown> => ({
  id: rung.id,
  kind: rung.kind,
  status: rung.status,
  startAt: rung.startAt,
  dueAt: rung.dueAt,
  anchoredAt: rung.anchoredAt,
  outcome: rung.outcome,
  reason: rung.reason,
  attempts: rung.attempts === 0 ? undefined : rung.attempts,
  alarmed: rung.alarmed.length === 0 ? undefined : rung.alarmed,
  effectKey: rung.effectKey ?? undefined,
  effectTimeoutAt: rung.effectTimeoutAt ?? undefined,
  cycle: rung.cycle === 0 ? undefined : rung.cycle,
});

const whole = (rung: Slim): Record<keyof RungState, unknown> & RungState => ({
  id: rung.id,
  kind: rung.kind,
  status: rung.status,
  startAt: rung.startAt,
  dueAt: rung.dueAt,
  anchoredAt: rung.anchoredAt,
  attempts: rung.attempts ?? 0,
  alarmed: rung.alarmed ?? [],
  outcome: rung.outcome,
  reason: rung.reason,
  effectKey: rung.effectKey ?? null,
  effectTimeoutAt: rung.effectTimeoutAt ?? null,
  cycle: rung.cycle ?? 0,
});
