import type { TFunction } from 'i18next';
import type { TierReasonView } from '#contracts';

/** Lists that may name a key: signals, raise causes, rules of the triage table, flags… */
const LISTS = ['signal', 'raiseCause', 'rule', 'flag', 'outcome', 'fraudType'] as const;

/** Words for a fact's key; `name:value` facts (`description:paying_now`, `alerts_30_days:3`) take both. */
export function wordFor(t: TFunction, key: string): string {
  const [name = '', value] = key.split(':', 2);
  if (value !== undefined)
    return t(`rule.${name}`, { what: wordFor(t, value), defaultValue: `${name} ${value}` });
  for (const list of LISTS) {
    const word = t(`${list}.${name}`, { defaultValue: '' });
    if (word !== '') return word;
  }
  return name.replaceAll('_', ' ');
}

/** One reason for a tier: the rule, and the facts that met it where they say more. */
export function describeReason(t: TFunction, reason: TierReasonView): string {
  const rule = wordFor(t, reason.rule);
  const facts = reason.facts
    .map((fact) => wordFor(t, fact))
    .filter((fact) => fact !== rule && !rule.includes(fact));
  return facts.length === 0 ? rule : t('punct.because', { what: rule, why: facts.join(t('punct.list')) });
}

/** The reasons that hold the present tier up, newest first, and how many others there are. */
export function reasonsForTier(
  reasons: readonly TierReasonView[],
  tier: TierReasonView['tier'],
): TierReasonView[] {
  return reasons.filter((r) => r.tier === tier).sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
