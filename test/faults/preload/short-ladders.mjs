/**
 * Preloaded into the desk's processes of a fault scenario: the office's minutes become seconds, and each ladder gets
 * waits at known times. It changes the playbook in the memory of this process only; no file of the product knows of it.
 */
import { DEFAULT_PLAYBOOK } from '#escalation';
import { rawEnv } from '#platform';

/** An hour's ladder takes a minute and a half. Timeouts of effects stay as they are: the outside world is not faster. */
const FASTER = 40;
const quicker = (seconds) => Math.round((seconds * 1000) / FASTER) / 1000;
const offset = (given) => given && { ...given, afterS: quicker(given.afterS) };

/** Seconds after receipt at which a timer must fire in every case: what test/faults/timer-ledger.ts counts on. */
const waits = (rawEnv('FAULT_WAITS') ?? '').split(',').filter(Boolean).map(Number);

for (const ladder of Object.values(DEFAULT_PLAYBOOK.tiers)) {
  // A run at night is the same as one by day.
  ladder.quiet = false;
  ladder.rungs = [
    ...ladder.rungs.map((rung) => ({
      ...rung,
      start: offset(rung.start),
      due: offset(rung.due),
      ...(rung.attempts && {
        attempts: {
          ...rung.attempts,
          spacingS: quicker(rung.attempts.spacingS),
          windowS: quicker(rung.attempts.windowS),
        },
      }),
    })),
    ...waits.map((afterS, at) => ({
      id: `wait_${at}`,
      kind: 'wait',
      by: 'system',
      start: { anchor: 'received', afterS },
      due: null,
      catchUp: 'fire',
    })),
  ];
}
