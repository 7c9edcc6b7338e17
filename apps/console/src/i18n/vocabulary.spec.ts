import {
  ATTEMPT_KINDS,
  CASE_STATES,
  CONFIRMATION_KINDS,
  COUNTERMEASURE_KINDS,
  COUNTERMEASURE_TARGETS,
  DECLINE_REASONS,
  FRAUD_TYPES,
  IDENTITY_FACTS,
  NEEDS,
  OUTCOMES,
  PERSON_FLAGS,
  RAISE_CAUSES,
  RUNG_KINDS,
  SIGNALS,
  TIERS,
} from '#escalation';
import { AUDIT_FAULTS, FINDING_KINDS, ROLES } from '#contracts';
import { en } from './en/index.js';
import { zh } from './zh/index.js';

/** Every leaf as `path → text`; places in lists count as keys. */
function leaves(node: unknown, path = ''): Map<string, string> {
  if (typeof node === 'string') return new Map([[path, node]]);
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(node as Record<string, unknown>))
    for (const [p, text] of leaves(value, path === '' ? key : `${path}.${key}`)) all.set(p, text);
  return all;
}

const chinese = leaves(zh);
const english = leaves(en);
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1] ?? '').sort();

describe('the words of both languages', () => {
  it('have the same keys, and none is blank', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
    for (const [key, text] of [...chinese, ...english])
      expect([key, text.trim().length > 0]).toEqual([key, true]);
  });

  it('take the same placeholders', () => {
    for (const [key, text] of chinese)
      expect([key, placeholders(english.get(key) ?? '')]).toEqual([key, placeholders(text)]);
  });

  it('leave no Chinese in the English but the name of the other language', () => {
    const left = [...english].filter(
      ([key, text]) => /\p{Script=Han}/u.test(text) && !key.startsWith('language.'),
    );
    expect(left).toEqual([]);
  });

  const vocabularies: [string, readonly string[]][] = [
    ['tier', TIERS],
    ['caseState', CASE_STATES],
    ['rungKind', RUNG_KINDS],
    ['outcome', OUTCOMES],
    ['attempt.follow', OUTCOMES],
    ['fraudType', FRAUD_TYPES],
    ['signal', SIGNALS],
    ['flag', PERSON_FLAGS],
    ['need', NEEDS],
    ['attemptKind', ATTEMPT_KINDS],
    ['countermeasureKind', COUNTERMEASURE_KINDS],
    ['countermeasureTarget', COUNTERMEASURE_TARGETS],
    ['raiseCause', RAISE_CAUSES],
    ['confirmation', CONFIRMATION_KINDS],
    ['declineReason', DECLINE_REASONS],
    ['role', ROLES],
    ['fact', IDENTITY_FACTS],
    ['alarmCode', FINDING_KINDS],
    ['audit.fault', AUDIT_FAULTS],
  ];
  it.each(vocabularies)('name every %s of the desk', (path, keys) => {
    for (const list of [chinese, english])
      expect(keys.filter((key) => !list.has(`${path}.${key}`))).toEqual([]);
  });

  it('have a script for every fraud type', () => {
    for (const list of [chinese, english])
      expect(FRAUD_TYPES.filter((type) => !list.has(`script.type.${type}.trick`))).toEqual([]);
  });
});
