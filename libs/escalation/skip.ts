import { specFor, type Draft } from './draft.js';
import type { SkipCondition } from './playbook.js';
import type { RungState } from './snapshot.js';
import { OUTCOMES } from './vocabulary.js';

/** Whether a skip condition of the playbook holds for this case. */
export function holds(d: Draft, condition: SkipCondition): boolean {
  const { facts } = d.next;
  switch (condition) {
    case 'no_phone':
      return !facts.hasPhone;
    case 'no_relative':
      return !facts.hasRelative;
    case 'no_address':
      return !facts.hasAddress;
    case 'type_hidden_from_relatives':
      return d.playbook.hiddenFromRelatives.includes(facts.fraudType);
    case 'deaf':
      return facts.flags.includes('deaf');
    case 'person_reached':
      return OUTCOMES.some((outcome) => {
        const rule = d.playbook.outcomes[outcome];
        return rule.reached && rule.ends === 'no' && d.next.outcomes[outcome] !== undefined;
      });
  }
}

/** Why this rung has to be left out, or null. */
export function skipReason(d: Draft, rung: RungState): SkipCondition | null {
  const conditions = specFor(d, rung)?.skipWhen;
  if (!conditions) return null;
  for (const condition of conditions) if (holds(d, condition)) return condition;
  return null;
}
