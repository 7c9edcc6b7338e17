import { alarm } from './alarms.js';
import { edit, moveRung, rungOf, specFor, type Draft } from './draft.js';
import { followTurn } from './edges.js';
import { daytime } from './schedule.js';
import { finish, isPending } from './rungs.js';
import type { EngineInput, RungState } from './snapshot.js';
import type { Outcome } from './vocabulary.js';

/**
 * What came of an effect. Results for another key than the one under way are stale and change nothing; one that
 * counted as unknown may still be settled by its late receipt.
 */
export function settleEffect(d: Draft, input: Extract<EngineInput, { type: 'effect' }>): void {
  const rung = rungOf(d, input.rungId);
  if (!rung || rung.effectKey !== input.key) return;
  const late = rung.status === 'failed' && rung.reason === 'unknown';
  if (rung.status !== 'running' && !late) return;
  // Called off in the meantime: nothing of it goes on.
  if (late && d.next.state === 'watched' && rung.kind !== 'visit') return;
  if (input.result !== 'done') {
    if (!late) effectLost(d, rung, input.result);
    return;
  }
  if (rung.kind === 'sms') {
    finish(d, rung, 'done');
    return;
  }
  if (rung.kind === 'robot_call') {
    if (rung.status !== 'running' || rung.reason === 'placed') return;
    const copy = edit(d, rung);
    copy.reason = 'placed';
    copy.effectTimeoutAt = d.now + d.playbook.robotOutcomeWithinS * 1000;
    return;
  }
  // Dispatched, or asked: the rung goes on until somebody reports.
  const copy = late ? moveRung(d, rung, 'running') : edit(d, rung);
  copy.reason = rung.kind === 'visit' ? 'dispatched' : 'asked';
  copy.effectKey = null;
  copy.effectTimeoutAt = null;
}

/** An effect failed, or nobody knows: shown to a person, and the ladder takes that rung's edge. */
export function effectLost(d: Draft, rung: RungState, result: 'failed' | 'unknown'): void {
  const key = rung.effectKey;
  const lost = finish(d, rung, 'failed', result);
  if (result === 'failed') lost.effectKey = null;
  alarm(
    d,
    result === 'failed' ? 'effect_failed' : 'effect_unknown',
    rung.id,
    `${rung.id}:${rung.cycle}:${key ? rung.attempts : 'x'}`,
  );
  followTurn(d, rung, 'failed');
}

/** Another attempt after the spacing, or the rung is exhausted and its edge is taken. */
export function retry(d: Draft, rung: RungState, outcome: Outcome): void {
  const spec = specFor(d, rung);
  const rules = spec?.attempts;
  if (!isPending(rung)) return;
  if (!spec || !rules || rung.attempts >= rules.max) {
    const done = finish(d, rung, 'exhausted', outcome);
    done.outcome = outcome;
    followTurn(d, rung, 'exhausted');
    return;
  }
  const copy = rung.status === 'waiting' ? edit(d, rung) : moveRung(d, rung, 'waiting');
  copy.startAt = daytime(d, spec, d.now + rules.spacingS * 1000);
  copy.effectKey = null;
  copy.effectTimeoutAt = null;
  if (copy.dueAt === null) return;
  // All attempts within the window; whoever began late still gets a fair clock for the next one.
  const window = copy.anchoredAt + rules.windowS * 1000;
  copy.dueAt = daytime(d, spec, Math.max(window, copy.startAt + rules.spacingS * 1000));
  copy.alarmed = [];
}
