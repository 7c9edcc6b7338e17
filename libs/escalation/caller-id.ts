import type { RungSpec } from './playbook.js';
import type { RungState } from './snapshot.js';

/**
 * Which of the office's two numbers the next call should come from: in turn where the tier wants both, and another one
 * for whoever hung up on the first (domain.md sections 2 and 3).
 */
export function callerIdOf(rung: RungState, spec: RungSpec | undefined): 1 | 2 {
  if ((spec?.attempts?.callerIds ?? 1) > 1) return rung.attempts % 2 === 0 ? 1 : 2;
  return rung.outcome === 'rejected' ? 2 : 1;
}
