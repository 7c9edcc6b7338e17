import { alarm } from './alarms.js';
import { ask, edit, moveRung, specFor, tell, type Draft } from './draft.js';
import { follow, followTurn } from './edges.js';
import { endIfWatchIsOver } from './ending.js';
import { leaseEnd, liveLease } from './lease.js';
import type { Edge, EffectRungKind, RungSpec } from './playbook.js';
import { sendVisit } from './owed-visit.js';
import { isContact, isReferred, REFERRED } from './referral.js';
import { finish } from './rungs.js';
import { skipReason } from './skip.js';
import type { RungState } from './snapshot.js';

/** A rung's start has come: it is left out, opened for a person, or acts by itself. */
export function beginRung(d: Draft, rung: RungState): void {
  if (isContact(rung) && isReferred(d)) {
    finish(d, rung, 'skipped', REFERRED);
    return;
  }
  const spec = specFor(d, rung);
  const skip = skipReason(d, rung);
  if (skip || isTooLate(d, rung, spec)) {
    finish(d, rung, 'skipped', skip ?? 'missed');
    followTurn(d, rung, 'skipped');
    // The follow-up was answered meanwhile, and this was all that was waited for.
    if (rung.kind === 'visit') endIfWatchIsOver(d);
    return;
  }
  if (spec && (rung.kind === 'alarm' || rung.kind === 'wait')) {
    elapse(d, rung, spec);
    return;
  }
  if (
    rung.kind === 'sms' ||
    rung.kind === 'robot_call' ||
    rung.kind === 'visit' ||
    rung.kind === 'relative'
  ) {
    if (spec?.agreement && rung.reason !== 'agreed') {
      const open = moveRung(d, rung, 'open', 'agreement_needed');
      alarm(d, 'agreement_needed', rung.id, `${rung.id}:${open.cycle}:${open.startAt}`);
    } else fire(d, rung, spec);
    return;
  }
  if (rung.kind === 'sign_in' && spec?.by === 'system') {
    finish(d, rung, 'done', 'automatic');
    return;
  }
  moveRung(d, rung, 'open', rung.reason);
  if (rung.kind !== 'alarm') tell(d, 'rung_started', { rungId: rung.id, rungKind: rung.kind });
  // Whoever is spoken with in signs is not rung: somebody goes and sees.
  if (rung.kind === 'follow_up' && d.next.state === 'watched' && spec?.needs?.includes('sign_language'))
    sendVisit(d, rung.id);
}

/** A wait is over, or an alarm rung rings. */
function elapse(d: Draft, rung: RungState, { on }: RungSpec): void {
  const lease = liveLease(d.next, d.now);
  // An expiry does not end a case under the hands of the person who works it.
  if (lease && on?.started?.some(isClosing)) {
    edit(d, rung).startAt = leaseEnd(lease);
    return;
  }
  if (rung.kind === 'alarm') alarm(d, 'playbook', rung.id, `${rung.id}:${rung.cycle}`);
  finish(d, rung, 'done');
  follow(d, on?.started, { rung });
}

const isClosing = (edge: Edge): boolean => edge.do === 'close';

/** Emits the effect of an automatic rung; its key is the same however often this decision is taken. */
function fire(d: Draft, rung: RungState, spec: RungSpec | undefined): void {
  const running = moveRung(d, rung, 'running', rung.reason);
  running.attempts += 1;
  const kind = rung.kind as EffectRungKind;
  const key = `${d.next.caseId}:${rung.id}:${running.cycle}:${running.attempts}`;
  running.effectKey = key;
  running.effectTimeoutAt = d.now + d.playbook.effectTimeoutS[kind] * 1000;
  if (kind === 'sms') ask(d, { kind, key, rungId: rung.id, template: spec?.template ?? 'warning' });
  else if (kind === 'robot_call') ask(d, { kind, key, rungId: rung.id, attempt: running.attempts });
  else if (kind === 'visit') ask(d, { kind, key, rungId: rung.id, needs: [...(spec?.needs ?? [])] });
  else ask(d, { kind, key, rungId: rung.id });
  tell(d, 'rung_started', { rungId: rung.id, rungKind: kind, attempt: running.attempts });
}

/** Missed by more than the grace: the catch-up policy says whether it is still worth doing. */
function isTooLate(d: Draft, rung: RungState, spec: RungSpec | undefined): boolean {
  if (!spec || spec.catchUp === 'fire') return false;
  if (d.now - rung.startAt <= d.playbook.catchUpGraceS * 1000) return false;
  if (spec.catchUp === 'skip') return true;
  return d.next.rungs.some(
    (other) =>
      other !== rung &&
      other.kind === rung.kind &&
      other.status === 'waiting' &&
      other.startAt > rung.startAt &&
      other.startAt <= d.now,
  );
}
